"""The source of the current time, which everything else gets as an argument."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytz
from dateutil.parser import isoparse

from schedules import home_zone
from sentences import Sentence, SentenceError

_YEARS = range(2000, 2101)


class Clock(Protocol):
    """A source of the current time."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that can be set and continues from there, for the demo and the tests."""

    def __init__(self, at: datetime | None = None) -> None:
        self._ahead = timedelta()
        if at is not None:
            self.set(at)

    def set(self, at: datetime) -> None:
        """Set the clock."""
        self._ahead = at - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the current time of this clock, aware, in UTC."""
        return datetime.now(UTC) + self._ahead


class MomentError(SentenceError, ValueError):
    """A text that is not a valid date and time."""


def parse_moment(text: str) -> datetime:
    """Parse a date and time in ISO 8601 form, such as ``2026-11-29 10:00``, and return it in UTC.

    It is the time at home unless it has an offset. Of a time that comes twice, when summer time ends, it is the first.

    Raises:
        MomentError: it is not a valid date and time, the clocks skip it, or its year is not from 2000 to 2100.
    """
    try:
        moment = isoparse(text.strip())
    except ValueError:
        raise MomentError(Sentence("{text} is not a moment; write it as 2026-11-29 10:00", text=repr(text))) from None
    if moment.year not in _YEARS:
        first, last = _YEARS[0], _YEARS[-1]
        raise MomentError(
            Sentence("{text} is not in the years {number} to {number2}", text=repr(text), number=first, number2=last)
        )
    if moment.tzinfo is None:
        moment = _at_home(moment, text)
    return moment.astimezone(UTC)


def _at_home(local: datetime, text: str) -> datetime:
    zone = pytz.timezone(home_zone().key)
    try:
        return zone.localize(local, is_dst=None)
    except pytz.NonExistentTimeError:
        skipped = Sentence("{text} does not exist: the clocks are put forward over it", text=repr(text))
        raise MomentError(skipped) from None
    except pytz.AmbiguousTimeError:
        return zone.localize(local, is_dst=True)
