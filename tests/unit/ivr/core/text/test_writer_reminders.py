"""Texts of reminders: promised, due, and moved to a later opening."""

import pytest

from ivr.core.routing import decide
from ivr.core.text.writer import TextWriter
from tests.support.calls import LINKS, TIMETABLE, WRITER, at


def test_a_reminder_says_why_it_comes_and_whom_to_call() -> None:
    decision = decide(TIMETABLE, "en", at("Tue 12:00"))
    states = "OTIT 0120-250-147: open now, until 19:00\nFRESC 0120-76-2029: open now, until 17:00"
    assert WRITER.reminder(decision) == f"You asked us to tell you when the line opens.\n{states}"
    assert LINKS.reminder(decision) == (
        "OTIT: open now, until 19:00\nFRESC: open now, until 17:00\nNumbers and hours: https://example.org/en"
    )


@pytest.mark.parametrize(
    ("writer", "states"),
    [
        pytest.param(
            WRITER,
            "OTIT 0120-250-147: opens Tuesday 11:00\nFRESC 0120-76-2029: opens tomorrow 09:00",
            id="with numbers",
        ),
        pytest.param(LINKS, "OTIT: opens Tuesday 11:00\nFRESC: opens tomorrow 09:00", id="without"),
    ],
)
def test_a_reminder_is_promised_and_moved(writer: TextWriter, states: str) -> None:
    decision = decide(TIMETABLE, "en", at("Sun 10:00"))
    assert writer.reminder_set(decision) == f"{states}\nWe will text you when it opens."
    assert writer.moved(decision) == f"Sorry, the line is still closed. We will text you when it opens.\n{states}"
