"""What becomes of planned revisions if something else is published that takes effect before them.

Each is merged, three ways, with what comes before it: what it changes of the revision that it was made from is changed
of the new one. Where both touch the same part, somebody has to say which holds from the planned moment on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from ivr.service.schedule.live import read_document, timetables
from ivr.service.schedule.refusals import EditError
from ivr.store.drafts import Draft
from ivr.store.revisions import Revision
from schedules import Directory, DirectoryError, Override, Timetable, home_time, write_directory
from schedules.difference import Change, difference
from schedules.merging import Merged, merge
from sentences import Sentence


class Side(StrEnum):
    """Which of two changes of the same part holds."""

    OURS = "ours"
    """That of the plan, or of the draft."""
    THEIRS = "theirs"
    """That of what comes before it."""


@dataclass(frozen=True)
class Answers:
    """What somebody has said: the side of each question by its key; the numbers of plans to be withdrawn.

    ``always`` is the side of all other questions; with ``withdraw``, plans that have questions are withdrawn.
    """

    sides: Mapping[str, Side] = field(default_factory=dict)
    withdrawn: frozenset[int] = frozenset()
    always: Side | None = None
    withdraw: bool = False

    def side(self, key: str) -> Side | None:
        """Return the side of a question, or None if nobody has said it."""
        return self.sides.get(key, self.always)


UNASKED = Answers()


@dataclass(frozen=True)
class Question:
    """Changes to the same part by both sides. ``answer`` is the side that holds; None: not said yet."""

    key: str
    ours: tuple[Change, ...]
    theirs: tuple[Change, ...]
    answer: Side | None


@dataclass(frozen=True)
class Joined:
    """Three directories that are merged, with the questions that this raises.

    Attributes:
        directory: the result; in a question without an answer, it has our changes.
        unfit: why the result can't be used, though nothing is left to ask.
    """

    directory: Directory
    questions: tuple[Question, ...]
    unfit: Sentence | None

    @property
    def is_open(self) -> bool:
        """Whether something is left to say."""
        return self.unfit is not None or any(each.answer is None for each in self.questions)


def join(base: Directory, ours: Directory, theirs: Directory, key: str, answers: Answers) -> Joined:
    """Merge three directories. ``key`` is the beginning of the keys of its questions."""
    keys = [f"{key}.{index}" for index in range(len(merge(base, ours, theirs).clashes))]
    sides = [answers.side(each) for each in keys]
    merged: Merged = merge(base, ours, theirs, [at for at, side in enumerate(sides) if side is Side.THEIRS])
    asked = zip(keys, merged.clashes, sides, strict=True)
    questions = tuple(Question(each, clash.ours, clash.theirs, side) for each, clash, side in asked)
    return Joined(merged.directory, questions, merged.wrong)


@dataclass(frozen=True)
class Carried:
    """A plan behind what is to be published.

    Attributes:
        plan: the planned revision as it is.
        document: what it will say; None if it is withdrawn, or can't be read, as after an upgrade that checks more.
        changes: what it will change then, of what is in force before it.
        joined: how it was merged; None if it is as it was.
        waits: False for one that was withdrawn before and is brought back.
    """

    plan: Revision
    document: str | None
    changes: tuple[Change, ...] = ()
    joined: Joined | None = None
    withdrawn: bool = False
    waits: bool = True

    @property
    def is_open(self) -> bool:
        """Whether somebody has to say what becomes of it."""
        return not self.withdrawn and (self.document is None or bool(self.joined and self.joined.is_open))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left for it to change."""
        return not self.withdrawn and not self.is_open and not self.changes


def carry(was: Revision, becomes: Directory, plans: Sequence[Revision], answers: Answers) -> tuple[Carried, ...]:
    """Carry plans that were made from ``was``, one after the other, over to a directory that comes before them."""
    found: list[Carried] = []
    made_from, before = was, "new"
    for plan in plans:
        each = _carried(made_from, becomes, plan, f"{plan.number}.{before}", answers)
        found.append(each)
        if each.joined and not each.withdrawn:
            becomes, before = each.joined.directory, str(plan.number)
        made_from = plan
    return tuple(found)


def _carried(made_from: Revision, becomes: Directory, plan: Revision, key: str, answers: Answers) -> Carried:
    try:
        base, ours = read_document(made_from.document), read_document(plan.document)
    except DirectoryError:
        return Carried(plan, None, withdrawn=answers.withdraw or plan.number in answers.withdrawn)
    joined = join(base, ours, becomes, key, answers)
    if plan.number in answers.withdrawn or (answers.withdraw and joined.is_open):
        return Carried(plan, None, joined=joined, withdrawn=True)
    changes = difference(becomes, joined.directory)
    return Carried(plan, kept_as_written(plan.document, joined.directory), changes, joined)


def kept_as_written(document: str, becomes: Directory) -> str:
    """Return a document if it says what it has to, with its comments; else a new one."""
    return document if read_document(document) == becomes else write_directory(becomes)


@dataclass(frozen=True)
class Proposal:
    """Something that is to be published: nothing has happened yet.

    Attributes:
        before: the revision that will be in force at its moment, from which it is made.
        document: what it says, and ``directory``, the same.
        at: when it takes effect.
        carried: what becomes of the plans behind it.
        own: how the draft was merged with ``before``; None if there was nothing to merge.
        draft: the draft that it publishes, if it does.
        left: changes that a revert leaves as they are, since later revisions have changed the same.
    """

    before: Revision
    document: str
    directory: Directory
    at: datetime
    carried: tuple[Carried, ...]
    own: Joined | None = None
    draft: Draft | None = None
    left: tuple[Change, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """What it changes of what is in force before it."""
        return difference(read_document(self.before.document), self.directory)

    @property
    def is_open(self) -> bool:
        """Whether something has to be said before it can be published."""
        return bool(self.own and self.own.is_open) or any(each.is_open for each in self.carried)

    @property
    def waiting(self) -> list[int]:
        """The numbers of the plans behind it."""
        return [each.plan.number for each in self.carried if each.waits]

    @property
    def anew(self) -> list[Revision]:
        """The plans that are stored in their place."""
        return [
            replace(each.plan, document=each.document, carries=each.plan.number)
            for each in self.carried
            if each.document is not None and not each.is_empty
        ]

    def timetables(self, overrides: Sequence[Override]) -> Iterator[tuple[datetime, Timetable]]:
        """Yield the timetable of this and of each plan, with the moment from which on it would hold."""
        made = replace(self.before, document=self.document, effective_at=self.at)
        line = [made, *self.anew]
        yield from zip((each.effective_at for each in line), timetables(line, overrides), strict=True)


class UndecidedError(EditError):
    """Something has to be said before a proposal can be published: which side holds, or that a plan is withdrawn."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(_undecided(proposal))
        self.proposal = proposal


def _undecided(proposal: Proposal) -> Sentence:
    if proposal.own and proposal.own.unfit and not any(each.answer is None for each in proposal.own.questions):
        return Sentence("the draft does not fit what is published: {cause}", cause=proposal.own.unfit)
    if proposal.own and proposal.own.is_open:
        return Sentence(
            "the draft and revision {number} by {author} change the same part; say which holds",
            number=proposal.before.number,
            author=proposal.before.author,
        )
    plan = next(each.plan for each in proposal.carried if each.is_open)
    return Sentence(
        "this and revision {number}, planned from {moment}, change the same part; say which holds from then on",
        number=plan.number,
        moment=home_time(plan.effective_at),
    )
