"""Withdrawal of one planned revision; those behind it are carried over. It can be planned again."""

from datetime import datetime

from ivr.service.schedule.editor import TRIES, ScheduleEditor
from ivr.service.schedule.live import read_document
from ivr.service.schedule.plans import UNASKED, Answers, Carried, Proposal, UndecidedError, carry
from ivr.service.schedule.refusals import EditError
from ivr.store import revisions as store
from ivr.store.db import read, write
from ivr.store.revisions import Revision, StaleError
from sentences import Sentence


def propose_withdrawal(
    editor: ScheduleEditor, number: int, now: datetime, answers: Answers = UNASKED
) -> tuple[Carried, ...]:
    """Return what becomes of the plans behind a planned revision that is withdrawn.

    Raises:
        EditError: there is no such revision, or it is not planned.
    """
    plan, line = editor.revision(number), editor.line(now)
    if number not in [each.number for each in line[1:]]:
        raise EditError(Sentence("revision {number} is not planned", number=number))
    before, behind = line[line.index(plan) - 1], line[line.index(plan) + 1 :]
    return carry(plan, read_document(before.document), behind, answers)


def withdraw(editor: ScheduleEditor, number: int, now: datetime, answers: Answers = UNASKED) -> None:
    """Withdraw a planned revision.

    Raises:
        EditError: there is no such revision, or it is not planned.
        ConflictError: others publish all the time.
        UndecidedError: those behind it change the same part, and the answers do not say which holds.
    """
    for _ in range(TRIES):
        carried = propose_withdrawal(editor, number, now, answers)
        if _store(editor, editor.revision(number), carried, [number], now):
            return
    raise editor.overtaken(now)


def plan_again(editor: ScheduleEditor, number: int, now: datetime) -> None:
    """Plan a revision again that was withdrawn, for the same moment.

    Raises:
        EditError: there is no such revision, it was not withdrawn, it was carried over, or its moment is past.
        ConflictError: others publish all the time.
        UndecidedError: something else that was published since changes the same part.
    """
    plan = editor.revision(number)
    former, everything = read(editor.engine, store.before, plan), read(editor.engine, store.history)
    if not plan.withdrawn_at or plan.begun(now) or number in {each.carries for each in everything} or former is None:
        raise EditError(Sentence("revision {number} can't be planned again", number=number))
    for _ in range(TRIES):
        line = editor.line(now)
        before = [each for each in line if each.begun(plan.effective_at)][-1]
        behind = line[line.index(before) + 1 :]
        (again,) = carry(former, read_document(before.document), [plan], UNASKED)
        becomes = again.joined.directory if again.joined else read_document(before.document)
        if _store(editor, plan, (again, *carry(before, becomes, behind, UNASKED)), [], now, brought_back=number):
            return
    raise editor.overtaken(now)


def _store(
    editor: ScheduleEditor,
    plan: Revision,
    carried: tuple[Carried, ...],
    withdrawn: list[int],
    now: datetime,
    brought_back: int | None = None,
) -> bool:
    """Withdraw plans, and store those that are carried over. Return False if somebody else has published meanwhile."""
    proposal = Proposal(plan, plan.document, read_document(plan.document), plan.effective_at, carried)
    if proposal.is_open:
        raise UndecidedError(proposal)
    waiting = [*withdrawn, *(each for each in proposal.waiting if each != brought_back)]
    try:
        write(editor.engine, store.withdraw, waiting, editor.author, now, proposal.anew)
    except StaleError:
        return False
    return True
