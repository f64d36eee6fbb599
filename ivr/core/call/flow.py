"""Any step of a call, for those who serve calls and those who preview them; and what is said when a step fails."""

from collections.abc import Callable, Mapping
from datetime import datetime

from ivr.core.call.actions import Answer, Go, Hangup, Place, Redirect, Speak
from ivr.core.call.lines import connect, dialed
from ivr.core.call.menu import menu, ring
from ivr.core.call.notices import notice
from ivr.core.call.rest import number, rest
from ivr.core.call.step import Call, Step
from ivr.core.phrases import last_words
from ivr.core.routing import decide
from ivr.core.text.writer import TextWriter
from schedules import Timetable

_STEPS: Mapping[Place, Callable[[Call, Timetable, TextWriter], Step]] = {
    Place.RING: ring,
    Place.MENU: menu,
    Place.CONNECT: connect,
    Place.DIALED: dialed,
    Place.REST: rest,
    Place.NUMBER: number,
    Place.NOTICE: notice,
}

TO_THE_MENU = Answer((Redirect(Go(Place.MENU)),))
"""For an address that is no step of ours: a number whose webhook is set wrongly must not be a dead end."""


def take(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """The step that a call has come to."""
    return _STEPS[call.place](call, timetable, writer)


def failed(language: str, now: datetime, timetable: Timetable, writer: TextWriter) -> Answer:
    """For a step that has failed: the number of the first line, to call oneself."""
    said = writer.book.speech(language, last_words(decide(timetable, language, now)))
    return Answer((Speak(said), Hangup()))
