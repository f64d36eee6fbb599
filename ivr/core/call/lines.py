"""Dialling of lines: one is announced and dialled, then the next, until one answers or none is left."""

from collections.abc import Sequence
from dataclasses import replace

from ivr.core.call.actions import Answer, Dial, Gather, Go, Hangup, Place, Redirect, Speak, Trail, onward
from ivr.core.call.step import Call, Dialed, DialEnd, Step, back_to_menu, decided, to_rest
from ivr.core.routing import Decision
from ivr.core.text.writer import TextWriter
from prompts import LANGUAGES, Book, Piece, Prompt
from prompts.languages import AGAIN_KEY
from schedules import Line, Timetable
from sentences import Sentence

CONNECT_TIMEOUT = 1
"""Seconds; the least that carriers accept. Without a key the line is dialled, and the caller waits for that."""
TEXT_KEY = "2"
"""The key, while a line is announced, to get the hours by text instead."""
_CHARGED = Prompt("charged")
_DOUBLED = 2
"""The round of an announcement that is repeated because the key before it was doubled."""


def connect(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """Announce a line and dial it. During the announcement, key 2 asks for a text instead and key 0 for the menu.

    The key that has chosen the language may have been pressed twice. If it is key 2, the announcement is repeated
    once; any other key dials the line at once.
    """
    if call.key == AGAIN_KEY:
        return back_to_menu(call)
    if call.key == TEXT_KEY and _may_be_doubled(call):
        again = replace(call, key="", trail=replace(call.trail, round=_DOUBLED))
        return _next_line(again, decided(call, timetable), writer.book)
    if call.key == TEXT_KEY:
        rest = Go(Place.REST, call.language, onward(call.trail))
        return Answer((Redirect(rest),), (Sentence("the caller asked for the hours by text instead"),))
    return _next_line(call, decided(call, timetable), writer.book)


def _may_be_doubled(call: Call) -> bool:
    """Whether a key may be the second press of the key that has just chosen the language."""
    language = LANGUAGES.get(call.language)
    return language is not None and call.key == language.key and call.trail.round < _DOUBLED and not call.trail.tried


def dialed(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """Handle the end of a dialled leg: dial the next line, or say goodbye."""
    assert call.ended is not None
    line = timetable.directory.line(call.trail.tried[-1]) if call.trail.tried else None
    because = _how_it_ended(line, call.ended)
    if not call.ended.caller_present:
        return Answer((Hangup(),), (because,))
    if call.ended.answered:
        goodbye = writer.book.speech(call.language, [Prompt("goodbye")])
        return Answer((Speak(goodbye), Hangup()), (because,))
    news = "call_ended" if call.ended.end is DialEnd.COMPLETED else "no_answer"
    answer = _next_line(
        call, decided(call, timetable), writer.book, [Prompt.of(news, agency=line.agency)] if line else []
    )
    return Answer(answer.actions, (because, *answer.because))


def _how_it_ended(line: Line | None, result: Dialed) -> Sentence:
    dialled = line.id if line else Sentence("a removed line")
    if not result.caller_present:
        return Sentence("{line}: {end}; the caller has hung up", line=dialled, end=result.end)
    if result.answered or result.end is not DialEnd.COMPLETED:
        return Sentence("{line}: {end}", line=dialled, end=result.end)
    return Sentence(
        "{line}: completed after {seconds} s, too short to have been a person",
        line=dialled,
        seconds=result.seconds or 0,
    )


def _next_line(call: Call, decision: Decision, book: Book, news: Sequence[Prompt] = ()) -> Answer:
    """Announce the line of a decision, after ``news`` of the line before, and dial it.

    Without a line, go to the rest menu, which says itself that nobody answered. After a key the line is dialled at
    once: the key has interrupted the announcement, which is not repeated, except that the call may cost money.
    """
    line = decision.line
    if line is None:
        return Answer((Redirect(to_rest(call)),), decision.because)
    keys = Go(Place.CONNECT, call.language, onward(call.trail, round=call.trail.round))
    if call.key:
        charged = Speak(book.speech(call.language, [_CHARGED]))
        dial = put_through(call.trail, call.language, line, (), keys)
        return Answer((charged, *dial) if line.charged else dial, decision.because)
    prompts = [*news, *connecting(line)]
    if not call.trail.tried and not line.charged:
        prompts.append(Prompt("advice_free"))
    if call.caller.can_text:
        prompts.append(Prompt("text_instead"))
    said = book.speech(call.language, prompts)
    return Answer(put_through(call.trail, call.language, line, said, keys), decision.because)


def connecting(line: Line) -> tuple[Prompt, ...]:
    """Return what is said before a line is dialled."""
    announced = Prompt.of("connecting", agency=line.agency)
    return (announced, _CHARGED) if line.charged else (announced,)


def put_through(
    trail: Trail, language: str, line: Line, said: tuple[Piece, ...], keys: Go
) -> tuple[Gather | Dial, ...]:
    """Return the actions that dial a line, after ``said`` and a moment for keys; if ``said`` is empty, at once.

    A key leads to ``keys``.
    """
    dial = Dial(line.dial, Go(Place.DIALED, language, onward(trail, tried=(*trail.tried, line.id))))
    return (Gather(said, keys, CONNECT_TIMEOUT), dial) if said else (dial,)
