"""Texts: what is promised in a call, and what is answered to an inbound one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ivr.core.routing import decide
from ivr.core.writing import TextWriter
from prompts import Command, Word
from schedules import Timetable


class Purpose(StrEnum):
    """What a text is for."""

    INFORMATION = "information"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Promise:
    """A text that a caller is about to be promised.

    Attributes:
        key: what makes the promise unique: making it again changes nothing.
        to: E.164.
        body: what it says; None: made when it is due, from the schedule of that moment.
        not_before: when it is due.
    """

    key: str
    purpose: Purpose
    language: str
    to: str
    body: str | None
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A promised text whose moment has come: send ``body`` now, or look again at ``later``; neither: give up."""

    body: str | None = None
    later: datetime | None = None


TRUE_FOR = timedelta(minutes=5)
"""How long what a text says of "now" is taken for true; one that leaves later is made anew."""


def when_due(promise: Promise, age: timedelta, now: datetime, timetable: Timetable, writer: TextWriter) -> Due:
    """What to do with a promise that is due, ``age`` after it was made: what it says must be true when it leaves."""
    if promise.body is not None and age <= TRUE_FOR:
        return Due(body=promise.body)
    decision = decide(timetable, promise.language, now)
    if promise.purpose is Purpose.REMINDER and decision.line is None:
        return Due(later=decision.next_opening)
    return Due(body=writer.information(decision))


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to an inbound text; without a body nothing is sent. ``chose`` is remembered."""

    body: str | None
    because: str
    chose: str | None = None


def reply(word: Word, remembered: str | None, now: datetime, timetable: Timetable, writer: TextWriter) -> Reply:
    """Answer a text that asks for no change: hours, notices, what this is, or the list of languages."""
    if word.command is Command.HELP:
        language = word.language or remembered or "en"
        return Reply(writer.one(language, "sms_help"), f"asked for help in {language}")
    if word.command is Command.INFO and (known := word.language or remembered):
        return Reply(writer.notices(timetable, known, now), f"asked for the notices in {known}", chose=word.language)
    if word.language is None:
        return Reply(writer.language_list(timetable, now), "no language was recognised")
    decision = decide(timetable, word.language, now)
    return Reply(writer.information(decision), "; ".join(decision.because), chose=word.language)


def confirmation(word: Word, remembered: str | None, kept: bool, writer: TextWriter) -> Reply:
    """Answer STOP or START, once it is kept, or say that it could not be."""
    language = word.language or remembered or "en"
    done = "sms_stopped" if word.command is Command.STOP else "sms_started"
    prompt = done if kept else "sms_trouble"
    return Reply(writer.one(language, prompt), f"asked to {word.command} texts")
