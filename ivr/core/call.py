"""The call: from the first ring to a line, step by step.

Each function that returns a :data:`Step` is one webhook: what the caller did in, actions out; or first a text that
is to be promised, and the answer to what becomes of it. :mod:`ivr.core.flow` takes any of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial

from ivr.core.actions import Action, Answer, Dial, Gather, Go, Hangup, Place, Redirect, Speak, Texted, Trail, onward
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


@dataclass(frozen=True, slots=True)
class Call:
    """One step of a call as it arrives: who, where in the call, which key was pressed, when.

    Attributes:
        language: empty until one is chosen.
        remembered: the language of the caller's last call, when it rings.
        ended: how the dialled line answered, after it was dialled.
    """

    sid: str
    caller: Caller
    trail: Trail
    now: datetime
    place: Place = Place.RING
    language: str = ""
    key: str = ""
    remembered: str | None = None
    ended: Dialed | None = None


@dataclass(frozen=True, slots=True)
class AfterPromise:
    """A step that first promises a text; ``answer`` takes what became of the promise."""

    promise: Promise
    answer: Callable[[Texted], Answer]


Step = Answer | AfterPromise
"""What a step of a call comes to."""


def after(promise: Promise | None, answer: Callable[[Texted], Answer]) -> Step:
    """Answer after a promise; without one, the answer is that no text is possible."""
    return answer(Texted.IMPOSSIBLE) if promise is None else AfterPromise(promise, answer)


def ring(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """The first answer: the menu, or for a caller whose language is remembered, straight on."""
    remembered, book = call.remembered, writer.book
    if remembered is None or remembered not in LANGUAGES:
        return _ask(call.trail, book)
    decision = decide(timetable, remembered, call.now)
    because = (Sentence("{language} is remembered from the last call", language=remembered), *decision.because)
    prompts = [Prompt("other_languages")]
    actions: tuple[Action, ...]
    if decision.line is not None:
        prompts.append(_connecting(decision.line))
        actions = _put_through(call.trail, remembered, decision.line, book.speech(remembered, prompts))
    else:
        then = Go(Place.CONNECT, remembered, onward(call.trail))
        gather = Gather(book.speech(remembered, prompts), then, CONNECT_TIMEOUT)
        actions = gather, Redirect(Go(Place.REST, remembered, onward(call.trail)))
    return Answer(actions, because, language=remembered)


def menu(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """A key in the language menu, or the next round of it after silence; the last round ends in a text and a line."""
    trail, book = call.trail, writer.book
    if trail.round > ROUNDS and not call.key:
        return after(_all_numbers(call, timetable, writer), partial(_give_up, call, timetable, book))
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


def connect(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """Announce a line and dial it; while the announcement plays, 2 is a text instead and 0 the menu."""
    if call.key == AGAIN_KEY:
        return back_to_menu(call)
    if call.key == TEXT_KEY:
        rest = Go(Place.REST, call.language, onward(call.trail))
        return Answer((Redirect(rest),), (Sentence("the caller asked for the hours by text instead"),))
    decision = decide(timetable, call.language, call.now, call.trail.tried)
    return _next_line(call, decision, writer.book)


def dialed(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """How the dialled line answered: the next line, or goodbye."""
    assert call.ended is not None
    line = timetable.directory.line(call.trail.tried[-1]) if call.trail.tried else None
    because = _how_it_ended(line, call.ended)
    if not call.ended.caller_present:
        return Answer((Hangup(),), (because,))
    if call.ended.answered:
        goodbye = writer.book.speech(call.language, [Prompt("goodbye")])
        return Answer((Speak(goodbye), Hangup()), (because,))
    news = "call_ended" if call.ended.end is DialEnd.COMPLETED else "no_answer"
    decision = decide(timetable, call.language, call.now, call.trail.tried)
    # "Stay on the line" is only said when there is something to stay for.
    prompts = [Prompt.of(news, agency=line.agency)] if line and (decision.line or news == "no_answer") else []
    answer = _next_line(call, decision, writer.book, prompts)
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


def _all_numbers(call: Call, timetable: Timetable, writer: TextWriter) -> Promise | None:
    """The text for a caller who has not chosen a language: all numbers, each by the name of its language."""
    if (to := call.caller.receiver) is None:
        return None
    body = writer.all_numbers(timetable, call.now)
    return Promise(f"{call.sid}:{to}:{UNKNOWN}", Purpose.INFORMATION, UNKNOWN, to, body, call.now)


def _give_up(call: Call, timetable: Timetable, book: Book, texted: Texted) -> Answer:
    """After the last round: nobody is dropped. A text, or the numbers, and the line that speaks Easy Japanese."""
    decision = decide(timetable, UNKNOWN, call.now, call.trail.tried)
    because = (Sentence("no language was chosen in {rounds} rounds of the menu", rounds=ROUNDS), *decision.because)
    actions: tuple[Action, ...]
    if decision.line is None:
        said = book.speech(UNKNOWN, [Prompt("no_key")])
        actions = Speak(said), Redirect(Go(Place.REST, UNKNOWN, onward(call.trail, texted=texted)))
    else:
        news = spoken_text_news(texted, UNKNOWN) or spoken_states(decision, numbers=True)
        said = book.speech(UNKNOWN, [Prompt("no_key"), *news, _connecting(decision.line)])
        actions = _put_through(replace(call.trail, texted=texted), UNKNOWN, decision.line, said)
    return Answer(actions, because, language=UNKNOWN)


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
