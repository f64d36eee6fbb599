"""Windows and weeks as values."""

import pytest

from schedules import Window, parse_hours, parse_windows
from schedules.hours import minutes_open


@pytest.mark.parametrize(("opens", "closes"), [(-1, 10), (1440, 1441), (20, 10), (10, 10), (10, 1451)])
def test_what_is_no_window(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match=f"^not a window of minutes in a day: {opens} to {closes}$"):
        Window(opens, closes)


@pytest.mark.parametrize(("opens", "closes"), [(0, 1440), (1439, 1440), (10, 1450), (0, 1)])
def test_what_is_a_window(opens: int, closes: int) -> None:
    assert (Window(opens, closes).opens, Window(opens, closes).closes) == (opens, closes)


def test_a_week_has_seven_days() -> None:
    assert parse_hours("closed") == ((),) * 7
    assert parse_hours("Sun 9:00-10:00") == (*((),) * 6, (Window(540, 600),))


def test_how_long_windows_last_together() -> None:
    assert minutes_open(parse_windows("9:00-12:30, 22:00-2:00 next day")) == 450
