"""Publication of the schedule: now or later, roll-back, revert, withdrawal. Plans are carried over (decision 21).

The commands and the console use the same functions.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from ivr.service.schedule import conflicts
from ivr.service.schedule.drafting import DraftEditor
from ivr.service.schedule.live import read_document
from ivr.service.schedule.plans import (
    UNASKED,
    Answers,
    Carried,
    Proposal,
    Side,
    UndecidedError,
    carry,
    kept_as_written,
)
from ivr.service.schedule.refusals import (
    EditError,
    NoDraftError,
    check_filled,
    check_follows,
    check_numbers,
    check_reason,
)
from ivr.store import revisions as store
from ivr.store.db import read, snapshot, write, writing
from ivr.store.revisions import Revision, StaleError
from schedules import Timetable, write_directory
from schedules.difference import difference
from schedules.edits import ChangeError, confirm
from schedules.merging import merge
from sentences import Sentence

Along = Callable[[Connection, Proposal], object]
"""Stores something in the transaction that publishes a proposal."""
TRIES = 5
"""How often a publication is made anew from what others have published in the same moment."""


@dataclass(frozen=True)
class ScheduleEditor(DraftEditor):
    """Edits and publishes the schedule as ``author``, the name of a person.

    A method that publishes raises :class:`UndecidedError` if a plan and what is published change the same part and the
    answers do not say which holds. What it would do is returned by the method ``propose_…``.
    """

    def propose_draft(self, now: datetime, at: datetime | None = None, answers: Answers = UNASKED) -> Proposal:
        """Return what publishing the draft would do, at once or from ``at`` on.

        Raises:
            NoDraftError: there is none.
            DirectoryError: a document can't be read.
        """
        draft, at = self.draft(), at or now
        if draft is None:
            raise NoDraftError(Sentence("there is no draft"))
        before, plans = _at(self.line(now), at)
        own = self._joined(draft, before, answers)
        becomes = own.directory if own else read_document(draft.document)
        nothing_left = own and becomes == read_document(before.document)
        document = before.document if nothing_left else kept_as_written(draft.document, becomes)
        carried = carry(before, becomes, plans, answers)
        return Proposal(before, document, becomes, at, carried, own, draft)

    def publish_draft(
        self,
        reason: str,
        now: datetime,
        at: datetime | None = None,
        answers: Answers = UNASKED,
        token: str | None = None,
        along: Along | None = None,
    ) -> Revision:
        """Publish the draft, in force at once or from ``at`` on. ``token`` is that of the draft which was looked at.

        ``along`` stores in the same transaction what takes effect at the same moment.

        Raises:
            EditError: there is no draft, it changes nothing, the reason is invalid, ``at`` is past, a number is not
                dialled, or something is still to be filled in.
            ConflictError: the draft was saved meanwhile.
            UndecidedError: see above.
        """
        check_reason(reason)
        if at is not None and at < now:
            raise EditError(Sentence("the start time is in the past"))
        for _ in range(TRIES):
            proposal = self.propose_draft(now, at, answers)
            assert proposal.draft is not None, "a proposal to publish a draft has one"
            if token not in (None, proposal.draft.token):
                break
            check_numbers(proposal.directory, proposal.before, self.dialling)
            if not proposal.is_open:
                check_follows(proposal.document, proposal.before)
            if made := self._published(proposal, reason, now, along=along):
                return made
        raise conflicts.another_draft(self.draft(), now.date(), self.engine)

    def preview(self, now: datetime, at: datetime) -> Timetable | None:
        """Return the timetable that would be in force at a moment if the draft was published now; None without one.

        Where a question is open, the plan's or the draft's side is shown.
        """
        if self.draft() is None:
            return None
        with snapshot(self.engine) as connection:
            held = store.serving(connection, now)[1]
        made = [each for since, each in self.propose_draft(now).timetables(held) if since <= max(at, now)]
        return made[-1]

    def propose_confirmed(self, line_ids: Collection[str], day: date, now: datetime) -> Proposal:
        """Return what :meth:`confirm` would do. It also holds in plans that have another date for these lines.

        Raises:
            EditError: there is no such line, or all were already confirmed on that date.
        """
        head, *plans = self.line(now)
        was = read_document(head.document)
        try:
            becomes = confirm(was, line_ids, day, self.author)
        except ChangeError as error:
            raise EditError(error.sentence) from None
        if becomes == was:
            raise EditError(Sentence("{ids}: already confirmed on {day}", ids=tuple(line_ids), day=day))
        carried = carry(head, becomes, plans, Answers(always=Side.THEIRS))
        return Proposal(head, write_directory(becomes), becomes, now, carried)

    def confirm(self, line_ids: Collection[str], day: date, now: datetime) -> Revision:
        """Publish that the hours of lines were confirmed on a date.

        Raises:
            EditError: there is no such line, or all were already confirmed on that date.
            ConflictError: others publish all the time.
        """
        reason = Sentence("confirmed with the agency on {day}: {ids}", day=day, ids=tuple(line_ids))
        for _ in range(TRIES):
            if made := self._published(self.propose_confirmed(line_ids, day, now), reason, now):
                return made
        raise self.overtaken(now)

    def propose_roll_back(self, number: int, now: datetime, answers: Answers = UNASKED) -> Proposal:
        """Return what a roll-back would do.

        Raises:
            EditError: there is no such revision, its document is in force, or a number is not dialled.
        """
        document, (head, *plans) = self.revision(number).document, self.line(now)
        becomes = read_document(document)
        check_numbers(becomes, head, self.dialling)
        check_follows(document, head)
        return Proposal(head, document, becomes, now, carry(head, becomes, plans, answers))

    def roll_back(self, number: int, reason: str, now: datetime, answers: Answers = UNASKED) -> Revision:
        """Publish the document of an earlier revision again, byte for byte, in force at once.

        Raises:
            EditError: there is no such revision, its document is in force, the reason is invalid, or a number is not
                dialled.
            ConflictError: others publish all the time.
            UndecidedError: see above.
        """
        check_reason(reason)
        for _ in range(TRIES):
            if made := self._published(self.propose_roll_back(number, now, answers), reason, now, restores=number):
                return made
        raise self.overtaken(now)

    def propose_revert(self, number: int, now: datetime, answers: Answers = UNASKED) -> Proposal:
        """Return what reverting one revision would do. What came after it stays.

        Nothing came after the latest one. Then everything becomes as it was before, the plans too.

        Raises:
            EditError: there is no such revision, it is the first one, it is withdrawn or planned, it can't be taken out
                of what came after it, or nothing of it is left.
        """
        made, (head, *plans) = self.revision(number), self.line(now)
        former = read(self.engine, store.before, made)
        if made.withdrawn_at or not made.begun(now) or former is None:
            raise EditError(Sentence("revision {number} can't be reverted", number=number))
        if made.number == head.number and self._is_latest(made, plans):
            return self._as_before(made, former, now)
        base, ours, theirs = (read_document(each.document) for each in (made, former, head))
        clashes = merge(base, ours, theirs).clashes
        merged = merge(base, ours, theirs, range(len(clashes)))
        if merged.wrong:
            raise EditError(Sentence("revision {number} can't be reverted: {cause}", number=number, cause=merged.wrong))
        if merged.directory == theirs:
            raise EditError(
                Sentence("nothing would change: all of revision {number} has been changed again since", number=number)
            )
        left = tuple(each for clash in clashes for each in clash.theirs)
        document, carried = write_directory(merged.directory), carry(head, merged.directory, plans, answers)
        return Proposal(head, document, merged.directory, now, carried, left=left)

    def revert(self, number: int, now: datetime, answers: Answers = UNASKED) -> Revision:
        """Publish the schedule without what one revision has changed, in force at once.

        Raises:
            EditError, UndecidedError: see :meth:`propose_revert`.
            ConflictError: others publish all the time.
        """
        reason = Sentence("reverts revision {number}: {reason}", number=number, reason=self.revision(number).reason)
        for _ in range(TRIES):
            if made := self._published(self.propose_revert(number, now, answers), reason, now):
                return made
        raise self.overtaken(now)

    def withdraw(self, now: datetime) -> list[int]:
        """Withdraw the revisions that have not taken effect yet. Return their numbers."""
        numbers = [each.number for each in self.line(now)[1:]]
        try:
            write(self.engine, store.withdraw, numbers, self.author, now)
        except StaleError:
            raise self.overtaken(now) from None
        return numbers

    def _is_latest(self, made: Revision, plans: list[Revision]) -> bool:
        """Whether nothing was published or withdrawn since a revision was published, with the plans carried over."""
        carried = read(self.engine, store.carried_with, made)
        return made.carries is None and [each.number for each in plans] == [each.number for each in carried]

    def _as_before(self, made: Revision, former: Revision, now: datetime) -> Proposal:
        """Return the proposal to bring back what a revision found, with the plans as they were."""
        anew = {each.carries: each.number for each in read(self.engine, store.carried_with, made)}
        back, last = [], (becomes := read_document(former.document))
        for each in read(self.engine, store.replaced_by, made):
            if each.effective_at > now:
                plan = replace(each, number=anew.get(each.number, each.number))
                changes = difference(last, last := read_document(each.document))
                back.append(Carried(plan, each.document, changes, waits=each.number in anew))
        return Proposal(made, former.document, becomes, now, tuple(back))

    def _published(
        self,
        proposal: Proposal,
        reason: Sentence | str,
        now: datetime,
        restores: int | None = None,
        along: Along | None = None,
    ) -> Revision | None:
        """Publish a proposal. Return None if somebody else has published since it was made.

        Raises:
            UndecidedError: something has to be said before.
            EditError: something is still to be filled in.
        """
        if proposal.is_open:
            raise UndecidedError(proposal)
        check_filled(proposal.directory)
        try:
            with writing(self.engine) as connection:
                made = store.publish(
                    connection,
                    proposal.document,
                    self.author,
                    reason,
                    now,
                    base=proposal.before.number,
                    effective_at=proposal.at,
                    waiting=proposal.waiting,
                    anew=proposal.anew,
                    draft_token=proposal.draft.token if proposal.draft else None,
                    restores=restores,
                )
                if along:
                    along(connection, proposal)
                return made
        except StaleError:
            return None

    def overtaken(self, now: datetime) -> EditError:
        """Return the error for a change in whose way others get by publishing all the time."""
        head = self.line(now)[0]
        former = read(self.engine, store.before, head)
        return conflicts.overtaken(self.engine, former.number if former else 0, head, now.date())


def _at(line: list[Revision], at: datetime) -> tuple[Revision, list[Revision]]:
    """Return the revision of a line that is in force at a moment, and those behind it."""
    begun = [each for each in line if each.begun(at)] or line[:1]
    return begun[-1], line[line.index(begun[-1]) + 1 :]
