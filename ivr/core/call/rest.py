"""The rest menu, when no line is available: the hours, a text, a reminder, a call-back, a text to another number."""

from dataclasses import replace
from enum import StrEnum
from functools import partial

from ivr.core.call.actions import Answer, Gather, Go, Hangup, Place, Redirect, Speak, Trail, onward
from ivr.core.call.notices import told_in
from ivr.core.call.step import ROUNDS, Call, Step, after, back_to_menu, decided, no_meaning
from ivr.core.callbacks.due import NOT_CONNECTED
from ivr.core.callbacks.promises import NoCallBack, call_back
from ivr.core.caller import mobile_of_home, spoken_form
from ivr.core.confirmed import unconfirmed_since
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
LAST_DIGITS = 4
"""So many digits of a number are repeated to whom it belongs."""


class Key(StrEnum):
    """The keys of the rest menu."""

    CONNECT_OR_REMIND = "1"
    AGAIN = "2"
    OTHER_NUMBER = "3"
    NOTICE = "4"
    CALL_BACK = "5"
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
            return after(_own_information(call, decision, writer), partial(_tell, call, decision, writer))
        case "" | Key.AGAIN:
            return _tell(call, decision, writer, call.trail.texted or Texted.IMPOSSIBLE)
        case Key.CONNECT_OR_REMIND if decision.line is not None:
            connect = Go(Place.CONNECT, call.language, onward(call.trail))
            return Answer((Redirect(connect),), (Sentence("the caller asked to be connected after all"),))
        case Key.CONNECT_OR_REMIND if _offers_reminder(call.trail.texted, decision):
            to = call.caller.receiver
            promise = reminder(to, call.language, decision, f"{call.sid}:{call.trail.step}") if to else None
            return after(promise, partial(_reminded, call, decision, book))
        case Key.OTHER_NUMBER if call.trail.others < OTHER_NUMBERS:
            return _ask_number(replace(call, trail=replace(call.trail, to_call=False)), book, 1)
        case Key.CALL_BACK if _is_called_again(call):
            end = NoCallBack(call.language, call.caller.number) if call.caller.number else None
            return after(end, partial(_called_off, call, decision, book))
        case Key.CALL_BACK if _offers_call_back(call, decision):
            return _take_call_back(call, decision, book)
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
    if call.trail.number and call.key == NumberKey.RIGHT and call.trail.to_call:
        return _promise_call(call, decision, book, call.trail.number, asked_by=call.caller.number)
    if call.trail.number and call.key == NumberKey.RIGHT:
        if call.trail.others >= OTHER_NUMBERS:
            because = Sentence("a text to another number: enough were sent")
            return _offer(call, decision, book, Prompt("not_possible"), because)
        return after(_information_there(call, decision, writer), partial(_sent_there, call, decision, book))
    if call.trail.number and call.key == NumberKey.ENTER_AGAIN:
        return _ask_number(call, book, 1)
    keyed = mobile_of_home(call.key)
    if keyed and not call.trail.number:
        return _read_back(call, book, 1, keyed)
    if call.trail.round >= ROUNDS:
        because = Sentence("no number in {rounds} rounds", rounds=ROUNDS)
        return _offer(call, decision, book, Prompt("not_possible"), because)
    if call.trail.number:
        return _read_back(call, book, call.trail.round + 1, call.trail.number)
    return _ask_number(call, book, call.trail.round + 1, *([Prompt("number_wrong")] if call.key else []))


def _take_call_back(call: Call, decision: Decision, book: Book) -> Step:
    """Promise a call to the caller's mobile; without one, ask for the number of a mobile, which is read back."""
    if call.caller.receiver is None:
        return _ask_number(replace(call, trail=replace(call.trail, to_call=True)), book, 1)
    return _promise_call(call, decision, book, call.caller.receiver)


def _promise_call(call: Call, decision: Decision, book: Book, to: str, asked_by: str | None = None) -> Step:
    request = f"{call.sid}:{call.trail.step}"
    unanswered = any(each.unanswered for each in decision.considered)
    promise = call_back(to, decision, request, tried=unanswered, asked_by=asked_by)
    return after(promise, partial(_called_back, call, decision, book, to))


def _called_back(call: Call, decision: Decision, book: Book, to: str, kept: Texted) -> Answer:
    """Repeat the last digits of the number that will be called, so that the caller hears a mistake."""
    because = Sentence("a call-back: {state}", state=kept)
    if kept is Texted.IMPOSSIBLE:
        return _offer(call, decision, book, Prompt("not_possible"), because)
    told = replace(call, trail=replace(call.trail, called_back=True))
    return _offer(told, decision, book, Prompt.of("call_back_set", number=Digits(to[-LAST_DIGITS:])), because)


