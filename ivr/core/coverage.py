"""The hours of a week in which callers of each language reach a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from ivr.core.outlook import Refused, Stretch, stretches
from schedules import Timetable, Week, Window, home_zone
from schedules.hours import END_OF_DAY

DAYS = 7
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A week of one language.

    Attributes:
        hours: the hours with a person.
        nobody: when nobody is there, as the windows of each day; a night is in two of them.
        longest: the spans without anybody of which a part is in the week, longest first; at most a week beyond it.
    """

    language: str
    hours: float
    nobody: Week
    longest: tuple[Stretch, ...]


def coverage(timetable: Timetable, languages: Iterable[str], monday: date, refused: Refused) -> list[Coverage]:
    """Return the coverage of each language in the seven days from ``monday``, in Japan time, exact to the minute.

    ``refused`` tells why the service does not dial a line.
    """
    begin = datetime.combine(monday, time(), home_zone())
    return [_of(timetable, code, begin, refused) for code in languages]


def mean(found: list[Coverage]) -> float:
    """Return the mean of the hours with a person over the languages."""
    return sum(each.hours for each in found) / len(found)


def _of(timetable: Timetable, code: str, begin: datetime, refused: Refused) -> Coverage:
    week = timedelta(days=DAYS)
    found = stretches(timetable, code, begin - week, begin + 2 * week, refused)
    gaps = [each for each in found if each.line is None and each.end > begin and each.begin < begin + week]
    within = [replace(each, begin=max(each.begin, begin), end=min(each.end, begin + week)) for each in gaps]
    nobody = sum((each.end - each.begin for each in within), timedelta())
    longest = sorted(gaps, key=lambda each: each.begin - each.end)
    return Coverage(code, (week - nobody) / _HOUR, _week(within, begin), tuple(longest))


def _week(gaps: Iterable[Stretch], begin: datetime) -> Week:
    """Return spans as windows of the days on which they are."""
    days: list[list[Window]] = [[] for _ in range(DAYS)]
    for gap in gaps:
        first, last = (int((each - begin) / _MINUTE) for each in (gap.begin, gap.end))
        for day in range(first // END_OF_DAY, -(-last // END_OF_DAY)):
            midnight = day * END_OF_DAY
            days[day].append(Window(max(first - midnight, 0), min(last - midnight, END_OF_DAY)))
    return tuple(map(tuple, days))
