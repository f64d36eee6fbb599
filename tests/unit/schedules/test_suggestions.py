import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules import HoursError, Week, parse_hours, print_hours, print_windows, suggest_hours, suggest_windows
from tests.support.strategies import weeks


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Mon 11-19", "Mon 11:00-19:00"),
        ("Mon-Fri 1100-1900", "Mon-Fri 11:00-19:00"),
        ("Mon, Wed,Fri 900-1730", "Mon, Wed, Fri 09:00-17:30"),
        ("Mon-Fri 9-12, 13-17", "Mon-Fri 09:00-12:00, 13:00-17:00"),
        ("Mondy 11:00-19:00", "Mon 11:00-19:00"),
        ("Wensday 9-17", "Wed 09:00-17:00"),
        ("Tusday 9-17", "Tue 09:00-17:00"),
        ("Mon 9-17 and Satterday 10-12", "Mon 09:00-17:00, Sat 10:00-12:00"),
        ("Weekends 9-17", "Sat, Sun 09:00-17:00"),
        ("Holy 9-17", None),
        ("Mon-Fri 11:00-19:00, Tue 1l:00-19:00", None),
        ("Tue 1l:00-19:00", "Tue 11:00-19:00"),
        ("Tue o9:OO-19:00", "Tue 09:00-19:00"),
        ("Mon 11:00 19:00", "Mon 11:00-19:00"),
        ("Mon 22:00-2:00", "Mon 22:00-02:00 next day"),
        ("Mon 9-5", "Mon 09:00-17:00"),
        ("Mon 9-9", "Mon 09:00-21:00"),
        ("Mon 12-5", "Mon 12:00-17:00"),
        ("Mon 12:30-5", "Mon 12:30-17:00"),
        ("Mon 12:30-0:15", "Mon 12:30-00:15 next day"),
        ("Mon 13-5", None),
        ("Mon 18-6", "Mon 18:00-06:00 next day"),
        ("Mon 18:00-6:01", None),
        ("Sun 17:00-9:00", None),
        ("Mon 12:00-12:00", None),
        ("月～金 １１～１９", "Mon-Fri 11:00-19:00"),
        ("Mon 25-26", None),
        ("Mon 9:5-10:00", None),
        ("Mon 11-19-20", None),
        ("second Mon 11-19", None),
        ("Mon 11:00-19:00, holidays 11-19", None),
        ("", None),
    ],
)
def test_what_a_week_probably_means(typed: str, meant: str | None) -> None:
    week = suggest_hours(typed)
    assert (week and print_hours(week)) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("11-19", "11:00-19:00"),
        ("9-5 next day", "09:00-05:00 next day"),
        ("9-noon", "09:00-12:00"),
        ("9-", None),
        ("Mon 11-19", None),
    ],
)
def test_what_a_day_probably_means(typed: str, meant: str | None) -> None:
    windows = suggest_windows(typed)
    assert (windows and print_windows(windows)) == meant


@given(weeks())
def test_hours_that_are_right_mean_what_they_say(week: Week) -> None:
    assert suggest_hours(print_hours(week)) == week


@given(st.text(alphabet="montue wdfri0123456789:-,l o.", max_size=40))
def test_a_suggestion_is_always_accepted(typed: str) -> None:
    week = suggest_hours(typed)
    assert week is None or parse_hours(print_hours(week)) == week


def test_a_mistake_has_its_place_in_the_text() -> None:
    typed = "Mon 11:00-19:00, Tue １１-19:00"
    with pytest.raises(HoursError) as caught:
        parse_hours(typed)
    wrong = caught.value
    assert typed[wrong.begins : wrong.begins + wrong.length] == "１１"
    assert str(wrong.reason) == "write the minutes too: 11:00"
