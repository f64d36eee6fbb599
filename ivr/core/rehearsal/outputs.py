"""Every output of the service at a moment: what is heard, dialled, texted, shown and given as data, in each language.

It is made by the functions that serve callers and readers. Words that need no schedule, such as the answer to HELP, are
in the sentences of each language, all of which are outputs too.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.core.call.actions import Speak
from ivr.core.call.preview import Event, Heard, Rung, Sent
from ivr.core.call.transcripts import Transcriber
from ivr.core.confirmed import about_hours
from ivr.core.dialling import AS_SHIPPED, Dialling
from ivr.core.fallback import Ring, Static, announcement, by_key
from ivr.core.open_data import hours_document, structured_data
from ivr.core.pages import next_state, page
from ivr.core.phrases import calendar_closed
from ivr.core.privacy_page import Practice, privacy_page
from ivr.core.routing import decide
from ivr.core.text.samples import State as Kind
from ivr.core.text.writer import TextWriter
from prompts import LANGUAGES
from schedules import Directory, Timetable, home_date
from schedules.confirmation import CONFIRMED_FOR as _HOLDS
from sentences import Sentence, word

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class State:
    """The service as it is from one moment on, or until another: a schedule without what follows it, and words.

    Attributes:
        directory: the schedule.
        writer: writes with the book and as the settings say.
        at: the moment at which pages and data are made.
        week: the beginning of a week in which calls and texts are made.
        practice: what the settings say, for pages.
        site: the address of the public pages.
    """

    directory: Directory
    writer: TextWriter
    at: datetime
    week: datetime
    practice: Practice
    site: str
    dialling: Dialling = AS_SHIPPED

    @property
    def timetable(self) -> Timetable:
        """The schedule, without overrides and without what follows."""
        return Timetable(self.directory)


@dataclass(frozen=True, slots=True)
class Output:
    """Something that the service tells. ``where`` is what it is, for ops staff; ``language`` is empty for all."""

    where: Sentence
    language: str
    text: str


def outputs(state: State) -> Iterator[Output]:
    """Yield every output."""
    timetable = state.timetable
    transcriber = Transcriber(timetable, state.writer, state.week)
    for transcript in transcriber.without_language():
        yield Output(_call(transcript.situation), "", _told(transcript.events))
    numbers = state.writer.all_numbers(timetable, state.at)
    yield Output(_text(word("all numbers")), "", numbers)
    yield Output(_text(word("the list of languages")), "", state.writer.language_list(timetable, state.at))
    for language in LANGUAGES:
        for transcript in transcriber.of(language):
            yield Output(_call(transcript.situation), language, _told(transcript.events))
        for kind, text in dict.fromkeys(_texts(state, timetable, language)):
            yield Output(_text(kind), language, text)
        yield from _pages(state, timetable, language)
        for prompt, sentence in state.writer.book.catalogues[language].items():
            yield Output(Sentence("sentence {prompt}", prompt=prompt), language, sentence)
    yield from _data(state, timetable)
    yield from _fallback(state, timetable)


def until(moment: datetime) -> tuple[datetime, datetime]:
    """Return the last second before a moment, and the beginning of the last week that ends before it."""
    return moment - timedelta(seconds=1), moment - _WEEK - timedelta(hours=1)


def _texts(state: State, timetable: Timetable, language: str) -> Iterator[tuple[str, str]]:
    """Yield the texts of a week, once for each set of lines that are open."""
    writer = state.writer
    yield Kind.NOTICE, writer.notices(timetable, language, state.at)
    seen = set[tuple[str, ...]]()
    for hour in range(_WEEK // timedelta(hours=1)):
        decision = decide(timetable, language, state.week + timedelta(hours=hour))
        there = tuple(each.line.id for each in decision.considered if each.available)
        if there in seen:
            continue
        seen.add(there)
        yield Kind.OPEN if there else Kind.CLOSED, writer.information(decision)
        yield Kind.REMINDER, writer.reminder(decision)
        yield Kind.REMINDER_SET, writer.reminder_set(decision)
        yield Kind.MOVED, writer.moved(decision)
        if there:
            yield Kind.NO_ANSWER, writer.information(decide(timetable, language, decision.at, there))


def _pages(state: State, timetable: Timetable, language: str) -> Iterator[Output]:
    book, decision = state.writer.book, decide(timetable, language, state.at)
    shown = page(decision, book, _HOLDS)
    lines = [part for each in shown.lines for part in (each.name, each.state, each.hours, each.link)]
    notices = [part for each in shown.notices for part in (each.title, each.as_of, *each.parts)]
    parts = [shown.as_of, *lines, *notices, *shown.agencies, shown.email or ""]
    yield Output(Sentence("public page"), language, "\n".join(parts))
    first = next_state(decision, book, _HOLDS)
    yield Output(Sentence("page of all languages"), language, f"{first.name}\n{first.state}" if first else "")
    data = structured_data(decision, "", state.site, about_hours(state.at, _HOLDS, book, language))
    yield Output(Sentence("public page, for search engines"), language, json.dumps(data, ensure_ascii=False))
    agencies = tuple(dict.fromkeys(line.agency for line in timetable.lines_for(language, state.at)))
    told = [each for part in privacy_page(state.practice, language, agencies, book) for each in part.told]
    text = "\n".join(f"{each.text} {each.address} {each.link}" for each in told)
    yield Output(Sentence("page on privacy"), language, text)
    yield Output(Sentence("calendar"), language, _calendar(state, timetable, language))


def _calendar(state: State, timetable: Timetable, language: str) -> str:
    """Return the feed, with what the web adds: its title names the agencies."""
    from schedules.formats.ics import calendar_feed  # noqa: PLC0415 - it takes a tenth of a second

    lines = timetable.lines_for(language, state.at)
    title = ", ".join(dict.fromkeys(line.agency for line in lines))
    closed = calendar_closed(state.writer.book, language)
    feed = calendar_feed(timetable, lines, title, closed, state.at, language).decode()
    return feed.replace("\r\n ", "")  # long lines are folded (RFC 5545, 3.1)


def _data(state: State, timetable: Timetable) -> Iterator[Output]:
    from schedules.formats.hsds import export_hsds  # noqa: PLC0415 - it is seldom needed

    hours = hours_document(timetable, state.at, state.practice.hotline, state.site, _HOLDS)
    yield Output(Sentence("/hours.json"), "", json.dumps(hours, ensure_ascii=False))
    names = {code: language.english for code, language in LANGUAGES.items()}
    hsds = export_hsds(state.directory, names, home_date(state.at))
    yield Output(Sentence("/hsds.json"), "", json.dumps(hsds, ensure_ascii=False))
    for special in state.directory.special_days:
        yield Output(Sentence("special day {text}", text=special.name), "", special.name)


def _fallback(state: State, timetable: Timetable) -> Iterator[Output]:
    given = timetable, state.writer.book, state.at, state.dialling
    keyed = by_key(*given)
    parts = [announcement(*given), *keyed.chosen.values(), keyed.otherwise]
    yield Output(Sentence("when nothing answers: `ivr fallback`"), "", "\n".join(map(_static, parts)))


def _static(actions: Static) -> str:
    said = [" ".join(each.text for each in action.said) for action in actions if isinstance(action, Speak)]
    return "\n".join([*said, *(action.target for action in actions if isinstance(action, Ring))])


def _told(events: Sequence[Event]) -> str:
    """Return what is heard, dialled and sent in a call."""
    told = []
    for event in events:
        match event:
            case Heard(pieces):
                told.append(" ".join(piece.text for piece in pieces))
            case Rung(line, target):
                told.append(f"{line.agency if line else ''} {target}")
            case Sent(body):
                told.append(body)
    return "\n".join(told)


def _call(situation: str) -> Sentence:
    return Sentence("call: {situation}", situation=Sentence(situation))


def _text(kind: str) -> Sentence:
    return Sentence("text: {kind}", kind=Sentence(kind))
