"""The tables. Numbers stand here as keyed hashes; in clear only encrypted, and only until a text has ended."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Dialect, Index, Integer, MetaData, String, Table, Text, TypeDecorator

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as text in UTC: the same value and the same order on every database."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To fixed-width ISO 8601 in UTC, so that text order is time order."""
        return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Back to an aware datetime."""
        return None if value is None else datetime.fromisoformat(value)


callers = Table(
    "callers",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("language", String(8)),
    Column("seen_at", Moment, nullable=False),
)
"""Who has called or texted, and the language to remember."""

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("since", Moment, nullable=False),
)
"""Who has sent STOP: never texted until START."""

calls = Table(
    "calls",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("caller", String(64)),
    Column("phone", String(40), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("status", String(20)),
)
"""One row a call; ``phone`` is the kind of telephone that called."""

call_steps = Table(
    "call_steps",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("place", String(20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("key", String(20), nullable=False),
    Column("because", JSON, nullable=False),
)
"""The steps of a call and why each was taken; a repeated request finds its step recorded already."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("promise", String(64), nullable=False, unique=True),
    Column("purpose", String(20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("receiver", String(64), nullable=False),
    Column("sealed_number", Text),
    Column("body", Text),
    Column("made_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("attempted_at", Moment),
    Column("leased_by", String(40)),
    Column("leased_until", Moment),
    Column("message_sid", String(64)),
    Column("problem", Text),
    Index("outbox_due", "state", "due_at"),
    Index("outbox_receiver", "receiver", "made_at"),
)
"""Texts that are promised; ``promise`` is the keyed hash of what makes a promise unique."""

revisions = Table(
    "revisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("effective_at", Moment, nullable=False),
    Column("restores", Integer),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", String(100)),
)
"""The schedule as it was published: rows are never changed, but for one that is withdrawn before it takes effect."""

draft = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("token", String(32), nullable=False),
    Column("document", Text, nullable=False),
    Column("base", Integer, nullable=False),
    Column("author", String(100), nullable=False),
    Column("saved_at", Moment, nullable=False),
)
"""The one draft that all editors share; ``token`` changes whenever it is saved."""

overrides = Table(
    "overrides",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scope", String(100), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Column("changes", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("reset_at", Moment),
    Column("reset_by", String(100)),
)
"""Lines held open or closed by hand; ``changes`` is when that ends for each line, for one until the next change."""
