"""When an agency is asked by mail."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ivr.core.confirmations.reminding import MONTH, is_due
from schedules import home_zone

MONDAY = datetime(2026, 11, 30, 10, tzinfo=home_zone())
OLD, NEW = date(2026, 10, 1), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("confirmed", "asked", "now", "due"),
    [
        ([OLD], None, MONDAY, True),
        ([NEW, OLD], None, MONDAY, True),
        ([NEW], None, MONDAY, False),
        ([], None, MONDAY, False),
        ([date(2026, 10, 31)], None, MONDAY, True),
        ([date(2026, 11, 1)], None, MONDAY, False),
        ([OLD], MONDAY - MONTH, MONDAY, True),
        ([OLD], MONDAY - MONTH + timedelta(seconds=1), MONDAY, False),
        ([OLD], None, MONDAY.replace(hour=9), True),
        ([OLD], None, MONDAY.replace(hour=8, minute=59), False),
        ([OLD], None, MONDAY.replace(hour=16, minute=59), True),
        ([OLD], None, MONDAY.replace(hour=17), False),
        ([OLD], None, MONDAY - timedelta(days=1), False),  # Sunday
        ([OLD], None, MONDAY - timedelta(days=7), False),  # Labour Thanksgiving Day
        ([OLD], None, datetime(2026, 11, 30, 1, tzinfo=UTC), True),
        ([OLD], None, datetime(2026, 11, 30, 10, tzinfo=UTC), False),
    ],
)
def test_once_a_month_in_office_hours(confirmed: list[date], asked: datetime | None, now: datetime, due: bool) -> None:
    assert is_due(confirmed, asked, now) is due
