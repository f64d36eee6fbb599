"""What an agency is shown: all that callers meet of its lines, and nothing of others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from ivr.core.confirmations.page import LineShown, agencies_of, shown
from ivr.core.confirmations.readers import Reader, hours_in, reader_of
from schedules import (
    Directory,
    EmailPage,
    HolidayRule,
    Scope,
    SpecialDay,
    Window,
    load_directory,
    parse_hours,
    read_hours,
)
from schedules.edits import add_special_day, change_line, set_holidays, set_hours
from sentences import render

TODAY = date(2026, 11, 30)
SHIPPED = load_directory()
OTIT = [line.id for line in SHIPPED.lines if line.agency == "OTIT"]
Edit = Callable[[Directory], Directory]


def one(directory: Directory, line_id: str = "otit-vi", agency: str = "OTIT") -> LineShown:
    (found,) = shown(directory, agency, [line_id], TODAY)
    return found


def test_an_agency_sees_its_own_lines_that_callers_are_offered() -> None:
    assert [each.line.id for each in shown(SHIPPED, "OTIT", [*OTIT, "fresc"], TODAY)] == OTIT
    assert shown(SHIPPED, "FRESC", ["otit-vi"], TODAY) == []
    hidden = change_line(SHIPPED, "otit-vi", {"hidden": True})
    ended = change_line(hidden, "otit-zh", {"last_day": TODAY - timedelta(days=1)})
    assert [each.line.id for each in shown(ended, "OTIT", OTIT, TODAY)] == OTIT[2:]
    assert list(agencies_of(SHIPPED, TODAY)) == ["OTIT", "FRESC"]
    nobody = replace(SHIPPED, lines=tuple(replace(each, hidden=True) for each in SHIPPED.lines))
    assert agencies_of(nobody, TODAY) == {}


def test_a_line_is_shown_as_callers_meet_it() -> None:
    line = one(SHIPPED)
    assert line.languages(Reader.ENGLISH) == "Vietnamese"
    assert line.languages(Reader.EASY) == "ベトナムご"
    assert line.hours(Reader.ENGLISH) == "Mon-Fri 11:00-19:00, Sun 09:00-17:00"
    assert line.hours(Reader.EASY) == "げつ-きん 11:00-19:00, にち 9:00-17:00"
    assert line.hours(Reader.JAPANESE) == "月～金 11:00～19:00、日 09:00～17:00"
    assert line.email == {"vi": "https://www.support.otit.go.jp/soudan/vi/"}
    assert [str(each) for each in line.holidays()] == [
        "Open on holidays as on other days: nobody has told us otherwise"
    ]
    assert line.hours_on_dates(Reader.ENGLISH) == []


def test_the_e_mail_page_is_of_the_agency_that_callers_reach_first() -> None:
    fresc = one(SHIPPED, "fresc", "FRESC")
    assert fresc.email == {}
    assert fresc.languages(Reader.ENGLISH).startswith("Vietnamese, Chinese, Indonesian")
    without = change_line(SHIPPED, "otit-vi", {"hidden": True})
    assert list(one(without, "fresc", "FRESC").email) == ["vi"]


def test_holidays_and_coming_dates_are_shown() -> None:
    closed = set_holidays(SHIPPED, 1, {HolidayRule.PUBLIC: (), HolidayRule.NEW_YEAR: ()})
    later = set_hours(closed, "otit-vi", "Mon-Fri 10:00-18:00", date(2027, 4, 1))
    day = date(2026, 12, 10)
    special = SpecialDay("a name that only staff read", day, day, (), Scope(line="otit-vi"))
    line = one(add_special_day(later, special))
    assert [str(each) for each in line.holidays()] == [
        "On public holidays: closed",
        "From 12-29 to 01-03: closed",
    ]
    assert [render(each) for each in line.hours_on_dates(Reader.ENGLISH)] == [
        "From 2027-04-01: Mon-Fri 10:00-18:00",
        "On 2026-12-10: closed",
    ]


@pytest.mark.parametrize(
    "edit",
    [
        lambda directory: set_hours(directory, "otit-vi", "Mon 11:00-12:00"),
        lambda directory: set_hours(directory, "otit-vi", "Mon 11:00-12:00", date(2027, 4, 1)),
        lambda directory: change_line(directory, "otit-vi", {"number": "0120-250-169"}),
        lambda directory: change_line(directory, "otit-vi", {"charged": True}),
        lambda directory: change_line(directory, "otit-vi", {"languages": frozenset({"vi", "en"})}),
        lambda directory: set_holidays(directory, 1, {HolidayRule.PUBLIC: ()}),
        lambda directory: replace(directory, email={**directory.email, "vi": EmailPage("https://example.org/")}),
        lambda directory: add_special_day(directory, SpecialDay("a", date(2026, 12, 1), date(2026, 12, 1), ())),
    ],
)
def test_the_mark_changes_with_what_is_shown(edit: Edit) -> None:
    assert one(edit(SHIPPED)).mark != one(SHIPPED).mark


@pytest.mark.parametrize(
    "edit",
    [
        lambda directory: change_line(directory, "otit-vi", {"notes": "for colleagues", "confirmed": TODAY}),
        lambda directory: set_hours(directory, "otit-zh", "Mon 11:00-12:00"),
    ],
)
def test_the_mark_stays_when_something_else_changes(edit: Edit) -> None:
    assert one(edit(SHIPPED)).mark == one(SHIPPED).mark


def test_a_line_without_hours_or_elsewhere() -> None:
    line = one(SHIPPED).line
    assert hours_in(parse_hours("closed"), line, Reader.EASY) == "休み"
    window = (Window(22 * 60, 26 * 60),)
    assert hours_in((window, *((),) * 6), line, Reader.ENGLISH) == "Mon 22:00-02:00"
    abroad = replace(line, zone=ZoneInfo("Asia/Seoul"))
    assert hours_in(parse_hours("Mon 9:00-17:00"), abroad, Reader.ENGLISH) == "Mon 09:00-17:00 (Asia/Seoul)"


def test_readers() -> None:
    assert [reader_of(each) for each in ("ja", "easy", "en", "vi", None)] == [*Reader, Reader.JAPANESE, Reader.JAPANESE]
    assert read_hours(one(SHIPPED).hours(Reader.JAPANESE)) == one(SHIPPED).week
