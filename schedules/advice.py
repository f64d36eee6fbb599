"""What is not wrong with a schedule, but likely to be: for those who keep it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from schedules.holidays import ANNOUNCED_UNTIL, public_holidays
from schedules.hours import END_OF_DAY
from schedules.model import HolidayRule, Line
from schedules.status import Closed, Status
from schedules.timetable import Timetable

CONFIRM_EVERY = timedelta(days=90)
FORGOTTEN_AFTER = timedelta(days=7)
_HOLIDAYS_AHEAD = timedelta(days=90)
_A_DAY = timedelta(days=1)
_LONGEST_WINDOW = 14 * 60
_SHORTEST_WINDOW = 30


class Concern(StrEnum):
    """What an advice is about."""

    UNCONFIRMED = "unconfirmed"
    OLD_NOTICE = "old-notice"
    NO_LINE = "no-line"
    NEVER_OPENS = "never-opens"
    HOLIDAYS_RUN_OUT = "holidays-run-out"
    FORGOTTEN = "forgotten"
    SAME_NUMBER = "same-number"
    ODD_WINDOW = "odd-window"


@dataclass(frozen=True, slots=True)
class Advice:
    """A concern, in a sentence that says what to do."""

    concern: Concern
    text: str

    def __str__(self) -> str:
        return self.text


def advice(timetable: Timetable, now: datetime, languages: Collection[str]) -> list[Advice]:
    """Everything that somebody should look at, judged at a moment."""
    return [
        *_unconfirmed(timetable, now),
        *_old_notices(timetable, now),
        *_without_line(timetable, now, languages),
        *_never_opening(timetable, now),
        *_holidays(timetable, now),
        *_forgotten(timetable, now),
        *_numbers(timetable, now),
        *_windows(timetable, now),
    ]


def _unconfirmed(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    def confirmed(line: Line) -> date:
        return line.confirmed

    old = [line for line in timetable.lines(now) if now.astimezone(line.zone).date() - line.confirmed >= CONFIRM_EVERY]
    for day, lines in groupby(sorted(old, key=confirmed), key=confirmed):
        ids = ", ".join(line.id for line in lines)
        yield Advice(Concern.UNCONFIRMED, f"hours last confirmed on {day}: {ids}; ask the agency, then set `confirmed`")


def _old_notices(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    for notice in timetable.directory.notices:
        if latest := [day for day in (notice.as_of, notice.confirmed) if day and day > now.date() + _A_DAY]:
            yield Advice(Concern.OLD_NOTICE, f"notice {notice.id} is dated {latest[0]}, a day that is still to come")
    for notice in timetable.notices(now):
        if now.date() - (notice.confirmed or notice.as_of) >= CONFIRM_EVERY:
            checked = f"last confirmed on {notice.confirmed}" if notice.confirmed else "never confirmed since"
            yield Advice(
                Concern.OLD_NOTICE,
                f"notice {notice.id} is as of {notice.as_of}, {checked}; ask the agency, then set `confirmed`, "
                "or retire it with `last_day`",
            )


def _without_line(timetable: Timetable, now: datetime, languages: Collection[str]) -> Iterator[Advice]:
    for language in languages:
        if not timetable.lines_for(language, now):
            yield Advice(Concern.NO_LINE, f"no line speaks {language}: its callers can only be given the other numbers")


def _never_opening(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    scheduled, lines = timetable.scheduled(), timetable.lines(now)
    never = [line for line in lines if _never_opens(scheduled.status(line, now))]
    for tier in sorted({line.tier for line in lines}):
        if all(line in never for line in lines if line.tier == tier):
            yield Advice(Concern.NEVER_OPENS, f"tier {tier} never opens: none of its lines does")
    for line in never:
        yield Advice(Concern.NEVER_OPENS, f"{line.id} never opens; give it hours, or a last day if it has ended")


def _never_opens(status: Status) -> bool:
    return isinstance(status, Closed) and status.opens is None


def _holidays(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    directory, today = timetable.directory, now.date()
    if any(HolidayRule.PUBLIC in rules for rules in directory.holidays.values()):
        year = (now + _HOLIDAYS_AHEAD).year
        if year > ANNOUNCED_UNTIL:
            forecast = [day for day, holiday in public_holidays(year).items() if holiday.forecast]
            days = ", ".join(map(str, forecast))
            known = f"public holidays are known until the end of {ANNOUNCED_UNTIL}"
            yield Advice(Concern.HOLIDAYS_RUN_OUT, f"{known}; forecast for {year}: {days}; update Tsunagu")
    dated = [special for special in directory.special_days if not special.yearly]
    if dated and max(special.last for special in dated) < today:
        last = max(dated, key=lambda special: special.last)
        yield Advice(Concern.HOLIDAYS_RUN_OUT, f"no special day is planned after {last}; enter the coming ones")


def _forgotten(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    for override in timetable.in_force(now):
        if now - override.since >= FORGOTTEN_AFTER:
            state = "open" if override.open else "closed"
            yield Advice(
                Concern.FORGOTTEN,
                f"{override.scope} is held {state} since {override.since:%Y-%m-%d} ({override.reason}); "
                "reset it, or change the hours",
            )


def _numbers(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    def dial(line: Line) -> str:
        return line.dial

    for number, same in groupby(sorted(timetable.lines(now), key=dial), key=dial):
        ids = [line.id for line in same]
        if len(ids) > 1:
            yield Advice(Concern.SAME_NUMBER, f"{' and '.join(ids)} dial the same number, {number}")


def _windows(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    for line in timetable.lines(now):
        week = line.week_on(now.astimezone(line.zone).date())
        for window in dict.fromkeys(window for windows in week for window in windows):
            minutes = window.closes - window.opens
            if not _SHORTEST_WINDOW <= minutes <= _LONGEST_WINDOW and minutes != END_OF_DAY:
                size = "short" if minutes < _SHORTEST_WINDOW else "long"
                yield Advice(Concern.ODD_WINDOW, f"{line.id} is open {window}, which is unusually {size}; is it meant?")
