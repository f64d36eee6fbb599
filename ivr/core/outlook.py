"""Who would be reached in a language over a span of time, as stretches of one decision."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.core.routing import Decision, decide
from schedules import Closed, Line, Timetable, home_time
from sentences import Sentence

Refused = Callable[[Line], Sentence | None]
"""Why a line is not dialled; None if it may be."""
_LOOK_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period, in Japan time, during which the decision is the same; without a ``line`` nobody is reached."""

    begin: datetime
    end: datetime
    line: Line | None


def in_force(timetable: Timetable, moment: datetime) -> Timetable:
    """Return the timetable that is in force at a moment: this one, or a later revision that is planned."""
    while timetable.then and timetable.then[0] <= moment:
        timetable = timetable.then[1]
    return timetable


def opening(decision: Decision) -> tuple[Line, datetime] | None:
    """Return the closed line that opens first, and when; None if no closed line ever does."""
    found = [(each.line, each.status.opens) for each in decision.considered if isinstance(each.status, Closed)]
    return min(((line, at) for line, at in found if at), key=lambda each: each[1], default=None)


def _dialled(_: Line) -> None:
    return None


def week(timetable: Timetable, language: str, monday: datetime, refused: Refused = _dialled) -> list[list[Stretch]]:
    """Return seven days from ``monday`` (midnight in Japan) on, each as stretches of one decision."""
    days = [monday + timedelta(days=ahead) for ahead in range(7)]
    return [stretches(timetable, language, day, day + timedelta(days=1), refused) for day in days]


def stretches(
    timetable: Timetable, language: str, begin: datetime, end: datetime, refused: Refused = _dialled
) -> list[Stretch]:
    """Return who is reached from ``begin`` to ``end``, without gaps. Revisions take effect when they are planned."""
    return list(_joined(_decisions(timetable, language, begin, end, refused), end))


def _decisions(
    timetable: Timetable, language: str, begin: datetime, end: datetime, refused: Refused
) -> Iterator[Decision]:
    """Yield the decision at ``begin`` and at each moment before ``end`` at which it may change."""
    while begin < end:
        now = in_force(timetable, begin)
        found = decide(now, language, begin, refused=refused)
        yield found
        begin = _next_change(found)


def _joined(decisions: Iterator[Decision], end: datetime) -> Iterator[Stretch]:
    found = next(decisions)
    for after in decisions:
        if _name(after.line) != _name(found.line):
            yield Stretch(home_time(found.at), home_time(after.at), found.line)
            found = after
    yield Stretch(home_time(found.at), home_time(end), found.line)


def _name(line: Line | None) -> tuple[str, str] | None:
    """Return what tells lines apart: a revision that only confirms a line's hours makes no other line of it."""
    return (line.id, line.agency) if line else None


def _next_change(decision: Decision) -> datetime:
    """Return when a considered line next opens or closes, or another revision takes effect; a day later if none."""
    moments = [
        each.status.opens if isinstance(each.status, Closed) else each.status.until for each in decision.considered
    ]
    moments += [decision.timetable.then[0]] if decision.timetable.then else []
    return min(filter(None, moments), default=decision.at + _LOOK_AGAIN)
