"""How the answer of an agency is read, and what it changes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.core.confirmations.answers import Answer, OfLine, Reading, Says, Typed, changed, read
from ivr.core.confirmations.page import shown
from schedules import Directory, load_directory, parse_hours, print_hours
from schedules.difference import LineChanged, difference
from schedules.edits import set_hours

TODAY, MADE_ON = date(2026, 11, 30), date(2026, 11, 20)
SHIPPED = load_directory()
IDS = ("otit-vi", "otit-zh")
NINE_TO_FIVE = "Mon-Fri 09:00-17:00"
MARKS = {each.line.id: each.mark for each in shown(SHIPPED, "OTIT", IDS, TODAY)}
RIGHT = {line_id: OfLine(Says.RIGHT, "", mark) for line_id, mark in MARKS.items()}


def answered(directory: Directory = SHIPPED, name: str = "Yamada", remark: str = "", **vi: Any) -> Reading:
    """Read an answer in which all is right but what is said of the Vietnamese line."""
    lines = {**RIGHT, "otit-vi": replace(RIGHT["otit-vi"], **vi)}
    return read(Typed(name, remark, lines), shown(directory, "OTIT", IDS, TODAY), directory, TODAY)


def test_all_is_right() -> None:
    assert answered() == Reading(Answer("Yamada", "", IDS, {}), {}, {})


def test_other_hours_are_read_back_before_they_are_taken() -> None:
    first = answered(says=Says.HOURS, hours="月～金 9時～17時")
    assert (first.answer, first.mistakes) == (None, {})
    assert first.weeks == {"otit-vi": parse_hours(NINE_TO_FIVE)}
    second = answered(says=Says.HOURS, hours="月～金 9時～17時", read_back=NINE_TO_FIVE)
    assert second.answer == Answer("Yamada", "", ("otit-zh",), {"otit-vi": parse_hours(NINE_TO_FIVE)})
    changed_after_it = answered(says=Says.HOURS, hours="月～金 9時～18時", read_back=NINE_TO_FIVE)
    assert changed_after_it.answer is None


def test_the_same_hours_written_otherwise_are_right() -> None:
    same = "月～金 11:00～19:00、日 9時～17時"
    reading = answered(says=Says.HOURS, hours=same, read_back="Mon-Fri 11:00-19:00, Sun 09:00-17:00")
    assert reading.answer == Answer("Yamada", "", IDS, {})


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"says": ""}, "says-otit-vi", "Choose one of these."),
        ({"says": "publish"}, "says-otit-vi", "Choose one of these."),
        ({"mark": "0" * 16}, "says-otit-vi", "This was changed while you were reading. Please look at it again."),
        ({"mark": ""}, "says-otit-vi", "This was changed while you were reading. Please look at it again."),
        (
            {"hours": "Mon 9:00-17:00"},
            "says-otit-vi",
            "You have typed other hours. Choose that they are others, or delete them.",
        ),
        ({"says": Says.OTHER}, "remark", "Write what is wrong, or who knows it."),
        ({"name": " "}, "name", "Write your name in one line of up to 80 characters."),
        ({"name": "a" * 81}, "name", "Write your name in one line of up to 80 characters."),
        ({"name": "a\x00b"}, "name", "Write your name in one line of up to 80 characters."),
        ({"remark": "a" * 1001}, "remark", "Write up to 1000 characters."),
        ({"remark": "a\x00"}, "remark", "Write up to 1000 characters."),
    ],
)
def test_what_is_in_doubt(sent: dict[str, Any], field: str, said: str) -> None:
    reading = answered(**sent)
    assert reading.answer is None
    assert {name: str(each.said) for name, each in reading.mistakes.items()} == {field: said}


def test_hours_that_are_not_understood_have_their_place_and_what_they_may_mean() -> None:
    mistake = answered(says=Says.HOURS, hours="Mon-Fri 9-17").mistakes["hours-otit-vi"]
    assert str(mistake.said).startswith("column 9")
    assert (mistake.wrong, mistake.meant) == ("9", parse_hours(NINE_TO_FIVE))
    empty = answered(says=Says.HOURS, hours=" ").mistakes["hours-otit-vi"]
    assert empty.meant is None
    overlaps = answered(says=Says.HOURS, hours="Mon 9:00-12:00, Mon 11:00-13:00").mistakes["hours-otit-vi"]
    assert "overlaps" in str(overlaps.said)


def test_something_else_is_wrong_and_the_remark_says_what() -> None:
    reading = answered(says=Says.OTHER, remark=" the number is another\nask Ito ")
    assert reading.answer == Answer("Yamada", "the number is another\nask Ito", ("otit-zh",), {})


def test_an_answer_confirms_lines_and_changes_hours() -> None:
    answer = Answer("Yamada", "", ("otit-zh",), {"otit-vi": parse_hours(NINE_TO_FIVE)})
    becomes = changed(SHIPPED, answer, MADE_ON, TODAY)
    vi, zh = becomes.line("otit-vi"), becomes.line("otit-zh")
    assert vi
    assert zh
    assert print_hours(vi.week_on(TODAY)) == NINE_TO_FIVE
    for line in (vi, zh):
        assert (line.confirmed, line.confirmed_by) == (TODAY, "Yamada")
        assert line.source == "confirmed by the agency, by link of 2026-11-20"
    lines = {each.line_id for each in difference(SHIPPED, becomes) if isinstance(each, LineChanged)}
    assert lines == set(IDS)
    assert len(difference(SHIPPED, becomes)) == 7


def test_other_hours_replace_those_of_today_and_not_those_of_later() -> None:
    later = set_hours(SHIPPED, "otit-vi", "Mon 10:00-11:00", date(2026, 10, 1))
    later = set_hours(later, "otit-vi", "Tue 10:00-11:00", date(2027, 4, 1))
    answer = Answer("Yamada", "", (), {"otit-vi": parse_hours(NINE_TO_FIVE)})
    line = changed(later, answer, MADE_ON, TODAY).line("otit-vi")
    assert line
    assert [(each.since, print_hours(each.week)) for each in line.hours] == [
        (None, "Mon-Fri 11:00-19:00, Sun 09:00-17:00"),
        (date(2026, 10, 1), NINE_TO_FIVE),
        (date(2027, 4, 1), "Tue 10:00-11:00"),
    ]


def test_a_line_that_was_changed_meanwhile_is_asked_about_again() -> None:
    becomes = set_hours(SHIPPED, "otit-vi", "Mon 11:00-12:00")
    assert list(answered(becomes).mistakes) == ["says-otit-vi"]


@given(says=st.sampled_from(["", *Says, "x"]), hours=st.text(max_size=40), name=st.text(max_size=90), remark=st.text())
def test_whatever_is_sent_is_taken_or_in_doubt(says: str, hours: str, name: str, remark: str) -> None:
    """An answer that is taken can be made to the directory, and what is in doubt has a reason."""
    reading = answered(says=says, hours=hours, name=name, remark=remark)
    if reading.answer:
        changed(SHIPPED, reading.answer, MADE_ON, TODAY)
    else:
        assert reading.mistakes or reading.weeks
