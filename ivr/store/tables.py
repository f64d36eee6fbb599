"""The tables. Numbers stand here as keyed hashes; in clear only encrypted, and only until a text has ended."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

from ivr.core.call.outcome import Outcome
from ivr.core.caller import Phone
from ivr.core.text.delivery import State
from ivr.core.text.limits import Limit
from ivr.core.text.promises import Purpose
from prompts import Command
from sentences import Sentence, from_data, from_text, to_data, to_text

metadata = MetaData()


def _only_where(condition: Any) -> dict[str, Any]:
    """An index of the rows that meet a condition, for both databases."""
    return {"sqlite_where": condition, "postgresql_where": condition}


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


class Said(TypeDecorator[Sentence | str]):
    """A sentence, kept as text; what was stored before there were such, and what people wrote, is a ``str``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sentence | str | None, dialect: Dialect) -> str | None:
        """To JSON in one line."""
        return None if value is None else to_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Sentence | str | None:
        """Back to a sentence."""
        return None if value is None else from_text(value)


class Reasons(TypeDecorator[tuple[Sentence | str, ...]]):
    """Sentences, kept as a JSON array."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[Sentence | str] | None, dialect: Dialect) -> Any:
        """To JSON."""
        return None if value is None else [to_data(each) for each in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Sentence | str, ...] | None:
        """Back to sentences."""
        return None if value is None else tuple(from_data(each) for each in value)


class Member(TypeDecorator[StrEnum | str]):
    """A member of an enumeration, kept as its word; a word that is none of its members stays a ``str``."""

    impl = String
    cache_ok = True

    def __init__(self, members: type[StrEnum], length: int) -> None:
        super().__init__(length)
        self.members = members
        self._by_word: dict[str, StrEnum] = {each.value: each for each in members}

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To its word."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | str | None:
        """Back to the member."""
        return value if value is None else self._by_word.get(str(value), str(value))


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
    Column("phone", Member(Phone, 40), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("status", String(20)),
    Column("language", String(8)),
    Column("outcome", Member(Outcome, 24)),
    Column("line", String(64)),
    Column("lines", Text, nullable=False, server_default=""),
    Index("calls_started", "started_at", "sid"),
    Index("calls_language", "language", "started_at", "sid"),
    Index("calls_outcome", "outcome", "started_at", "sid"),
)
"""One row a call; ``phone`` is the kind of telephone that called.

The last four are the call in short (:mod:`ivr.core.call.outcome`), brought up to date with each step and counted below;
``outcome`` is null while no step has come. ``lines`` are all that were dialled, with a space after each.
"""

call_steps = Table(
    "call_steps",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("place", String(20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("key", String(20), nullable=False),
    Column("because", Reasons, nullable=False),
    Column("line", String(64)),
    Column("leg", String(16)),
    Column("seconds", Integer),
    Column("texted", String(12), nullable=False, server_default=""),
    Column("promise", String(64)),
)
"""The steps of a call and why each was taken; a repeated request finds its step recorded already.

