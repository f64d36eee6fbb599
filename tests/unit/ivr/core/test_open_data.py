"""What the hours for programs say of the cost of a call."""

from typing import Any

import pytest

from ivr.clock import parse_moment
from ivr.core.open_data import hours_document, structured_data
from ivr.core.routing import decide
from schedules import Timetable
from schedules.confirmation import CONFIRMED_FOR
from tests.support.changes import RIGHT, line

NOW = parse_moment("2026-11-30 12:00")
SITE = "https://hotline.example.org"


def timetable(**changes: Any) -> Timetable:
    return Timetable(line(**changes)(RIGHT))


@pytest.mark.parametrize("charged", [False, True])
def test_the_hours_say_whether_a_call_is_charged(charged: bool) -> None:
    lines = hours_document(timetable(charged=charged), NOW, "+815031234567", SITE, CONFIRMED_FOR)["lines"]
    assert [each["charged"] for each in lines] == [charged] + [False] * (len(RIGHT.lines) - 1)


@pytest.mark.parametrize(
    ("number", "charged", "free"),
    [
        ("0120-250-168", False, True),
        ("0120-250-168", True, False),
        ("0570-012-345", True, False),
        ("03-5363-3013", False, False),
    ],
)
def test_search_engines_are_told_which_number_is_free(number: str, charged: bool, free: bool) -> None:
    decision = decide(timetable(number=number, charged=charged), "vi", NOW)
    (channel, *_) = structured_data(decision, "Advice", SITE, lambda line: line.source)["availableChannel"]
    assert channel["servicePhone"].get("contactOption") == ("TollFree" if free else None)
