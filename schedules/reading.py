"""Reads opening hours in whichever way they are written: by people, by agencies, or as in OpenStreetMap.

A text that both readers take is refused if they differ, since nobody can know which was meant:

>>> read_hours("Mo-Fr 08:00-12:00; We 14:00-16:00")
Traceback (most recent call last):
schedules.hours.HoursError: two readings: Mon-Fri 08:00-12:00, Wed 14:00-16:00; in OpenStreetMap: \
Mon, Tue, Thu, Fri 08:00-12:00, Wed 14:00-16:00. Write each day once
"""

import re
from collections.abc import Callable
from typing import TypeVar

from schedules.formats.osm import OsmHours, parse_osm
from schedules.hours import HoursError, Week, said_hours
from schedules.parsing import parse_hours
from sentences import Sentence

T = TypeVar("T")

_OSM = re.compile(r"(?<![A-Za-z])(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)(?![A-Za-z])")
"""Words that OpenStreetMap uses and people seldom do."""


def read_hours(text: str) -> Week:
    """Read weekly hours.

    Raises:
        HoursError: with the column and the reason; also for special days and holidays, which are not weekly hours.
    """
    found = read_with_days_off(text)
    if found.special_days or found.holidays is not None:
        raise HoursError(Sentence("special days and holidays are written beside the weekly hours"))
    return found.week


def read_with_days_off(text: str) -> OsmHours:
    """Read weekly hours, and the special days and holidays that OpenStreetMap writes with them.

    Raises:
        HoursError: with the column and the reason.
    """
    if not _OSM.search(text):
        return OsmHours(parse_hours(text))
    as_osm = _tried(parse_osm, text)
    plain = _tried(parse_hours, text)
    if isinstance(as_osm, HoursError):
        # A semicolon means different things to the two, so that what OpenStreetMap refuses is not taken otherwise.
        if isinstance(plain, HoursError) or ";" in text:
            raise as_osm
        return OsmHours(plain)
    if not isinstance(plain, HoursError) and plain != as_osm.week:
        raise HoursError(
            Sentence(
                "two readings: {hours}; in OpenStreetMap: {hours2}. Write each day once",
                hours=said_hours(plain),
                hours2=said_hours(as_osm.week),
            )
        )
    return as_osm


def _tried(read: Callable[[str], T], text: str) -> T | HoursError:
    try:
        return read(text)
    except HoursError as error:
        return error
