"""The fields of a week, as they are sent by a form."""

import pytest

from ivr.web.ops.week_form import Days, changed_by, checked, of_form, of_week, was_typed_as_text
from schedules import Week, parse_hours, print_hours

USUAL = "Mon-Fri 11:00-19:00, Sun 09:00-17:00"


def form(text: str = USUAL, /, **changes: str | None) -> dict[str, str]:
    """Return what a browser sends of the fields of a week, with changes; None: it does not send the field."""
    sent: dict[str, str | None] = {"fields": "1"}
    for number, day in enumerate(of_week(parse_hours(text))):
        if day.is_open:
            sent[f"open_{number}"] = "on"
        for place, span in enumerate(day.spans):
            sent |= {f"opens_{number}_{place}": span.opens, f"closes_{number}_{place}": span.closes}
            if span.next_day:
                sent[f"next_{number}_{place}"] = "on"
    return {name.replace("_", "-"): value for name, value in (sent | changes).items() if value is not None}


def days(text: str = USUAL, /, **changes: str | None) -> Days:
    found = of_form(form(text, **changes))
    assert found is not None
    return found


def hours(entered: Days) -> str | None:
    """Return the week of the fields as text, and None if there is a mistake."""
    week: Week | None = checked(entered)[1]
    return print_hours(week) if week else None


@pytest.mark.parametrize(
    "text", [USUAL, "closed", "Fri 22:00-02:00 next day", "Mon-Sun 00:00-24:00", "Tue 09:00-12:00, 13:00-17:00"]
)
def test_a_week_comes_back_from_its_fields(text: str) -> None:
    assert hours(days(text)) == text


@pytest.mark.parametrize(
    ("changes", "week"),
    [
        ({"open_6": None}, "Mon-Fri 11:00-19:00"),
        (
            {"open_5": "on", "opens_5_0": "10:00", "closes_5_0": "12:00"},
            "Mon-Fri 11:00-19:00, Sat 10:00-12:00, Sun 09:00-17:00",
        ),
        ({"opens_6_1": "18:00", "closes_6_1": "20:00"}, "Mon-Fri 11:00-19:00, Sun 09:00-17:00, 18:00-20:00"),
        ({"opens_6_1": " ", "closes_6_1": ""}, USUAL),
        ({"opens_6_0": "午前９時"}, USUAL),
    ],
)
def test_fields_that_are_changed(changes: dict[str, str | None], week: str) -> None:
    assert hours(days(**changes)) == week


@pytest.mark.parametrize(
    ("changes", "problem", "meant"),
    [
        ({"opens_6_0": "9"}, "write the minutes too: 9:00", "09:00-17:00"),
        ({"opens_6_0": "1l:00"}, "a dash is expected between two times", "11:00-17:00"),
        ({"closes_6_0": "2:00"}, "closes at or before it opens (09:00)", "09:00-14:00"),
        ({"closes_6_0": ""}, "the text ends here; a closing time is expected after the dash", None),
        ({"open_5": "on"}, "enter the times, or switch the day to closed", "11:00-19:00"),
        ({"opens_6_0": "9:00-10:00, 11:00"}, "one opening and one closing time are expected", None),
    ],
)
def test_a_mistake_is_at_its_field_with_what_it_means(
    changes: dict[str, str | None], problem: str, meant: str | None
) -> None:
    found, week = checked(days(**changes))
    assert week is None
    [wrong] = [span for day in found for span in day.spans if span.problem]
    assert problem in str(wrong.problem)
    assert (str(wrong.meant) if wrong.meant else None) == meant


def test_windows_of_a_day_that_overlap() -> None:
    found, week = checked(days(opens_6_1="16:00", closes_6_1="18:00"))
    assert week is None
    assert "overlaps or touches" in str(found[6].problem)


@pytest.mark.parametrize(
    ("act", "changes", "week"),
    [
        ("fix-6-0", {"opens_6_0": "9"}, USUAL),
        ("fix-5-0", {"open_5": "on"}, "Mon-Sat 11:00-19:00, Sun 09:00-17:00"),
        ("remove-6-0", {}, "Mon-Fri 11:00-19:00"),
        ("drawn-5", {"drawn": "10:00-13:30"}, "Mon-Fri 11:00-19:00, Sat 10:00-13:30, Sun 09:00-17:00"),
        ("drawn-6", {"drawn": "closed"}, "Mon-Fri 11:00-19:00"),
        ("drawn-6", {"drawn": "x"}, None),
        ("copy-6", {}, "Mon, Sat, Sun 09:00-17:00, Tue-Fri 11:00-19:00"),
        ("copy-9", {}, USUAL),
        ("fix-6-9", {}, USUAL),
        ("other", {}, USUAL),
    ],
)
def test_what_a_button_does(act: str, changes: dict[str, str | None], week: str | None) -> None:
    sent = form(**changes)
    entered = of_form(sent)
    assert entered is not None
    after = changed_by(entered, act, sent, ["0", "5"])
    found = checked(after)[1]
    assert (found and print_hours(found)) == week or (week is None and str(after[6].problem))


def test_room_for_more_hours_keeps_what_is_typed() -> None:
    sunday = changed_by(days(opens_6_0="9"), "add-6", {}, [])[6]
    assert [span.opens for span in sunday.spans] == ["9", ""]
    assert changed_by(days(), "add-5", {}, [])[5].is_open


@pytest.mark.parametrize(
    ("changes", "text", "as_text"),
    [
        ({}, USUAL, False),
        ({"open_6": None}, USUAL, False),
        ({}, "Mon 11:00-", True),
        ({"open_6": None}, "Mon-Fri 11:00-19:00", False),
        ({"open_6": None}, "Mon-Thu 11:00-19:00", None),
        ({"open_6": None}, "nonsense", None),
    ],
)
def test_which_of_the_two_was_changed(changes: dict[str, str | None], text: str, as_text: bool | None) -> None:
    assert was_typed_as_text(days(**changes), text, USUAL) is as_text
    assert was_typed_as_text(None, text, "") is True
