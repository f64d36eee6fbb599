"""When a promised text is due, and what to do with it then."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.core.routing import Decision, decide
from ivr.core.text.delivery import after_quiet
from ivr.core.text.promises import Promise, Purpose
from ivr.core.text.writer import TextWriter
from schedules import Timetable


@dataclass(frozen=True, slots=True)
class Due:
    """A promised text whose moment has come: what to do with it, exactly one of these.

    Attributes:
        body: send this now.
        later: look again then; nobody is told.
        moved: the line is closed after all: say so now, and remind then.
    """

    body: str | None = None
    later: datetime | None = None
    moved: datetime | None = None


TRUE_FOR = timedelta(minutes=5)
"""How long a text that says "now" stays valid; one that is sent later is written again."""
AWAITED = timedelta(minutes=30)
"""How long after a call at night a text may still be sent; later, it waits until the morning."""


def reminder(to: str, language: str, decision: Decision) -> Promise | None:
    """The promise of a reminder when a line opens; None: no line will open."""
    if decision.next_opening is None:
        return None
    # Not unique by its opening: one may be asked for again after another has come, or was cancelled.
    key = f"reminder:{to}:{language}:{decision.at.isoformat()}"
    return Promise(key, Purpose.REMINDER, language, to, None, after_quiet(decision.next_opening))


def when_due(
    promise: Promise, age: timedelta, now: datetime, timetable: Timetable, writer: TextWriter, *, moved: bool = False
) -> Due:
    """What to do with a promise that is due, ``age`` after it was made: what it says must be true when it leaves.

    ``moved``: the reminder has been postponed before; it is not postponed a second time, but gives the current status.
    """
    awaited = promise.purpose in (Purpose.INFORMATION, Purpose.KEYED) and timedelta() <= age <= AWAITED
    if not awaited and (day := after_quiet(now)) != now:
        return Due(later=day)
    if promise.body is not None and timedelta() <= age <= TRUE_FOR:
        return Due(body=promise.body)
    decision = decide(timetable, promise.language, now)
    match promise.purpose:
        case Purpose.REMINDER if decision.line is not None:
            return Due(body=writer.reminder(decision))
        case Purpose.REMINDER if decision.next_opening is not None and not moved:
            return Due(moved=after_quiet(decision.next_opening))
        case Purpose.MOVED if decision.line is None and decision.next_opening is not None:
            return Due(body=writer.moved(decision))
        case _:
            return Due(body=writer.information(decision))


def brought_forward(
    language: str, made_at: datetime, due_at: datetime, now: datetime, timetable: Timetable
) -> datetime | None:
    """The new moment of a reminder, if by today's schedule a line opens sooner than when it was promised.

    A caller whose line did not answer is not told at once that this line is open.
    """
    if decide(timetable, language, made_at).line is not None:
        return None
    decision = decide(timetable, language, now)
    opens = now if decision.line is not None else decision.next_opening
    if opens is None or after_quiet(opens) >= due_at:
        return None
    return after_quiet(opens)
