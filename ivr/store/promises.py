"""Storage of promises: a text is promised once its row in the outbox is committed.

The transaction that inserts the row first checks for reasons against it: an opt-out, the same promise, a recent text
with the same words, a recent refusal by the carrier, a limit. One query finds what these depend on.

Promises wait for each other only where they count each other: those to one number, to one range of numbers, those to
numbers keyed in. All of them count towards the limit of a day, but as long as it is far away an upper bound will do:
the texts that were counted last, and those with a higher id. Only near the limit one promise after the other is
counted exactly.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, ScalarSelect, Select, bindparam, func, insert, literal, select

from ivr.core.text.delivery import State
from ivr.core.text.limits import DAY, Lately, Limits, reached
from ivr.core.text.promises import Kept, Promise, Purpose, Texted
from ivr.privacy import Privacy
from ivr.store.callers import STOPPED, lock_caller, wants_no_texts
from ivr.store.db import hold, insert_or_change
from ivr.store.many import count_up
from ivr.store.tables import opt_outs, outbox, refusals, text_count
from schedules import home_date
from sentences import Sentence

SAME_TEXT_AGAIN = timedelta(minutes=10)
"""A number gets the same information text at most once in this time, however often it calls."""

ROOM = 1000
"""So many texts before the limit of all, promises begin to be counted one after the other. It is more than can be
promised in the time that a step of a call waits for one promise (1,250 a second)."""

_NOT_COMING = (State.FAILED, State.REFUSED, State.CANCELLED)
_LAST_DIGITS = 4
"""Digits that are cut off a number to get its range of 10,000 numbers."""
_KEYED, _ALL = 7_461_002, 7_461_003
"""Numbers that are held by promises to numbers keyed in, and near the limit of all."""


class GivenUpError(Exception):
    """The step that waited for the promise has given up. The transaction must be rolled back."""


def keep(
    connection: Connection,
    privacy: Privacy,
    promise: Promise,
    now: datetime,
    limits: Limits,
    may_commit: Callable[[], bool] = lambda: True,
    is_over: Callable[[Connection], bool] = lambda _: False,
) -> Kept:
    """Store a promise, once however often it is made, and return the result.

    ``is_over`` tells whether the request is a repetition that changes nothing any more. It gets the result of the
    first one if that still stands.

    The result is IMPOSSIBLE for a receiver who has opted out or whose last text was refused, and beyond a limit. It is
    ALREADY if a text with the same words was promised to the receiver in the last 10 minutes.

    Raises:
        GivenUpError: ``may_commit``, which is called last, has returned False.
    """
    over, keyed, row = is_over(connection), promise.purpose is Purpose.KEYED, row_of(privacy, promise, now)
    if not over:
        lock_caller(connection, row["receiver"], now, [_held(row["number_range"]), *([_KEYED] if keyed else [])])
    found = connection.execute(_FOUND[promise.purpose], _asked(privacy, promise, now)).one()
    if found.stopped:
        wants_no_texts(connection, privacy.hashes(promise.to))  # stores the opt-out by the current key
    kept = _stands_already(found, promise)
    if kept is None and over:
        kept = Kept(Texted.IMPOSSIBLE, Sentence("the request is repeated, and what it belongs to is over"))
    elif kept is None:
        in_all = found.at_most
        if in_all is None or in_all >= limits.in_all - ROOM:
            in_all = _count_all(connection, now)
        limit = reached(keyed, _lately(found, in_all), limits)
        if limit is None:
            connection.execute(_INSERT, row)
            kept = Kept(Texted.COMING)
        else:
            count_up(connection, refusals, {"day": f"{home_date(now)}", "reason": limit})
            kept = Kept(Texted.IMPOSSIBLE, Sentence(limit))
    if not may_commit():
        raise GivenUpError
    return kept


def sent_past(privacy: Privacy, promise: Promise, message_sid: str, now: datetime) -> dict[str, Any]:
    """Return the outbox row of a text that was sent without the outbox while the database was down."""
    sent = {"state": State.SENT, "message_sid": message_sid, "attempted_at": now, "sealed_number": None}
    return row_of(privacy, promise, now) | sent


def row_of(privacy: Privacy, promise: Promise, now: datetime) -> dict[str, Any]:
    """Return the outbox row of a text that waits."""
    return {
        "promise": privacy.hash(promise.key),
        "purpose": promise.purpose,
        "language": promise.language,
        "receiver": privacy.hash(promise.to),
        "number_range": privacy.hash(promise.to[:-_LAST_DIGITS]),
        "asked_by": privacy.hash(promise.asked_by) if promise.asked_by else None,
        "sealed_number": privacy.seal(promise.to),
        "body": promise.body,
        "made_at": now,
        "due_at": promise.not_before,
        "state": State.WAITING,
        "attempts": 0,
    }


def _stands_already(found: Row[Any], promise: Promise) -> Kept | None:
    """Return the result of a promise that is stored already, or can't be made; None if it is still to be checked."""
    if found.stopped:
        return Kept(Texted.IMPOSSIBLE, STOPPED)
    if found.state in _NOT_COMING:
        return Kept(Texted.IMPOSSIBLE, Sentence("it is already {state}", state=State(found.state)))
    if found.state is not None:
        return Kept(Texted.COMING)
    if found.refused:
        return Kept(Texted.IMPOSSIBLE, Sentence("the carrier has permanently refused the last text to this number"))
    if not found.same:
        return None
    if promise.purpose is Purpose.REMINDER:
        return Kept(Texted.COMING, Sentence("is already due"))
    return Kept(Texted.ALREADY, Sentence("the same text was requested within 10 minutes"))


