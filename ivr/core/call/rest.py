"""The rest menu, when no line is available: the hours, a text, a reminder, a text to another number."""

from dataclasses import replace
from enum import StrEnum
from functools import partial

from ivr.core.call.actions import Answer, Gather, Go, Hangup, Place, Redirect, Speak, Trail, onward
from ivr.core.call.notices import told_in
from ivr.core.call.step import ROUNDS, Call, Step, after, back_to_menu, decided, no_meaning
from ivr.core.caller import japanese_mobile, spoken_form
from ivr.core.phrases import announcement, spoken_states, spoken_text_news, spoken_unanswered
from ivr.core.routing import Decision
from ivr.core.text.due import reminder
from ivr.core.text.promises import Promise, Purpose, Texted
from ivr.core.text.writer import TextWriter
from prompts import Book, Digits, Prompt
from prompts.languages import UNKNOWN
from schedules import Notice, Timetable
from sentences import Sentence

REST_TIMEOUT = 7
"""Seconds; the menu is long, and this is the upper end of what voice systems use."""
NUMBER_TIMEOUT = 10
"""Seconds between two keys of a number that is read from another telephone's screen."""

OTHER_NUMBERS = 3
"""The most texts to other numbers from one call, against abuse."""


class Key(StrEnum):
    """The keys of the rest menu."""

    CONNECT_OR_REMIND = "1"
    AGAIN = "2"
    OTHER_NUMBER = "3"
    NOTICE = "4"
    OTHER_LANGUAGE = "0"


class NumberKey(StrEnum):
    """The keys when a number is read back."""

    RIGHT = "1"
    ENTER_AGAIN = "2"


