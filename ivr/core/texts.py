"""Texts: what is promised in a call or by text, and what is answered to an inbound one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce

from ivr.core.actions import Texted
from ivr.core.delivery import after_quiet
from ivr.core.routing import Decision, decide
from ivr.core.writing import TextWriter
from prompts import Command, Word
from schedules import Timetable
from sentences import Sentence, word


class Purpose(StrEnum):
    """What a text is for. MOVED: the word that a line is closed after all, and the reminder comes later."""

    INFORMATION = word("information")
    KEYED = word("keyed in")
    REMINDER = word("reminder")
    MOVED = word("moved")


@dataclass(frozen=True, slots=True)
class Promise:
    """A text that a caller is about to be promised.

    Attributes:
        key: what makes the promise unique: making it again changes nothing.
        to: E.164.
        body: what it says; None: made when it is due, from the schedule of that moment.
        not_before: when it is due.
        asked_by: E.164 of the caller who has keyed in the number of another telephone.
    """

    key: str
    purpose: Purpose
    language: str
    to: str
    body: str | None
    not_before: datetime
    asked_by: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a promise, and why, in words for those who run the service."""

    texted: Texted
    because: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A promised text whose moment has come: what to do with it, exactly one of these.

    Attributes:
        body: send this now.
        later: look again then; nobody is told.
        moved: the line is closed after all: say so now, and remind then.
    """

    body: str | None = None
    later: datetime | None = None
    moved: datetime | None = None


TRUE_FOR = timedelta(minutes=5)
"""How long what a text says of "now" is taken for true; one that leaves later is made anew."""
AWAITED = timedelta(minutes=30)
"""How long somebody who has called in the night still looks at the telephone; later, a text waits for the day."""


def reminder(to: str, language: str, decision: Decision) -> Promise | None:
    """The promise to tell somebody when a line opens; None: none ever will."""
    if decision.next_opening is None:
        return None
    # Not unique by its opening: one may be asked for again after another has come, or was cancelled.
    key = f"reminder:{to}:{language}:{decision.at.isoformat()}"
    return Promise(key, Purpose.REMINDER, language, to, None, after_quiet(decision.next_opening))


def when_due(
    promise: Promise, age: timedelta, now: datetime, timetable: Timetable, writer: TextWriter, *, moved: bool = False
) -> Due:
    """What to do with a promise that is due, ``age`` after it was made: what it says must be true when it leaves.

    ``moved``: it is a reminder that has been moved on before; it is not a second time, but says how things stand.
    """
    awaited = promise.purpose in (Purpose.INFORMATION, Purpose.KEYED) and timedelta() <= age <= AWAITED
    if not awaited and (day := after_quiet(now)) != now:
        return Due(later=day)
    if promise.body is not None and timedelta() <= age <= TRUE_FOR:
        return Due(body=promise.body)
    decision = decide(timetable, promise.language, now)
    match promise.purpose:
        case Purpose.REMINDER if decision.line is not None:
            return Due(body=writer.reminder(decision))
        case Purpose.REMINDER if decision.next_opening is not None and not moved:
            return Due(moved=after_quiet(decision.next_opening))
        case Purpose.MOVED if decision.line is None and decision.next_opening is not None:
            return Due(body=writer.moved(decision))
        case _:
            return Due(body=writer.information(decision))


def brought_forward(
    language: str, made_at: datetime, due_at: datetime, now: datetime, timetable: Timetable
) -> datetime | None:
    """The new moment of a reminder, if by today's schedule a line opens sooner than when it was promised.

    Who was reminded of a line that had not answered is not told at once that this line is open.
    """
    if decide(timetable, language, made_at).line is not None:
        return None
    decision = decide(timetable, language, now)
    opens = now if decision.line is not None else decision.next_opening
    if opens is None or after_quiet(opens) >= due_at:
        return None
    return after_quiet(opens)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to an inbound text; without a body nothing is sent. ``chose`` is remembered."""

    body: str | None
    because: Sentence
    chose: str | None = None


def reply(
    word: Word,
    remembered: str | None,
    now: datetime,
    timetable: Timetable,
    writer: TextWriter,
    remind: Callable[[str, Decision], Texted],
) -> Reply:
    """Answer a text: hours, notices, what this is, a reminder (``remind`` keeps it), or the list of languages."""
    if word.command is Command.HELP:
        language = word.language or remembered or "en"
        return Reply(writer.one(language, "sms_help"), Sentence("asked for help in {language}", language=language))
    if word.command is Command.INFO and (known := word.language or remembered):
        asked = Sentence("asked for the notices in {language}", language=known)
        return Reply(writer.notices(timetable, known, now), asked, chose=word.language)
    asks_for_reminder = word.command is Command.REMIND
    language = word.language or (remembered if asks_for_reminder else None) or ""
    if not language:
        return Reply(writer.language_list(timetable, now), Sentence("no language was recognised"))
    decision = decide(timetable, language, now)
    because = reduce(_and, decision.because)
    if not asks_for_reminder or decision.line is not None or decision.next_opening is None:
        return Reply(writer.information(decision), because, chose=word.language)
    texted = remind(language, decision)
    reminded = Sentence("a reminder: {state}", state=texted)
    if texted is Texted.IMPOSSIBLE:
        return Reply(writer.one(language, "sms_trouble"), reminded, chose=word.language)
    return Reply(writer.reminder_set(decision), _and(reminded, because), chose=word.language)


def confirmation(word: Word, remembered: str | None, kept: bool, writer: TextWriter) -> Reply:
    """Answer STOP or START, once it is kept, or say that it could not be."""
    language = word.language or remembered or "en"
    stops = word.command is Command.STOP
    asked = Sentence("asked to stop texts") if stops else Sentence("asked to start texts")
    prompt = ("sms_stopped" if stops else "sms_started") if kept else "sms_trouble"
    return Reply(writer.one(language, prompt), asked)


def _and(one: Sentence, other: Sentence) -> Sentence:
    return Sentence("{one}; {other}", one=one, other=other)
