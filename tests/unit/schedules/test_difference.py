import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from prompts.load import load_language
from schedules import (
    Confirmation,
    Directory,
    EmailPage,
    HolidayRule,
    HolidayRules,
    Hours,
    Line,
    Scope,
    SpecialDay,
    Week,
    load_directory,
    parse_hours,
    parse_windows,
    write_directory,
)
from schedules.difference import apply, difference
from schedules.hours import lost
from schedules.report import date_changes, report
from sentences import ENGLISH, Language, render
from tests.support.examples import examples
from tests.support.strategies import directories, email_pages, weeks

SHIPPED = load_directory()
MONDAY = date(2026, 11, 23)
JA = load_language("ja")
LEFT_IN_ENGLISH = re.compile(r"\b(becomes|added|removed|loses|gains|on|from|tier|Mon|Sun)\b")


def with_line(line_id: str, **changes: object) -> Directory:
    lines = tuple(replace(line, **changes) if line.id == line_id else line for line in SHIPPED.lines)  # type: ignore[arg-type]
    return replace(SHIPPED, lines=lines)


def told(was: Directory, becomes: Directory, language: Language = ENGLISH) -> list[str]:
    return [render(sentence, language) for sentence in report(was, becomes, MONDAY)]


@given(directories(), directories())
def test_a_difference_applied_to_the_one_gives_the_other_and_has_words(a: Directory, b: Directory) -> None:
    """One property for all, since two directories take longer to make up than what is asked of them."""
    assert apply(a, difference(a, b)) == b
    assert difference(a, a) == ()
    assert (difference(a, b) == ()) is (a == b)
    sentences = report(a, b, date(2026, 6, 1))
    assert bool(sentences) is (a != b)
    assert all("\n" not in str(sentence) for sentence in sentences)
    in_japanese = [render(sentence, JA) for sentence in sentences]
    assert [each for each in in_japanese if LEFT_IN_ENGLISH.search(each)] == []


@examples(50)
@given(email_pages, email_pages)
def test_a_difference_of_email_pages_and_its_words(a: dict[str, EmailPage], b: dict[str, EmailPage]) -> None:
    was, becomes = replace(SHIPPED, email=a), replace(SHIPPED, email=b)
    assert apply(was, difference(was, becomes)) == becomes
    assert load_directory(write_directory(was)) == was
    assert bool(told(was, becomes)) is (a != b)


def test_who_has_confirmed_an_email_page_is_told() -> None:
    checked = Confirmation(date(2026, 11, 20), "a call", "Aiko")
    page = SHIPPED.email["vi"]
    becomes = replace(SHIPPED, email={**SHIPPED.email, "vi": replace(page, confirmation=checked)})
    assert told(SHIPPED, becomes) == [
        "e-mail page of vi: confirmed on 2026-11-20 by Aiko, source: a call",
    ]
    moved = replace(SHIPPED, email={**SHIPPED.email, "vi": EmailPage("https://a.example/", page.confirmation)})
    assert told(SHIPPED, moved) == [f"e-mail page of vi: {page.address} becomes https://a.example/"]


def test_a_difference_in_japanese() -> None:
    fewer = with_line(
        "otit-zh", hours=(Hours(parse_hours("Mon, Wed 11:00-19:00, Sun 9:00-17:30")),), last_day=date(2027, 3, 31)
    )
    obon = SpecialDay("Obon; closed", date(2026, 12, 1), date(2026, 12, 1), ())
    becomes = replace(fewer, special_days=(obon,), holidays={2: HolidayRules.closed(HolidayRule.NEW_YEAR)})
    assert told(SHIPPED, becomes, JA)[:6] == [
        "otit-zh：金 11:00～19:00（週8時間）を削除。日 17:00～17:30（週30分）を追加",
        "otit-zh：最終日をなしから2027年3月31日に変更",
        "すべてに特別日を追加：2026年12月1日（Obon; closed）：休み",
        "優先順位2の年末年始：曜日ごとの時間から休みに変更",
        "otit-zh：週32時間から週24時間30分に変更",
        "2026年12月1日(火)（Obon; closed）fresc：09:00～17:00から休みに変更（8時間減）",
    ]


def test_a_line_that_is_charged() -> None:
    charged = with_line("otit-zh", charged=True)
    assert told(SHIPPED, charged) == ["otit-zh: charged: no becomes yes"]
    assert told(charged, SHIPPED) == ["otit-zh: charged: yes becomes no"]
    assert told(SHIPPED, charged, JA) == ["otit-zh：有料：いいえ → はい"]
    assert "charged: true" in write_directory(charged)
    assert "charged" not in write_directory(SHIPPED)


