"""The outcome of a call, derived from its steps, for counts and filters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from ivr.core.call.actions import Place
from ivr.core.call.step import Dialed, DialEnd
from ivr.core.text.promises import Texted
from prompts.languages import UNKNOWN
from sentences import word

LONGEST_CALL = timedelta(hours=4)
"""Carriers end a call after this time, so a call whose end was not reported is over by then."""


class Leg(StrEnum):
    """How the dialling of a line ended. SHORT: it answered and hung up at once, as announcements do."""

    ANSWERED = word("answered")
    BUSY = word("busy")
    NO_ANSWER = word("no answer")
    FAILED = word("failed")
    SHORT = word("too short")
    HUNG_UP = word("caller hung up")


UNANSWERED = (Leg.BUSY, Leg.NO_ANSWER, Leg.FAILED, Leg.SHORT)
"""Ends that count as unanswered; a caller who hung up first does not count."""


class Outcome(StrEnum):
    """The best result of a call. GOING_ON is never stored: it means that the carrier has not reported the end."""

    PUT_THROUGH = word("put through")
    TEXTED = word("text promised")
    TOLD = word("hours told")
    UNANSWERED = word("nobody answered")
    LEFT = word("hung up while connecting")
    MENU = word("hung up in the menu")
    GOING_ON = word("going on")


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """The fields of a recorded step on which the outcome of its call depends.

    Attributes:
        step: its number in the call.
        place: a :class:`~ivr.core.call.actions.Place`.
        language: empty on the menu.
        line: id of the line that was dialled, if the step handles the end of that leg.
        leg: how the leg ended.
        texted: the result of the promise of a text; empty: the step promises none.
    """

    step: int
    place: str
    language: str = ""
    line: str | None = None
    leg: str | None = None
    texted: str = Texted.NOT_YET


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of a call; ``line`` is the line that answered, or None, ``lines`` all that were dialled, in order."""

    language: str
    outcome: Outcome
    line: str | None
    lines: tuple[str, ...]


def leg(result: Dialed) -> Leg:
    """Return how the end of a dialled leg is counted."""
    if result.answered:
        return Leg.ANSWERED
    if not result.caller_present:
        return Leg.HUNG_UP
    match result.end:
        case DialEnd.COMPLETED:
            return Leg.SHORT
        case DialEnd.BUSY:
            return Leg.BUSY
        case DialEnd.NO_ANSWER:
            return Leg.NO_ANSWER
        case DialEnd.FAILED | DialEnd.CANCELED:
            return Leg.FAILED


def summary(recorded: Iterable[RecordedStep]) -> Summary:
    """Return the summary of a call from its steps, in any order; at least one.

    The language is the last one chosen, or :data:`~prompts.languages.UNKNOWN`.
    """
    steps = sorted(recorded, key=lambda each: each.step)
    chosen = [each.language for each in steps if each.language not in ("", UNKNOWN)]
    lines = tuple(each.line for each in steps if each.line)
    through = next((each.line for each in steps if each.leg == Leg.ANSWERED), None)
    return Summary(chosen[-1] if chosen else UNKNOWN, _outcome(steps), through, lines)


def _outcome(steps: list[RecordedStep]) -> Outcome:
    legs = {each.leg for each in steps}
    if Leg.ANSWERED in legs:
        return Outcome.PUT_THROUGH
    if any(each.texted in (Texted.COMING, Texted.ALREADY) for each in steps):
        return Outcome.TEXTED
    if any(each.place in (Place.REST, Place.NUMBER, Place.NOTICE) for each in steps):
        return Outcome.TOLD
    if not legs.isdisjoint(UNANSWERED):
        return Outcome.UNANSWERED
    return Outcome.LEFT if steps[-1].language else Outcome.MENU
