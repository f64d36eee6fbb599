"""The cost of texts: for each language and state, the longest text of a week and its segments."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from ivr.core.names import named_instead
from ivr.core.phrases import passages, told_parts
from ivr.core.routing import Decision, decide
from ivr.core.text.writer import MOST_SEGMENTS, TextWriter
from prompts import LANGUAGES, Passage, count_segments
from prompts.segments import Segments
from schedules import Open, Timetable
from sentences import Sentence, word

_WEEK = range(7 * 24 + 1)
"""Hours from the start of the week. The last one is the same hour of the next week."""


class State(StrEnum):
    """The kinds of texts."""

    OPEN = word("open")
    CLOSED = word("closed")
    NO_ANSWER = word("did not answer")
    REMINDER = word("reminder")
    REMINDER_SET = word("reminder set")
    MOVED = word("moved on")
    NOTICE = word("INFO")


@dataclass(frozen=True, slots=True)
class Sample:
    """The longest text of a language in a state, and what it costs."""

    language: str
    state: State
    text: str
    segments: Segments


def samples(
    writer: TextWriter, timetable: Timetable, week: datetime, languages: Collection[str] = LANGUAGES
) -> list[Sample]:
    """Return the longest text for each language and state in the week that begins at ``week``."""
    longest: dict[tuple[str, State], Sample] = {}
    for language in languages:
        for state, text in texts_of(writer, timetable, language, week):
            sample = Sample(language, state, text, count_segments(text))
            known = longest.get((language, state))
            if known is None or _size(known) < _size(sample):
                longest[language, state] = sample
    order = list(State)
    return sorted(longest.values(), key=lambda each: (list(LANGUAGES).index(each.language), order.index(each.state)))


def notice_concerns(writer: TextWriter, timetable: Timetable, now: datetime) -> Iterator[Sentence]:
    """Yield warnings about notices that cost too much, or that are spoken in another language or not at all."""
    notices = timetable.notices(now)
    for language in LANGUAGES:
        told = [notice for notice in notices if language in notice.words]
        if told and (count := count_segments(writer.notices(timetable, language, now)).count) > MOST_SEGMENTS:
            yield Sentence(
                "the notices in {language} cost {count} segments by text, more than {most}",
                language=language,
                count=count,
                most=MOST_SEGMENTS,
            )
        for notice in told:
            if not told_parts(notice, writer.book, language):
                yield Sentence(
                    "notice {id} can't be spoken in {language}: it has no recordings, nor words in {instead}",
                    id=notice.id,
                    language=language,
                    instead=named_instead(),
                )
            elif any(_falls_back(passage, language, writer) for passage in passages(notice)):
                yield Sentence(
                    "notice {id} is not recorded in {language}: it is spoken in {instead}",
                    id=notice.id,
                    language=language,
                    instead=named_instead(),
                )


def _falls_back(passage: Passage, language: str, writer: TextWriter) -> bool:
    """Whether a part of a notice is not recorded, in a language that has other recordings."""
    recordings = writer.book.recordings.get(language, {}).values()  # a pause has no language
    return any(each.language for each in recordings) and any(
        piece.language != language for piece in writer.book.speech(language, [passage])
    )


def texts_of(writer: TextWriter, timetable: Timetable, language: str, week: datetime) -> Iterator[tuple[State, str]]:
    """Yield the texts of a language for each hour of a week.

    Their number and order do not depend on the prompts, so the texts of two writers can be compared one by one.
    """
    yield State.NOTICE, writer.notices(timetable, language, week)
    for decision, unanswered in _decisions(timetable, language, week):
        if decision.line is None:
            yield State.CLOSED, writer.information(decision)
            yield State.REMINDER_SET, writer.reminder_set(decision)
            yield State.MOVED, writer.moved(decision)
            continue
        yield State.OPEN, writer.information(decision)
        yield State.REMINDER, writer.reminder(decision)
        yield State.NO_ANSWER, writer.information(unanswered)


@lru_cache(maxsize=2 * len(LANGUAGES))
def _decisions(timetable: Timetable, language: str, week: datetime) -> list[tuple[Decision, Decision]]:
    """Return the decision of each hour of a week, and the decision after all open lines were tried."""
    found = []
    for hour in _WEEK:
        now = week + timedelta(hours=hour)
        decision = decide(timetable, language, now)
        tried = [each.line.id for each in decision.considered if isinstance(each.status, Open)]
        found.append((decision, decide(timetable, language, now, tried)))
    return found


def _size(sample: Sample) -> tuple[int, int]:
    return sample.segments.count, sample.segments.units
