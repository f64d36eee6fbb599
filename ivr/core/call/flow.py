"""Dispatch of a call's steps, for live calls and previews; and the answer when a step fails."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from ivr.core.call.actions import Answer, Go, Hangup, Place, Redirect, Speak
from ivr.core.call.called_back import answered
from ivr.core.call.lines import connect, dialed
from ivr.core.call.menu import menu, ring
from ivr.core.call.notices import notice
from ivr.core.call.rest import number, rest
from ivr.core.call.step import Call, Step
from ivr.core.phrases import last_words
from ivr.core.routing import decide
from ivr.core.text.writer import TextWriter
from prompts.languages import UNKNOWN
from schedules import Timetable
from sentences import Sentence

_STEPS: Mapping[Place, Callable[[Call, Timetable, TextWriter], Step]] = {
    Place.RING: ring,
    Place.MENU: menu,
    Place.CONNECT: connect,
    Place.DIALED: dialed,
    Place.REST: rest,
    Place.NUMBER: number,
    Place.NOTICE: notice,
    Place.ANSWERED: answered,
}

MOST_STEPS = 200
"""Most steps of a call, so that no caller, and no line that has reached us, keeps one going without end.

The longest call of the tests, with each menu, notice and another number, has some forty.
"""
TO_THE_MENU = Answer((Redirect(Go(Place.MENU)),))
"""The answer to an unknown address, so that a number with a wrong webhook is not a dead end."""


def take(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """Handle a request with the function of its step. After :data:`MOST_STEPS` say a number, and end the call."""
    if call.trail.step >= MOST_STEPS:
        ended = failed(call.language or UNKNOWN, call.now, timetable, writer)
        return replace(ended, because=(Sentence("the call has had {number} steps", number=MOST_STEPS),))
    return _STEPS[call.place](call, timetable, writer)


def failed(language: str, now: datetime, timetable: Timetable, writer: TextWriter) -> Answer:
    """Return the answer after a step has failed: the number of the first line, for the caller to dial."""
    said = writer.book.speech(language, last_words(decide(timetable, language, now)))
    return Answer((Speak(said), Hangup()))
