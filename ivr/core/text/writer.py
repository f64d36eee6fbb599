"""Text messages, composed from data: numbers and hours in them, or a link to the page that has them."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import assert_never

from ivr.core.phrases import closing, opening
from ivr.core.routing import Considered, Decision
from prompts import LANGUAGES, Book, Dated, Prompt, count_segments
from prompts.languages import UNKNOWN, Menu
from prompts.segments import settle, straighten
from prompts.written import week as written_week
from schedules import HOME, Closed, Line, Notice, Open, Timetable, Window
from schedules.hours import END_OF_DAY, grouped, runs

MOST_SEGMENTS = 5
"""Longer texts come late at one Japanese carrier, and in pieces at others (Twilio's guidelines for Japan)."""


@dataclass(frozen=True)
class TextWriter:
    """Writes the text messages.

    ``pages`` is the address of the public pages, which a text names in place of numbers and hours: for
    routes on which carriers filter numbers in the body. None: numbers and hours are in the text.
    """

    book: Book
    pages: str | None = None

    def information(self, decision: Decision) -> str:
        """The state of each line; its number and hours and the e-mail page, or the link."""
        language = decision.language
        if language == UNKNOWN:
            return self.all_numbers(decision.timetable, decision.at)
        parts: list[str] = []
        for each in decision.considered:
            parts += self.book.lines(language, state(each, decision.at, self._line(each.line)))
            if self.pages is None and not _is_closed_for_good(each):
                parts.append(hours(language, each))
        if self.pages is not None:
            return settle("\n".join([*parts, *self._link(language)]))
        parts += self.book.lines(language, [Prompt("sms_free")])
        if page := decision.timetable.directory.email.get(language):
            parts += self.book.lines(language, [Prompt.of("sms_email", url=page)])
        return settle("\n".join(filter(None, parts)))

    def reminder(self, decision: Decision) -> str:
        """That a line is open now, for somebody who has asked to be told: whom to call, and until when."""
        if self.pages is not None:
            return self.information(decision)  # with the word besides it would cost a third segment
        return settle("\n".join([self.one(decision.language, "sms_reminder"), *self._states(decision)]))

    def reminder_set(self, decision: Decision) -> str:
        """When the lines open, and that a reminder will come then."""
        return settle("\n".join([*self._states(decision), self.one(decision.language, "sms_reminder_set")]))

    def moved(self, decision: Decision) -> str:
        """That the line is closed after all, and when it opens."""
        return settle("\n".join([self.one(decision.language, "sms_reminder_moved"), *self._states(decision)]))

    def notices(self, timetable: Timetable, language: str, now: datetime) -> str:
        """The live notices, newest first, as many as fit; each with its date and whom to ask."""
        text = ""
        for notice in timetable.notices(now):
            if language in notice.words:
                longer = "\n\n".join(filter(None, [text, self._notice(notice, timetable, language, now)]))
                if text and count_segments(longer).count > MOST_SEGMENTS:
                    break
                text = longer
        return settle(text) or self.one(language, "sms_no_notice")

    def all_numbers(self, timetable: Timetable, now: datetime) -> str:
        """For a caller whose language is not known: each line by the names of its languages, then its number."""
        if self.pages is not None:
            return f"{self.pages}/"
        return "\n".join(f"{_languages_of(line)} {line.number}" for line in timetable.lines(now))

    def language_list(self, timetable: Timetable, now: datetime) -> str:
        """The answer to words that were not understood: every language, with what to send for it, and whom to call."""
        choices = [
            f"{language.key if language.menu is Menu.FIRST else language.code} {language.name}"
            for language in LANGUAGES.values()
        ]
        shared = [f"{line.agency} {line.number}" for line in timetable.lines(now) if len(line.languages) > 1]
        return "\n".join([*choices, *(shared if self.pages is None else [f"{self.pages}/"])])

    def one(self, language: str, prompt: str) -> str:
        """A text that is a single prompt without values."""
        return "\n".join(self.book.lines(language, [Prompt(prompt)]))

    def _notice(self, notice: Notice, timetable: Timetable, language: str, now: datetime) -> str:
        words = notice.words[language]
        as_of = self.book.lines(language, [Prompt.of("sms_notice_as_of", date=Dated(notice.as_of))])
        if self.pages is not None:
            return "\n".join([straighten(words.title), *as_of, f"{self.pages}/{language}"])
        lines = [f"{line.agency} {line.number}" for line in timetable.lines_for(language, now)]
        return "\n".join([straighten(words.text), *as_of, *lines])

    def _states(self, decision: Decision) -> list[str]:
        """How each line stands, without the hours of the week."""
        return [
            words
            for each in decision.considered
            for words in self.book.lines(decision.language, state(each, decision.at, self._line(each.line)))
        ]

    def _link(self, language: str) -> tuple[str, ...]:
        return self.book.lines(language, [Prompt.of("sms_link", url=f"{self.pages}/{language}")])

    def _line(self, line: Line) -> str:
        return line.agency if self.pages is not None else f"{line.agency} {line.number}"


def state(each: Considered, now: datetime, line: str) -> list[Prompt]:
    """How a line stands, as it is written; ``line`` is what it is called there."""
    match each.status:
        case Open() if each.tried:
            return [Prompt.of("sms_no_answer", line=line)]
        case Open(until):
            time = closing(until, now)
            at = Prompt.of("sms_open", line=line, time=time) if time else None
            return [at or Prompt.of("sms_open_always", line=line)]
        case Closed(opens):
            return [opening("sms_opens", opens, now, line=line) if opens else Prompt.of("sms_closed", line=line)]
        case _:
            assert_never(each.status)


def hours(language: str, each: Considered) -> str:
    """The weekly hours of a line as they are written in a language, with its zone if that is not Japan's."""
    zone = "" if each.line.zone == HOME else f" ({each.line.zone.key})"
    return written_week(language, ((runs(days), map(times, windows)) for days, windows in grouped(each.week))) + zone


def _is_closed_for_good(each: Considered) -> bool:
    return isinstance(each.status, Closed) and each.status.opens is None


def _languages_of(line: Line) -> str:
    """The name of a line's language; of one that speaks several, its agency."""
    return LANGUAGES[next(iter(line.languages))].name if len(line.languages) == 1 else line.agency


def times(window: Window) -> tuple[time, time]:
    """When a window opens and closes, by the clock on the wall; midnight is ``time(0)``."""

    def wall(minutes: int) -> time:
        return time(*divmod(minutes % END_OF_DAY, 60))

    return wall(window.opens), wall(window.closes)