def _count_all(connection: Connection, now: datetime) -> int:
    """Count the texts of the last day, while no other promise does, and store the count."""
    hold(connection, _ALL)
    newest, texts = connection.execute(_COUNT, {"day_ago": now - DAY}).one()
    count = {"id": 1, "at": now, "newest": newest or 0, "texts": texts}
    insert_or_change(connection, text_count, "id", count)
    return int(texts)


def _lately(found: Row[Any], in_all: int) -> Lately:
    keyed = found.keyed_to_number, found.keyed_by_caller, found.keyed_in_all
    return Lately(found.to_number, found.to_range, in_all, *keyed)


def _held(name: str) -> int:
    """Return the number that is held in place of a keyed hash."""
    return int(name[:15], 16)


def _asked(privacy: Privacy, promise: Promise, now: datetime) -> dict[str, Any]:
    """Return the values of the query for what a promise depends on."""
    return {
        "receivers": privacy.hashes(promise.to),
        "promises": privacy.hashes(promise.key),
        "ranges": privacy.hashes(promise.to[:-_LAST_DIGITS]),
        # Callers who withhold their number can't be counted as one; the limit of their call and of all texts apply.
        "askers": privacy.hashes(promise.asked_by) if promise.asked_by else (),
        "language": promise.language,
        "body": promise.body,
        "now": now,
        "day_ago": now - DAY,
        "lately": now - SAME_TEXT_AGAIN,
    }


# Statements are built once: to build one takes longer than to run it.


def _several(name: str) -> Any:
    return bindparam(name, expanding=True)


_TO_NUMBER = outbox.c.receiver.in_(_several("receivers"))
_IN_A_DAY = outbox.c.made_at > bindparam("day_ago")
_IS_KEYED = outbox.c.purpose == Purpose.KEYED


def _one(query: Select[Any]) -> ScalarSelect[Any]:
    """Return a query as a value of another one, also if that one reads the same table."""
    return query.correlate(None).scalar_subquery()


def _counting(*conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    return _one(select(func.count()).where(*conditions, _IN_A_DAY))


def _found(same: ColumnElement[Any], keyed: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """Select what a promise depends on. ``same``: whether such a text is on its way; ``keyed`` are three counts.

    A permanent refusal by the carrier holds for a day; then the number is tried again.
    """
    refused = func.max(outbox.c.made_at).filter(outbox.c.state == State.REFUSED)
    newer = _NEWEST - text_count.c.newest  # negative if SQLite has used ids again
    counted = select(text_count.c.texts + newer).where(newer >= 0, text_count.c.at <= bindparam("now"))
    return select(
        _one(select(opt_outs.c.caller).where(opt_outs.c.caller.in_(_several("receivers"))).limit(1)).label("stopped"),
        _one(select(outbox.c.state).where(outbox.c.promise.in_(_several("promises"))).limit(1)).label("state"),
        (refused == func.max(outbox.c.made_at)).label("refused"),
        same.label("same"),
        func.count().label("to_number"),
        _counting(outbox.c.number_range.in_(_several("ranges"))).label("to_range"),
        _one(counted).label("at_most"),
        *(
            count.label(f"keyed_{name}")
            for count, name in zip(keyed, ("to_number", "by_caller", "in_all"), strict=True)
        ),
    ).where(_TO_NUMBER, _IN_A_DAY)


_NEWEST = _one(select(func.max(outbox.c.id)))
_SAME = func.count().filter(
    outbox.c.made_at > bindparam("lately"),
    outbox.c.language == bindparam("language"),
    outbox.c.body == bindparam("body"),
    outbox.c.state.not_in(_NOT_COMING),
)
_REMINDER = _one(
    select(func.count()).where(
        _TO_NUMBER,
        outbox.c.purpose == Purpose.REMINDER,
        outbox.c.language == bindparam("language"),
        outbox.c.state.in_((State.WAITING, State.SENDING)),
    )
)
_BY_CALLER = _counting(_IS_KEYED, outbox.c.asked_by.in_(_several("askers")))
_NONE = [literal(0)] * 3
_FOUND = {
    Purpose.INFORMATION: _found(_SAME, _NONE),
    Purpose.REMINDER: _found(_REMINDER, _NONE),
    Purpose.KEYED: _found(_SAME, [func.count().filter(_IS_KEYED), _BY_CALLER, _counting(_IS_KEYED)]),
}
_COUNT = select(_NEWEST, func.count()).where(_IN_A_DAY)
_INSERT = insert(outbox).inline()
