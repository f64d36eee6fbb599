"""The clock changes of a zone as a VTIMEZONE component (RFC 5545, 3.6.5)."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from schedules.hours import DAYS

_CYCLE = 28
"""After this number of years dates fall on the same weekdays again, so all days of a yearly rule have occurred."""
_YEARS_OBSERVED = 40
_YEARS_WITHOUT_RULE = 10
"""For how many years changes that follow no yearly rule, such as Morocco's, are listed one by one."""
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def vtimezone(zone: ZoneInfo, first: date) -> Timezone:
    """Return the component of a zone from a date on.

    A change that comes every year has a recurrence rule without an end. Changes before the rule, or without one, have
    a part each.
    """
    onsets: dict[tuple[timedelta | None, timedelta | None, str | None, bool], list[datetime]] = defaultdict(list)
    start = datetime.combine(first, time(), UTC)
    years = range(first.year, first.year + _YEARS_OBSERVED)
    for moment in [start, *(each for year in years for each in _changes(zone, year) if each > start)]:
        before, after = (moment - _MINUTE).astimezone(zone), moment.astimezone(zone)
        onset = before.replace(tzinfo=None) + _MINUTE  # by the clocks before the change, as the RFC prescribes
        onsets[before.utcoffset(), after.utcoffset(), after.tzname(), bool(after.dst())].append(onset)
    found = Timezone()
    found.add("TZID", zone.key)
    for (offset_from, offset_to, name, daylight), each in onsets.items():
        for onset, rule in _recurrences(each, years[_YEARS_WITHOUT_RULE]):
            part = TimezoneDaylight() if daylight else TimezoneStandard()
            part.DTSTART, part.TZOFFSETFROM, part.TZOFFSETTO = onset, offset_from, offset_to
            part.add("TZNAME", name)
            if rule:
                part.add("RRULE", rule)
            found.add_component(part)
    return found


def _recurrences(onsets: Sequence[datetime], last_year: int) -> Iterator[tuple[datetime, str | None]]:
    """Yield onsets until the rest follows a yearly rule, then the first of the rest with the rule."""
    for place, onset in enumerate(onsets):
        if rule := _rule(onsets[place:]):
            yield onset, rule
            return
        if onset.year <= last_year:
            yield onset, None


def _rule(onsets: Sequence[datetime]) -> str | None:
    """Return the rule by which the clocks change on one weekday of a month in each year, or None."""
    first = onsets[0]
    if len(onsets) < _CYCLE or any(
        (each.year, each.month, each.weekday(), each.time())
        != (first.year + ahead, first.month, first.weekday(), first.time())
        for ahead, each in enumerate(onsets)
    ):
        return None
    days = sorted({each.day for each in onsets})
    if len(days) != len(DAYS) or days[-1] - days[0] >= len(DAYS):
        return None
    weekday = DAYS[first.weekday()][:2].upper()
    if days[-1] == monthrange(first.year, first.month)[1]:
        return f"FREQ=YEARLY;BYMONTH={first.month};BYDAY=-1{weekday}"
    if days[-1] % len(DAYS) == 0:
        return f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={days[-1] // len(DAYS)}{weekday}"
    dates = ",".join(map(str, days))
    return f"FREQ=YEARLY;BYMONTH={first.month};BYMONTHDAY={dates};BYDAY={weekday}"


@lru_cache(2048)
def _changes(zone: ZoneInfo, year: int) -> tuple[datetime, ...]:
    """Return the moments of a year at which a zone changes its offset, to the minute, assuming at most one a day."""
    found = []
    midnight = datetime(year, 1, 1, tzinfo=UTC)
    while midnight.year == year:
        before = midnight.astimezone(zone).utcoffset()
        if before != (midnight + _DAY).astimezone(zone).utcoffset():
            moments = (midnight + minute * _MINUTE for minute in range(1, _DAY // _MINUTE + 1))
            found.append(next(each for each in moments if each.astimezone(zone).utcoffset() != before))
        midnight += _DAY
    return tuple(found)
