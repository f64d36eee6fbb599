"""The outcome of a call, derived from its steps, for counts and filters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
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
COUNTED = (Leg.ANSWERED, *UNANSWERED)
"""The ends of dials that count."""


class Outcome(StrEnum):
    """The best result of a call. GOING_ON is never stored: it means that the carrier has not reported the end."""

    PUT_THROUGH = word("put through")
    TEXTED = word("text promised")
    TOLD = word("hours told")
    UNANSWERED = word("nobody answered")
    LEFT = word("hung up while connecting")
    MENU = word("hung up in the menu")
    GOING_ON = word("going on")


class Ending(StrEnum):
    """Where a call ended; while it goes on, where it has come to."""

    MENU = word("in the language menu")
    ANNOUNCED = word("while a line was announced")
    RINGING = word("while a line rang")
    UNANSWERED = word("after a line did not answer")
    TALKED = word("after the conversation")
    REST = word("while the hours were told")
    NUMBER = word("while another number was keyed in")
    NOTICE = word("while the notices were told")


class LanguageBy(StrEnum):
    """How a call came to its language: from the caller's last call, or by a key of the menu."""

    REMEMBERED = word("remembered")
    CHOSEN = word("chosen")


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """The fields of a recorded step on which the summary of its call depends.

    Attributes:
        step: its number in the call.
        place: a :class:`~ivr.core.call.actions.Place`.
        language: empty on the menu.
        line: id of the line that was dialled, if the step handles the end of that leg.
        leg: how the leg ended.
        texted: the result of the promise of a text; empty: the step promises none.
        at: when its request came; None: not known.
        seconds: how long that leg lasted; None: the carrier does not say.
        revision: the revision of the schedule by which it was decided.
    """

    step: int
    place: str
    language: str = ""
    line: str | None = None
    leg: str | None = None
    texted: str = Texted.NOT_YET
    at: datetime | None = None
    seconds: int | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of a call.

    Attributes:
        language: the last one, or :data:`~prompts.languages.UNKNOWN`.
        line: the line that answered, or None.
        lines: all that were dialled, in order.
        ended_in: None in a summary of before there were figures.
        language_by: None if it has no language.
        choosing: seconds until the first language was chosen in the menu; None if one was remembered.
        waited: seconds until a person answered; None if nobody did, or the carrier does not say how long they talked.
        revision: the revision of the schedule by which the last step was decided.
        called_back: the service has made the call, to a person who had asked for it.
    """

    language: str
    outcome: Outcome
    line: str | None
    lines: tuple[str, ...]
    ended_in: Ending | None = None
    language_by: LanguageBy | None = None
    choosing: int | None = None
    waited: int | None = None
    revision: int | None = None
    called_back: bool = False


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
    """Return the summary of a call from its steps, in any order; at least one."""
    steps = sorted(recorded, key=lambda each: each.step)
    spoken = [each for each in steps if each.language not in ("", UNKNOWN)]
    answered = next((each for each in steps if each.leg == Leg.ANSWERED), None)
    # The first step may be recorded late, or be lost. Then the times since it are not known.
    rang = steps[0] if steps[0].place == Place.RING else None
    remembered = bool(spoken) and rang is spoken[0]
    same = remembered and spoken[0].language == spoken[-1].language
    return Summary(
        language=spoken[-1].language if spoken else UNKNOWN,
        outcome=_outcome(steps),
        line=answered.line if answered else None,
        lines=tuple(each.line for each in steps if each.line),
        ended_in=_ending(steps[-1]),
        language_by=(LanguageBy.REMEMBERED if same else LanguageBy.CHOSEN) if spoken else None,
        choosing=_seconds(rang, spoken[0]) if spoken and not remembered else None,
        waited=_seconds(rang, answered, answered.seconds) if answered else None,
        revision=steps[-1].revision,
        called_back=any(each.place == Place.ANSWERED for each in steps),
    )


def _seconds(rang: RecordedStep | None, then: RecordedStep, less: int | None = 0) -> int | None:
    """Return the seconds from the first step to another, ``less`` some; None if one of these is not known."""
    if rang is None or rang.at is None or then.at is None or less is None:
        return None
    return max(int((then.at - rang.at).total_seconds()) - less, 0)


def _ending(last: RecordedStep) -> Ending:
    match last.place:
        case Place.REST:
            return Ending.REST
        case Place.NUMBER:
            return Ending.NUMBER
        case Place.NOTICE:
            return Ending.NOTICE
        case Place.DIALED:
            return _LEG_ENDINGS.get(last.leg or "", Ending.UNANSWERED)
        case _:
            return Ending.ANNOUNCED if last.language else Ending.MENU


_LEG_ENDINGS: Mapping[str, Ending] = {Leg.ANSWERED: Ending.TALKED, Leg.HUNG_UP: Ending.RINGING}


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
