"""The summary of a week: when it is due, and what it says."""

from datetime import date, datetime, timedelta

import pytest

from ivr.core.alerts import Alert, Kind
from ivr.core.digest import Week, digest, due_week
from ivr.core.reports import Peak
from prompts.load import load_language
from sentences import Sentence, from_text, render, to_text
from tests.support.published import TOKYO

MONDAY = datetime(2026, 11, 30, 9, tzinfo=TOKYO)
WEEK = Week(date(2026, 11, 23), 180, 117, 60, 2)
PEAK = Peak("my", 6, 18, 22, 41, 160)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (timedelta(minutes=-1), None),
        (timedelta(), WEEK.first),
        (timedelta(hours=23, minutes=59), WEEK.first),
        (timedelta(hours=24), None),
        (timedelta(days=6), None),
        (timedelta(days=7), WEEK.first + timedelta(days=7)),
    ],
)
def test_it_is_due_on_monday_at_nine_and_for_a_day(after: timedelta, due: date | None) -> None:
    assert due_week(MONDAY + after) == due


def test_what_it_says() -> None:
    fell = Alert(Kind.FALLEN, "otit-vi", Sentence("{line} fell.", line="OTIT"), "/ops/calls")
    told = digest(WEEK, [PEAK], [fell])
    assert (told.kind, told.subject, told.page) == (Kind.DIGEST, "2026-11-23", "/ops/reports")
    assert str(told.said).splitlines() == [
        "The week from 2026-11-23 to 2026-11-29:",
        "Calls: 180, of which 65 % were put through.",
        "Texts: 60 delivered, 2 failed.",
        "Burmese: 41 of 160 calls of the last four weeks came on Sundays from 18:00 to 22:00, when no line is open.",
        "What needs a hand now:",
        "- OTIT fell.",
    ]
    assert from_text(to_text(told.said)) == told.said
    assert "日曜日の18:00から22:00まで" in render(told.said, load_language("ja"))


def test_a_week_without_calls() -> None:
    assert "Calls: 0, of which 0 % were put through." in str(digest(Week(WEEK.first, 0, 0, 0, 0), [], []).said)
    assert str(digest(WEEK, [], []).said).endswith("Nothing needs a hand.")
