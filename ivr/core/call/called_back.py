"""A person who is called back has answered: only their key puts them through, so no machine reaches a counsellor."""

from enum import StrEnum

from ivr.core.call.actions import Answer, Gather, Go, Hangup, Place, Redirect, Speak, onward
from ivr.core.call.step import Call, Step, after, no_meaning
from ivr.core.callbacks.promises import NoCallBack
from ivr.core.text.promises import Texted
from ivr.core.text.writer import TextWriter
from prompts import Book, Prompt
from schedules import Timetable
from sentences import Sentence

ANSWER_TIMEOUT = 5
"""Seconds to press a key after each round."""
TIMES = 3
"""How often a person is asked for the key: they may have to take the telephone from their ear."""


class Key(StrEnum):
    """The keys of a person who is called back."""

    CONNECT = "1"
    CANCEL = "2"


def answered(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """Say who calls, and ask for the key that puts the person through. Another person's key ends the call-back."""
    match call.key:
        case Key.CONNECT:
            connect = Go(Place.CONNECT, call.language, onward(call.trail))
            return Answer((Redirect(connect),), (Sentence("the person who is called back is there"),))
        case Key.CANCEL if call.caller.number:
            return after(
                NoCallBack(call.language, call.caller.number), lambda kept: _cancelled(call, writer.book, kept)
            )
        case _:
            return _ask(call, writer.book)


def _ask(call: Call, book: Book) -> Answer:
    attempt = call.trail.round
    because = no_meaning(call) if call.key else Sentence("asked for a key, {number}", number=attempt)
    said = book.speech(call.language, [Prompt("call_back_hello"), Prompt("call_back_keys")])
    here = Go(Place.ANSWERED, call.language, onward(call.trail, round=attempt + 1))
    if attempt >= TIMES:
        goodbye = book.speech(call.language, [Prompt("goodbye")])
        return Answer((Gather(said, here, ANSWER_TIMEOUT), Speak(goodbye), Hangup()), (because,))
    return Answer((Gather(said, here, ANSWER_TIMEOUT), Redirect(here)), (because,))


def _cancelled(call: Call, book: Book, kept: Texted) -> Answer:
    said = book.speech(call.language, [Prompt("not_possible" if kept is Texted.IMPOSSIBLE else "call_back_over")])
    because = Sentence("the call-back is over: {state}", state=kept)
    return Answer((Speak(said), Hangup()), (because,))
