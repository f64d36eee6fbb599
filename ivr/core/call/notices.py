"""The notices, on key 4 at rest: played part by part; each part can be repeated."""

from dataclasses import replace
from enum import StrEnum

from ivr.core.call.actions import Answer, Gather, Go, Place, Redirect, Speak, Trail, onward
from ivr.core.call.step import Call, Step, back_to_menu
from ivr.core.phrases import notice_parts, told_parts
from ivr.core.text.writer import TextWriter
from prompts import Book, Prompt
from schedules import Notice, Timetable
from sentences import Sentence

PART_TIMEOUT = 2
"""Seconds after a part: time to press a key, yet a listener who presses none should not wait."""


class Key(StrEnum):
    """The keys while a notice is played."""

    ON = "1"
    AGAIN = "2"
    OTHER_LANGUAGE = "0"


def told_in(timetable: Timetable, call: Call, book: Book) -> tuple[Notice, ...]:
    """The notices that a caller can be told: those in the language, of which every part can be spoken."""
    return tuple(each for each in timetable.notices(call.now) if told_parts(each, book, call.language))


def notice(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """A part of the notices; 2 says it again, 1 or no key goes on, after the last part back to rest."""
    book, trail = writer.book, call.trail
    parts = notice_parts(timetable.notices(call.now), book, call.language)
    if call.key == Key.OTHER_LANGUAGE:
        return back_to_menu(call)
    if call.key == Key.ON:
        trail = replace(trail, part=trail.part + 1)
    if trail.part >= len(parts):
        rest = Go(Place.REST, call.language, onward(trail, part=0))
        said = book.speech(call.language, [Prompt("notice_end")])
        return Answer((Speak(said), Redirect(rest)), (Sentence("the notice is over"),))
    here, following = _at(call, trail, trail.part), _at(call, trail, trail.part + 1)
    gather = Gather(book.speech(call.language, parts[trail.part]), here, PART_TIMEOUT)
    because = Sentence("part {number} of {parts} of the notices", number=trail.part + 1, parts=len(parts))
    return Answer((gather, Redirect(following)), (because,))


def _at(call: Call, trail: Trail, part: int) -> Go:
    return Go(Place.NOTICE, call.language, onward(trail, part=part))
