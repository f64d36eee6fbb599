"""Directories that are just right by the rules, beside those that are just wrong."""

from datetime import date

import pytest

from schedules import Scope, Window
from schedules.rules import violations
from tests.support.changes import OTHER_DAY, RIGHT, Change, line, notice, special, words
from tests.support.published import FOURTEEN


@pytest.mark.parametrize(
    "change",
    [
        notice(id="a" * 60),
        line(agency="a" * 200),
        line(tier=9),
        line(confirmed=date(2000, 1, 1), last_day=date(2100, 12, 31)),
        line(first_day=OTHER_DAY, last_day=OTHER_DAY),
        words(title="a" * 80, spoken=("a" * 250,) * 12, text="a" * 400),
        words(title="\u200b\u200c\u200dក"),
        notice(last_day=date(2026, 11, 1)),
        special(windows=(Window(1320, 2099),), scope=Scope(line="otit-vi")),
        # a narrower one counts at otit-vi, where it would meet the usual hours
        special(first=date(2026, 12, 10), windows=(Window(1080, 1140),), extra=True),
        # the same date of another year, or for another scope
        special(first=date(2027, 12, 11), scope=Scope(tier=2)),
        special(first=date(2026, 12, 11), scope=Scope(line="fresc")),
    ],
)
def test_at_its_limits_it_is_right(change: Change) -> None:
    assert violations(change(RIGHT), FOURTEEN) == []


NIGHT = "22:00-01:00 next day on 2026-12-20 overlaps or touches"


@pytest.mark.parametrize(
    ("evening", "morning", "reason"),
    [
        ((1320, 1500), (60, 120), f"{NIGHT} 01:00-02:00 on 2026-12-21 at otit-vi"),
        ((1320, 1500), (61, 120), ""),
        ((1320, 1440), (0, 120), ""),
    ],
)
def test_a_night_meets_the_next_morning(evening: tuple[int, int], morning: tuple[int, int], reason: str) -> None:
    first = special("Evening", OTHER_DAY, windows=(Window(*evening),))(RIGHT)
    both = special("Morning", date(2026, 12, 21), windows=(Window(*morning),))(first)
    found = [(violation.path, str(violation.reason)) for violation in violations(both)]
    assert found == ([(("special_days", 2), reason), (("special_days", 3), reason)] if reason else [])


def test_any_language_will_do_if_none_are_named() -> None:
    assert violations(line(languages=frozenset(["vn"]))(RIGHT)) == []


def test_all_that_is_wrong_with_single_entries_is_found_before_what_can_not_stand_together() -> None:
    both = special("", scope=Scope(line="x"))(line(tier=0)(RIGHT))
    assert [violation.path for violation in violations(both)] == [("lines", 0, "tier"), ("special_days", 2, "name")]
