"""Editing the schedule: draft, publish now or later, withdraw, roll back.

The command and the console use the same functions. A document that can't be read is never stored.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from ivr.service.schedule import conflicts
from ivr.service.schedule.live import publish_first, read_document, timetables
from ivr.service.schedule.refusals import (
    ConflictError,
    EditError,
    NoDraftError,
    check_follows,
    check_reason,
    check_scope,
    public_holiday,
)
from ivr.store import revisions as store
from ivr.store.db import read, snapshot, write
from ivr.store.revisions import Draft, Revision, StaleError
from schedules import Directory, SpecialDay, Timetable, parse_scope, write_directory
from schedules.difference import difference
from schedules.edits import ChangeError, add_special_day, confirm
from schedules.holidays import public_holidays
from schedules.merging import clashing, merge
from schedules.report import words
from sentences import Sentence, joined

_LONGEST_NAME = 100

Change = Callable[[Directory], Directory]


@dataclass(frozen=True)
class ScheduleEditor:
    """What one person does to the schedule: ``author`` is their name."""

    engine: Engine
    author: str

    def __post_init__(self) -> None:
        if len(self.author) > _LONGEST_NAME or not self.author.isprintable():
            raise EditError(Sentence("an author is a name of up to {number} characters", number=_LONGEST_NAME))

    def head(self, now: datetime) -> Revision:
        """The latest revision, in force or not yet."""
        found = read(self.engine, store.head)
        if found is None:
            publish_first(self.engine, now)
            found = read(self.engine, store.head)
        assert found is not None
        return found

    def revision(self, number: int) -> Revision:
        """A revision by its number.

        Raises:
            EditError: there is none.
        """
        found = read(self.engine, store.revision, number)
        if found is None:
            raise EditError(Sentence("there is no revision {number}", number=number))
        return found

    def timetable(self, now: datetime) -> Timetable:
        """What callers get now."""
        self.head(now)
        with snapshot(self.engine) as connection:
            found, held = store.serving(connection, now)
        return timetables(found, held)[0]

    def save_draft(self, document: str, now: datetime, *, base: int | None = None, token: str | None = None) -> Draft:
        """Save the shared draft, made from revision ``base`` (default: the latest), over the one with ``token``.

        Raises:
            DirectoryError: the document has mistakes.
            ConflictError: somebody else has published, or saved a draft, since.
        """
        becomes, head = read_document(document), self.head(now)
        base = head.number if base is None else base
        if base != head.number:
            raise conflicts.outdated(self.engine, base, head, now.date())
        changes = _told(read_document(head.document), becomes)
        try:
            return write(
                self.engine, store.save_draft, document, self.author, now, base=base, token=token, changes=changes
            )
        except StaleError:
            raise conflicts.another_draft(self.engine, now.date()) from None

    def close_on_holiday(self, day_text: str, scope_text: str, now: datetime) -> Draft:
        """Close on one public holiday, by a special day in the draft (or in one that is begun with it).

        Raises:
            EditError: the day is no public holiday, or there is no such scope.
            EditError: that date has a special day already.
        """
        day, scope = public_holiday(day_text), parse_scope(scope_text)
        special = SpecialDay(public_holidays(day.year)[day].name, day, day, (), scope)

        def closed(directory: Directory) -> Directory:
            check_scope(directory, scope)
            return add_special_day(directory, special)

        return self.edit(closed, now)

    def edit(self, change: Change, now: datetime, token: str | None = None) -> Draft:
        """Make a change to the shared draft, which is begun with it if there is none.

        ``token``: that of the draft which the person saw ("": there was none; None: nobody has looked). If it has
        been saved since, the change is made to it as it is now, unless it is about the same.

        Raises:
            EditError: the change can't be made.
            HoursError: what the change was told can't be read; it says where.
            ConflictError: somebody else has changed the same, or published since the draft was begun.
        """
        there, head = read(self.engine, store.read_draft), self.head(now)
        if there is not None and there.base != head.number:
            raise conflicts.outdated(self.engine, there.base, head, now.date())
        published = read_document(head.document)
        was = read_document(there.document) if there else published
        try:
            becomes = change(was)
        except ChangeError as error:
            raise EditError(error.sentence) from None
        ours, theirs = difference(was, becomes), difference(published, was)
        if not ours:
            raise EditError(Sentence("nothing would change: it is already the same"))
        seen_another = token is not None and (there.token if there else "") != token
        if there and seen_another and (clash := clashing(ours, theirs)):
            raise conflicts.in_the_draft(there, clash)
        return self._save(becomes, published, head, now, there)

    def confirm(self, line_ids: Collection[str], day: date, now: datetime) -> Revision:
        """Note that the hours of lines still hold: published at once, and an open draft goes on from there.

        Raises:
            EditError: there is no such line, or that is noted already.
            ConflictError: somebody else has published this very moment.
        """
        head, there = self.head(now), read(self.engine, store.read_draft)
        was = read_document(head.document)
        try:
            becomes = confirm(was, line_ids, day)
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
        if there is not None and there.base == head.number:
            with suppress(EditError):  # else the draft's page offers it
                self.rebase(now)
        return made

    def rebase(self, now: datetime) -> Draft:
        """Make the draft's changes to what has been published since it was begun.

        Raises:
            EditError: there is no draft, or both can't stand together.
            ConflictError: what was published changes the same.
        """
        there, head = read(self.engine, store.read_draft), self.head(now)
        if there is None:
            raise NoDraftError(Sentence("there is no draft"))
        if there.base == head.number:
            return there
        base, draft, published = (read_document(each.document) for each in (self.revision(there.base), there, head))
        try:
            merged = merge(base, draft, published)
        except ChangeError as error:
            unfit = Sentence("the draft does not fit what is published: {cause}", cause=error.sentence)
            raise EditError(unfit) from None
        if not isinstance(merged, Directory):
            raise conflicts.in_a_revision(head, merged)
        return self._save(merged, published, head, now, there, author=there.author)

    def discard(self, now: datetime, token: str | None = None) -> bool:
        """Drop the draft, if it is the one with ``token``; whether it was there."""
        return write(self.engine, store.discard_draft, self.author, now, token)

    def publish_draft(self, reason: str, now: datetime, at: datetime | None = None) -> Revision:
        """Publish the draft, in force at once or from a moment on.

        Raises:
            EditError: there is no draft, it changes nothing, or no reason is given.
            ConflictError: somebody else has published since it was begun.
        """
        draft = read(self.engine, store.read_draft)
        if draft is None:
            raise NoDraftError(Sentence("there is no draft"))
        check_reason(reason)
        read_document(draft.document)
        head, at = self.head(now), at or now
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
        """Publish the document of an earlier revision again, at once; what is still to come is withdrawn.

        Raises:
            EditError: there is no such revision, or it says what holds already.
            ConflictError: somebody else has published this very moment.
        """
        check_reason(reason)
        document, head = self.revision(number).document, self.head(now)
        read_document(document)
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
        """Withdraw what has not taken effect yet; the numbers of the revisions."""
        return write(self.engine, store.withdraw, self.author, now)

    def _save(
        self,
        becomes: Directory,
        published: Directory,
        head: Revision,
        now: datetime,
        there: Draft | None,
        author: str = "",
    ) -> Draft:
        """The directory as the draft, in place of the one that was ``there``."""
        try:
            return write(
                self.engine,
                store.save_draft,
                write_directory(becomes),
                author or self.author,
                now,
                base=head.number,
                token=there.token if there else None,
                changes=_told(published, becomes),
                saved_by=self.author,
            )
        except StaleError:
            raise conflicts.another_draft(self.engine, now.date()) from None

    def _publish_conflict(self, draft: Draft, now: datetime) -> ConflictError:
        head = self.head(now)
        if head.number == draft.base:
            return conflicts.another_draft(self.engine, now.date())
        return conflicts.outdated(self.engine, draft.base, head, now.date())


def _told(was: Directory, becomes: Directory) -> Sentence | str:
    """The difference in one sentence; empty: only the text of the document differs."""
    changes = list(map(words, difference(was, becomes)))
    return joined(changes) if changes else ""
