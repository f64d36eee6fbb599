"""The database: tables, migrations and queries, in SQLAlchemy Core over SQLite or PostgreSQL."""
