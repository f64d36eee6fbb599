"""The notices, on key 4 of the rest menu: played part by part. Each part can be repeated."""

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
"""Seconds to press a key after a part. It is short, since without a key the next part follows."""


class Key(StrEnum):
    """The keys while a notice is played."""

    ON = "1"
    AGAIN = "2"
    OTHER_LANGUAGE = "0"


def told_in(timetable: Timetable, call: Call, book: Book) -> tuple[Notice, ...]:
    """Return the notices in the caller's language of which every part can be spoken."""
    return tuple(each for each in timetable.notices(call.now) if told_parts(each, book, call.language))


def notice(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """Play a part of the notices. Key 2 repeats it; 1 or no key goes to the next part, then to the rest menu."""
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
