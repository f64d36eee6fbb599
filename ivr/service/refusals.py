"""What stands in the way of an edit of the schedule, each in one line that says what to do."""

from collections.abc import Sequence
from datetime import date, datetime

import pytz

from ivr.clock import HOME
from ivr.store.revisions import Revision
from schedules import Closed, Directory, Open, Override, Scope, Timetable, until_next_change
from schedules.holidays import public_holidays
from sentences import SentenceError

_LONGEST = 500


class EditError(SentenceError):
    """An edit that can't be made; one line says why and what to do."""


class ConflictError(EditError):
    """Somebody else has edited meanwhile. ``difference``: what they changed, in sentences."""

    def __init__(self, message: str, difference: Sequence[str]) -> None:
        super().__init__(message)
        self.difference = tuple(difference)


def check_follows(document: str, at: datetime, head: Revision) -> None:
    """Refuse what changes nothing, and what would hold before that which it is made from."""
    if document == head.document:
        raise EditError(f"nothing would change: revision {head.number} says the same")
    if at < head.effective_at:
        raise EditError(
            f"revision {head.number}, which this is made from, takes effect only at {moment(head.effective_at)}: "
            "publish this for then or later, or withdraw that first"
        )


def public_holiday(text: str) -> date:
    """The public holiday that a text names by its date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise EditError(f"{text!r} is not a date such as 2026-11-03") from None
    if not 2000 <= day.year <= 2100 or day not in public_holidays(day.year):
        raise EditError(f"{day} is not a public holiday; see `ivr schedule holidays {day.year}`")
    return day


def in_force(override: Override, now: datetime) -> bool:
    """Whether an override holds anything at a moment."""
    ends = [*override.changes.values(), override.until]
    return override.since <= now and any(end is None or now < end for end in ends)


def moment(moment: datetime) -> str:
    """A moment as sentences of the core have it, in Japan time."""
    return moment.astimezone(pytz.timezone(HOME)).strftime("%Y-%m-%d %H:%M %Z")


def check_reason(reason: str) -> None:
    """Refuse a reason that says nothing, or more than a line."""
    if not reason.strip() or len(reason) > _LONGEST or not reason.isprintable():
        raise EditError(f"a reason is needed: one line of up to {_LONGEST} characters")


def until_change(timetable: Timetable, scope: Scope, now: datetime, reason: str, *, opened: bool) -> Override:
    """Refused where it would do nothing: what is closed already would only be held closed until it opens."""
    scheduled = timetable.scheduled()
    wanted, word = (Open, "open") if opened else (Closed, "closed")
    lines = scheduled.directory.lines_in(scope)
    if all(isinstance(scheduled.status(line, now), wanted) for line in lines):
        change = min(filter(None, (scheduled.next_change(line, now) for line in lines)), default=None)
        until = f" until {moment(change)}" if change else ""
        raise EditError(f"{scope} is {word} anyway{until}; say until when, with --until or --until-reset")
    try:
        return until_next_change(timetable, scope, now, reason, opened=opened)
    except ValueError as error:
        raise EditError(str(error)) from None


def check_scope(directory: Directory, scope: Scope) -> None:
    """Refuse a scope that covers no line."""
    if not directory.lines_in(scope):
        ids = ", ".join(line.id for line in directory.lines)
        raise EditError(f"there is nothing called {scope}; say all, tier 1, or one of {ids}")
