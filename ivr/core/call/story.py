"""What happened in a call, in one sentence for ops staff: a value, like all that they read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ivr.core.call.outcome import Leg
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose, Texted
from schedules import home_date, home_time
from sentences import Rendered, Sentence, Value

_WEEKDAYS_JA = "月火水木金土日"
_VOWELS = ("A", "E", "I", "O", "U")
_A_WEEK = timedelta(days=7)
_SECONDS = 120
"""Shorter times are told in seconds."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A line that was dialled, by its name; ``leg`` is how it ended, after ``seconds`` if they are known."""

    line: Value
    leg: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """A text that the call promised. ``ended_at`` is when it was delivered or given up."""

    purpose: str
    state: str
    made_at: datetime
    due_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a call.

    Attributes:
        language: the name of the language; None: none was chosen.
        rung: the lines that were dialled, in order.
        opens: the line that opens next and when, if the caller heard that; None: never, or it is not known.
        told: whether the caller came to the hours, where no line is available.
        texted: the last result of promising a text there.
        texts: the texts that are known, in order.
        noticed: whether the caller heard the notices.
        going_on: whether the call has not ended.
    """

    began: datetime
    language: Rendered | None = None
    rung: Sequence[Rung] = ()
    opens: tuple[Value, datetime] | None = None
    told: bool = False
    texted: str = Texted.NOT_YET
    texts: Sequence[Promised] = field(default=())
    noticed: bool = False
    going_on: bool = False


def story(facts: Facts, now: datetime) -> Sentence:
    """Return the sentence: ``A Khmer caller on Sunday 29 November at 20:14 heard that OTIT opens on Thursday …``."""
    clauses = list(_clauses(facts))
    if facts.going_on:
        clauses.append(Sentence("is still on the line"))
    elif not clauses and facts.language is None:
        clauses.append(Sentence("hung up in the menu"))
    elif not clauses:
        clauses.append(Sentence("hung up while a line was announced"))
    when = day_and_time(facts.began, now)
    told = _in_order(clauses)
    if facts.language is None:
        return Sentence("A caller on {when} {story}.", when=when, story=told)
    if facts.language.en.startswith(_VOWELS):
        return Sentence("An {language} caller on {when} {story}.", language=facts.language, when=when, story=told)
    return Sentence("A {language} caller on {when} {story}.", language=facts.language, when=when, story=told)


def _in_order(clauses: Sequence[Sentence]) -> Sentence:
    """Join clauses about one caller: ``heard …, asked … and was sent …``."""
    *before, last = clauses
    if not before:
        return last
    told = before[0]
    for each in before[1:]:
        told = Sentence("{told}, {then}", told=told, then=each)
    return Sentence("{told} and {then}", told=told, then=last)


def _clauses(facts: Facts) -> Iterator[Sentence]:
    yield from map(_rung, facts.rung)
    if facts.told and facts.opens:
        line, moment = facts.opens
        yield Sentence("heard that {line} opens {when}", line=line, when=opening_day(moment, facts.began))
    elif facts.told:
        yield Sentence("heard when the lines are open")
    if facts.noticed:
        yield Sentence("heard the notices")
    yield from dict.fromkeys(map(_text, facts.texts))
    if not facts.texts and facts.told:
        yield from _not_texted(facts.texted)


def _rung(rung: Rung) -> Sentence:
    line = rung.line
    match rung.leg:
        case Leg.ANSWERED if rung.seconds is not None:
            return Sentence("was put through to {line} for {length}", line=line, length=_length(rung.seconds))
        case Leg.ANSWERED:
            return Sentence("was put through to {line}", line=line)
        case Leg.BUSY:
            return Sentence("was not answered by {line}, which was busy", line=line)
        case Leg.SHORT:
            return Sentence("was answered by {line} only by a recording, it seems", line=line)
        case Leg.FAILED:
            return Sentence("could not be put through to {line}", line=line)
        case Leg.HUNG_UP:
            return Sentence("hung up while {line} rang", line=line)
        case _:
            return Sentence("was not answered by {line}", line=line)


def _text(text: Promised) -> Sentence:
    if text.purpose == Purpose.REMINDER and text.state in (State.WAITING, State.SENDING):
        return Sentence("asked for a text when a line opens, due {when}", when=day_and_time(text.due_at, text.due_at))
    if text.purpose == Purpose.REMINDER and text.state in (State.DELIVERED, State.SENT):
        return Sentence("asked for a text when a line opens, which was sent")
    if text.purpose == Purpose.REMINDER:
        return Sentence("asked for a text when a line opens, which did not arrive")
    if text.purpose == Purpose.KEYED:
        return Sentence("asked for a text to another number")
    match text.state:
        case State.DELIVERED if text.ended_at is not None:
            later = _length((text.ended_at - text.made_at).total_seconds())
            return Sentence("was sent a text, delivered {length} later", length=later)
        case State.DELIVERED | State.SENT:
            return Sentence("was sent a text")
        case State.WAITING | State.SENDING:
            return Sentence("was promised a text, which has not left yet")
        case State.CANCELLED:
            return Sentence("was promised a text, which was cancelled")
        case _:
            return Sentence("was promised a text, which did not arrive")


def _not_texted(texted: str) -> Iterator[Sentence]:
    match texted:
        case Texted.COMING:
            yield Sentence("was promised a text")
        case Texted.ALREADY:
            yield Sentence("had been sent the same text shortly before")
        case Texted.IMPOSSIBLE:
            yield Sentence("could not be sent a text")


def _length(seconds: float) -> Value:
    whole = max(round(seconds), 0)
    return Sentence("{number} s", number=whole) if whole < _SECONDS else timedelta(seconds=whole)


def day_and_time(moment: datetime, now: datetime) -> Rendered:
    """Return a moment in Japan as it stands in a sentence: ``Sunday 29 November at 20:14``; another year is named."""
    at, year = home_time(moment), home_date(moment).year
    in_english, in_japanese = ("", "") if year == home_date(now).year else (f" {year}", f"{year}年")
    return Rendered(
        f"{at:%A} {at.day} {at:%B}{in_english} at {at:%H:%M}",
        f"{in_japanese}{at.month}月{at.day}日({_WEEKDAYS_JA[at.weekday()]}) {at:%H:%M}",
    )


def opening_day(moment: datetime, then: datetime) -> Rendered:
    """Return when a line opens, as seen from a moment: ``today at 11:00``, ``on Thursday``, ``on 3 December``."""
    at, ahead = home_time(moment), home_date(moment) - home_date(then)
    if ahead < timedelta(days=2):
        word_en, word_ja = ("today", "今日") if not ahead else ("tomorrow", "明日")
        return Rendered(f"{word_en} at {at:%H:%M}", f"{word_ja}の{at:%H:%M}")
    return _named_day(at.date(), within_a_week=ahead < _A_WEEK)


def _named_day(day: date, *, within_a_week: bool) -> Rendered:
    if within_a_week:
        return Rendered(f"on {day:%A}", f"{_WEEKDAYS_JA[day.weekday()]}曜日")
    return Rendered(f"on {day.day} {day:%B}", f"{day.month}月{day.day}日")
