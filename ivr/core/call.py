"""The call: from the first ring to a line, step by step.

Each public function that returns an answer is one webhook: what the caller did in, actions out
(`docs/architecture.md` has the table).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ivr.core.actions import Answer, Dial, Gather, Go, Hangup, Place, Redirect, Speak, Texted, Trail, onward
from ivr.core.caller import Caller
from ivr.core.routing import Decision, decide
from ivr.core.texts import Promise, Purpose
from ivr.core.wording import spoken_states, spoken_text_news
from ivr.core.writing import TextWriter
from prompts import LANGUAGES, Book, Language, Name, Piece, Prompt
from prompts.languages import AGAIN_KEY, MORE_KEY, UNKNOWN, Menu, on_menu
from schedules import Line, Timetable
from sentences import Sentence, word

ROUNDS = 3
MENU_TIMEOUT = 5
"""Seconds of silence after a menu; the default of `<Gather>`, and of other voice systems."""
CONNECT_TIMEOUT = 1
"""The shortest that carriers take: no key means dial, and nobody should wait for that."""
TEXT_KEY = "2"
"""While a line is announced: the hours by text instead."""
SHORT_CALL = 15
"""Seconds; a far end that hangs up sooner was an announcement, not a person."""


@dataclass(frozen=True, slots=True)
class Call:
    """One step of a call as it arrives: who, where in the call, which key was pressed, when."""

    sid: str
    caller: Caller
    trail: Trail
    now: datetime
    language: str = ""
    key: str = ""


class DialEnd(StrEnum):
    """How a dialled leg ended, in our words."""

    COMPLETED = word("completed")
    BUSY = word("busy")
    NO_ANSWER = word("no-answer")
    FAILED = word("failed")
    CANCELED = word("canceled")


@dataclass(frozen=True, slots=True)
class Dialed:
    """The end of a dialled leg; ``seconds`` it lasted, if the carrier says; is our caller still there?"""

    end: DialEnd
    seconds: int | None
    caller_present: bool

    @property
    def answered(self) -> bool:
        """Whether somebody has answered, as far as the carrier can tell."""
        return self.end is DialEnd.COMPLETED and (self.seconds is None or self.seconds >= SHORT_CALL)


def ring(call: Call, timetable: Timetable, book: Book, remembered: str | None) -> Answer:
    """The first answer: the menu, or for a caller whose language is remembered, straight on."""
    if remembered is None or remembered not in LANGUAGES:
        return _ask(call.trail, book)
    decision = decide(timetable, remembered, call.now)
    because = (Sentence("{language} is remembered from the last call", language=remembered), *decision.because)
    prompts = [Prompt("other_languages")]
    if decision.line is not None:
        prompts.append(_connecting(decision.line))
        return Answer(_put_through(call.trail, remembered, decision.line, book.speech(remembered, prompts)), because)
    then = Go(Place.CONNECT, remembered, onward(call.trail))
    gather = Gather(book.speech(remembered, prompts), then, CONNECT_TIMEOUT)
    return Answer((gather, Redirect(Go(Place.REST, remembered, onward(call.trail)))), because)


def menu(call: Call, book: Book) -> Answer:
    """A key in the language menu, or the next round of it after silence."""
    trail = call.trail
    if not call.key or call.key == AGAIN_KEY:
        return _ask(trail, book)
    if call.key == MORE_KEY:
        return _ask(replace(trail, menu=Menu.MORE if trail.menu is Menu.FIRST else Menu.FIRST), book)
    for language in on_menu(trail.menu):
        if language.key == call.key:
            to = Go(Place.CONNECT, language.code, onward(trail))
            because = Sentence("key {key} is {language}", key=call.key, language=language.english)
            return Answer((Redirect(to),), (because,), chose=language.code)
    to = Go(Place.MENU, "", onward(trail, round=trail.round + 1))
    return Answer((Redirect(to),), (no_meaning(call),))


def no_meaning(call: Call) -> Sentence:
    """The reason why a key leads nowhere."""
    return Sentence("key {key} has no meaning here", key=call.key[:20])


def gives_up(call: Call) -> bool:
    """Whether the menu has been heard often enough for :func:`give_up`."""
    return call.trail.round > ROUNDS and not call.key


def give_up_text(call: Call, timetable: Timetable, writer: TextWriter) -> Promise | None:
    """The text for a caller who has not chosen a language: all numbers, each by the name of its language."""
    if not call.caller.can_text or call.caller.number is None:
        return None
    key = f"{call.sid}:{call.caller.number}:{UNKNOWN}"
    body = writer.all_numbers(timetable, call.now)
    return Promise(key, Purpose.INFORMATION, UNKNOWN, call.caller.number, body, call.now)


def give_up(call: Call, timetable: Timetable, book: Book, texted: Texted) -> Answer:
    """After the last round: nobody is dropped. A text, or the numbers, and the line that speaks Easy Japanese."""
    decision = decide(timetable, UNKNOWN, call.now, call.trail.tried)
    because = (Sentence("no language was chosen in {rounds} rounds of the menu", rounds=ROUNDS), *decision.because)
    trail = onward(call.trail, texted=texted)
    if decision.line is None:
        said = book.speech(UNKNOWN, [Prompt("no_key")])
        return Answer((Speak(said), Redirect(Go(Place.REST, UNKNOWN, trail))), because)
    news = spoken_text_news(texted, UNKNOWN) or spoken_states(decision, numbers=True)
    said = book.speech(UNKNOWN, [Prompt("no_key"), *news, _connecting(decision.line)])
    return Answer(_put_through(replace(call.trail, texted=texted), UNKNOWN, decision.line, said), because)


def connect(call: Call, timetable: Timetable, book: Book) -> Answer:
    """Announce a line and dial it; while the announcement plays, 2 is a text instead and 0 the menu."""
    if call.key == AGAIN_KEY:
        return back_to_menu(call)
    if call.key == TEXT_KEY:
        rest = Go(Place.REST, call.language, onward(call.trail))
        return Answer((Redirect(rest),), (Sentence("the caller asked for the hours by text instead"),))
    decision = decide(timetable, call.language, call.now, call.trail.tried)
    return _next_line(call, decision, book)


def dialed(call: Call, timetable: Timetable, book: Book, result: Dialed) -> Answer:
    """How the dialled line answered: the next line, or goodbye."""
    line = timetable.directory.line(call.trail.tried[-1]) if call.trail.tried else None
    because = _how_it_ended(line, result)
    if not result.caller_present:
        return Answer((Hangup(),), (because,))
    if result.answered:
        goodbye = book.speech(call.language, [Prompt("goodbye")])
        return Answer((Speak(goodbye), Hangup()), (because,))
    news = "call_ended" if result.end is DialEnd.COMPLETED else "no_answer"
    decision = decide(timetable, call.language, call.now, call.trail.tried)
    # "Stay on the line" is only said when there is something to stay for.
    prompts = [Prompt.of(news, agency=line.agency)] if line and (decision.line or news == "no_answer") else []
    answer = _next_line(call, decision, book, prompts)
    return Answer(answer.actions, (because, *answer.because))


def _how_it_ended(line: Line | None, result: Dialed) -> Sentence:
    dialled = line.id if line else Sentence("a line that is gone")
    if not result.caller_present:
        return Sentence("{line}: {end}; the caller has hung up", line=dialled, end=result.end)
    if result.answered or result.end is not DialEnd.COMPLETED:
        return Sentence("{line}: {end}", line=dialled, end=result.end)
    return Sentence(
        "{line}: completed after {seconds} s, too short to have been a person",
        line=dialled,
        seconds=result.seconds or 0,
    )


def back_to_menu(call: Call) -> Answer:
    """To the language menu; which lines have been dialled is kept, since none is dialled twice in a call."""
    trail = Trail(step=call.trail.step + 1, tried=call.trail.tried, others=call.trail.others)
    return Answer((Redirect(Go(Place.MENU, "", trail)),), (Sentence("the caller asked for other languages"),))


def _ask(trail: Trail, book: Book) -> Answer:
    """A round of the menu. Silence leads to the next round, a key to :func:`menu`."""
    said = [sentence for language in on_menu(trail.menu) for sentence in _option(book, language, language.key)]
    if trail.menu is Menu.FIRST:
        said += [sentence for language in on_menu(Menu.MORE) for sentence in _option(book, language, MORE_KEY)]
    here = Go(Place.MENU, "", onward(trail, round=trail.round))
    silence = Go(Place.MENU, "", onward(trail, round=trail.round + 1))
    return Answer((Gather(tuple(said), here, MENU_TIMEOUT), Redirect(silence)))


def _option(book: Book, language: Language, key: str) -> tuple[Piece, ...]:
    """A language's line of the menu in its own voice; without one, in Easy Japanese and English."""
    return book.speech(language.code, [Prompt.of("menu_option", language=Name(language.code), key=key)])


def _next_line(call: Call, decision: Decision, book: Book, news: Sequence[Prompt] = ()) -> Answer:
    """Announce the line of a decision and dial it, or come to rest; a key has cut the announcement short."""
    if decision.line is None:
        rest = Redirect(Go(Place.REST, call.language, onward(call.trail)))
        return Answer((Speak(book.speech(call.language, news)), rest) if news else (rest,), decision.because)
    prompts = [*news, _connecting(decision.line)]
    if call.caller.can_text:
        prompts.append(Prompt("text_instead"))
    said = () if call.key else book.speech(call.language, prompts)
    return Answer(_put_through(call.trail, call.language, decision.line, said), decision.because)


def _connecting(line: Line) -> Prompt:
    return Prompt.of("connecting", agency=line.agency)


def _put_through(trail: Trail, language: str, line: Line, said: tuple[Piece, ...]) -> tuple[Gather | Dial, ...]:
    dial = Dial(line.dial, Go(Place.DIALED, language, onward(trail, tried=(*trail.tried, line.id))))
    return (Gather(said, Go(Place.CONNECT, language, onward(trail)), CONNECT_TIMEOUT), dial) if said else (dial,)
