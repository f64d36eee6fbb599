"""Editing the schedule: draft, compare, publish now or later, roll back; open or close lines by hand.

The command and the console do the same through these. A document that can't be read is never kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytz
from sqlalchemy import Engine

from ivr.clock import HOME
from ivr.service.current import publish_first, read_document, timetables
from ivr.store import revisions as store
from ivr.store.revisions import Draft, Held, Revision, StaleError
from schedules import (
    Closed,
    Directory,
    Open,
    Override,
    Scope,
    SpecialDay,
    Timetable,
    parse_scope,
    until_next_change,
    write_directory,
)
from schedules.holidays import public_holidays
from schedules.report import report

_LONGEST = 500
_LONGEST_NAME = 100
_LONGEST_HOLD = timedelta(days=366)


class EditError(RuntimeError):
    """An edit that can't be made; one line says why and what to do."""


class ConflictError(EditError):
    """Somebody else has edited meanwhile. ``difference``: what they changed, in sentences."""

    def __init__(self, message: str, difference: Sequence[str]) -> None:
        super().__init__(message)
        self.difference = tuple(difference)


@dataclass(frozen=True)
class ScheduleEditor:
    """What one person does to the schedule: ``author`` is their name."""

    engine: Engine
    author: str

    def __post_init__(self) -> None:
        if len(self.author) > _LONGEST_NAME or not self.author.isprintable():
            raise EditError(f"an author is a name of up to {_LONGEST_NAME} characters")

    def head(self, now: datetime) -> Revision:
        """The latest revision, in force or not yet."""
        found = store.head(self.engine)
        if found is None:
            publish_first(self.engine, now)
            found = store.head(self.engine)
        assert found is not None
        return found

    def revision(self, number: int) -> Revision:
        """A revision by its number.

        Raises:
            EditError: there is none.
        """
        found = store.revision(self.engine, number)
        if found is None:
            raise EditError(f"there is no revision {number}")
        return found

    def timetable(self, now: datetime) -> Timetable:
        """What callers get now."""
        self.head(now)
        found, held = store.serving(self.engine, now)
        return timetables(found, [each.override for each in held])[0]

    def overrides(self, now: datetime) -> list[Held]:
        """The overrides in force."""
        _, held = store.serving(self.engine, now)
        return [each for each in held if _in_force(each.override, now)]

    def save_draft(self, document: str, now: datetime, *, base: int | None = None, token: str | None = None) -> Draft:
        """Save the shared draft, made from revision ``base`` (default: the latest), over the one with ``token``.

        Raises:
            DirectoryError: the document has mistakes.
            ConflictError: somebody else has published, or saved a draft, since.
        """
        read_document(document)
        head = self.head(now)
        base = head.number if base is None else base
        if base != head.number:
            raise self._outdated(base, head, now)
        try:
            return store.save_draft(self.engine, document, self.author, now, base=base, token=token)
        except StaleError:
            raise self._draft_conflict(now) from None

    def close_on_holiday(self, day_text: str, scope_text: str, now: datetime) -> Draft:
        """Close on one public holiday, by a special day in the draft (or in one that is begun with it).

        Raises:
            EditError: the day is no public holiday, or there is no such scope.
            DirectoryError: that date has a special day already.
        """
        day = _public_holiday(day_text)
        scope, there = parse_scope(scope_text), store.read_draft(self.engine)
        base = there or self.head(now)
        directory = read_document(base.document)
        _check_scope(directory, scope)
        special = SpecialDay(public_holidays(day.year)[day].name, day, day, (), scope)
        document = write_directory(replace(directory, special_days=(*directory.special_days, special)))
        number = base.base if isinstance(base, Draft) else base.number
        return self.save_draft(document, now, base=number, token=there.token if there else None)

    def publish_draft(self, reason: str, now: datetime, at: datetime | None = None) -> Revision:
        """Publish the draft, in force at once or from a moment on.

        Raises:
            EditError: there is no draft, it changes nothing, or no reason is given.
            ConflictError: somebody else has published since it was begun.
        """
        draft = store.read_draft(self.engine)
        if draft is None:
            raise EditError("there is no draft; make one with `ivr schedule import`")
        _check_reason(reason)
        read_document(draft.document)
        head, at = self.head(now), at or now
        if at < now:
            raise EditError("the moment from which it is to hold is past")
        if draft.base == head.number:
            _check_follows(draft.document, at, head)
        try:
            return store.publish(
                self.engine,
                draft.document,
                self.author,
                reason,
                now,
                base=draft.base,
                effective_at=at,
                draft_token=draft.token,
            )
        except StaleError:
            raise self._publish_conflict(draft, now) from None

    def roll_back(self, number: int, reason: str, now: datetime) -> Revision:
        """Publish the document of an earlier revision again, at once; what is still to come is withdrawn.

        Raises:
            EditError: there is no such revision, or it says what holds already.
            ConflictError: somebody else has published this very moment.
        """
        _check_reason(reason)
        document, head = self.revision(number).document, self.head(now)
        read_document(document)
        if document == head.document and head.effective_at <= now:
            raise EditError(f"nothing would change: revision {head.number} says the same")
        try:
            return store.publish(
                self.engine, document, self.author, reason, now, base=head.number, effective_at=now, restores=number
            )
        except StaleError:
            raise self._outdated(head.number, self.head(now), now) from None

    def withdraw(self, now: datetime) -> list[int]:
        """Withdraw what has not taken effect yet; the numbers of the revisions."""
        return store.withdraw(self.engine, self.author, now)

    def hold(
        self, scope_text: str, reason: str, now: datetime, *, opened: bool, until: datetime | None, reset: bool = False
    ) -> Override:
        """Hold lines open or closed: until a moment, until ``reset``, or else until the next scheduled change.

        Raises:
            EditError: there is no such scope, the moment is past, or the schedule never changes.
        """
        _check_reason(reason)
        timetable, scope = self.timetable(now), parse_scope(scope_text)
        _check_scope(timetable.directory, scope)
        if until is not None and until <= now:
            raise EditError("the moment until which to hold is past")
        if until is not None and until > now + _LONGEST_HOLD:
            raise EditError("that is more than a year off; change the hours, or say --until-reset")
        if until is not None or reset:
            override = Override(scope, opened, now, until, reason)
        else:
            override = _until_next_change(timetable, scope, now, reason, opened=opened)
        store.keep_override(self.engine, override, self.author)
        return override

    def reset(self, scope_text: str, now: datetime) -> None:
        """End the override of a scope.

        Raises:
            EditError: there is none.
        """
        if not store.reset_overrides(self.engine, str(parse_scope(scope_text)), self.author, now):
            raise EditError(f"nothing is held open or closed for {scope_text}")

    def _publish_conflict(self, draft: Draft, now: datetime) -> ConflictError:
        head = self.head(now)
        return self._draft_conflict(now) if head.number == draft.base else self._outdated(draft.base, head, now)

    def _outdated(self, base: int, head: Revision, now: datetime) -> ConflictError:
        if head.number < base:
            again = "export the latest, make your change again, import it"
            return ConflictError(f"revision {base}, which this was made from, has been withdrawn; {again}", [])
        since = report(read_document(self.revision(base).document), read_document(head.document), now.date())
        message = f"{head.author} has published revision {head.number} since revision {base}, which this was made from"
        return ConflictError(f"{message}; export again, make your change again, import it", since)

    def _draft_conflict(self, now: datetime) -> ConflictError:
        there = store.read_draft(self.engine)
        if there is None:
            return ConflictError("the draft has been published or discarded meanwhile", [])
        base = self.revision(there.base).document
        theirs = report(read_document(base), read_document(there.document), now.date())
        hint = "`ivr schedule discard` or `import --replace` drops it"
        return ConflictError(f"there is a draft by {there.author}, saved {_moment(there.saved_at)}; {hint}", theirs)


