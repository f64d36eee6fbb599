"""Answers to inbound texts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ivr.core.budgets import Budget
from ivr.core.routing import Decision, decide
from ivr.core.text.promises import Texted
from ivr.core.text.writer import TextWriter
from prompts import Command, Word
from schedules import Timetable
from sentences import Sentence, joined

Ask = Callable[[str, Decision], Texted]
"""Stores a promise to the sender, in a language and by a decision, and returns its result."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to an inbound text; None as body: nothing is sent. ``chose`` is the language to remember.

    ``refused`` is the budget that does not allow an answer.
    """

    body: str | None
    because: Sentence
    chose: str | None = None
    refused: Budget | None = None


def reply(
    word: Word,
    remembered: str | None,
    now: datetime,
    timetable: Timetable,
    writer: TextWriter,
    remind: Ask,
    call: Ask | None = None,
) -> Reply:
    """Return the answer to a text: hours, notices, help, the confirmation of a request, or the list of languages.

    HELP and words for an emergency get the emergency numbers first. ``remembered`` is the language that the sender
    last chose. ``remind`` stores the promise of a reminder, ``call`` that of a call-back; None: nobody is called back,
    and a reminder is promised instead.
    """
    if word.command is Command.HELP:
        language = word.language or remembered or "en"
        body = writer.emergency(language, writer.one(language, "sms_help"))
        return Reply(body, Sentence("asked for help in {language}", language=language))
    if word.command is Command.EMERGENCY:
        return _emergency(word.language, remembered, now, timetable, writer)
    if word.command is Command.INFO and (known := word.language or remembered):
        asked = Sentence("asked for the notices in {language}", language=known)
        return Reply(writer.notices(timetable, known, now), asked, chose=word.language)
    asks = word.command in (Command.REMIND, Command.CALL)
    language = word.language or (remembered if asks else None) or ""
    if not language:
        return Reply(writer.language_list(timetable, now), Sentence("no language was recognised"))
    decision = decide(timetable, language, now)
    because = joined(decision.because)
    if not asks or decision.line is not None or decision.next_opening is None:
        return Reply(writer.information(decision), because, chose=word.language)
    if word.command is Command.CALL and call:
        kept, body = call(language, decision), writer.call_set(decision)
        promised = Sentence("a call-back: {state}", state=kept)
    else:
        kept, body = remind(language, decision), writer.reminder_set(decision)
        promised = Sentence("a reminder: {state}", state=kept)
    if kept is Texted.IMPOSSIBLE:
        return Reply(writer.one(language, "sms_trouble"), promised, chose=word.language)
    return Reply(body, joined((promised, because)), chose=word.language)


def _emergency(
    named: str | None, remembered: str | None, now: datetime, timetable: Timetable, writer: TextWriter
) -> Reply:
    """Return the emergency numbers, then the hours; the list of languages if no language is known."""
    known, asked = named or remembered, Sentence("asked for the emergency numbers")
    if known is None:
        return Reply(writer.emergency("en", writer.language_list(timetable, now)), asked)
    decision = decide(timetable, known, now)
    because = joined((asked, *decision.because))
    return Reply(writer.emergency(known, writer.information(decision)), because, chose=named)


def confirmation(word: Word, remembered: str | None, kept: bool, writer: TextWriter) -> Reply:
    """Return the answer to STOP, START or FORGET; ``kept``: it was stored."""
    language = word.language or remembered or "en"
    asked, prompt = _WISHES[word.command]
    return Reply(writer.one(language, prompt if kept else "sms_trouble"), asked)


_WISHES: dict[Command | None, tuple[Sentence, str]] = {
    Command.STOP: (Sentence("asked to stop texts"), "sms_stopped"),
    Command.START: (Sentence("asked to start texts"), "sms_started"),
    Command.FORGET: (Sentence("asked to forget the language"), "sms_forgotten"),
}
"""The reason and the sentence of each confirmation."""
