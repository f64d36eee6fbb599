"""The database: what is promised, what was recorded. SQLAlchemy Core over SQLite or PostgreSQL."""
