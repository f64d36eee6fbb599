"""Overrides: opening and closing lines by hand, regardless of the schedule."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.refusals import EditError, UntilError, check_reason, check_scope
from ivr.store import overrides as store
from ivr.store.db import write
from schedules import (
    Closed,
    NeverChangesError,
    Open,
    Override,
    Scope,
    Timetable,
    home_time,
    parse_scope,
    until_next_change,
)
from sentences import Sentence

_LONGEST_HOLD = timedelta(days=366)


def hold(
    editor: ScheduleEditor,
    scope_text: str,
    reason: str,
    now: datetime,
    *,
    opened: bool,
    until: datetime | None,
    reset: bool = False,
) -> Override:
    """Hold the lines of one scope: :func:`hold_all`."""
    return hold_all(editor, [scope_text], reason, now, opened=opened, until=until, reset=reset)[0]


def hold_all(
    editor: ScheduleEditor,
    scope_texts: Sequence[str],
    reason: str,
    now: datetime,
    *,
    opened: bool,
    until: datetime | None,
    reset: bool = False,
) -> list[Override]:
    """Hold the lines of all scopes open or closed, or of none. Return an override for each scope.

    It ends at ``until``; or, if ``reset``, with :func:`release`; or else with the next scheduled change of each line.

    Raises:
        EditError: there is no scope or no such scope, or the reason is invalid.
        UntilError: ``until`` is past or more than 366 days ahead; or, without an end, the lines are already open or
            closed, or their hours never change.
    """
    check_reason(reason)
    timetable, scopes = editor.timetable(now), [parse_scope(text) for text in dict.fromkeys(scope_texts)]
    if not scopes:
        raise EditError(Sentence("choose the lines"))
    for scope in scopes:
        check_scope(timetable.directory, scope)
    if until is not None:
        _check_until(until, now)
    if until is not None or reset:
        made = [Override(scope, opened, now, until, reason) for scope in scopes]
    else:
        made = [_until_change(timetable, scope, now, reason, opened=opened) for scope in scopes]
    write(editor.engine, _keep, made, editor.author)
    return made


def _keep(connection: Connection, made: Sequence[Override], author: str) -> None:
    for override in made:
        store.keep_override(connection, override, author)


def release(editor: ScheduleEditor, scope_text: str, now: datetime) -> None:
    """End the override of one scope: :func:`release_all`."""
    release_all(editor, [scope_text], now)


def release_all(editor: ScheduleEditor, scope_texts: Sequence[str], now: datetime) -> list[Scope]:
    """End the overrides of all scopes, or of none. Return the scopes.

    Raises:
        EditError: there is no scope, or one has no override in force.
    """
    scopes = [parse_scope(text) for text in dict.fromkeys(scope_texts)]
    if not scopes:
        raise EditError(Sentence("choose the lines"))
    write(editor.engine, _end, scopes, editor.author, now)
    return scopes


def _end(connection: Connection, scopes: Sequence[Scope], author: str, now: datetime) -> None:
    for scope in scopes:
        if not store.reset_overrides(connection, str(scope), author, now):
            raise EditError(Sentence("there is no override for {scope}", scope=scope.said()))


def _check_until(until: datetime, now: datetime) -> None:
    """Raise UntilError if a moment is past or more than 366 days ahead."""
    if until <= now:
        raise UntilError(Sentence("the end time is in the past"))
    if until > now + _LONGEST_HOLD:
        raise UntilError(Sentence("that is more than a year ahead"))


def _until_change(timetable: Timetable, scope: Scope, now: datetime, reason: str, *, opened: bool) -> Override:
    """Return an override until the next scheduled change.

    Raises:
        UntilError: the lines are already open or closed until then, so that it would have no effect; or their hours
            never change.
    """
    scheduled = timetable.scheduled()
    wanted = Open if opened else Closed
    lines = scheduled.directory.lines_in(scope)
    if all(isinstance(scheduled.status(line, now), wanted) for line in lines):
        change = min(filter(None, (scheduled.next_change(line, now) for line in lines)), default=None)
        raise UntilError(_anyway(scope, change, opened=opened))
    try:
        return until_next_change(timetable, scope, now, reason, opened=opened)
    except NeverChangesError as error:
        raise UntilError(error.sentence) from None


def _anyway(scope: Scope, until: datetime | None, *, opened: bool) -> Sentence:
    what = scope.said()
    if until is None:
        return (
            Sentence("{scope} is already open", scope=what)
            if opened
            else Sentence("{scope} is already closed", scope=what)
        )
    change = home_time(until)
    if opened:
        return Sentence("{scope} is already open until {moment}", scope=what, moment=change)
    return Sentence("{scope} is already closed until {moment}", scope=what, moment=change)
