"""What calendars make of our feeds: `ical.js` (Thunderbird's), `node-ical`, and `recurring-ical-events` from PyPI."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ivr.core.phrases import calendar_closed
from prompts import LANGUAGES
from schedules import (
    Directory,
    HolidayRule,
    HolidayRules,
    Hours,
    Line,
    SpecialDay,
    Timetable,
    load_directory,
    parse_hours,
)
from schedules import parse_windows as windows
from schedules.formats.ics import calendar_feed
from tests.support.book import load_book
from tests.support.judges import ask_node, ask_python

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
FIRST, LAST = datetime(2026, 11, 23, tzinfo=TOKYO), datetime(2027, 3, 30, tzinfo=TOKYO)
"""New Year, holidays, and the change to summer time in New York and Berlin."""
SHIPPED = load_directory()
SPECIAL_DAYS = (
    SpecialDay("Audit, all day; 監査 🏮", date(2026, 11, 25), date(2026, 11, 27), ()),
    SpecialDay("Short", date(2026, 12, 1), date(2026, 12, 3), windows("10:00-12:00, 22:00-2:00 next day")),
    SpecialDay("Fair", date(2026, 12, 6), date(2026, 12, 6), windows("20:00-22:00"), extra=True),
    SpecialDay("Founding", date(2000, 2, 28), date(2000, 3, 1), (), yearly=True),
)
Occurrences = list[list[str]]
Feed = tuple[Timetable, Sequence[Line], str]
"""And what it is about."""


def elsewhere(zone: str, hours: str) -> Directory:
    """A line in another zone, whose hours change with the new year."""
    versions = (Hours(parse_hours(hours)), Hours(parse_hours("Tue 8:00-12:00"), date(2027, 1, 1)))
    line = replace(SHIPPED.lines[0], hours=versions, zone=ZoneInfo(zone), last_day=date(2027, 3, 24))
    return replace(SHIPPED, lines=(line,), special_days=SPECIAL_DAYS)


DIRECTORIES = (
    SHIPPED,
    replace(
        SHIPPED,
        special_days=SPECIAL_DAYS,
        holidays={1: HolidayRules.closed(*HolidayRule), 2: HolidayRules.closed(*HolidayRule)},
    ),
    elsewhere("America/New_York", "Mon-Fri 9:00-17:00, Sat 23:00-6:00 next day"),
    elsewhere("Europe/Berlin", "Mon-Sun 0:30-3:30, 20:00-24:00"),
)


def feeds() -> list[Feed]:
    """The feed of each language, as `/<language>.ics` has it."""
    book = load_book()
    found: list[Feed] = []
    for directory in DIRECTORIES:
        timetable = Timetable(directory)
        for language in LANGUAGES:
            if lines := timetable.lines_for(language, NOW):
                words = calendar_closed(book, language)
                feed = calendar_feed(timetable, lines, LANGUAGES[language].name, words, NOW)
                found.append((timetable, lines, feed.decode()))
    return found


def openings(timetable: Timetable, lines: Sequence[Line]) -> Occurrences:
    """When the timetable opens the lines, in the form that the judges write."""

    def written(day: date, minutes: int, zone: ZoneInfo) -> str:
        local = datetime.combine(day, datetime.min.time(), zone) + timedelta(minutes=minutes)
        return f"{local.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    found = [
        [f"{line.agency} {line.number}", written(day, window.opens, line.zone), written(day, window.closes, line.zone)]
        for line in lines
        for ahead in range(-1, (LAST - FIRST).days + 1)
        for day in [FIRST.date() + timedelta(days=ahead)]
        for window in timetable.day(line, day).windows
    ]
    first, last = (f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for moment in (FIRST, LAST))
    return sorted(each for each in found if first <= each[1] < last)


@pytest.fixture(scope="module")
def published() -> list[Feed]:
    return feeds()


@pytest.fixture(scope="module")
def judged(published: list[Feed]) -> dict[str, Any]:
    """What each judge reads, feed by feed."""
    asked = {"feeds": [feed for _, _, feed in published], "between": [FIRST.isoformat(), LAST.isoformat()]}
    others = ask_python("recurring_events.py", asked)
    return {**ask_node("calendars.cjs", asked, TZ="UTC"), "recurring-ical-events": others}


@pytest.mark.parametrize("judge", ["ical.js", "node-ical", "recurring-ical-events"])
def test_each_opening_is_shown_and_no_other(published: list[Feed], judged: dict[str, Any], judge: str) -> None:
    for (timetable, lines, _), occurrences in zip(published, judged[judge], strict=True):
        timed = [each for each in occurrences if "T" in each[1]]
        assert timed == openings(timetable, lines), lines


def test_all_judges_read_the_same_closed_days(judged: dict[str, Any]) -> None:
    days = {judge: [[each for each in feed if "T" not in each[1]] for feed in found] for judge, found in judged.items()}
    assert days["ical.js"] == days["node-ical"] == days["recurring-ical-events"]
    assert sum(map(len, days["ical.js"])) > 20
