"""Texts in trouble: sent again by somebody, or seen and taken off the list."""

from datetime import datetime
from enum import Enum, auto

from sqlalchemy import Connection, case, func, select, update

from ivr.core.text.delivery import TO_MEND, State
from ivr.core.text.promises import Purpose
from ivr.privacy import Privacy
from ivr.store.audit import Act, note
from ivr.store.callers import wants_no_texts
from ivr.store.metrics import needs_a_look
from ivr.store.tables import outbox
from sentences import Sentence


class Again(Enum):
    """What came of sending a text again. DONE_ALREADY: it is not as the person saw it any more."""

    SENT = auto()
    DONE_ALREADY = auto()
    NO_NUMBER = auto()
    OPTED_OUT = auto()


def send_again(
    connection: Connection, privacy: Privacy, number: int, ended_at: datetime, who: str, now: datetime
) -> Again:
    """Let a text that failed at ``ended_at`` wait to be sent again, in the same row, so under the same uniqueness.

    Whoever clicks twice, or has an old page, changes nothing: the text then waits, or has failed at another time. The
    message that failed is known by its sid, so that neither its late receipts nor its entry in the carrier's list are
    taken for the new one's.
    """
    its = (outbox.c.id == number, outbox.c.state.in_(TO_MEND), outbox.c.ended_at == ended_at)
    row = connection.execute(select(outbox).where(*its).with_for_update()).first()
    if row is None:
        return Again.DONE_ALREADY
    to = privacy.unseal(row.sealed_number or "")
    if to is None:
        return Again.NO_NUMBER
    if wants_no_texts(connection, privacy.hashes(to)):
        return Again.OPTED_OUT
    values = {"state": State.WAITING, "due_at": now, "attempts": 0, "attempted_at": None, "message_sid": None}
    values |= {"first_sid": func.coalesce(outbox.c.message_sid, outbox.c.first_sid), "again": outbox.c.again + 1}
    values |= {"ended_at": None, "seen_at": None, "problem": _after(row.problem)}
    if row.purpose is Purpose.REMINDER:
        values["body"] = None  # it is written from the schedule at that time
    connection.execute(update(outbox).where(outbox.c.id == number).values(values))
    note(connection, now, who, Act.SENT_AGAIN, Sentence("text {number}", number=number))
    return Again.SENT


def see(connection: Connection, number: int, who: str, now: datetime) -> bool:
    """Take a text off the list of those in trouble, and delete its number if it has failed. False: it is not on it."""
    sealed = case((outbox.c.state.in_(TO_MEND), None), else_=outbox.c.sealed_number)
    seen = update(outbox).where(outbox.c.id == number, needs_a_look()).values(seen_at=now, sealed_number=sealed)
    if connection.execute(seen).rowcount == 0:
        return False
    note(connection, now, who, Act.SEEN, Sentence("text {number}", number=number))
    return True


def _after(problem: Sentence | str | None) -> Sentence:
    return Sentence("sent again after: {cause}", cause=problem or Sentence("not delivered"))
