"""The audit log: who changed what, in a chain in which nothing can be changed, dropped or slipped in unseen.

Each entry's hash covers the entry and the hash before it. So any change to an entry breaks the chain there, and
a missing one breaks it at the next. What the chain alone can't show is that its last entries were cut off, or
that all of it was written anew: for that, keep the last hash somewhere else and verify against it.
"""

import hashlib
import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, text

from ivr.store.engine import reading
from ivr.store.tables import audit

_NOTHING = ""
"""The hash before the first entry."""
_LONGEST_WHO = 100
_LAST_NUMBER = 2**31 - 1
"""The largest that the column holds."""
_LONGEST = 2000


class Act(StrEnum):
    """What was done."""

    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "sign-in refused"
    SIGNED_OUT = "signed out"
    SESSION_ENDED = "session ended"
    ACCOUNT_ADDED = "account added"
    ACCOUNT_CHANGED = "account changed"
    ACCOUNT_DISABLED = "account disabled"
    ACCOUNT_ENABLED = "account enabled"
    PASSWORD_CHANGED = "password changed"  # noqa: S105 - the act, not a password
    SECOND_FACTOR_ON = "second factor on"
    SECOND_FACTOR_OFF = "second factor off"
    RECOVERY_CODES_MADE = "recovery codes made"
    DRAFT_SAVED = "draft saved"
    DRAFT_DISCARDED = "draft discarded"
    PUBLISHED = "published"
    ROLLED_BACK = "rolled back"
    WITHDRAWN = "withdrawn"
    HELD = "held by hand"
    RELEASED = "back to the schedule"
    SENTENCE_EDITED = "sentence edited"
    SENTENCE_CONFIRMED = "sentence confirmed"
    SENTENCE_REVERTED = "sentence reverted"
    RECORDED = "recorded"
    RECORDING_REMOVED = "recording removed"
    LANGUAGE_SPOKEN = "language spoken"
    CATALOGUE_TAKEN = "catalogue taken"
    EXPORTED = "exported"
    FORGOTTEN = "forgotten"
    PURGED = "purged"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log."""

    number: int
    at: datetime
    who: str
    act: str
    what: str
    detail: str
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole chain has found; no ``broken`` entry: it is whole, up to entry ``entries``."""

    entries: int
    head: str
    broken: int | None = None
    reason: str = ""


def note(connection: Connection, at: datetime, who: str, act: Act, what: str = "", detail: str = "") -> None:
    """Append an entry, in the caller's transaction: what is noted and what was done stand or fall together."""
    _take_turns(connection)
    last = connection.execute(select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)).first()
    number, before = (last.number + 1, last.hash) if last else (1, _NOTHING)
    row = {
        "number": number,
        "at": at,
        "who": _one_line(who)[:_LONGEST_WHO],
        "act": str(act),
        "what": _one_line(what)[:_LONGEST],
        "detail": _one_line(detail)[:_LONGEST],
    }
    connection.execute(insert(audit).values(**row, hash=_hash(before, row)))


def verify(engine: Engine, head: str | None = None) -> Verdict:
    """Look at the whole chain; ``head`` is a hash of an entry, noted earlier, that must still be in it."""
    before, expected, found = _NOTHING, 1, head in (None, _NOTHING)
    with closing(entries(engine)) as chain:
        try:
            for entry in chain:
                row = {name: getattr(entry, name) for name in ("number", "at", "who", "act", "what", "detail")}
                if entry.number != expected:
                    return Verdict(expected - 1, before, expected, f"entry {expected} is missing")
                if entry.hash != _hash(before, row):
                    return _changed(expected, before)
                before, expected, found = entry.hash, expected + 1, found or entry.hash == head
        except (ValueError, TypeError):  # what stands there is not even a moment or text
            return _changed(expected, before)
    if not found:
        return Verdict(
            expected - 1, before, expected, "the hash that was noted is no longer in it: its end was cut off"
        )
    return Verdict(expected - 1, before)


def _changed(number: int, before: str) -> Verdict:
    return Verdict(number - 1, before, number, f"entry {number} is not what was written")


def entries(engine: Engine) -> Generator[Entry, None, None]:
    """All entries, oldest first, read bit by bit."""
    with reading(engine) as connection:
        streaming = connection.execution_options(yield_per=1000)
        with streaming.execute(select(audit).order_by(audit.c.number)) as rows:
            yield from (Entry(*row) for row in rows)


def latest(engine: Engine, most: int, *, before: int | None = None, who: str = "", act: str = "") -> list[Entry]:
    """Entries, newest first: those ``before`` a number, by one person, of one act."""
    query = select(audit).order_by(audit.c.number.desc()).limit(most)
    if before is not None and before <= _LAST_NUMBER:
        query = query.where(audit.c.number < before)
    if who:
        query = query.where(audit.c.who == _one_line(who))
    if act:
        query = query.where(audit.c.act == _one_line(act))
    with reading(engine) as connection:
        return [Entry(*row) for row in connection.execute(query)]


def _one_line(told: str) -> str:
    """Without line breaks and what can't be seen or stored: printed, no entry looks like two."""
    return "".join(each if each.isprintable() else " " for each in told)


def _hash(before: str, row: dict[str, Any]) -> str:
    """SHA-256 over JSON, in which no field can be taken for another."""
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    told = [before, row["number"], at, row["who"], row["act"], row["what"], row["detail"]]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _take_turns(connection: Connection) -> None:
    """One appends after the other. On SQLite every writing transaction does already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE"))
