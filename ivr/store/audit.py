"""The audit log: who changed what, as a hash chain that reveals changed, missing and inserted entries.

The hash of each entry covers the entry and the hash of the entry before it. The chain alone does not reveal that its
last entries were deleted, or that the whole log was rewritten. To detect these, keep a copy of the last hash
elsewhere and pass it to :func:`verify`.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Result, Row, Text, insert, select, type_coerce

from ivr.store.db import lock, tell
from ivr.store.tables import audit
from sentences import Sentence, to_text, word

SERVICE = "tsunagu"
"""The author of automatic actions."""
_NOTHING = ""
"""The value that the first entry uses as the previous hash."""
_LONGEST_WHO = 100
_LAST_NUMBER = 2**31 - 1
"""The largest value of the ``number`` column."""
_LONGEST, _LONGEST_SENTENCE = 2000, 20_000
"""Longest text and longest stored sentence of a field, in characters."""


class Act(StrEnum):
    """The kinds of actions that are logged."""

    SIGNED_IN = word("signed in")
    SIGN_IN_REFUSED = word("sign-in refused")
    PASSWORD_REFUSED = word("password refused")
    SIGNED_OUT = word("signed out")
    SESSION_ENDED = word("session ended")
    ACCOUNT_ADDED = word("account added")
    ACCOUNT_CHANGED = word("account changed")
    ACCOUNT_DISABLED = word("account disabled")
    ACCOUNT_ENABLED = word("account enabled")
    PASSWORD_CHANGED = word("password changed")
    SECOND_FACTOR_ON = word("second factor on")
    SECOND_FACTOR_OFF = word("second factor off")
    RECOVERY_CODES_MADE = word("recovery codes made")
    LINK_MADE = word("link made")
    LINK_REFUSED = word("link refused")
    CONFIRMATION_ASKED = word("agency asked to confirm")
    CONFIRMATION_SENT = word("confirmation link sent")
    CONFIRMATION_NOT_SENT = word("confirmation link not sent")
    CONFIRMATION_ANSWERED = word("confirmation answered")
    CONFIRMATION_SEEN = word("confirmation seen")
    CONFIRMATION_WITHDRAWN = word("confirmation link withdrawn")
    CONFIRMATION_EXPIRED = word("confirmation link expired")
    CONTACT_CHANGED = word("contact of an agency changed")
    PASSKEY_ADDED = word("passkey added")
    PASSKEY_REMOVED = word("passkey removed")
    PASSKEY_REFUSED = word("passkey refused")
    DRAFT_SAVED = word("draft saved")
    DRAFT_DISCARDED = word("draft discarded")
    DRAFT_SHARED = word("draft shared")
    DRAFT_UNSHARED = word("draft no longer shared")
    PUBLISHED = word("published")
    ROLLED_BACK = word("rolled back")
    WITHDRAWN = word("withdrawn")
    CARRIED_OVER = word("carried over")
    HELD = word("held by hand")
    RELEASED = word("back to the schedule")
    TEST_DIALLED = word("test dial")
    SENTENCE_EDITED = word("sentence edited")
    SENTENCE_CONFIRMED = word("sentence confirmed")
    SENTENCE_REVERTED = word("sentence reverted")
    RECORDED = word("recorded")
    RECORDING_REMOVED = word("recording removed")
    LANGUAGE_SPOKEN = word("language spoken")
    CATALOGUE_TAKEN = word("catalogue taken")
    EXPORTED = word("exported")
    FORGOTTEN = word("forgotten")
    PURGED = word("purged")
    REKEYED = word("encrypted again")
    RESTORED = word("backup restored")
    SEARCHED = word("searched by number")
    SENT_AGAIN = word("text sent again")
    SEEN = word("text in trouble seen")
    CALL_BACK_CANCELLED = word("call-back cancelled")
    DIFFERENCE_IGNORED = word("difference from a page ignored")
    DIFFERENCE_HEEDED = word("difference from a page heeded again")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log.

    ``what`` and ``detail`` are a ``str`` if a person wrote them, or if the entry is older than stored sentences.
    ``act`` is a ``str`` if this version no longer has that kind of action.
    """

    number: int
    at: datetime
    who: str
    act: Act | str
    what: Sentence | str
    detail: Sentence | str
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of verifying the chain.

    Attributes:
        entries: how many entries, from the first, are intact.
        head: the hash of the last intact entry.
        broken: number of the first entry that is changed or missing; None if the chain is intact.
        reason: what is wrong with the broken entry.
    """

    entries: int
    head: str
    broken: int | None = None
    reason: Sentence | None = None


def note(
    connection: Connection,
    at: datetime,
    who: str,
    act: Act,
    what: Sentence | str = "",
    detail: Sentence | str = "",
) -> None:
    """Append an entry in the caller's transaction, so that the action and its entry are committed together."""
    lock(connection, audit)  # appending is serialized, because each entry needs the hash of the last
    last = connection.execute(select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)).first()
    number, before = (last.number + 1, last.hash) if last else (1, _NOTHING)
    row: dict[str, Any] = {
        "number": number,
        "at": at,
        "who": _one_line(who)[:_LONGEST_WHO],
        "act": str(act),
        "what": _fitting(what),
        "detail": _fitting(detail),
    }
    sealed = row | {name: to_text(row[name]) for name in ("what", "detail")}
    connection.execute(insert(audit).values(**row, hash=_hash(before, sealed)))
    tell(connection)


