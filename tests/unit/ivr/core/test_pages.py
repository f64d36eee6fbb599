"""Links that dial the numbers of lines; what a page says of agencies; which notices are old."""

from dataclasses import replace
from datetime import date

import pytest

from ivr.clock import parse_moment
from ivr.core.pages import Page, dialling_link, page
from ivr.core.routing import decide
from schedules import Timetable
from schedules.confirmation import CONFIRMED_FOR
from tests.support.book import load_book
from tests.support.changes import RIGHT, Change, line, notice


def shown(language: str, at: str, change: Change = lambda directory: directory) -> Page:
    return page(decide(Timetable(change(RIGHT)), language, parse_moment(at)), load_book(), CONFIRMED_FOR)


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("0120-250-168", "tel:0120-250-168"),
        ("03 1234 5678", "tel:03-1234-5678"),
        ("(03) 1234-5678", "tel:03-1234-5678"),
        ("+81 3-1234-5678", "tel:+81312345678"),
        ("010 81 3 1234 5678", "tel:+81312345678"),
        ("+1 212 555 1234", "tel:+12125551234"),
        ("010 1 212-555-1234", "tel:+12125551234"),
        ("+84 (24) 3825 0000", "tel:+842438250000"),
        ("sip:vi@example.org", "sip:vi@example.org"),
    ],
)
def test_a_link_dials_the_number_however_it_is_typed(number: str, link: str) -> None:
    assert dialling_link(number) == link


@pytest.mark.parametrize(
    ("at", "old"),
    [
        ("2026-11-29 10:00", False),
        ("2027-11-01 23:59", False),
        ("2027-11-02 00:00", True),
        ("2031-01-01 00:00", True),
        ("2026-10-01 00:00", False),  # the clock of the demo can be set to a day before it
    ],
)
def test_a_notice_is_old_after_a_year(at: str, old: bool) -> None:
    """It is as of 1 November 2026. That somebody has confirmed it since does not make it newer."""
    assert [each.old for each in shown("vi", at).notices] == [old]
    confirmed = notice(confirmed=date(2027, 10, 1))
    assert [each.old for each in shown("vi", at, confirmed).notices] == [old]


def test_a_number_that_costs_says_so() -> None:
    at = "2026-11-30 10:00"
    assert [each.name for each in shown("vi", at).lines] == ["FRESC 0120-76-2029", "OTIT 0120-250-168"]
    names = [each.name for each in shown("vi", at, line(charged=True)).lines]
    assert names == ["FRESC 0120-76-2029", "OTIT 0120-250-168 (gọi mất phí)"]


def test_a_page_says_what_the_agencies_of_its_lines_are() -> None:
    """In the order of the lines, each once, and nothing of an agency without words in the language."""

    def with_fresc(language: str) -> Change:
        more = {**RIGHT.agencies, "FRESC": {language: "FRESC …"}, "another": {"vi": "another …"}}
        twice = replace(RIGHT.lines[1], id="second")
        return lambda directory: replace(directory, lines=(*directory.lines, twice), agencies=more)

    at = "2026-11-30 10:00"  # FRESC is open and comes first
    assert shown("vi", at, with_fresc("vi")).agencies == ("FRESC …", "OTIT là một tổ chức.")
    assert shown("vi", at, with_fresc("en")).agencies == ("OTIT là một tổ chức.",)
    assert shown("ja", at, with_fresc("vi")).agencies == ()