``line``, ``leg`` and ``seconds``: which dialled line's end the step tells, and how long it lasted. ``texted`` is what
became of a text that was to be promised, and ``promise`` that of its row in the outbox.
"""

inbound = Table(
    "inbound",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("caller", String(64)),
    Column("at", Moment, nullable=False),
    Column("language", String(8)),
    Column("command", Member(Command, 12)),
    Column("because", Said, nullable=False),
    Index("inbound_caller", "caller", "at"),
    Index("inbound_at", "at", "sid"),
)
"""Texts that came in: what was understood, never what was written; ``because`` is why it was answered as it was."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("promise", String(64), nullable=False, unique=True),
    Column("purpose", Member(Purpose, 20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("receiver", String(64)),
    Column("number_range", String(64)),
    Column("asked_by", String(64)),
    Column("sealed_number", Text),
    Column("body", Text),
    Column("made_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("moved", Integer, nullable=False, server_default="0"),
    Column("state", Member(State, 12), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("attempted_at", Moment),
    Column("lease", String(40)),
    Column("beat", Integer, nullable=False, server_default="0"),
    Column("sender", Integer, nullable=False, server_default="0"),
    Column("message_sid", String(64)),
    Column("first_sid", String(64)),
    Column("problem", Said),
    Column("ended_at", Moment),
    Index("outbox_due", "state", "due_at"),
    Index("outbox_receiver", "receiver", "made_at"),
    Index("outbox_range", "number_range", "made_at"),
    Index("outbox_made", "made_at"),
    Index("outbox_sid", "message_sid"),
    Index("outbox_state", "state", "made_at", "id"),
    Index("outbox_language", "language", "made_at", "id"),
    Index("outbox_purpose", "purpose", "made_at", "id"),
)
"""Texts that are promised.

``promise`` is the keyed hash of what makes a promise unique; ``number_range`` that of the number without its
last four digits; ``asked_by`` that of the caller who keyed the number in. ``lease`` names the claim by which a
worker has the text in hand, and ``beat`` counts on while it lives. ``sender`` is 1 for the second sender, with
``first_sid`` what the first one's message was; ``moved`` 1 for a reminder that has been moved on.
"""

refusals = Table(
    "refusals",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("reason", Member(Limit, 100), primary_key=True),
    Column("count", Integer, nullable=False),
)
"""Texts that a limit has refused, counted by day (Japan's)."""

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("worker", String(60), primary_key=True),
    Column("at", Moment, nullable=False),
)
"""When each delivery worker was last heard of."""

turns = Table(
    "turns",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("next_at", Moment, nullable=False),
)
"""What only one process does at a time: the daily purge, sending from a sender. ``next_at``: when it can be next."""

probe = Table(
    "probe",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)
"""One row, in which it is counted how often somebody has tried whether the database can be written again."""

revisions = Table(
    "revisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("reason", Said, nullable=False),
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

Index("call_steps_promise", call_steps.c.promise, **_only_where(call_steps.c.promise.is_not(None)))
Index("call_steps_line", call_steps.c.line, call_steps.c.sid, **_only_where(call_steps.c.line.is_not(None)))

day_counts = Table(
    "day_counts",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("outcome", String(24), primary_key=True),
    Column("line", String(64), primary_key=True),
    Column("calls", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Calls by day (Japan's), language, outcome and the line they were put through to; empty: to none.

This and the next two are kept by the recorder in the transaction that writes the steps, and stay when calls are purged.
"""

hour_counts = Table(
    "hour_counts",
    metadata,
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("language", String(8), primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("through", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Calls by hour and language, and how many were put through; hours as :func:`ivr.core.reports.hour_of` counts them."""

line_counts = Table(
    "line_counts",
    metadata,
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("line", String(64), primary_key=True),
    Column("dials", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How often a line was dialled by hour, and how often it answered; not those for which the caller did not wait."""

sentences = Table(
    "sentences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("language", String(8), nullable=False),
    Column("prompt", String(60), nullable=False),
    Column("sentence", Text),
    Column("source", Text, nullable=False),
    Column("draft", Boolean, nullable=False),
    Column("author", String(100), nullable=False),
    Column("at", Moment, nullable=False),
)
Index("sentences_of", sentences.c.language, sentences.c.prompt, sentences.c.id)
"""Sentences that were edited: rows are only added, the last one of a prompt counts. ``sentence`` is empty where
the one that ships is back; ``source`` is the English that it says; who made one that is no ``draft`` confirmed it."""

recordings = Table(
    "recordings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("language", String(8), nullable=False),
    Column("clip", String(100), nullable=False),
    Column("text", Text, nullable=False),
    Column("name", String(24)),
    Column("kind", String(12), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("author", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("audio", LargeBinary),
)
Index("recordings_name", recordings.c.name)
"""Recordings: rows are only added, the last one of the same words counts. ``name`` is the hash of ``audio``, under
which it is served for ever; both are empty where a recording was removed."""

spoken = Table(
    "spoken",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("language", String(8), nullable=False),
    Column("spoken", Boolean, nullable=False),
    Column("author", String(100), nullable=False),
    Column("at", Moment, nullable=False),
)
"""Whether a language is spoken from recordings: the last row of each counts."""
