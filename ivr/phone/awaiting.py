"""A telephone in the terminal that waits for the calls that a demo has promised."""

import time

from ivr.phone.backstage import Backstage
from ivr.phone.events import Event, Machine, PickUp
from ivr.phone.handset import Handset
from ivr.phone.placed import Placed
from ivr.phone.scenario import Received, whole_minute
from ivr.phone.terminal import Terminal

_RING = 20.0
"""The most seconds from the moment of a call until it rings."""
_DECIDES = 90.0
"""The most seconds in which the demo decides what follows a call."""


def await_calls(person: Terminal, handset: Handset, backstage: Backstage) -> list[Received]:
    """Set the demo's clock to each promised call in turn, let the person take it, and return what came.

    Raises:
        CallError: a response of the service would have ended a real call.
        requests.RequestException: the service does not answer.
    """
    received: list[Received] = []
    if backstage.call_back() is None:
        person.say("\nno call was promised")
    while (due := backstage.call_back()) is not None:
        person.say(f"\nthe call is due; the clock is set to {due[:16].replace('T', ' ')}")
        backstage.set_clock(due)
        call = backstage.ringing(handset.number, seconds=_RING)
        if call is None:
            person.say("      it does not ring")
        else:
            received.append(_take(person, handset, backstage, call, whole_minute(due)))
        ends = time.monotonic() + _DECIDES
        while backstage.calling_back() and time.monotonic() < ends:
            time.sleep(0.2)
    return received


def _take(person: Terminal, handset: Handset, backstage: Backstage, call: Placed, at: str) -> Received:
    how = person.pick_up(call.sender)
    events: list[Event] = []
    if not backstage.becomes(call, how.status):
        person.say("      it does not ring any more")
        return Received(at, call.to, PickUp.NO_ANSWER)
    if how.status == "in-progress":
        telephone = Handset(handset.url, handset.token, call.to, call.sender)
        try:
            events = telephone.receive(call, Machine() if how is PickUp.MACHINE else person, person.watch)
        finally:
            backstage.becomes(call, "completed")
    return Received(at, call.to, how, events)
