"""Drafts of the schedule: a person's own, or one that a colleague shares.

The commands and the console use the same functions. A document with mistakes is never stored.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from ivr.core.dialling import AS_SHIPPED, Dialling
from ivr.service.schedule import conflicts
from ivr.service.schedule.live import publish_first, read_document, timetables
from ivr.service.schedule.plans import UNASKED, Answers, Joined, join, kept_as_written
from ivr.service.schedule.refusals import (
    EditError,
    NoDraftError,
    check_numbers,
    check_scope,
    public_holiday,
    readable,
)
from ivr.store import drafts
from ivr.store import revisions as store
from ivr.store.db import read, snapshot, write
from ivr.store.drafts import Draft
from ivr.store.revisions import Revision, StaleError
from schedules import Directory, SpecialDay, Timetable, parse_scope, write_directory
from schedules.difference import difference
from schedules.edits import ChangeError, add_special_day
from schedules.holidays import public_holidays
from schedules.merging import clashing
from sentences import Sentence

_LONGEST_NAME = 100

Change = Callable[[Directory], Directory]


@dataclass(frozen=True)
class Work:
    """What a person edits: the revision in force, with the changes of the draft, if there is one.

    Attributes:
        head: the revision in force.
        directory: the draft's changes made to it; while a question is open, the draft as it was saved.
        joined: how the draft was merged with it; None if the draft was made from it.
    """

    head: Revision
    draft: Draft | None
    directory: Directory
    joined: Joined | None = None


@dataclass(frozen=True)
class DraftEditor:
    """Edits a draft as ``author``, the name of a person.

    ``dialling`` is which numbers lines may have. ``owner`` is whose draft is edited, by default the author's own.
    """

    engine: Engine
    author: str
    dialling: Dialling = AS_SHIPPED
    owner: str = ""

    def __post_init__(self) -> None:
        if len(self.author) > _LONGEST_NAME or not self.author.isprintable():
            raise EditError(Sentence("an author is a name of up to {number} characters", number=_LONGEST_NAME))

    @property
    def whose(self) -> str:
        """Whose draft is edited."""
        return self.owner or self.author

    def head(self, now: datetime) -> Revision:
        """Return the latest revision, in force or not yet. Without one, publish the built-in schedule first."""
        return self.line(now)[-1]

    def line(self, now: datetime) -> list[Revision]:
        """Return the revision in force, then the planned ones. Without one, publish the built-in schedule first."""
        found = read(self.engine, store.standing, now)
        if not found:
            publish_first(self.engine, now)
            found = read(self.engine, store.standing, now)
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
        self.line(now)
        with snapshot(self.engine) as connection:
            found, held = store.serving(connection, now)
        return timetables(found, held)[0]

    def draft(self) -> Draft | None:
        """Return the draft that is edited; None if there is none, or if it is a colleague's and not shared."""
        found = read(self.engine, drafts.read_draft, self.whose)
        return found if found and (found.owner == self.author or found.shared) else None

    def drafts(self) -> list[Draft]:
        """Return one's own draft and those that colleagues share."""
        return [each for each in read(self.engine, drafts.all_drafts) if each.owner == self.author or each.shared]

    def work(self, now: datetime, answers: Answers = UNASKED) -> Work:
        """Return what is edited now.

        Raises:
            DirectoryError: a document can't be read.
        """
        head, draft = self.line(now)[0], self.draft()
        if draft is None:
            return Work(head, None, read_document(head.document))
        joined = self._joined(draft, head, answers)
        saved = read_document(draft.document)
        return Work(head, draft, saved if joined is None or joined.is_open else joined.directory, joined)

    def save_draft(self, document: str, now: datetime, *, base: int | None = None, token: str | None = None) -> Draft:
        """Save a document as the draft, in place of the one with ``token``.

        It is made from revision ``base``: the one in force (default), or a planned one.

        Raises:
            DirectoryError: the document has mistakes.
            EditError: it has a number that is not dialled.
            ConflictError: somebody else has published a revision or saved the draft meanwhile.
        """
        becomes, line = read_document(document), self.line(now)
        made_from = next((each for each in line if each.number == base), line[0])
        if base not in (None, made_from.number):
            raise conflicts.outdated(self.engine, base or 0, line[0], now.date())
        return self._save(document, becomes, made_from, now, token)

    def close_on_holiday(self, day_text: str, scope_text: str, now: datetime) -> Draft:
        """Add a special day to the draft on which lines close for a public holiday. Without a draft, begin one.

        Raises:
            EditError: the day is not a public holiday or has a special day already, or there is no such scope.
            ConflictError: somebody else has published a change to the same part since the draft was begun.
        """
        day, scope = public_holiday(day_text), parse_scope(scope_text)
        special = SpecialDay(public_holidays(day.year)[day].name, day, day, (), scope)

        def closed(directory: Directory) -> Directory:
            check_scope(directory, scope)
            return add_special_day(directory, special)

        return self.edit(closed, now)

    def edit(self, change: Change, now: datetime, token: str | None = None) -> Draft:
        """Make a change to the draft. Without a draft, begin one.

        ``token`` is that of the draft which the author has seen; "" if there was none, None to skip the check. If the
        draft was saved since, the change is made to its current state, unless both change the same part. What was
        published since the draft was begun is taken into it.

        Raises:
            EditError: the change can't be made, or changes nothing.
            HoursError: hours of the change can't be parsed; the message has the column.
            ConflictError: somebody else has changed the same part of the draft, or published a change to the same part.
        """
        work = self.work(now)
        if work.draft and work.joined and work.joined.is_open:
            raise conflicts.in_a_revision(work.head, [each for asked in work.joined.questions for each in asked.theirs])
        published, was = read_document(work.head.document), work.directory
        try:
            becomes = change(was)
        except ChangeError as error:
            raise EditError(error.sentence) from None
        ours, theirs = difference(was, becomes), difference(published, was)
        if not ours:
            raise EditError(Sentence("nothing would change: it is already the same"))
        seen_another = token is not None and (work.draft.token if work.draft else "") != token
        if work.draft and seen_another and (clash := clashing(ours, theirs)):
            raise conflicts.in_the_draft(work.draft, clash)
        there = work.draft.token if work.draft else None
        return self._save(write_directory(becomes), becomes, work.head, now, there)

    def rebase(self, now: datetime, answers: Answers = UNASKED) -> Draft:
        """Make the changes of the draft to the revision in force, and save the result as the draft.

        Raises:
            EditError: there is no draft, or the result breaks a rule.
            ConflictError: a revision published since changes the same part, and no answer says which holds.
        """
        work = self.work(now, answers)
        if work.draft is None:
            raise NoDraftError(Sentence("there is no draft"))
        if work.joined is None:
            return work.draft
        if work.joined.is_open:
            if work.joined.unfit:
                unfit = Sentence("the draft does not fit what is published: {cause}", cause=work.joined.unfit)
                raise EditError(unfit)
            raise conflicts.in_a_revision(work.head, [each for asked in work.joined.questions for each in asked.theirs])
        document = kept_as_written(work.draft.document, work.directory)
        return self._save(document, work.directory, work.head, now, work.draft.token)

    def discard(self, now: datetime, token: str | None = None) -> bool:
        """Delete the draft that has ``token``, or any if None. Return False if there was none."""
        if self.draft() is None:
            return False
        return write(self.engine, drafts.discard_draft, self.whose, self.author, now, token)

    def share(self, now: datetime, *, shared: bool) -> None:
        """Let colleagues see and edit one's own draft, or no longer.

        Raises:
            NoDraftError: there is none.
        """
        if not write(self.engine, drafts.share_draft, self.author, now, shared=shared):
            raise NoDraftError(Sentence("there is no draft"))

    def _joined(self, draft: Draft, onto: Revision, answers: Answers) -> Joined | None:
        """Merge a draft with the revision that comes before it; None if it was made from that."""
        if draft.base == onto.number:
            return None
        base, ours = read_document(self.revision(draft.base).document), read_document(draft.document)
        return join(base, ours, read_document(onto.document), f"draft.{onto.number}", answers)

    def _save(self, document: str, becomes: Directory, base: Revision, now: datetime, token: str | None) -> Draft:
        check_numbers(becomes, base, self.dialling)
        told = conflicts.changes_in(readable(base), becomes)
        try:
            return write(
                self.engine,
                drafts.save_draft,
                document,
                self.author,
                now,
                base=base.number,
                token=token,
                owner=self.whose,
                changes=told,
            )
        except StaleError:
            raise conflicts.another_draft(self.draft(), now.date(), self.engine) from None