def _check_follows(document: str, at: datetime, head: Revision) -> None:
    if document == head.document:
        raise EditError(f"nothing would change: revision {head.number} says the same")
    if at < head.effective_at:
        raise EditError(
            f"revision {head.number}, which this is made from, takes effect only at {_moment(head.effective_at)}: "
            "publish this for then or later, or withdraw that first"
        )


def _public_holiday(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise EditError(f"{text!r} is not a date such as 2026-11-03") from None
    if not 2000 <= day.year <= 2100 or day not in public_holidays(day.year):
        raise EditError(f"{day} is not a public holiday; see `ivr schedule holidays {day.year}`")
    return day


def _in_force(override: Override, now: datetime) -> bool:
    ends = [*override.changes.values(), override.until]
    return override.since <= now and any(end is None or now < end for end in ends)


def _moment(moment: datetime) -> str:
    return moment.astimezone(pytz.timezone(HOME)).strftime("%Y-%m-%d %H:%M %Z")


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > _LONGEST or not reason.isprintable():
        raise EditError(f"a reason is needed: one line of up to {_LONGEST} characters")


def _until_next_change(timetable: Timetable, scope: Scope, now: datetime, reason: str, *, opened: bool) -> Override:
    """Refused where it would do nothing: what is closed already would only be held closed until it opens."""
    scheduled = timetable.scheduled()
    wanted, word = (Open, "open") if opened else (Closed, "closed")
    lines = scheduled.directory.lines_in(scope)
    if all(isinstance(scheduled.status(line, now), wanted) for line in lines):
        change = min(filter(None, (scheduled.next_change(line, now) for line in lines)), default=None)
        until = f" until {_moment(change)}" if change else ""
        raise EditError(f"{scope} is {word} anyway{until}; say until when, with --until or --until-reset")
    try:
        return until_next_change(timetable, scope, now, reason, opened=opened)
    except ValueError as error:
        raise EditError(str(error)) from None


def _check_scope(directory: Directory, scope: Scope) -> None:
    if not directory.lines_in(scope):
        ids = ", ".join(line.id for line in directory.lines)
        raise EditError(f"there is nothing called {scope}; say all, tier 1, or one of {ids}")
