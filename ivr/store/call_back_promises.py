"""Promises of call-backs: each is one row, which is stored before the caller hears of it.

What becomes of it is in :mod:`ivr.store.call_backs`.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from ivr.core.callbacks.promises import CallBack, NoCallBack, State
from ivr.core.text.limits import DAY
from ivr.core.text.promises import Kept, Texted
from ivr.privacy import Privacy
from ivr.store.call_backs import STANDS
from ivr.store.callers import STOPPED, end_call_backs, lock_caller, wants_no_texts
from ivr.store.promises import GivenUpError
from ivr.store.tables import call_backs
from sentences import Sentence

PER_NUMBER = 3
"""The most call-backs that are promised to a number in a day, and by one caller to numbers keyed in."""
_KEYED = 7_461_004
"""The number that is held by promises to numbers keyed in."""
_BY_KEY = Sentence("the person does not need the call any more")


def promise(
    connection: Connection,
    privacy: Privacy,
    promised: CallBack | NoCallBack,
    now: datetime,
    most: int,
    may_commit: Callable[[], bool] = lambda: True,
    is_over: Callable[[Connection], bool] = lambda _: False,
) -> Kept:
    """Store a promise of a call-back, or the wish for none, once however often it is made, and return the result.

    ``most`` is how many may wait. ``is_over`` tells whether the request is a repetition that changes nothing any more.

    The result is ALREADY if a call-back of the person and language stands, IMPOSSIBLE for somebody who has opted out,
    and beyond a limit.

    Raises:
        GivenUpError: ``may_commit``, which is called last, has returned False.
    """
    hashes = privacy.hashes(promised.to)
    lock_caller(connection, hashes[0], now, [_KEYED] if isinstance(promised, CallBack) and promised.asked_by else [])
    match promised:
        case NoCallBack():
            end_call_backs(connection, hashes, _BY_KEY, now, promised.language)
            kept = Kept(Texted.COMING)
        case CallBack():
            kept = _stored(connection, privacy, promised, hashes, now, most, over=is_over(connection))
    if not may_commit():
        raise GivenUpError
    return kept


def _stored(
    connection: Connection,
    privacy: Privacy,
    promised: CallBack,
    hashes: Collection[str],
    now: datetime,
    most: int,
    *,
    over: bool,
) -> Kept:
    key = call_backs.c.promise.in_(privacy.hashes(promised.key))
    theirs = call_backs.c.caller.in_(hashes), call_backs.c.language == promised.language
    if connection.scalar(select(call_backs.c.id).where(key).limit(1)) is not None:
        return Kept(Texted.COMING)
    if connection.scalar(select(call_backs.c.id).where(*theirs, STANDS).limit(1)) is not None:
        return Kept(Texted.ALREADY)
    if over:
        return Kept(Texted.IMPOSSIBLE, Sentence("the request is repeated, and what it belongs to is over"))
    if wants_no_texts(connection, hashes):
        return Kept(Texted.IMPOSSIBLE, STOPPED)
    asker = privacy.hashes(promised.asked_by) if promised.asked_by else ()
    if limit := _limit(connection, hashes, asker, now, most):
        return Kept(Texted.IMPOSSIBLE, limit)
    connection.execute(insert(call_backs).values(_row(privacy, promised, now)))
    return Kept(Texted.COMING)


def _row(privacy: Privacy, promised: CallBack, now: datetime) -> dict[str, Any]:
    return {
        "promise": privacy.hash(promised.key),
        "caller": privacy.hash(promised.to),
        "asked_by": privacy.hash(promised.asked_by) if promised.asked_by else None,
        "language": promised.language,
        "sealed_number": privacy.seal(promised.to),
        "asked_at": now,
        "due_at": promised.not_before,
        "state": State.WAITING,
    }


def _limit(
    connection: Connection, hashes: Collection[str], asker: Collection[str], now: datetime, most: int
) -> Sentence | None:
    lately = call_backs.c.asked_at > now - DAY
    to_number = connection.scalar(select(func.count()).where(call_backs.c.caller.in_(hashes), lately)) or 0
    by_asker = connection.scalar(select(func.count()).where(call_backs.c.asked_by.in_(asker), lately)) or 0
    waiting = connection.scalar(select(func.count()).where(STANDS)) or 0
    if to_number >= PER_NUMBER:
        return Sentence("too many call-backs to this number in a day")
    if by_asker >= PER_NUMBER:
        return Sentence("this caller has keyed in too many numbers for call-backs in a day")
    return Sentence("too many call-backs wait") if waiting >= most else None
