"""The actions that the carrier is asked to perform. :mod:`ivr.twiml` renders them.

They need only verbs that every TwiML carrier supports: Say, Play, Gather, Dial, Redirect, Hangup.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never

from ivr.core.text.promises import Texted
from prompts import Piece
from prompts.languages import Menu
from sentences import Sentence

LONGEST_DIAL = 3600
"""Seconds after which a dialled call is ended, so that one that nobody ends does not cost money for hours.

No agency publishes how long its consultations last. An hour is several times as long as one that is interpreted
usually takes; the carriers' own limit is four hours (Twilio, `<Dial timeLimit>`). Whoever needs longer calls again.
"""


class Place(StrEnum):
    """A step of the call; each is one webhook."""

    RING = "ring"
    MENU = "menu"
    CONNECT = "connect"
    DIALED = "dialed"
    REST = "rest"
    NUMBER = "number"
    NOTICE = "notice"
    ANSWERED = "answered"
    """A person who is called back has answered."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The state of a call, carried from step to step in the URL.

    Attributes:
        step: the number of the step, to tell a repeated request from a new one.
        round: how often the caller has been asked the same question, from 1.
        menu: the page of the language menu.
        tried: ids of the lines dialled so far.
        texted: the result of promising the information text.
        number: E.164 number that the caller has keyed in, not yet confirmed; empty: none.
        reminded: whether a reminder has been promised.
        others: how many other numbers have been sent a text in this call.
        part: the part of the notices that is being played, from 0.
        held: whether a dial was refused in this call; then no line is dialled any more.
        to_call: whether ``number`` is to be called back; else it is sent a text.
        called_back: whether a call-back has been promised.
        back: in a call to a person who is called back, which one it is that a line is dialled for, from 1; else 0.
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
    held: bool = False
    to_call: bool = False
    called_back: bool = False
    back: int = 0


@dataclass(frozen=True, slots=True)
class Go:
    """The step to which a call goes next; ``language`` is empty for the menu."""

    place: Place
    language: str = ""
    trail: Trail = field(default_factory=Trail)


@dataclass(frozen=True, slots=True)
class Speak:
    """Say sentences, each in its own voice, or play recordings of them."""

    said: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Gather:
    """Say sentences and accept keys meanwhile and for ``timeout`` seconds after.

    With a key the call goes to ``then``; without one, to the next action. ``digits`` is the number of keys to accept;
    None: any number, ended by #.
    """

    said: tuple[Piece, ...]
    then: Go
    timeout: int
    digits: int | None = 1


@dataclass(frozen=True, slots=True)
class Dial:
    """Ring ``target`` (E.164 or ``sip:``) for ``timeout`` seconds. The call goes to ``then`` with the result.

    The dialled call is ended after ``longest`` seconds.
    """

    target: str
    then: Go
    timeout: int = 25
    longest: int = LONGEST_DIAL


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
    """The actions of one step.

    Attributes:
        because: the reasons, recorded for ops staff.
        chose: a language that the caller has just chosen; it is remembered for the next call.
        forgets: whether the language that is remembered is deleted.
        language: the language in which the call goes on, if the caller has not chosen it.
    """

    actions: tuple[Action, ...]
    because: tuple[Sentence, ...] = ()
    chose: str | None = None
    language: str | None = None
    forgets: bool = False

    @property
    def dials(self) -> bool:
        """Whether a line is dialled."""
        return any(isinstance(action, Dial) for action in self.actions)

    @property
    def reads_back(self) -> bool:
        """Whether it has a number that the caller has keyed in."""
        return any(_leads_to(action).trail.number for action in self.actions)


def _leads_to(action: Action) -> Go:
    match action:
        case Gather() | Dial():
            return action.then
        case Redirect():
            return action.to
        case Speak() | Hangup():
            return _NOWHERE
        case _:
            assert_never(action)


_NOWHERE = Go(Place.MENU)


def onward(trail: Trail, **changes: object) -> Trail:
    """Return the trail of the next step, with ``step`` incremented, ``round`` 1, and then ``changes``."""
    return replace(trail, **{"step": trail.step + 1, "round": 1, **changes})  # type: ignore[arg-type]
