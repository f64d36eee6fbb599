"""The content of a language's public page: the state of its lines now, the coming days, and notices."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import phonenumbers

from ivr.core.confirmed import email_unconfirmed_words, unconfirmed_words
from ivr.core.routing import Considered, Decision
from ivr.core.text.writer import hours, named, state, times
from profiles import profile
from prompts import Book, Dated, Prompt
from prompts.written import clock, date_in_week
from schedules import Line, Notice, Open, Timetable, dialled, home_date, home_time

OLD_NOTICE = timedelta(days=365)
"""A notice from longer ago is folded on the page."""
DAYS = 7
"""The number of days that a page shows, today included."""


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line: its name with number and cost, whether it is open, its state and weekly hours, in the page's language.

    ``unconfirmed`` says when its hours were last confirmed, if that is long ago.
    """

    line: Line
    name: str
    open: bool
    state: str
    hours: str
    unconfirmed: str

    @property
    def link(self) -> str:
        """The address that dials the line's number."""
        return dialling_link(self.line.number)


@dataclass(frozen=True, slots=True)
class DayAhead:
    """A day: its name, and for each line the opening and closing times; a closed line has none."""

    day: date
    name: str
    times: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A notice. ``as_of`` states its date and the agencies to ask; an ``old`` one is older than :data:`OLD_NOTICE`."""

    title: str
    as_of: str
    parts: tuple[str, ...]
    old: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The content of a language's page. ``lines`` has open lines first; each of ``days`` has them in the same order.

    ``email_unconfirmed`` says that the address of consultation by ``email`` was not confirmed for long, if so.
    ``agencies`` says of each agency of the lines what it is, if the directory has words for it.
    """

    as_of: str
    lines: tuple[LineNow, ...]
    days: tuple[DayAhead, ...]
    notices: tuple[NoticeShown, ...]
    email: str | None
    email_unconfirmed: str
    agencies: tuple[str, ...]


def page(decision: Decision, book: Book, holds: timedelta) -> Page:
    """Return the page for a decision, in its language. A confirmation of hours ``holds`` for a time."""
    language, now, timetable = decision.language, decision.at, decision.timetable
    lines = sorted(
        (_line_now(each, decision, book, holds) for each in decision.considered), key=lambda each: not each.open
    )
    today, email = home_time(now), timetable.directory.email.get(language)
    return Page(
        as_of=book.text(language, Prompt.of("page_as_of", date=Dated(today.date()), time=today.time())),
        lines=tuple(lines),
        days=tuple(_day(timetable, language, [each.line for each in lines], today, ahead) for ahead in range(DAYS)),
        notices=tuple(
            _notice(notice, language, decision, book) for notice in timetable.notices(now) if language in notice.words
        ),
        email=email.address if email else None,
        email_unconfirmed=email_unconfirmed_words(email, now, holds, book, language) if email else "",
        agencies=tuple(_agencies(timetable, language, [each.line for each in lines])),
    )


def dialling_link(number: str) -> str:
    """Return the address that dials a valid number: ``tel:`` or ``sip:``.

    A number in the country's own form stays in it, since some, such as 0120 in Japan, can't be reached from abroad.
    Any other form, such as ``010 1 212 555 1234``, becomes E.164 (RFC 3966).
    """
    target, groups = dialled(number), re.findall("[0-9]+", number)
    if target.startswith("sip:"):
        return target
    digits, code = "".join(groups), phonenumbers.country_code_for_region(profile().country)
    return f"tel:{'-'.join(groups) if digits[:1] == '0' and target == f'+{code}{digits[1:]}' else target}"


def next_state(decision: Decision, book: Book, holds: timedelta) -> LineNow | None:
    """Return the first open line; if none is open, the line that opens first; None if there is no line."""
    first = min(decision.considered, key=lambda each: _opens(each, decision.at), default=None)
    return None if first is None else _line_now(first, decision, book, holds)


def _opens(each: Considered, now: datetime) -> datetime:
    never = now + timedelta(days=10_000)
    return now if isinstance(each.status, Open) else each.status.opens or never


def _line_now(each: Considered, decision: Decision, book: Book, holds: timedelta) -> LineNow:
    said = book.lines(decision.language, state(each, decision.at, each.line.agency))
    return LineNow(
        line=each.line,
        name=named(each.line, decision.language, book),
        open=isinstance(each.status, Open),
        state=" ".join(said),
        hours=hours(decision.language, each),
        unconfirmed=unconfirmed_words(each.line, decision.at, holds, book, decision.language),
    )


def _day(timetable: Timetable, language: str, lines: list[Line], today: datetime, ahead: int) -> DayAhead:
    day = today.date() + timedelta(days=ahead)
    windows = [map(times, timetable.day(line, day).windows) for line in lines]
    written = [[(clock(language, a), clock(language, b, closing=True)) for a, b in of_line] for of_line in windows]
    return DayAhead(day, date_in_week(language, day), tuple(map(tuple, written)))


def _agencies(timetable: Timetable, language: str, lines: list[Line]) -> Iterator[str]:
    for agency in dict.fromkeys(line.agency for line in lines):
        if words := timetable.directory.agencies.get(agency, {}).get(language):
            yield words


def _notice(notice: Notice, language: str, decision: Decision, book: Book) -> NoticeShown:
    as_of = book.text(language, Prompt.of("sms_notice_as_of", date=Dated(notice.as_of)))
    agencies = ", ".join(dict.fromkeys(each.line.agency for each in decision.considered))
    words = notice.words[language]
    old = home_date(decision.at) - notice.as_of > OLD_NOTICE
    return NoticeShown(words.title, f"{as_of} {agencies}", words.spoken, old)
