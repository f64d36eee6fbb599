"""What would happen: the walk says what a real call says."""

from datetime import datetime, timedelta

import pytest

from ivr.clock import parse_moment
from ivr.core.call.preview import Heard, Rung, Sent, walk
from ivr.core.caller import identify
from ivr.core.text.writer import TextWriter
from prompts import LANGUAGES
from schedules import Timetable, load_directory
from tests.support.book import load_book
from tests.support.published import TOKYO

WRITER = TextWriter(load_book())
TIMETABLE = Timetable(load_directory())
MOBILE, WITHHELD = identify("+819012345678"), identify("anonymous")
MONDAY = datetime(2026, 11, 23, tzinfo=TOKYO)


def test_both_open_lines_are_rung_then_a_text_is_sent() -> None:
    events = walk(MOBILE, "vi", parse_moment("2026-11-27 12:30"), TIMETABLE, WRITER)
    assert [type(event) for event in events] == [Heard, Rung, Heard, Rung, Sent, Heard, Heard]
    assert [event.line.id for event in events if isinstance(event, Rung) and event.line] == ["otit-vi", "fresc"]
    body = next(event.body for event in events if isinstance(event, Sent))
    assert body.splitlines()[1].startswith("OTIT 0120-250-168")


def test_nobody_is_rung_when_nobody_is_there() -> None:
    events = walk(MOBILE, "km", parse_moment("2026-11-28 12:00"), TIMETABLE, WRITER)
    assert not any(isinstance(event, Rung) for event in events)
    assert sum(isinstance(event, Sent) for event in events) == 1


def test_no_text_where_none_can_be_had() -> None:
    events = walk(WITHHELD, "vi", parse_moment("2026-11-28 20:00"), TIMETABLE, WRITER)
    said = " ".join(piece.text for event in events if isinstance(event, Heard) for piece in event.pieces)
    assert not any(isinstance(event, Sent) for event in events)
    assert "0 1 2 0, 2 5 0" in said  # the number is spoken instead


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_walk_ends_in_words(language: str) -> None:
    for hour in range(0, 7 * 24, 5):
        events = walk(MOBILE, language, MONDAY + timedelta(hours=hour), TIMETABLE, WRITER)
        assert isinstance(events[-1], Heard)
