"""Silences: one that chance explains is none, and one that it does not is found."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from ivr.core.histories import PLAUSIBLE
from ivr.core.reports import hour_of
from ivr.core.silence import MOST_WEEKS, silence, weeks_before
from schedules import home_time
from tests.support.published import TOKYO

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
MONDAY = datetime(2026, 9, 7, tzinfo=TOKYO)


def calls_of(random: Random, begin: datetime, hours: int) -> list[datetime]:
    """Draw when people call, in the habits of made-up histories."""
    drawn: list[datetime] = []
    for begins in (begin + each * HOUR for each in range(hours)):
        at, rate = begins, sum(PLAUSIBLE.rates(begins.weekday(), begins.hour).values())
        while rate and (at := at + random.expovariate(rate) * HOUR) < begins + HOUR:
            drawn.append(at)
    return drawn


def counted(calls: list[datetime], last: datetime) -> Counter[int]:
    first, end = weeks_before(last)
    return Counter(hour for each in calls if first <= (hour := hour_of(each)) <= end)


def test_the_gaps_of_a_year_are_no_silences() -> None:
    """10 years of chance may bring one. Each gap is asked about at its end, when it is longest."""
    calls = calls_of(Random(1), MONDAY - 60 * WEEK, 60 * 7 * 24)
    hours = Counter(map(hour_of, calls))
    false = []
    for last, next_call in pairwise(calls):
        if next_call - last > 3 * HOUR and last > calls[0] + MOST_WEEKS * WEEK:
            first, end = weeks_before(last)
            if silence({hour: hours[hour] for hour in range(first, end + 1)}, last, next_call):
                false.append(home_time(last))
    assert len(calls) > 8000
    assert not false


@pytest.mark.parametrize("seed", range(20))
def test_a_silence_is_found_within_a_working_day(seed: int) -> None:
    calls = calls_of(Random(seed), MONDAY - MOST_WEEKS * WEEK, MOST_WEEKS * 7 * 24 + 9)
    last = calls[-1]
    found = next(
        since for since in range(1, 100) if silence(counted(calls, last), last, MONDAY + 9 * HOUR + since * HOUR)
    )
    assert 6 <= found <= 14
    told = silence(counted(calls, last), last, MONDAY + (9 + found) * HOUR)
    assert told is not None
    assert 10 < told.missed < 16


def test_nothing_is_usual_in_the_first_weeks() -> None:
    calls = calls_of(Random(1), MONDAY - 3 * WEEK, 3 * 7 * 24)
    assert silence(counted(calls, calls[-1]), calls[-1], MONDAY + WEEK) is None
    assert silence({}, MONDAY, MONDAY + WEEK) is None


def test_a_night_and_a_holiday_are_quiet_anyway() -> None:
    """Calls come from nine to five on workdays, two an hour."""
    holiday = datetime(2026, 9, 21, tzinfo=TOKYO)  # Respect for the Aged Day, a Monday
    workdays = [holiday - 8 * WEEK + timedelta(days=day) for day in range(8 * 7) if day % 7 < 5]
    calls = [day + hour * HOUR + half * HOUR / 2 for day in workdays for hour in range(9, 17) for half in range(2)]
    hours, last = counted(calls, calls[-1]), calls[-1]
    assert silence(hours, last, holiday + 30 * HOUR) is None
    assert silence(hours, last, holiday + 4 * 24 * HOUR) is not None  # after three silent days, of which one is one
    friday = datetime(2026, 9, 11, 16, 30, tzinfo=TOKYO)
    hours = counted(calls, friday)
    assert silence(hours, friday, MONDAY + WEEK + 9 * HOUR) is None
    assert silence(hours, friday, MONDAY + WEEK + 17 * HOUR) is not None
