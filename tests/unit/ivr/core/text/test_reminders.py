"""Reminders: when they are due, and when nobody is woken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ivr.clock import parse_moment
from ivr.core.routing import decide
from ivr.core.text.delivery import after_quiet
from ivr.core.text.due import brought_forward, reminder, when_due
from ivr.core.text.promises import Promise, Purpose
from schedules import Hours, Timetable, load_directory, parse_hours
from tests.support.demo import MOBILE
from tests.support.desk import TIMETABLE, WRITER


def test_who_heard_no_answer_is_not_told_at_once_that_it_is_open() -> None:
    noon = parse_moment("2026-11-30 12:00")  # FRESC is open, and did not answer
    made = reminder(MOBILE, "id", decide(TIMETABLE, "id", noon, ["fresc"]), "CA1:7")
    assert made is not None
    later = noon + timedelta(minutes=1)
    assert brought_forward("id", noon, made.not_before, later, TIMETABLE) is None


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-29 20:59:59", "2026-11-29 20:59:59"),
        ("2026-11-29 21:00", "2026-11-30 08:00"),
        ("2026-11-30 00:00", "2026-11-30 08:00"),
        ("2026-11-30 07:59:59", "2026-11-30 08:00"),
        ("2026-11-30 08:00", "2026-11-30 08:00"),
    ],
)
def test_quiet_hours(moment: str, until: str) -> None:
    assert after_quiet(parse_moment(moment)) == parse_moment(until)


def test_information_comes_at_night_only_while_it_is_awaited() -> None:
    night = parse_moment("2026-11-29 23:00")
    asked = Promise("CA1", Purpose.INFORMATION, "vi", MOBILE, "the text", night)
    assert when_due(asked, timedelta(minutes=4), night, TIMETABLE, WRITER).body == "the text"
    assert when_due(asked, timedelta(minutes=29), night, TIMETABLE, WRITER).body is not None
    late = when_due(asked, timedelta(minutes=31), night, TIMETABLE, WRITER)
    assert late.later == parse_moment("2026-11-30 08:00")


def test_never_open_again_is_no_promise() -> None:
    lines = tuple(replace(line, hours=(Hours(parse_hours("closed")),)) for line in TIMETABLE.directory.lines)
    nobody = Timetable(replace(load_directory(), lines=lines))
    assert reminder(MOBILE, "id", decide(nobody, "id", datetime(2026, 11, 29, tzinfo=UTC)), "CA1:7") is None