def _called_off(call: Call, decision: Decision, book: Book, kept: Texted) -> Answer:
    possible = kept is not Texted.IMPOSSIBLE
    told = replace(call, trail=replace(call.trail, back=NOT_CONNECTED)) if possible else call
    because = Sentence("the call-back is over: {state}", state=kept)
    return _offer(told, decision, book, Prompt("call_back_over" if possible else "not_possible"), because)


def _is_called_again(call: Call) -> bool:
    """Whether this is a call to a person who is called again if no line answers (:func:`~.due.after_call`)."""
    return 0 < call.trail.back < NOT_CONNECTED


def _offers_call_back(call: Call, decision: Decision) -> bool:
    """Whether to offer a call-back: no line can be dialled now, the language is known, and a line will open."""
    if not call.calls_back or call.trail.called_back or decision.line is not None:
        return False
    will_open = decision.next_opening is not None or any(each.unanswered for each in decision.considered)
    return will_open and call.language != UNKNOWN


def _tell(call: Call, decision: Decision, writer: TextWriter, texted: Texted) -> Answer:
    """Say that nobody is there, or that the line just dialled did not answer; then the text, the hours and the keys.

    After a line that did not answer, a caller who gets the text hears nothing that is not needed before the next key.
    A line that is open, but not dialled, is said with its number, for the caller to dial.
    """
    has_text = texted in (Texted.COMING, Texted.ALREADY)
    again = _is_called_again(call)
    prompts = unanswered = spoken_unanswered(decision, call.trail.tried, called_again=again)
    # "nobody" may be untrue for a caller who has chosen no language: a line of their language may be open.
    if not unanswered and not decision.line and not decision.undialled and call.language != UNKNOWN:
        prompts = [Prompt("nobody")]
    numbers = not has_text or decision.undialled
    unconfirmed = [Prompt("unconfirmed")] if unconfirmed_since(decision, writer.confirmed_for) else []
    states = spoken_states(decision, numbers=numbers)
    prompts = [*prompts, *spoken_text_news(texted, call.language), *unconfirmed, *states]
    if call.language in decision.timetable.directory.email and not (unanswered and has_text):
        prompts += [Prompt("email_in_text")] if has_text else _email_on_site(decision)
    if again:
        prompts = [*prompts, Prompt("call_back_again")]
    trail = onward(call.trail, texted=texted)
    because = Sentence("the information text: {state}", state=texted)
    return _gather(call, decision, writer.book, trail, prompts, (because, *decision.because))


def _email_on_site(decision: Decision) -> list[Prompt]:
    """Return where to find the e-mail page without a text: at the agency of the language's first line."""
    return [Prompt.of("email_on_site", agency=each.line.agency) for each in decision.considered[:1]]


def _reminded(call: Call, decision: Decision, book: Book, texted: Texted) -> Answer:
    possible = texted is not Texted.IMPOSSIBLE
    told = replace(call, trail=replace(call.trail, reminded=possible))
    because = Sentence("a reminder: {state}", state=texted)
    return _offer(told, decision, book, Prompt("reminder_set" if possible else "not_possible"), because)


def _sent_there(call: Call, decision: Decision, book: Book, texted: Texted) -> Answer:
    """Answer in the same words whatever became of the text, since they could tell that the number has sent STOP."""
    counted = replace(call, trail=replace(call.trail, others=call.trail.others + 1))
    because = Sentence("a text to another number: {state}", state=texted)
    return _offer(counted, decision, book, Prompt("number_sent"), because)


def _offer(call: Call, decision: Decision, book: Book, news: Prompt, because: Sentence) -> Answer:
    """Say the result of a request, and offer the keys again."""
    return _gather(call, decision, book, onward(call.trail, number="", to_call=False), [news], (because,))


def _wrong_key(call: Call, decision: Decision, book: Book) -> Answer:
    if call.trail.round >= ROUNDS:
        said = book.speech(call.language, [Prompt("goodbye")])
        return Answer((Speak(said), Hangup()), (Sentence("an unknown key was pressed three times"),))
    trail = onward(call.trail, round=call.trail.round + 1)
    return _gather(call, decision, book, trail, [], (no_meaning(call),))


def _gather(
    call: Call, decision: Decision, book: Book, trail: Trail, news: list[Prompt], because: tuple[Sentence, ...]
) -> Answer:
    said = book.speech(call.language, [*news, *_keys(call, decision, trail, told_in(decision.timetable, call, book))])
    goodbye = book.speech(call.language, [Prompt("goodbye")])
    here = Go(Place.REST, call.language, trail)
    return Answer((Gather(said, here, REST_TIMEOUT), Speak(goodbye), Hangup()), because)


def _keys(call: Call, decision: Decision, trail: Trail, notices: tuple[Notice, ...]) -> list[Prompt]:
    prompts, here = [], replace(call, trail=trail)
    if _is_called_again(here):
        prompts.append(Prompt("key_no_call_back"))
    elif _offers_call_back(here, decision):
        prompts.append(Prompt("key_call_back"))
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
