from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules import HoursError, Line, Week, Window, load_directory, parse_hours, print_hours

# As the page prints them, the doubled days of the first included.
PUBLISHED = {
    "otit-vi": "Mon, Tue, Wed, Thu, Fri Mon ~ Fri (11:00 – 19:00), Sun (9:00 – 17:00)",
    "otit-zh": "Mon, Wed, Fri (11:00 – 19:00), Sun (9:00 – 17:00)",
    "otit-id": "Tue, Thu (11:00 – 19:00)",
    "otit-fil": "Tue, Sat (11:00 – 19:00)",
    "otit-en": "Tue, Sat (11:00 – 19:00)",
    "otit-th": "Thu, Sat (11:00 – 19:00)",
    "otit-km": "Thu (11:00 – 19:00)",
    "otit-my": "Fri (11:00 – 19:00)",
    "fresc": "Mon ~ Fri (9:00 – 17:00)",
}


@pytest.mark.parametrize("line", load_directory().lines, ids=lambda line: line.id)
def test_the_shipped_hours_are_those_of_the_page(line: Line) -> None:
    assert parse_hours(PUBLISHED[line.id]) == line.week


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Mon-Fri 11:00-19:00, Sun 09:00-17:00", "Mon-Fri 11:00-19:00, Sun 09:00-17:00"),
        ("monday 9:00-12:00, 13:00-17:00", "Mon 09:00-12:00, 13:00-17:00"),
        ("Ｍｏｎ～Ｆｒｉ　１１：００－１９：００", "Mon-Fri 11:00-19:00"),
        ("Sun, Mon 0:00-24:00", "Mon, Sun 00:00-24:00"),
        ("Sat-Mon 10:00-12:00", "Mon, Sat, Sun 10:00-12:00"),
        ("Tue 13:00-14:00; Tue 9:00-10:00", "Tue 09:00-10:00, 13:00-14:00"),
        ("closed", "closed"),
    ],
)
def test_what_people_write_is_read(written: str, canonical: str) -> None:
    assert print_hours(parse_hours(written)) == canonical


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("", "nothing here"),
        ("Mon", "the text ends here"),
        ("Mon 25:00-26:00", "column 5, '25:00': not a time"),
        ("Mon 9:60-10:00", "column 5, '9:60': not a time"),
        ("Mon 23:00-24:01", "column 11, '24:01': not a time"),
        ("Mon 19:00-11:00", "column 11, '11:00': closes at or before it opens (19:00)"),
        ("Mon 11:00-11:00", "closes at or before it opens"),
        ("Mon 9-17", "column 5, '9-17': not a day or a time"),
        ("Mon 9:00", "a dash is expected"),
        ("Mon 9:00-", "a closing time is expected"),
        ("Mon- 9:00-10:00", "a day is expected after the dash"),
        ("Fun 9:00-10:00", "column 1, 'Fun': not a day"),
        ("9:00-10:00", "a day is expected"),
        ("Mon 9:00-12:00, Mon 11:00-13:00", "column 21, '11:00': 11:00-13:00 overlaps or touches 09:00-12:00 on Mon"),
        ("Mon 9:00-12:00, 12:00-13:00", "touches"),
        ("Mon 9:00-12:00 Mon-Wed 9:00-12:00", "overlaps"),
        ("Mon 9:00-12:00!", "column 15, '!': not a day or a time"),
    ],
)
def test_what_can_not_be_meant_is_refused_with_its_place(written: str, complaint: str) -> None:
    with pytest.raises(HoursError) as refused:
        parse_hours(written)
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    edges = sorted(draw(st.lists(st.integers(0, 1440), min_size=0, max_size=6, unique=True)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(Window(opens, closes) for opens, closes in pairs)


weeks: st.SearchStrategy[Week] = st.tuples(*[windows()] * 7)


@given(weeks)
def test_printing_and_reading_back_changes_nothing(week: Week) -> None:
    assert parse_hours(print_hours(week)) == week


@given(st.text(alphabet="MonTueSdayFri 0123456789:-–,;()～closed", max_size=40))
def test_any_text_is_read_and_printed_or_refused(text: str) -> None:
    with suppress(HoursError):
        week = parse_hours(text)
        assert parse_hours(print_hours(week)) == week
