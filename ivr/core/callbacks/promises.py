"""Promises to call somebody back, and what became of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ivr.core.routing import Decision
from ivr.core.text.delivery import after_quiet
from sentences import word


class State(StrEnum):
    """The state of a call-back.

    CALLING: a worker is placing the call. RINGING: the carrier has the call, whose end is awaited. REACHED: a line
    answered. MISSED: given up. FAILED: the number can't be called.
    """

    WAITING = word("waiting")
    CALLING = word("calling")
    RINGING = word("ringing")
    REACHED = word("reached somebody")
    MISSED = word("not reached")
    FAILED = word("failed")
    CANCELLED = word("cancelled")


OPEN = (State.WAITING, State.CALLING, State.RINGING)
"""The states of call-backs that stand."""

BUSY_PAUSE = timedelta(minutes=5)
"""How long a line that did not answer is left alone before somebody is called back for it."""


@dataclass(frozen=True, slots=True)
class CallBack:
    """A call that a person is about to be promised. A person has one for each language.

    Attributes:
        key: idempotency key: a second promise with the same key has no effect.
        to: E.164.
        not_before: when it is due.
        asked_by: E.164 of the caller, if ``to`` was keyed in.
    """

    key: str
    language: str
    to: str
    not_before: datetime
    asked_by: str | None = None


@dataclass(frozen=True, slots=True)
class NoCallBack:
    """A person's wish not to be called back in a language any more. ``to`` is E.164."""

    language: str
    to: str


def call_back(
    to: str, decision: Decision, request: str, tried: bool = False, asked_by: str | None = None
) -> CallBack | None:
    """Return the promise of a call at the next opening; None: no line will open.

    ``tried``: a line that is open was dialled in this call and did not answer. Then the person is called after
    :data:`BUSY_PAUSE`, or at the next opening if that is in the quiet hours. ``request`` is the id of the request that
    asks for it: a text's id, or a call's id and step.
    """
    due = decision.at + BUSY_PAUSE if tried else decision.next_opening
    if due is None:
        return None
    return CallBack(f"call-back:{request}:{to}:{decision.language}", decision.language, to, after_quiet(due), asked_by)
