"""The content of text messages: telephone numbers and hours, or a link to the page that shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import assert_never

from ivr.core.confirmed import unconfirmed_since
from ivr.core.phrases import closing, opening
from ivr.core.routing import Considered, Decision
from ivr.core.text.promises import Purpose
from profiles import currency, profile
from prompts import LANGUAGES, Book, Dated, Prompt, count_segments
from prompts.desk import request
from prompts.languages import UNKNOWN, Menu
from prompts.segments import settle, straighten
from prompts.written import week as written_week
from schedules import Closed, Line, Notice, Open, Timetable, Window, home_zone
from schedules.hours import END_OF_DAY, grouped, runs

MOST_SEGMENTS = 5
"""One Japanese carrier delivers longer texts late, and others in pieces (Twilio's SMS guidelines for Japan)."""


@dataclass(frozen=True)
class TextWriter:
    """Writes text messages.

    ``pages`` is the address of the public pages. Texts link to them instead of stating numbers and hours, for routes
    on which carriers filter texts with telephone numbers. None: numbers and hours are in the text. ``after_silence``:
    a caller who has chosen no language is sent all numbers without having asked. ``discreet``: the first line of a
    text does not say what it is about. ``confirmed_for``: hours that were not confirmed for this long are said to be
    so, in calls too; None: they are not. ``whole``: a text leaves nothing out, however long it is, to measure it.
    """

    book: Book
    pages: str | None = None
    after_silence: bool = False
    discreet: bool = False
    confirmed_for: timedelta | None = None
    whole: bool = False

    def information(self, decision: Decision) -> str:
        """Return what it is, the state, number and hours of each line, and the e-mail page; or states and the link.

        Lines that are open now come first. A text of more than :data:`MOST_SEGMENTS` leaves out the weekly hours of
        lines, the last first, then lines, the last first.
        """
        if decision.language == UNKNOWN:
            return self.all_numbers(decision.timetable, decision.at)
        count = len(decision.considered)
        if self.whole:
            return self._information(decision, count, count)
        kept = [*((count, told) for told in range(count, -1, -1)), *((lines, 0) for lines in range(count - 1, 0, -1))]
        return _first_that_fits(self._information(decision, lines, with_hours) for lines, with_hours in kept)

    def _information(self, decision: Decision, lines: int, with_hours: int) -> str:
        """Return the text with so many lines, so many of them with their weekly hours."""
        language = decision.language
        parts = [self._about(language)] if decision.considered and self.pages is None else []
        for place, each in enumerate(_open_first(decision)[:lines]):
            parts += self.book.lines(language, state(each, decision.at, self._line(each.line, language)))
            if self.pages is None and place < with_hours and not _is_closed_for_good(each):
                parts.append(hours(language, each, short=True))
        if self.pages is None and decision.considered and not _has_line_of_its_own(decision):
            parts += self.book.lines(language, [Prompt.of("sms_say", phrase=request(language))])
        if self.pages is not None:
            return settle("\n".join([*parts, *self._link(language)]))
        if since := unconfirmed_since(decision, self.confirmed_for):
            parts += self.book.lines(language, [Prompt.of("sms_confirmed", date=Dated(since))])
        if page := decision.timetable.directory.email.get(language):
            parts += self.book.lines(language, [Prompt.of("sms_email", url=page.address)])
        return settle("\n".join(filter(None, parts)))

    def reminder(self, decision: Decision) -> str:
        """Return the reminder that a line is open now: whom to call, and until when."""
        if self.pages is not None:
            return self.information(decision)  # the word "reminder" would add a third segment
        return self._with_states(decision, before=self.one(decision.language, "sms_reminder"))

    def reminder_set(self, decision: Decision) -> str:
        """Return the answer to the request for a reminder: when the lines open, and that a reminder will come then."""
        return self._with_states(decision, after=self.one(decision.language, "sms_reminder_set"))

    def moved(self, decision: Decision) -> str:
        """Return the text that the line is closed after all, and when it opens."""
        return self._with_states(decision, before=self.one(decision.language, "sms_reminder_moved"))

    def call_set(self, decision: Decision) -> str:
        """Return the answer to the request for a call-back: when the lines open, and that we call then."""
        return self._with_states(decision, after=self.one(decision.language, "sms_call_set"))

    def of_call_back(self, purpose: Purpose, decision: Decision) -> str:
        """Return the text about a call-back: what became of it, and the state of each line."""
        return self._with_states(decision, before=self.one(decision.language, _OF_CALL_BACKS[purpose]))

    def notices(self, timetable: Timetable, language: str, now: datetime) -> str:
        """Return the live notices, newest first, each with its date and whom to ask.

        The first is always there. The text ends before a notice with which it would exceed :data:`MOST_SEGMENTS`.
        """
        text = ""
        for notice in timetable.notices(now):
            if language in notice.words:
                longer = "\n\n".join(filter(None, [text, self._notice(notice, timetable, language, now)]))
                if text and count_segments(longer).count > MOST_SEGMENTS:
                    break
                text = longer
        return settle(text) or self.one(language, "sms_no_notice")

    def all_numbers(self, timetable: Timetable, now: datetime) -> str:
        """Return the text for a caller whose language is not known: the number of each line, with its languages.

        A language is named at the first line that speaks it. A line without any left is named by its agency if it
        speaks several; else it is left out. Numbers have no hyphens, so that the text fits into three segments. A
        number that costs has a mark that needs no words. A text that is too long leaves out the last tiers.
        """
        if self.pages is not None:
            return f"{self.pages}/"
        lines = timetable.lines(now)
        tiers = sorted({line.tier for line in lines}, reverse=True) or [0]
        return _first_that_fits(self._numbers([line for line in lines if line.tier <= tier]) for tier in tiers)

    def _numbers(self, lines: Sequence[Line]) -> str:
        named: set[str] = set()
        rows = []
        for line in sorted(lines, key=lambda line: (line.tier, len(line.languages) > 1)):
            new = line.languages - named
            if not new and len(line.languages) == 1:
                continue
            named |= new
            names = " ".join(each.short_name for code, each in LANGUAGES.items() if code in new)
            rows.append(f"{names or line.agency} {line.number.replace('-', '')}{_mark(line)}")
        return "\n".join(rows)

    def language_list(self, timetable: Timetable, now: datetime) -> str:
        """Return the answer to a text that was not understood: what to send for each language, and whom to call."""
        shared = [
            f"{line.agency} {line.number}{_mark(line)}" for line in timetable.lines(now) if len(line.languages) > 1
        ]
        if self.pages is not None:
            return "\n".join([*choices(), f"{self.pages}/"])
        return _first_that_fits("\n".join([*choices(), *shared[:count]]) for count in range(len(shared), -1, -1))

    def emergency(self, language: str, rest: str) -> str:
        """Return the emergency numbers, with the text ``rest`` below them."""
        numbers = Prompt.of("sms_emergency", police=profile().police, ambulance=profile().ambulance)
        return settle("\n".join([*self.book.lines(language, [numbers]), rest]))

    def one(self, language: str, prompt: str) -> str:
        """Return a text of a single prompt without values."""
        return "\n".join(self.book.lines(language, [Prompt(prompt)]))

    def _about(self, language: str) -> str:
        """Return the first line: that it is free advice; if discreet, only the name of the language."""
        return f"{LANGUAGES[language].name}:" if self.discreet else self.one(language, "sms_free")

    def _notice(self, notice: Notice, timetable: Timetable, language: str, now: datetime) -> str:
        words = notice.words[language]
        as_of = self.book.lines(language, [Prompt.of("sms_notice_as_of", date=Dated(notice.as_of))])
        if self.pages is not None:
            return "\n".join([straighten(words.title), *as_of, f"{self.pages}/{language}"])
        lines = [named(line, language, self.book) for line in timetable.lines_for(language, now)]
        told = [straighten(words.text), *as_of]
        return _first_that_fits(
            "\n".join([*told, *lines[:count]]) for count in range(len(lines), min(len(lines), 2) - 1, -1)
        )

    def _with_states(self, decision: Decision, before: str = "", after: str = "") -> str:
        """Return a text with the state of each line, open ones first; the last are left out if it is too long."""
        language = decision.language
        states = [
            "\n".join(self.book.lines(language, state(each, decision.at, self._line(each.line, language))))
            for each in _open_first(decision)
        ]
        counts = [len(states)] if self.whole else range(len(states), -1, -1)
        return _first_that_fits(settle("\n".join(filter(None, [before, *states[:count], after]))) for count in counts)

    def _link(self, language: str) -> tuple[str, ...]:
        return self.book.lines(language, [Prompt.of("sms_link", url=f"{self.pages}/{language}")])

    def _line(self, line: Line, language: str) -> str:
        return line.agency if self.pages is not None else named(line, language, self.book)


def _first_that_fits(texts: Iterable[str]) -> str:
    """Return the first text of at most :data:`MOST_SEGMENTS`; the last, if none is."""
    text = ""
    for text in texts:
        if count_segments(text).count <= MOST_SEGMENTS:
            break
    return text


def choices() -> list[str]:
    """Return what to send for each language, with its name: ``1 Tiếng Việt``."""
    return [
        f"{language.key if language.menu is Menu.FIRST else language.code} {language.name}"
        for language in LANGUAGES.values()
    ]


def named(line: Line, language: str, book: Book) -> str:
    """Return the agency and number of a line, and that a call costs, if it does: ``OTIT 0570-012-345 (call costs)``."""
    name = f"{line.agency} {line.number}"
    return f"{name} ({book.text(language, Prompt('sms_charged'))})" if line.charged else name


def state(each: Considered, now: datetime, line: str) -> list[Prompt]:
    """Return the written state of a line; ``line`` is its name in the text."""
    match each.status:
        case Open() if each.unanswered:
            return [Prompt.of("sms_no_answer", line=line)]
        case Open(until):
            time = closing(until, now)
            at = Prompt.of("sms_open", line=line, time=time) if time else None
            return [at or Prompt.of("sms_open_always", line=line)]
        case Closed(opens):
            return [opening("sms_opens", opens, now, line=line) if opens else Prompt.of("sms_closed", line=line)]
        case _:
            assert_never(each.status)


def hours(language: str, each: Considered, *, short: bool = False) -> str:
    """Return the weekly hours of a line as written in a language, with its zone if that is not the one of home.

    ``short``: ``11-19`` for ``11:00-19:00``.
    """
    zone = "" if each.line.zone == home_zone() else f" ({each.line.zone.key})"
    clauses = ((runs(days), map(times, windows)) for days, windows in grouped(each.week))
    return written_week(language, clauses, short=short) + zone


_OF_CALL_BACKS = {
    Purpose.CALL_MISSED: "sms_call_missed",
    Purpose.CALL_MOVED: "sms_call_moved",
    Purpose.CALL_LATER: "sms_call_later",
}


def _mark(line: Line) -> str:
    return f" {currency()}" if line.charged else ""


def _is_closed_for_good(each: Considered) -> bool:
    return isinstance(each.status, Closed) and each.status.opens is None


def _open_first(decision: Decision) -> list[Considered]:
    return sorted(decision.considered, key=lambda each: not each.available)


def _has_line_of_its_own(decision: Decision) -> bool:
    """Whether a line speaks only the language; the others have to be asked for it."""
    return decision.language == profile().desk.language or any(
        len(each.line.languages) == 1 for each in decision.considered
    )


def times(window: Window) -> tuple[time, time]:
    """Return the times of day at which a window opens and closes; midnight is ``time(0)``."""

    def wall(minutes: int) -> time:
        return time(*divmod(minutes % END_OF_DAY, 60))

    return wall(window.opens), wall(window.closes)
