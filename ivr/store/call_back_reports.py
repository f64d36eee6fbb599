"""Counts and lists of call-backs for the console, read from the rows themselves: they are few, some hundred a day.

A figure and its list have the same conditions (:class:`CallBackFilter`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, case, func, literal, or_, select, type_coerce

from ivr.core.call.outcome import Outcome
from ivr.core.callbacks.promises import OPEN, State
from ivr.core.callbacks.results import RESULT, STATES, Reached, Result, half
from ivr.store.call_backs import STANDS
from ivr.store.paging import PAGE, Days, Mark, Page, page_of
from ivr.store.search import SHORT
from ivr.store.tables import call_back_calls, call_backs, call_steps, calls
from schedules import home_midnight

_ONE_DAY = timedelta(days=1)
_KEY = (call_backs.c.asked_at, call_backs.c.id)
_STATE = func.coalesce(call_backs.c.state, "")
"""The state, as no index has it: the days select fewer rows, and their index gives the order of the list."""
_BEFORE = call_backs.c.unanswered + call_backs.c.not_connected
"""The calls that did not reach a person."""
_SHOWN = (
    *(call_backs.c[name] for name in ("id", "language", "asked_at", "due_at", "state", "sid", "problem", "ended_at")),
    _BEFORE.label("calls"),
    func.substr(call_backs.c.caller, 1, SHORT).label("caller"),
)


@dataclass(frozen=True, slots=True)
class CallBackFilter:
    """A filter of call-backs by the days on which they were asked for; empty fields do not filter.

    ``calls``: those that reached a person with so many calls. ``number``: this one only.
    """

    days: Days = field(default_factory=Days)
    language: str = ""
    result: Result | None = None
    calls: int | None = None
    number: int | None = None


def _which(wanted: CallBackFilter) -> list[ColumnElement[bool]]:
    where = wanted.days.hold(call_backs.c.asked_at)
    where += [call_backs.c.language == wanted.language] if wanted.language else []
    where += [_STATE.in_(STATES[wanted.result])] if wanted.result else []
    if wanted.calls is not None:
        where += [_STATE == State.REACHED, _BEFORE.in_((wanted.calls - 1,))]
    return where if wanted.number is None else [*where, call_backs.c.id == wanted.number]


def call_backs_page(
    connection: Connection,
    wanted: CallBackFilter,
    *,
    before: Mark | None = None,
    after: Mark | None = None,
    most: int = PAGE,
) -> Page:
    """Return a page of call-backs, by the time at which they were asked for. ``calls``: those that reached nobody."""
    return page_of(connection, select(*_SHOWN).where(*_which(wanted)), _KEY, before, after, most)


def results(
    connection: Connection, spans: Sequence[tuple[date, date]], language: str = ""
) -> dict[tuple[int, str], Counter[Result]]:
    """Count what became of the call-backs asked for on days that are divided into ``spans``.

    The key is the place of the span, and the language.
    """
    asked, wanted = call_backs.c.asked_at, CallBackFilter(Days(spans[0][0], spans[-1][1]), language)
    ends = [(asked < home_midnight(last + _ONE_DAY), literal(place)) for place, (_, last) in enumerate(spans)]
    span = case(*ends).label("span")
    kinds = span, call_backs.c.language, call_backs.c.state
    found: dict[tuple[int, str], Counter[Result]] = {}
    for place, code, state, count in connection.execute(
        select(*kinds, func.count()).where(*_which(wanted)).group_by(*kinds)
    ):
        found.setdefault((place, code), Counter())[RESULT[state]] += count
    return found


def reached_in(connection: Connection, first: date, last: date, language: str = "") -> Reached:
    """Return how the call-backs went that were asked for on these days and reached a person."""
    wanted = CallBackFilter(Days(first, last), language, Result.REACHED)
    # The times are read as text, since a year has a hundred thousand rows.
    moments = call_backs.c.asked_at, call_backs.c.due_at, call_back_calls.c.at
    asked, due, called = (type_coerce(moment, String) for moment in moments)
    with_last = call_backs.outerjoin(call_back_calls, call_back_calls.c.sid == call_backs.c.sid)
    columns = asked, case((_BEFORE == 0, due)), called, _BEFORE
    rows = connection.execute(select(*columns).select_from(with_last).where(*_which(wanted))).all()
    at = datetime.fromisoformat
    since_asked, since_due = [], []
    for begin, then, end, _ in rows:
        if end:
            ends = at(end)
            since_asked.append(ends - at(begin))
            if then:
                since_due.append(ends - at(then))
    calls = Counter(row[3] + 1 for row in rows)
    return Reached(half(since_asked), half(since_due), dict(sorted(calls.items())))


def any_asked(connection: Connection, first: date, last: date) -> bool:
    """Whether a call-back was asked for on these days."""
    wanted = _which(CallBackFilter(Days(first, last)))
    return connection.scalar(select(call_backs.c.id).where(*wanted).limit(1)) is not None


def were_ever_on(connection: Connection) -> bool:
    """Whether any call-back is known."""
    return connection.scalar(select(call_backs.c.id).limit(1)) is not None


def told_call_backs(connection: Connection, first: date, last: date) -> dict[str, tuple[int, int]]:
    """Count those asked for on days of a month by language: who reached a person, and who did not.

    A person counts as reached until the end of the day after these, when the month may be told. So its counts do not
    change any more.
    """
    told = home_midnight(last + 2 * _ONE_DAY)
    in_time = (call_backs.c.state == State.REACHED) & (call_backs.c.ended_at < told)
    counts = func.count().filter(in_time), func.count()
    wanted = _which(CallBackFilter(Days(first, last)))
    found = connection.execute(select(call_backs.c.language, *counts).where(*wanted).group_by(call_backs.c.language))
    return {code: (through, all_ - through) for code, through, all_ in found}


def asked_in_calls(connection: Connection, first: date, last: date) -> tuple[int, int]:
    """Count the calls of people that began on these days, reached nobody, and in which a call-back was asked for.

    The second number is how many of these people then reached a person, called back by the service.
    """
    its = call_backs.c.promise == call_steps.c.promise
    # A call-back is asked for in a call that began at most some hours before.
    asked = call_backs.c.asked_at >= home_midnight(first), call_backs.c.asked_at < home_midnight(last + 2 * _ONE_DAY)
    theirs = (
        *Days(first, last).hold(calls.c.started_at),
        calls.c.called_back.is_(False),
        calls.c.outcome != Outcome.PUT_THROUGH,
    )
    reached_then = case((call_backs.c.state == State.REACHED, calls.c.sid))
    counts = func.count(calls.c.sid.distinct()), func.count(reached_then.distinct())
    joined = call_backs.join(call_steps, its & call_steps.c.promise.is_not(None)).join(
        calls, calls.c.sid == call_steps.c.sid
    )
    every, then = connection.execute(select(*counts).select_from(joined).where(*asked, *theirs)).one()
    return int(every), int(then)


@dataclass(frozen=True, slots=True)
class Related:
    """The call-back for which a call was made, or that was asked for in it, and the call in which it was asked for."""

    number: int
    asked_in: str | None


def call_back_of(connection: Connection, sid: str, *, made_by_us: bool) -> Related | None:
    """Return the call-back that a call belongs to; None: it belongs to none, or that is not known any more."""
    steps = call_steps.c.promise.is_not(None), call_steps.c.promise == call_backs.c.promise
    if not made_by_us:
        number = connection.scalar(select(call_backs.c.id).where(*steps, call_steps.c.sid == sid).limit(1))
        return None if number is None else Related(number, sid)
    its = call_back_calls.c.call_back == call_backs.c.id, call_back_calls.c.sid == sid
    number = connection.scalar(select(call_backs.c.id).where(*its))
    if number is None:
        return None
    asked = connection.scalar(select(call_steps.c.sid).where(*steps, call_backs.c.id == number).limit(1))
    return Related(number, asked)


def counted(connection: Connection, since: datetime) -> dict[str, int]:
    """Return how many call-backs stand, and how many of those asked for since a moment ended how, by state."""
    stands_or_lately = or_(STANDS, call_backs.c.asked_at > since)
    found = select(call_backs.c.state, func.count()).where(stands_or_lately).group_by(call_backs.c.state)
    return {str(state): count for state, count in connection.execute(found)}


def listed(connection: Connection, most: int) -> Sequence[Any]:
    """Return the call-backs that stand, in the order in which they are due, and after them those that ended last."""
    shown = *_SHOWN, call_backs.c.unanswered, call_backs.c.not_connected, call_backs.c.moves
    stand = select(*shown).where(STANDS).order_by(call_backs.c.due_at, call_backs.c.id).limit(most)
    ended = select(*shown).where(call_backs.c.state.not_in(OPEN)).order_by(call_backs.c.ended_at.desc()).limit(most)
    return [*connection.execute(stand), *connection.execute(ended)]
