"""Printing of ``opening_hours`` values."""

from datetime import date

from schedules.formats.osm.common import ALL_DAY, MONTHS, WEEKDAYS, OsmHours, has_night
from schedules.hours import Week, Windows, clock, grouped, runs
from schedules.model import EVERYTHING, SpecialDay
from sentences import Sentence, SentenceError


class OsmError(SentenceError, ValueError):
    """Hours that can't be expressed in OSM."""


def print_osm(hours: OsmHours) -> str:
    """Return the value of ``opening_hours``: ``parse_osm(print_osm(hours)) == hours``.

    Raises:
        OsmError: a special day has a scope, is ``extra``, or has a name that is no valid comment.
    """
    holidays = [] if hours.holidays is None else [f"PH {_print_windows(hours.holidays)}"]
    return "; ".join([_print_week(hours.week), *holidays, *map(_print_special, hours.special_days)])


def _print_week(week: Week) -> str:
    if week == ((ALL_DAY,),) * 7:
        return "24/7"
    # A rule after a semicolon would cut off the hours past midnight of the previous day.
    separator = ", " if any(map(has_night, week)) else "; "
    return separator.join(f"{_print_days(days)} {_print_windows(windows)}" for days, windows in grouped(week)) or "off"


def _print_days(days: list[int]) -> str:
    return ",".join(WEEKDAYS[a] if a == b else f"{WEEKDAYS[a]}-{WEEKDAYS[b]}" for a, b in runs(days))


def _print_windows(windows: Windows) -> str:
    return ",".join(f"{clock(window.opens)}-{clock(window.closes)}" for window in windows) or "off"


def _print_special(special: SpecialDay) -> str:
    if special.scope != EVERYTHING:
        raise OsmError(
            Sentence(
                "{special}: its scope, {scope}, can't be expressed in OSM",
                special=special.said(),
                scope=special.scope.said(),
            )
        )
    if special.extra:
        raise OsmError(
            Sentence("{special}: hours on top of the usual ones can't be expressed in OSM", special=special.said())
        )
    if not special.name or '"' in special.name:
        raise OsmError(
            Sentence(
                "{special}: its name can't be a comment in OSM, which has a text without double quotes",
                special=special.said(),
            )
        )
    ends = [special.first] if special.first == special.last else [special.first, special.last]
    dates = "-".join(_print_date(day, special.yearly) for day in ends)
    return f'{dates} {_print_windows(special.windows)} "{special.name}"'


def _print_date(day: date, yearly: bool) -> str:
    return f"{'' if yearly else f'{day.year:04} '}{MONTHS[day.month - 1]} {day.day:02}"
