"""What call-backs depend on of the calls of people: whether a line answers, and whether a person has reached one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from ivr.core.call.outcome import UNANSWERED, Leg, Outcome
from ivr.store.tables import call_steps, calls

_LAST = 50
"""How many of the last dials of a line are looked at."""


def lately_answered(connection: Connection, line: str, since: datetime) -> list[bool]:
    """Return how the last dials of a line since a moment ended, oldest first: whether somebody answered."""
    ended = call_steps.c.line == line, call_steps.c.at > since, call_steps.c.leg.in_((Leg.ANSWERED, *UNANSWERED))
    newest = select(call_steps.c.leg).where(*ended).order_by(call_steps.c.at.desc()).limit(_LAST)
    return [leg == Leg.ANSWERED for leg in connection.scalars(newest)][::-1]


def reached_since(connection: Connection, hashes: Collection[str], language: str, since: datetime) -> bool:
    """Whether a person (all hashes of the number) was put through in a language in a call of theirs since a moment."""
    theirs = calls.c.caller.in_(hashes), calls.c.started_at > since, calls.c.called_back.is_(False)
    through = calls.c.language == language, calls.c.outcome == Outcome.PUT_THROUGH
    return connection.scalar(select(calls.c.sid).where(*theirs, *through).limit(1)) is not None