def verify(connection: Connection, head: str | None = None) -> Verdict:
    """Verify the whole chain. ``head`` is the hash of an earlier entry, which must still be in the chain."""
    before, expected, found = _NOTHING, 1, head in (None, _NOTHING)
    with _as_stored(connection) as chain:
        try:
            for row in chain:
                if row.number != expected:
                    reason = Sentence("entry {number} is missing", number=expected)
                    return Verdict(expected - 1, before, expected, reason)
                if row.hash != _hash(before, row._asdict()):
                    return _changed(expected, before)
                before, expected, found = row.hash, expected + 1, found or row.hash == head
        except (ValueError, TypeError):  # a changed column no longer holds a valid time or text
            return _changed(expected, before)
    if not found:
        cut_off = Sentence("the given hash is not in the log: entries at its end are missing")
        return Verdict(expected - 1, before, expected, cut_off)
    return Verdict(expected - 1, before)


def _changed(number: int, before: str) -> Verdict:
    return Verdict(number - 1, before, number, Sentence("entry {number} has been changed", number=number))


def _as_stored(connection: Connection) -> Result[Any]:
    """Read all rows, oldest first, in chunks; sentences are left as the JSON text that the hash covers."""
    told = [type_coerce(audit.c[name], Text).label(name) for name in ("what", "detail")]
    others = [each for each in audit.c if each.name not in ("what", "detail")]
    query = select(*others, *told).order_by(audit.c.number)
    return connection.execute(query, execution_options={"yield_per": 1000})


def latest(
    connection: Connection, most: int, *, before: int | None = None, who: str = "", act: str = ""
) -> list[Entry]:
    """Return up to ``most`` entries, newest first, filtered by a number to start ``before``, by person and by act."""
    query = select(audit).order_by(audit.c.number.desc()).limit(most)
    if before is not None and before <= _LAST_NUMBER:
        query = query.where(audit.c.number < before)
    if who:
        query = query.where(audit.c.who == _one_line(who))
    if act:
        query = query.where(audit.c.act == _one_line(act))
    return [_entry(row) for row in connection.execute(query)]


def _entry(row: Row[Any]) -> Entry:
    act = next((each for each in Act if each == row.act), row.act)
    return Entry(**{**row._asdict(), "act": act})


def _fitting(told: Sentence | str) -> Sentence | str:
    """Limit a field to one line and to its maximum length; a sentence that exceeds these becomes English text."""
    if isinstance(told, Sentence) and str(told).isprintable() and len(to_text(told)) <= _LONGEST_SENTENCE:
        return told
    return _one_line(str(told))[:_LONGEST]


def _one_line(told: str) -> str:
    """Replace line breaks and unprintable characters with spaces, so that no printed entry looks like two."""
    return "".join(each if each.isprintable() else " " for each in told)


def _hash(before: str, row: dict[str, Any]) -> str:
    """SHA-256 over a JSON array of the stored values; JSON keeps the boundaries of fields unambiguous."""
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    told = [before, row["number"], at, row["who"], row["act"], row["what"], row["detail"]]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
