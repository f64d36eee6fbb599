"""Benchmark of status queries: the timetable compared to opening-hours-py and dateutil.

Each query is whether the Vietnamese line (Mon-Fri 11:00-19:00, Sun 09:00-17:00) is open, and when that changes. The
benchmark first checks that all answers are equal. It prints figures and has no thresholds.
"""

import statistics
import timeit
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import cycle
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, FR, MO, SU, TH, TU, WE, WEEKLY, rrule, rruleset
from opening_hours import OpeningHours

from schedules import Directory, SpecialDay, Timetable, load_directory, parse_hours
from schedules.formats.osm import OsmHours, print_osm

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 11, 23, tzinfo=TOKYO)
MOMENTS = [MONDAY + timedelta(minutes=17 * step) for step in range(1, 600)]
SHIPPED = load_directory()
LINE = SHIPPED.lines[0]
OSM = "Mo-Fr 11:00-19:00; Su 09:00-17:00"
LONG_AGO, LAST_WEEK = datetime(2020, 1, 6), datetime(2026, 11, 16)
ROUNDS = 9

Answer = tuple[bool, datetime | None]


def microseconds(question: Callable[[datetime], object], moments: list[datetime], calls: int) -> float:
    """Return the time of one call in microseconds: the median of several rounds."""
    turn = cycle(moments)
    rounds = timeit.repeat(lambda: question(next(turn)), number=calls, repeat=ROUNDS)
    empty = timeit.repeat(lambda: next(turn), number=calls, repeat=ROUNDS)
    return (statistics.median(rounds) - statistics.median(empty)) / calls * 1e6


def rules(start: datetime, cache: bool) -> tuple[rruleset, rruleset]:
    """Return the recurrence rules of the openings and of the closings from ``start``."""
    both = []
    for weekday, sunday in ((11, 9), (19, 17)):
        found = rruleset(cache=cache)
        days = rrule(WEEKLY, dtstart=start.replace(hour=weekday), byweekday=(MO, TU, WE, TH, FR), cache=cache)
        found.rrule(days)
        found.rrule(rrule(WEEKLY, dtstart=start.replace(hour=sunday), byweekday=SU, cache=cache))
        both.append(found)
    return both[0], both[1]


def by_rules(openings: rruleset, closings: rruleset, now: datetime) -> Answer:
    wall = now.astimezone(TOKYO).replace(tzinfo=None)
    opens, closes = openings.after(wall), closings.after(wall)
    assert opens is not None
    assert closes is not None
    return closes < opens, min(opens, closes).replace(tzinfo=TOKYO)


def ours(timetable: Timetable) -> Callable[[datetime], Answer]:
    def ask(now: datetime) -> Answer:
        status = timetable.status(LINE, now)
        return hasattr(status, "until"), timetable.next_change(LINE, now)

    return ask


def special_days(count: int) -> Directory:
    """Return a directory with closures every eleventh day, most of them in the past."""
    days = [date(2026, 12, 1) + timedelta(days=11 * step - 9 * count) for step in range(count)]
    return replace(SHIPPED, special_days=tuple(SpecialDay("closed", day, day, ()) for day in days))


def show(what: str, figure: float, ours_takes: float) -> None:
    print(f"  {what:52} {figure:10.2f} µs {figure / ours_takes:10.1f} x")


def main() -> None:
    utc = [moment.astimezone(UTC) for moment in MOMENTS]
    timetable, other = Timetable(SHIPPED), OpeningHours(OSM)
    cached, recent = rules(LONG_AGO, cache=True), rules(LAST_WEEK, cache=True)

    def theirs(now: datetime) -> Answer:
        wall = now.astimezone(TOKYO).replace(tzinfo=None)
        change = other.next_change(wall)
        return other.is_open(wall), change and change.replace(tzinfo=TOKYO)

    answers = [list(map(ask, utc)) for ask in (ours(timetable), theirs, lambda now: by_rules(*cached, now))]
    assert answers[0] == answers[1] == answers[2]

    status = microseconds(lambda now: timetable.status(LINE, now), utc, 100_000)
    print(f"Open or closed, why, and the next change; {len(MOMENTS)} moments, median of {ROUNDS} rounds")
    show("the timetable", status, status)
    show("  asked in the zone of the line", microseconds(lambda n: timetable.status(LINE, n), MOMENTS, 50_000), status)
    show("opening-hours-py, is_open and next_change, wall time", microseconds(_wall(other), MOMENTS, 20_000), status)
    show("rrule, cached, from a week before", microseconds(lambda n: by_rules(*recent, n), utc, 2_000), status)
    show("rrule, cached, from 2020", microseconds(lambda n: by_rules(*cached, n), utc, 500), status)
    rebuilt = microseconds(lambda n: by_rules(*rules(LAST_WEEK, cache=False), n), utc, 500)
    show("rrule, built for each question, from a week before", rebuilt, status)
    rebuilt = microseconds(lambda n: by_rules(*rules(LONG_AGO, cache=False), n), utc, 20)
    show("rrule, built for each question, from 2020", rebuilt, status)

    print("Whatever the number of special days")
    for count in (0, 50, 500, 5_000):
        many = Timetable(special_days(count))
        show(f"{count} special days", microseconds(partial(many.status, LINE), utc, 100_000), status)
        begun = timeit.default_timer()
        Timetable(special_days(count)).warm(utc[0])
        print(f"    {'made ready, for all nine lines':50} {(timeit.default_timer() - begun) * 1e3:10.1f} ms")

    print("Seven days, each with its windows and why")
    days = [moment.date() for moment in MOMENTS[:7]]
    week = microseconds(lambda _: [timetable.day(LINE, day) for day in days], utc, 5_000)
    show("the timetable", week, week)
    begin, end = MONDAY.replace(tzinfo=None), (MONDAY + timedelta(days=7)).replace(tzinfo=None)
    show("opening-hours-py, intervals", microseconds(lambda _: list(other.intervals(begin, end)), utc, 2_000), week)
    daily = rrule(DAILY, dtstart=begin, until=end, cache=False)
    show("rrule, the bare days of a week", microseconds(lambda _: list(daily), utc, 2_000), week)

    print("Reading the text")
    text = "Mon-Fri 11:00-19:00, Sun 09:00-17:00"
    parse = microseconds(lambda _: parse_hours(text), utc, 2_000)
    show("parse_hours", parse, parse)
    show("opening-hours-py", microseconds(lambda _: OpeningHours(OSM), utc, 5_000), parse)
    assert print_osm(OsmHours(parse_hours(text))) == OSM


def _wall(hours: OpeningHours) -> Callable[[datetime], object]:
    walls = {moment: moment.replace(tzinfo=None) for moment in MOMENTS}

    def ask(moment: datetime) -> object:
        wall = walls[moment]
        return hours.is_open(wall), hours.next_change(wall)

    return ask


if __name__ == "__main__":
    main()