@given(directories(overnight=False))
def test_writing_a_document_and_reading_it_back_changes_nothing(directory: Directory) -> None:
    assert load_directory(write_directory(directory)) == directory


@pytest.mark.parametrize("other", [replace(SHIPPED, lines=SHIPPED.lines[:3]), with_line("otit-vi", tier=2)])
def test_lines_that_move_or_go(other: Directory) -> None:
    assert apply(SHIPPED, difference(SHIPPED, other)) == other
    assert apply(other, difference(other, SHIPPED)) == SHIPPED


def test_hours_that_are_lost_are_said_in_hours_a_week() -> None:
    fewer = with_line("otit-zh", hours=(Hours(parse_hours("Mon, Wed 11:00-19:00, Sun 9:00-17:30")),))
    assert told(SHIPPED, fewer) == [
        "otit-zh loses Fri 11:00-19:00, 8 h a week; gains Sun 17:00-17:30, 30 min a week",
        "otit-zh: 32 h a week becomes 24 h 30 min",
    ]


def test_hours_from_a_date_on() -> None:
    hours = (*SHIPPED.lines[0].hours, Hours(parse_hours("Mon 9:00-17:00"), date(2027, 4, 1)))
    assert told(SHIPPED, with_line("otit-vi", hours=hours)) == [
        "otit-vi gets hours of its own from 2027-04-01: Mon 09:00-17:00",
        "otit-vi: 48 h a week becomes 8 h",
    ]


def test_dates_are_said_one_by_one() -> None:
    closed = replace(
        SHIPPED,
        holidays={1: HolidayRules.closed(HolidayRule.PUBLIC)},
        special_days=(SpecialDay("Staff training", date(2026, 11, 26), date(2026, 11, 26), ()),),
    )
    sentences = told(SHIPPED, closed)
    assert sentences[:2] == [
        "special day added for all: 2026-11-26 (Staff training): closed",
        "tier 1 on public holidays: the weekly hours becomes closed",
    ]
    assert "on Mon 2026-11-23, 勤労感謝の日: otit-vi, otit-zh: 11:00-19:00 becomes closed, loses 8 h" in sentences
    assert "on Thu 2026-11-26, Staff training: fresc: 09:00-17:00 becomes closed, loses 8 h" in sentences
    assert len([each for each in date_changes(SHIPPED, closed, MONDAY) if each.day.year == 2026]) == 3


@pytest.mark.parametrize(
    ("windows", "extra", "said"),
    [
        ("10:00-16:00", False, "09:00-17:00 becomes 10:00-16:00, loses 2 h"),
        ("8:00-12:00", False, "09:00-17:00 becomes 08:00-12:00, loses 5 h; gains 1 h"),
        ("19:00-21:30", True, "09:00-17:00 becomes 09:00-17:00, 19:00-21:30, gains 2 h 30 min"),
        ("9:00-13:00, 14:00-17:00", False, "09:00-17:00 becomes 09:00-13:00, 14:00-17:00, loses 1 h"),
    ],
)
def test_hours_of_a_date_that_are_lost_and_gained(windows: str, extra: bool, said: str) -> None:
    day = date(2026, 11, 26)
    special = SpecialDay("Training", day, day, parse_windows(windows), Scope(line="fresc"), extra=extra)
    sentences = told(SHIPPED, replace(SHIPPED, special_days=(special,)))
    assert sentences[1:] == [f"on Thu 2026-11-26, Training: fresc: {said}"]


@given(weeks(), weeks())
def test_what_is_lost_and_gained_makes_up_the_week(a: Week, b: Week) -> None:
    def minutes(week: Week) -> int:
        return sum(window.closes - window.opens for windows in week for window in windows)

    assert minutes(a) - minutes(lost(a, b)) + minutes(lost(b, a)) == minutes(b)


def test_a_line_that_comes_and_goes_is_described() -> None:
    line: Line = replace(SHIPPED.lines[0], id="extra")
    more = replace(SHIPPED, lines=(*SHIPPED.lines, line))
    assert told(SHIPPED, more)[0] == "extra is added: OTIT 0120-250-168 (vi), Mon-Fri 11:00-19:00, Sun 09:00-17:00"
    charged = replace(SHIPPED, lines=(*SHIPPED.lines, replace(line, number="0570-012-345", charged=True)))
    assert told(SHIPPED, charged)[0].startswith("extra is added: OTIT 0570-012-345 (vi), charged, Mon-Fri 11:00-19:00")
    assert told(charged, SHIPPED)[0].startswith("extra is removed: OTIT 0570-012-345 (vi), charged, Mon-Fri")
