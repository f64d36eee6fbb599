"""Pieces of texts: a prompt, how a line stands, its hours, and where segments end."""

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from ivr.core.routing import decide
from ivr.core.text.writer import hours, state, times
from prompts import Closing, Prompt
from schedules import Hours, Timetable, Window, parse_hours
from tests.support.calls import DIRECTORY, TIMETABLE, WRITER, at


def test_a_single_prompt() -> None:
    assert WRITER.one("en", "sms_started") == "You will get texts from us again. To stop them, send STOP."
    assert WRITER.one("vi", "sms_trouble") == "Xin lỗi, chưa làm được. Xin gửi lại sau."


def test_how_a_line_stands_is_written_under_the_name_that_is_asked_for() -> None:
    (otit, fresc) = decide(TIMETABLE, "en", at("Tue 12:00"), ["fresc"]).considered
    assert state(otit, at("Tue 12:00"), "X") == [Prompt.of("sms_open", line="X", time=Closing(time(19)))]
    assert state(fresc, at("Tue 12:00"), "X") == [Prompt.of("sms_no_answer", line="X")]


@pytest.mark.parametrize(
    ("written", "zone", "expected"),
    [
        pytest.param("Mon-Fri 09:00-17:00", "Asia/Tokyo", "Mon-Fri 09:00-17:00", id="in Japan"),
        pytest.param("Mon-Fri 09:00-17:00", "Asia/Manila", "Mon-Fri 09:00-17:00 (Asia/Manila)", id="elsewhere"),
        pytest.param("Mon 09:00-12:00, 13:00-24:00", "Asia/Tokyo", "Mon 09:00-12:00, 13:00-24:00", id="until midnight"),
        pytest.param(
            "Mon-Wed, Sat 03:00-09:00, Fri 22:00-02:00 next day",
            "Asia/Tokyo",
            "Mon-Wed, Sat 03:00-09:00, Fri 22:00-02:00",
            id="over midnight",
        ),
    ],
)
def test_the_hours_of_a_line(written: str, zone: str, expected: str) -> None:
    fresc = replace(DIRECTORY.lines[-1], hours=(Hours(parse_hours(written)),), zone=ZoneInfo(zone))
    (each,) = decide(Timetable(replace(DIRECTORY, lines=(fresc,))), "en", at("Tue 12:00")).considered
    assert hours("en", each) == expected


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (9 * 60, 17 * 60 + 30, (time(9), time(17, 30))),
        (0, 24 * 60, (time(0), time(0))),
        (22 * 60, 26 * 60, (time(22), time(2))),
    ],
)
def test_a_window_by_the_clock_on_the_wall(opens: int, closes: int, expected: tuple[time, time]) -> None:
    assert times(Window(opens, closes)) == expected


def test_no_letter_is_torn_between_two_segments() -> None:
    """The Khmer text is longer than a segment; a space at the end of a line moves the border."""
    text = WRITER.reminder_set(decide(TIMETABLE, "km", at("Sun 10:00")))
    first, *rest = text.splitlines()
    assert first.endswith("11:00 ")
    assert not any(line.endswith(" ") for line in rest)
