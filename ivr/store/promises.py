"""Storage of promises: a text is promised once its row in the outbox is committed.

The transaction that inserts the row first checks for reasons against it: an opt-out, the same promise, a recent text
with the same words, a recent refusal by the carrier, a limit.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, false, func, insert, select

from ivr.core.text.delivery import State
from ivr.core.text.limits import DAY, Lately, Limits, reached
from ivr.core.text.promises import Kept, Promise, Purpose, Texted
from ivr.privacy import Privacy
from ivr.store.callers import STOPPED, lock_caller, wants_no_texts
from ivr.store.db import count_up, lock
from ivr.store.tables import outbox, refusals
from schedules import home_date
from sentences import Sentence

SAME_TEXT_AGAIN = timedelta(minutes=10)
"""A number gets the same information text at most once in this time, however often it calls."""

REFUSAL_HOLDS = timedelta(days=1)
"""After a permanent refusal by the carrier no text is promised to the number for this time; then it is tried again."""

_NOT_COMING = (State.FAILED, State.REFUSED, State.CANCELLED)
_LAST_DIGITS = 4
"""Digits that are cut off a number to get its range of 10,000 numbers."""


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
    over = is_over(connection)
    if not over:
        lock_caller(connection, privacy.hash(promise.to), now)
    kept = _stands_already(connection, privacy, promise, now)
    if kept is None and over:
        kept = Kept(Texted.IMPOSSIBLE, Sentence("the request is repeated, and what it belongs to is over"))
    elif kept is None:
        limit = _limit_reached(connection, privacy, promise, now, limits)
        if limit is None:
            connection.execute(insert(outbox).values(_row(privacy, promise, now)))
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
    return _row(privacy, promise, now) | sent


def _row(privacy: Privacy, promise: Promise, now: datetime) -> dict[str, Any]:
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


def _stands_already(connection: Connection, privacy: Privacy, promise: Promise, now: datetime) -> Kept | None:
    """Return the result of a promise that is stored already, or can't be made; None if it is still to be checked."""
    receivers, keys = privacy.hashes(promise.to), privacy.hashes(promise.key)
    if wants_no_texts(connection, receivers):
        return Kept(Texted.IMPOSSIBLE, STOPPED)
    state = connection.scalar(select(outbox.c.state).where(outbox.c.promise.in_(keys)))
    if state is not None:
        if state in _NOT_COMING:
            return Kept(Texted.IMPOSSIBLE, Sentence("it is already {state}", state=State(state)))
        return Kept(Texted.COMING)
    if _refused_lately(connection, receivers, now):
        return Kept(Texted.IMPOSSIBLE, Sentence("the carrier has permanently refused the last text to this number"))
    if promise.purpose is Purpose.REMINDER:
        waits = _reminder_waits(connection, receivers, promise)
        return Kept(Texted.COMING, Sentence("is already due")) if waits else None
    same = _same_lately(connection, receivers, promise, now)
    return Kept(Texted.ALREADY, Sentence("the same text was requested within 10 minutes")) if same else None


def _limit_reached(
    connection: Connection, privacy: Privacy, promise: Promise, now: datetime, limits: Limits
) -> str | None:
    lock(connection, refusals)  # serialize promises: concurrent ones would not count each other
    keyed = outbox.c.purpose == Purpose.KEYED
    to_number = outbox.c.receiver.in_(privacy.hashes(promise.to))
    # Callers who withhold their number can't be counted as one; the limit of their call and the one of all texts apply.
    by_caller = outbox.c.asked_by.in_(privacy.hashes(promise.asked_by)) if promise.asked_by else false()
    counts = [
        func.count().filter(condition)
        for condition in (
            to_number,
            outbox.c.number_range.in_(privacy.hashes(promise.to[:-_LAST_DIGITS])),
            outbox.c.id.is_not(None),
            and_(keyed, to_number),
            and_(keyed, by_caller),
            keyed,
        )
    ]
    found = connection.execute(select(*counts).where(outbox.c.made_at > now - DAY)).one()
    return reached(promise.purpose is Purpose.KEYED, Lately(*(int(count) for count in found)), limits)


def _reminder_waits(connection: Connection, receivers: Collection[str], promise: Promise) -> bool:
    waits = select(outbox.c.id).where(
        outbox.c.receiver.in_(receivers),
        outbox.c.purpose == Purpose.REMINDER,
        outbox.c.language == promise.language,
        outbox.c.state.in_((State.WAITING, State.SENDING)),
    )
    return connection.scalar(waits.limit(1)) is not None


def _same_lately(connection: Connection, receivers: Collection[str], promise: Promise, now: datetime) -> bool:
    same = select(outbox.c.id).where(
        outbox.c.receiver.in_(receivers),
        outbox.c.made_at > now - SAME_TEXT_AGAIN,
        outbox.c.language == promise.language,
        outbox.c.body == promise.body,
        outbox.c.state.not_in(_NOT_COMING),
    )
    return connection.scalar(same.limit(1)) is not None


def _refused_lately(connection: Connection, receivers: Collection[str], now: datetime) -> bool:
    """Whether the carrier has permanently refused the last text to this receiver; another one would fail too."""
    last = select(outbox.c.state).where(outbox.c.receiver.in_(receivers), outbox.c.made_at > now - REFUSAL_HOLDS)
    return connection.scalar(last.order_by(outbox.c.made_at.desc()).limit(1)) == State.REFUSED
