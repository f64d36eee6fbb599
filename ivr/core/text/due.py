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
    """What to do with a promised text that is due. Exactly one attribute is set.

    Attributes:
        body: send this text now.
        later: postpone the text to this time without telling the receiver.
        moved: the line is closed after all: say so now, and postpone the reminder to this time.
    """

    body: str | None = None
    later: datetime | None = None
    moved: datetime | None = None


TRUE_FOR = timedelta(minutes=5)
"""How long a text that says "now" stays valid; a text that is sent later is written again."""
AWAITED = timedelta(minutes=30)
"""How long after the call a text may still be sent in the quiet hours. Later, it waits until they end."""


def reminder(to: str, language: str, decision: Decision, request: str) -> Promise | None:
    """Return the promise of a reminder at the next opening; None: no line will open.

    ``request`` is the id of the request that asks for it: a text's id, or a call's id and step.
    """
    if decision.next_opening is None:
        return None
    # The key has the request, not the opening: after a reminder was sent or cancelled, another may be asked for, but a
    # repeated request asks for none.
    key = f"reminder:{request}:{to}:{language}"
    return Promise(key, Purpose.REMINDER, language, to, None, after_quiet(decision.next_opening))


def when_due(
    promise: Promise,
    age: timedelta,
    now: datetime,
    timetable: Timetable,
    writer: TextWriter,
    *,
    moved: bool = False,
    outdated: bool = False,
) -> Due:
    """Decide what to do with a promise that is due, ``age`` after it was made. A text must be true when it is sent.

    ``moved``: the reminder was postponed before. It is not postponed a second time; it gives the current status.
    ``outdated``: a planned change has taken effect since the promise, so the text is written again.
    """
    awaited = promise.purpose in (Purpose.INFORMATION, Purpose.KEYED) and timedelta() <= age <= AWAITED
    if not awaited and (day := after_quiet(now)) != now:
        return Due(later=day)
    if promise.body is not None and not outdated and timedelta() <= age <= TRUE_FOR:
        return Due(body=promise.body)
    decision = decide(timetable, promise.language, now)
    match promise.purpose:
        case Purpose.REMINDER if decision.line is not None:
            return Due(body=writer.reminder(decision))
        case Purpose.REMINDER if decision.next_opening is not None and not moved:
            return Due(moved=after_quiet(decision.next_opening))
        case Purpose.MOVED if decision.line is None and decision.next_opening is not None:
            return Due(body=writer.moved(decision))
        case Purpose.CALL_MISSED | Purpose.CALL_MOVED | Purpose.CALL_LATER:
            return Due(body=writer.of_call_back(promise.purpose, decision))
        case _:
            return Due(body=writer.information(decision))


def sign(promise: Promise, now: datetime, timetable: Timetable, writer: TextWriter) -> str:
    """Return the line by which a text of this purpose and language is recognised, whenever it was written.

    That is its first line, or the link to the pages.
    """
    decision = decide(timetable, promise.language, now)
    match promise.purpose:
        case Purpose.REMINDER:
            body = writer.reminder(decision)
        case Purpose.MOVED:
            return writer.moved(decision).splitlines()[0]
        case Purpose.CALL_MISSED | Purpose.CALL_MOVED | Purpose.CALL_LATER:
            return writer.of_call_back(promise.purpose, decision).splitlines()[0]
        case _:
            body = writer.information(decision)
    return body.splitlines()[0 if writer.pages is None else -1]


def brought_forward(
    language: str, made_at: datetime, due_at: datetime, now: datetime, timetable: Timetable
) -> datetime | None:
    """Return the earlier time for a reminder if, by the present schedule, a line opens before ``due_at``; else None.

    None also if a line was open when the reminder was promised: it did not answer the caller, so a reminder that it
    is open would be useless.
    """
    if decide(timetable, language, made_at).line is not None:
        return None
    decision = decide(timetable, language, now)
    opens = now if decision.line is not None else decision.next_opening
    if opens is None or after_quiet(opens) >= due_at:
        return None
    return after_quiet(opens)
