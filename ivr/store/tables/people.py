"""People of the console, and what they have done."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from ivr.store.columns import Moment, Said, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("name", String(40), nullable=False),
    Column("role", String(10), nullable=False),
    Column("password", Text, nullable=False),
    Column("second_factor", Text),
    Column("used_step", Integer),
    Column("made_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)
"""People of the console. ``key`` is the name as it is compared; ``password`` an argon2id hash; ``second_factor`` the
sealed secret of their codes, of which ``used_step`` was the last."""

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("account", Integer, nullable=False),
    Index("recovery_codes_account", "account"),
)
"""SHA-256 of the codes that stand in for a lost telephone, each once."""

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("token", String(64), nullable=False, unique=True),
    Column("account", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("address", String(45), nullable=False),
    Column("agent", String(120), nullable=False),
    Index("sessions_account", "account"),
)
"""Who is signed in; ``token`` is the SHA-256 of what the browser has."""

attempts = Table(
    "attempts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)
"""Attempts to sign in that have not succeeded, counted for each name and for each name from one address (hashes)."""

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", String(100), nullable=False),
    Column("act", String(40), nullable=False),
    Column("what", Said, nullable=False),
    Column("detail", Said, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""Who changed what and when. Rows are only added; ``hash`` covers the row and, through the one before, all others."""
