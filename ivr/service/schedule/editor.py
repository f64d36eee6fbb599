"""Editing of the schedule: drafts, publication now or later, withdrawal, roll-back.

The commands and the console use the same functions. A document with mistakes is never stored.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from ivr.core.dialling import AS_SHIPPED, Dialling
from ivr.service.schedule import conflicts
from ivr.service.schedule.live import publish_first, read_document, timetables
from ivr.service.schedule.refusals import (
    ConflictError,
    EditError,
    NoDraftError,
    check_follows,
    check_numbers,
    check_reason,
    check_scope,
    public_holiday,
    readable,
)
from ivr.store import revisions as store
from ivr.store.db import read, snapshot, write
from ivr.store.revisions import Draft, Revision, StaleError
from schedules import Directory, SpecialDay, Timetable, parse_scope, write_directory
from schedules.difference import difference
from schedules.edits import ChangeError, add_special_day, confirm
from schedules.holidays import public_holidays
from schedules.merging import clashing, merge
from sentences import Sentence

_LONGEST_NAME = 100

Change = Callable[[Directory], Directory]


@dataclass(frozen=True)
class ScheduleEditor:
    """Edits the schedule as ``author``, the name of a person. ``dialling`` is which numbers its lines may have."""

    engine: Engine
    author: str
    dialling: Dialling = AS_SHIPPED

    def __post_init__(self) -> None:
        if len(self.author) > _LONGEST_NAME or not self.author.isprintable():
            raise EditError(Sentence("an author is a name of up to {number} characters", number=_LONGEST_NAME))

    def head(self, now: datetime) -> Revision:
        """Return the latest revision, in force or not yet. Without one, publish the built-in schedule first."""
        found = read(self.engine, store.head)
        if found is None:
            publish_first(self.engine, now)
            found = read(self.engine, store.head)
        assert found is not None
        return found

    def revision(self, number: int) -> Revision:
        """Return a revision by its number.

        Raises:
            EditError: there is none.
        """
        found = read(self.engine, store.revision, number)
        if found is None:
            raise EditError(Sentence("there is no revision {number}", number=number))
        return found

    def timetable(self, now: datetime) -> Timetable:
        """Return the timetable in force, read from the database."""
        self.head(now)
        with snapshot(self.engine) as connection:
            found, held = store.serving(connection, now)
        return timetables(found, held)[0]

    def save_draft(self, document: str, now: datetime, *, base: int | None = None, token: str | None = None) -> Draft:
        """Save the shared draft, made from revision ``base`` (default: the latest), in place of the one with ``token``.

        Raises:
            DirectoryError: the document has mistakes.
            EditError: it has a number that is not dialled.
            ConflictError: somebody else has published a revision or saved a draft meanwhile.
        """
        becomes, head = read_document(document), self.head(now)
        if base is not None and base != head.number:
            raise conflicts.outdated(self.engine, base, head, now.date())
        check_numbers(becomes, head, self.dialling)
        told = conflicts.changes_in(readable(head), becomes)
        try:
            return write(
                self.engine, store.save_draft, document, self.author, now, base=head.number, token=token, changes=told
            )
        except StaleError:
            raise conflicts.another_draft(self.engine, now.date()) from None

    def close_on_holiday(self, day_text: str, scope_text: str, now: datetime) -> Draft:
        """Add a special day to the draft on which lines close for a public holiday. Without a draft, begin one.

        Raises:
            EditError: the day is not a public holiday or has a special day already, or there is no such scope.
            ConflictError: somebody else has published since the draft was begun.
        """
        day, scope = public_holiday(day_text), parse_scope(scope_text)
        special = SpecialDay(public_holidays(day.year)[day].name, day, day, (), scope)

        def closed(directory: Directory) -> Directory:
            check_scope(directory, scope)
            return add_special_day(directory, special)

        return self.edit(closed, now)

    def edit(self, change: Change, now: datetime, token: str | None = None) -> Draft:
        """Make a change to the shared draft. Without a draft, begin one.

        ``token`` is that of the draft which the author has seen; "" if there was none, None to skip the check. If the
        draft was saved since, the change is made to its current state, unless both change the same part.

        Raises:
            EditError: the change can't be made, or changes nothing.
            HoursError: hours of the change can't be parsed; the message has the column.
            ConflictError: somebody else has changed the same part, or published since the draft was begun.
        """
        current, head = read(self.engine, store.read_draft), self.head(now)
        if current is not None and current.base != head.number:
            raise conflicts.outdated(self.engine, current.base, head, now.date())
        published = read_document(head.document)
        was = read_document(current.document) if current else published
        try:
            becomes = change(was)
        except ChangeError as error:
            raise EditError(error.sentence) from None
        ours, theirs = difference(was, becomes), difference(published, was)
        if not ours:
            raise EditError(Sentence("nothing would change: it is already the same"))
        seen_another = token is not None and (current.token if current else "") != token
        if current and seen_another and (clash := clashing(ours, theirs)):
            raise conflicts.in_the_draft(current, clash)
        return self._save(becomes, published, head, now, current)

    def confirm(self, line_ids: Collection[str], day: date, now: datetime) -> Revision:
        """Publish that the hours of lines were confirmed on a date, and rebase the draft, if any.

        Raises:
            EditError: there is no such line, or all were already confirmed on that date.
            ConflictError: somebody else has published meanwhile.
        """
        head, current = self.head(now), read(self.engine, store.read_draft)
        was = read_document(head.document)
        try:
            becomes = confirm(was, line_ids, day, self.author)
        except ChangeError as error:
            raise EditError(error.sentence) from None
        if becomes == was:
            raise EditError(Sentence("{ids}: already confirmed on {day}", ids=tuple(line_ids), day=day))
        reason = Sentence("confirmed with the agency on {day}: {ids}", day=day, ids=tuple(line_ids))
        try:
            made = write(
                self.engine,
                store.publish,
                write_directory(becomes),
                self.author,
                reason,
                now,
                base=head.number,
                effective_at=max(now, head.effective_at),
            )
        except StaleError:
            raise conflicts.overtaken(self.engine, head.number, self.head(now), now.date()) from None
        if current is not None and current.base == head.number:
            with suppress(EditError):  # after an error the page of the draft offers to rebase
                self.rebase(now)
        return made

    def rebase(self, now: datetime) -> Draft:
        """Apply the changes of the draft to the latest revision, and save the result as the draft.

        Raises:
            EditError: there is no draft, or the result breaks a rule.
            ConflictError: a revision published since changes the same part.
        """
        current, head = read(self.engine, store.read_draft), self.head(now)
        if current is None:
            raise NoDraftError(Sentence("there is no draft"))
        if current.base == head.number:
            return current
        base, draft, published = (read_document(each.document) for each in (self.revision(current.base), current, head))
        try:
            merged = merge(base, draft, published)
        except ChangeError as error:
            unfit = Sentence("the draft does not fit what is published: {cause}", cause=error.sentence)
            raise EditError(unfit) from None
        if not isinstance(merged, Directory):
            raise conflicts.in_a_revision(head, merged)
        return self._save(merged, published, head, now, current, author=current.author)

    def discard(self, now: datetime, token: str | None = None) -> bool:
        """Delete the draft that has ``token``, or any draft if None. Return False if there was none."""
        return write(self.engine, store.discard_draft, self.author, now, token)

    def publish_draft(self, reason: str, now: datetime, at: datetime | None = None) -> Revision:
        """Publish the draft, in force at once or from ``at`` on.

        Raises:
            EditError: there is no draft, it changes nothing, the reason is invalid, ``at`` is too early, or a number is
                not dialled.
            ConflictError: somebody else has published or saved the draft meanwhile.
        """
        draft = read(self.engine, store.read_draft)
        if draft is None:
            raise NoDraftError(Sentence("there is no draft"))
        check_reason(reason)
        becomes, head, at = read_document(draft.document), self.head(now), at or now
        check_numbers(becomes, head, self.dialling)
        if at < now:
            raise EditError(Sentence("the start time is in the past"))
        if draft.base == head.number:
            check_follows(draft.document, at, head)
        try:
            return write(
                self.engine,
                store.publish,
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
        """Publish the document of an earlier revision again, in force at once, and withdraw pending revisions.

        Raises:
            EditError: there is no such revision, its document is in force, the reason is invalid, or a number is not
                dialled.
            ConflictError: somebody else has published meanwhile.
        """
        check_reason(reason)
        document, head = self.revision(number).document, self.head(now)
        check_numbers(read_document(document), head, self.dialling)
        if document == head.document and head.effective_at <= now:
            raise EditError(Sentence("nothing would change: revision {number} says the same", number=head.number))
        try:
            return write(
                self.engine,
                store.publish,
                document,
                self.author,
                reason,
                now,
                base=head.number,
                effective_at=now,
                restores=number,
            )
        except StaleError:
            raise conflicts.overtaken(self.engine, head.number, self.head(now), now.date()) from None

    def withdraw(self, now: datetime) -> list[int]:
        """Withdraw the revisions that have not taken effect yet. Return their numbers."""
        return write(self.engine, store.withdraw, self.author, now)

    def _save(
        self,
        becomes: Directory,
        published: Directory,
        head: Revision,
        now: datetime,
        current: Draft | None,
        author: str = "",
    ) -> Draft:
        """Save a directory as the draft, in place of the draft that was read, ``current``."""
        check_numbers(becomes, head, self.dialling)
        try:
            return write(
                self.engine,
                store.save_draft,
                write_directory(becomes),
                author or self.author,
                now,
                base=head.number,
                token=current.token if current else None,
                changes=conflicts.changes_in(published, becomes),
                saved_by=self.author,
            )
        except StaleError:
            raise conflicts.another_draft(self.engine, now.date()) from None

    def _publish_conflict(self, draft: Draft, now: datetime) -> ConflictError:
        head = self.head(now)
        if head.number == draft.base:
            return conflicts.another_draft(self.engine, now.date())
        return conflicts.outdated(self.engine, draft.base, head, now.date())