def rest(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """Say the state of the lines and take keys. The first time in a call, promise the information text before that."""
    decision, book = decided(call, timetable), writer.book
    match call.key:
        case "" if call.trail.texted is Texted.NOT_YET:
            return after(_own_information(call, decision, writer), partial(_tell, call, decision, book))
        case "" | Key.AGAIN:
            return _tell(call, decision, book, call.trail.texted or Texted.IMPOSSIBLE)
        case Key.CONNECT_OR_REMIND if decision.line is not None:
            connect = Go(Place.CONNECT, call.language, onward(call.trail))
            return Answer((Redirect(connect),), (Sentence("the caller asked to be connected after all"),))
        case Key.CONNECT_OR_REMIND if _offers_reminder(call.trail.texted, decision):
            to = call.caller.receiver
            promise = reminder(to, call.language, decision, f"{call.sid}:{call.trail.step}") if to else None
            return after(promise, partial(_reminded, call, decision, book))
        case Key.OTHER_NUMBER if call.trail.others < OTHER_NUMBERS:
            return _ask_number(call, book, 1)
        case Key.NOTICE if told_in(timetable, call, book):
            notice = Go(Place.NOTICE, call.language, onward(call.trail))
            return Answer((Redirect(notice),), (Sentence("the caller asked for the notices"),))
        case Key.OTHER_LANGUAGE:
            return back_to_menu(call)
        case _:
            return _wrong_key(call, decision, book)


def number(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """Ask for another number, read it back, and when it is confirmed, promise the information text to it."""
    decision, book = decided(call, timetable), writer.book
    if call.trail.number and call.key == NumberKey.RIGHT:
        if call.trail.others >= OTHER_NUMBERS:
            return _offer(call, decision, book, "not_possible", Sentence("a text to another number: enough were sent"))
        return after(_information_there(call, decision, writer), partial(_sent_there, call, decision, book))
    if call.trail.number and call.key == NumberKey.ENTER_AGAIN:
        return _ask_number(call, book, 1)
    keyed = japanese_mobile(call.key)
    if keyed and not call.trail.number:
        return _read_back(call, book, 1, keyed)
    if call.trail.round >= ROUNDS:
        return _offer(call, decision, book, "not_possible", Sentence("no number in {rounds} rounds", rounds=ROUNDS))
    if call.trail.number:
        return _read_back(call, book, call.trail.round + 1, call.trail.number)
    return _ask_number(call, book, call.trail.round + 1, *([Prompt("number_wrong")] if call.key else []))


def _tell(call: Call, decision: Decision, book: Book, texted: Texted) -> Answer:
    """Say that nobody is there, or that the line just dialled did not answer; then the text, the hours and the keys.

    After a line that did not answer, a caller who gets the text hears nothing that is not needed before the next key.
    A line that is open, but not dialled, is said with its number, for the caller to dial.
    """
    has_text = texted in (Texted.COMING, Texted.ALREADY)
    prompts = unanswered = spoken_unanswered(decision, call.trail.tried)
    # "nobody" may be untrue for a caller who has chosen no language: a line of their language may be open.
    if not unanswered and not decision.line and not decision.undialled and call.language != UNKNOWN:
        prompts = [Prompt("nobody")]
    numbers = not has_text or decision.undialled
    prompts = [*prompts, *spoken_text_news(texted, call.language), *spoken_states(decision, numbers=numbers)]
    if call.language in decision.timetable.directory.email and not (unanswered and has_text):
        prompts += [Prompt("email_in_text")] if has_text else _email_on_site(decision)
    trail = onward(call.trail, texted=texted)
    because = Sentence("the information text: {state}", state=texted)
    return _gather(call, decision, book, trail, prompts, (because, *decision.because))


def _email_on_site(decision: Decision) -> list[Prompt]:
    """Return where to find the e-mail page without a text: at the agency of the language's first line."""
    return [Prompt.of("email_on_site", agency=each.line.agency) for each in decision.considered[:1]]


def _reminded(call: Call, decision: Decision, book: Book, texted: Texted) -> Answer:
    possible = texted is not Texted.IMPOSSIBLE
    told = replace(call, trail=replace(call.trail, reminded=possible))
    because = Sentence("a reminder: {state}", state=texted)
    return _offer(told, decision, book, "reminder_set" if possible else "not_possible", because)


def _sent_there(call: Call, decision: Decision, book: Book, texted: Texted) -> Answer:
    """Answer in the same words whatever became of the text, since they could tell that the number has sent STOP."""
    counted = replace(call, trail=replace(call.trail, others=call.trail.others + 1))
    because = Sentence("a text to another number: {state}", state=texted)
    return _offer(counted, decision, book, "number_sent", because)


def _offer(call: Call, decision: Decision, book: Book, news: str, because: Sentence) -> Answer:
    """Say the result of a request, and offer the keys again."""
    return _gather(call, decision, book, onward(call.trail, number=""), [Prompt(news)], (because,))


def _wrong_key(call: Call, decision: Decision, book: Book) -> Answer:
    if call.trail.round >= ROUNDS:
        said = book.speech(call.language, [Prompt("goodbye")])
        return Answer((Speak(said), Hangup()), (Sentence("an unknown key was pressed three times"),))
    trail = onward(call.trail, round=call.trail.round + 1)
    return _gather(call, decision, book, trail, [], (no_meaning(call),))


def _gather(
    call: Call, decision: Decision, book: Book, trail: Trail, news: list[Prompt], because: tuple[Sentence, ...]
) -> Answer:
    said = book.speech(call.language, [*news, *_keys(decision, trail, told_in(decision.timetable, call, book))])
    goodbye = book.speech(call.language, [Prompt("goodbye")])
    here = Go(Place.REST, call.language, trail)
    return Answer((Gather(said, here, REST_TIMEOUT), Speak(goodbye), Hangup()), because)


def _keys(decision: Decision, trail: Trail, notices: tuple[Notice, ...]) -> list[Prompt]:
    prompts = []
    if decision.line:
        prompts.append(Prompt.of("key_connect", agency=decision.line.agency))
    elif _offers_reminder(trail.texted, decision) and not trail.reminded:
        prompts.append(Prompt("key_remind"))
    prompts.append(Prompt("key_again"))
    if trail.others < OTHER_NUMBERS:
        prompts.append(Prompt("key_text" if trail.texted is Texted.IMPOSSIBLE else "key_number"))
    if notices:
        prompts.append(announcement(notices))
    return [*prompts, Prompt("other_languages")]


def _offers_reminder(texted: Texted, decision: Decision) -> bool:
    """Whether to offer a reminder: the caller can get texts, the language is known, and a line will open."""
    reachable = texted in (Texted.COMING, Texted.ALREADY)
    return reachable and decision.language != UNKNOWN and decision.next_opening is not None


def _ask_number(call: Call, book: Book, attempt: int, *news: Prompt) -> Answer:
    said = book.speech(call.language, [*news, Prompt("number_ask")])
    here = Go(Place.NUMBER, call.language, onward(call.trail, round=attempt, number=""))
    return Answer((Gather(said, here, NUMBER_TIMEOUT, digits=None), Redirect(here)))


def _read_back(call: Call, book: Book, attempt: int, keyed: str) -> Answer:
    said = book.speech(call.language, [Prompt.of("number_check", number=Digits(spoken_form(keyed)))])
    here = Go(Place.NUMBER, call.language, onward(call.trail, round=attempt, number=keyed))
    return Answer((Gather(said, here, REST_TIMEOUT), Redirect(here)))


def _own_information(call: Call, decision: Decision, writer: TextWriter) -> Promise | None:
    to = call.caller.receiver
    return _information(call, decision, writer, to, call.sid) if to else None


def _information_there(call: Call, decision: Decision, writer: TextWriter) -> Promise:
    """Return the promise of the text to the keyed-in number."""
    promise = _information(call, decision, writer, call.trail.number, f"{call.sid}:number")
    return replace(promise, purpose=Purpose.KEYED, asked_by=call.caller.number)


def _information(call: Call, decision: Decision, writer: TextWriter, to: str, key: str) -> Promise:
    body = writer.information(decision)
    return Promise(f"{key}:{to}:{call.language}", Purpose.INFORMATION, call.language, to, body, call.now)
