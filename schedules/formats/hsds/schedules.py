"""Conversion of the schedules of an HSDS service, which are recurrence rules, to weekly hours with start dates."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from schedules.formats.hsds.common import BYDAY, LAST_MINUTE, ONE_DAY, earliest, latest, offsets
from schedules.formats.hsds.objects import JsonObject, LeftOutError, one_line
from schedules.hours import CLOSED, DAYS, END_OF_DAY, Week, Window, find_clash, print_hours, said_day, said_window
from schedules.model import Hours
from sentences import Sentence


@dataclass(frozen=True, slots=True)
class Row:
    """One schedule: a window on some days of every week (0 is Monday), from ``first`` to ``last``, both included."""

    days: tuple[int, ...]
    window: Window
    first: date | None
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Whether a date is between its first and its last date."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def __str__(self) -> str:
        return print_hours(tuple((self.window,) if day in self.days else () for day in range(len(DAYS))))


def versions_of(rows: Collection[Row]) -> tuple[list[Hours], date | None, date | None]:
    """Combine rows to consecutive versions of weekly hours, with the first and the last date of any row (or None).

    Raises:
        LeftOutError: rows that are in force on the same date overlap.
    """
    starts = {row.first for row in rows} | {row.last + ONE_DAY for row in rows if row.last}
    versions = [
        Hours(_week(row for row in rows if row.first is None)),
        *(Hours(_week(row for row in rows if row.holds_on(since)), since) for since in sorted(filter(None, starts))),
    ]
    first_day = last_day = None
    if versions[0].week == CLOSED:
        first_day = versions[1].since
        versions[:2] = [Hours(versions[1].week)]
    if versions[-1].week == CLOSED and (ended := versions.pop().since):
        last_day = ended - ONE_DAY
    return versions, first_day, last_day


def _week(rows: Iterable[Row]) -> Week:
    days: list[list[Window]] = [[] for _ in DAYS]
    for day, window in sorted({(day, row.window) for row in rows for day in row.days}):
        if clash := find_clash(days, day, window):
            raise LeftOutError(
                Sentence(
                    "its hours {window} on {weekday} overlap or touch {window2} on {weekday2}",
                    window=said_window(window),
                    weekday=said_day(day),
                    window2=said_window(clash[1]),
                    weekday2=said_day(clash[0]),
                )
            )
        days[day].append(window)
    return tuple(map(tuple, days))


def read_row(schedule: JsonObject, zone: ZoneInfo, confirmed: date) -> Row:
    """Read one schedule in a zone. If it has no first date, its UTC offsets are those of the year of ``confirmed``.

    Raises:
        LeftOutError: the schedule is invalid, or it can't be expressed as weekly hours.
    """
    _check_attendance(schedule)
    _check_rule(schedule)
    first = latest(_start(schedule, "valid_from"), _start(schedule, "dtstart"))
    last = earliest(_end(schedule, "valid_to"), _end(schedule, "until"))
    if first and last and last < first:
        raise LeftOutError(Sentence("it ends on {day}, before it begins on {day2}", day=last, day2=first))
    opens, opens_offset = _clock(schedule, "opens_at")
    closes, closes_offset = _clock(schedule, "closes_at")
    given = [each for each in (schedule.number("timezone"), opens_offset, closes_offset) if each is not None]
    _check_offsets(given, zone, first or confirmed)
    return Row(_days(schedule), _window(opens, closes), first, last)


def _check_attendance(schedule: JsonObject) -> None:
    kind = one_line(schedule.text("attending_type") or "")
    if _VISITS.search(kind) and not _CALLS.search(kind):
        raise LeftOutError(Sentence("attending_type {text}; only hours of the telephone are read", text=kind))


_VISITS = re.compile("in.?person|physical|on.?site|walk.?in|face.?to.?face|来所|来館|対面|窓口", re.IGNORECASE)
_CALLS = re.compile("phone|tel|call|電話", re.IGNORECASE)


def _check_rule(schedule: JsonObject) -> None:
    freq, interval = schedule.text("freq"), schedule.number("interval")
    if freq is None:
        raise LeftOutError(Sentence("freq is missing; only WEEKLY can be expressed"))
    if freq != "WEEKLY":
        raise LeftOutError(Sentence("freq {text}; only WEEKLY can be expressed", text=one_line(freq)))
    if interval not in (None, 1):
        raise LeftOutError(Sentence("interval {text}; only every week can be expressed", text=str(interval)))
    for name in ("byweekno", "bymonthday", "byyearday", "count"):
        if schedule.has(name):
            raise LeftOutError(Sentence("{name} can't be expressed", name=name))


def _days(schedule: JsonObject) -> tuple[int, ...]:
    byday = schedule.text("byday")
    if byday is None:
        raise LeftOutError(Sentence("byday is missing; days such as {text} are expected", text=",".join(BYDAY)))
    names = [name.strip() for name in byday.split(",")]
    if not set(names) <= set(BYDAY):
        raise LeftOutError(
            Sentence("byday {text}; days such as {text2} are expected", text=one_line(byday), text2=",".join(BYDAY))
        )
    return tuple(map(BYDAY.index, names))


def _start(schedule: JsonObject, name: str) -> date | None:
    day = schedule.day(name)
    return day if day and day.year >= 2000 else None  # dates such as 1900-01-01 stand for "no start"


def _end(schedule: JsonObject, name: str) -> date | None:
    day = schedule.day(name)
    return day if day and day.year <= 2100 else None  # dates such as 9999-12-31 stand for "no end"


_CLOCK = re.compile("([0-9]{1,2}):([0-9]{2})(?::(00|59))?(?:(Z)|([+-][0-9]{2}):?([0-9]{2}))?")


def _clock(schedule: JsonObject, name: str) -> tuple[int, float | None]:
    """Read a time: minutes after midnight, 0 to 1440, and the UTC offset in hours, or None."""
    text = schedule.text(name)
    if text is None:
        raise LeftOutError(Sentence("{name} is missing; a time such as 09:00+09:00 is expected", name=name))
    match = _CLOCK.fullmatch(text)
    hour, minute = (int(match[1]), int(match[2])) if match else (99, 99)
    if match is None or minute > 59 or hour * 60 + minute > END_OF_DAY or (match[3] == "59" and minute != 59):
        raise LeftOutError(
            Sentence("{name} {text}; a time such as 09:00+09:00 is expected", name=name, text=one_line(text))
        )
    if not match[5]:
        return hour * 60 + minute, 0 if match[4] else None
    return hour * 60 + minute, int(match[5]) + int(f"{match[5][0]}{match[6]}") / 60


def _check_offsets(given: Iterable[float], zone: ZoneInfo, day: date) -> None:
    ours = {offset / timedelta(hours=1) for offset in offsets(zone, day.year)}
    for hours in given:
        if hours not in ours:
            raise LeftOutError(
                Sentence(
                    "its times are at UTC{text}, where {zone} is at UTC{text2}",
                    text=f"{hours:+g}",
                    zone=zone.key,
                    text2=f"{min(ours):+g}",
                )
            )


def _window(opens: int, closes: int) -> Window:
    if opens == closes:
        raise LeftOutError(Sentence("it closes when it opens, which may mean all day or never"))
    if opens == END_OF_DAY:
        raise LeftOutError(Sentence("nothing opens at 24:00"))
    if closes in (0, LAST_MINUTE):
        return Window(opens, END_OF_DAY)
    return Window(opens, closes if opens < closes else closes + END_OF_DAY)
