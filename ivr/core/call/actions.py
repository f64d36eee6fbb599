"""What the carrier is asked to do: a closed union of values, which :mod:`ivr.twiml` renders.

Only what every TwiML-speaking carrier takes: Say, Play, Gather, Dial, Redirect, Hangup.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from ivr.core.text.promises import Texted
from prompts import Piece
from prompts.languages import Menu
from sentences import Sentence


class Place(StrEnum):
    """A step of the call; each is one webhook."""

    RING = "ring"
    MENU = "menu"
    CONNECT = "connect"
    DIALED = "dialed"
    REST = "rest"
    NUMBER = "number"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Trail:
    """What a call carries from step to step, in the URL.

    Attributes:
        step: counts the steps, to tell a repeated request from a new one.
        round: how often the caller has been asked the same.
        menu: the page of the language menu.
        tried: ids of the lines dialled so far.
        texted: what became of the information text.
        number: a number the caller has keyed in, not yet confirmed.
        reminded: whether a reminder has been promised.
        others: how many other numbers have been sent a text in this call.
        part: the part of the notices that is being played.
    """

    step: int = 0
    round: int = 1
    menu: Menu = Menu.FIRST
    tried: tuple[str, ...] = ()
    texted: Texted = Texted.NOT_YET
    number: str = ""
    reminded: bool = False
    others: int = 0
    part: int = 0


@dataclass(frozen=True, slots=True)
class Go:
    """Where the call goes next; ``language`` is empty on the menu."""

    place: Place
    language: str = ""
    trail: Trail = field(default_factory=Trail)


@dataclass(frozen=True, slots=True)
class Speak:
    """Say sentences, each in its own voice, or play recordings of them."""

    said: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Gather:
    """Say sentences and take keys all the while, then for ``timeout`` seconds.

    With a key the call goes to ``then``; without, on to the next action. ``digits`` keys are taken, or
    with None as many as come before #.
    """

    said: tuple[Piece, ...]
    then: Go
    timeout: int
    digits: int | None = 1


@dataclass(frozen=True, slots=True)
class Dial:
    """Ring ``target`` (E.164 or ``sip:``) for ``timeout`` seconds; how it ended goes to ``then``."""

    target: str
    then: Go
    timeout: int = 25


@dataclass(frozen=True, slots=True)
class Redirect:
    """Redirect to another step."""

    to: Go


@dataclass(frozen=True, slots=True)
class Hangup:
    """End the call."""


Action = Speak | Gather | Dial | Redirect | Hangup


@dataclass(frozen=True, slots=True)
class Answer:
    """The actions of one step, and why: what is recorded for those who run the service.

    Attributes:
        chose: a language that the caller has just chosen; it is remembered for the next call.
        language: the language that the call goes on in, if the caller has not chosen it.
    """

    actions: tuple[Action, ...]
    because: tuple[Sentence, ...] = ()
    chose: str | None = None
    language: str | None = None


def onward(trail: Trail, **changes: object) -> Trail:
    """The trail of the next step: a step further, rounds counted from one again unless said otherwise."""
    return replace(trail, **{"step": trail.step + 1, "round": 1, **changes})  # type: ignore[arg-type]
