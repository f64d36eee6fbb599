"""The opening times of one line as a timeline, divided into cached pages.

A page covers 16 days. It has a sorted list of moments and the precomputed status from each moment on, so that a lookup
is a binary search whose cost does not depend on the number of special days. Pages are computed on first use.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schedules.hours import END_OF_DAY, Windows
from schedules.status import Because, Closed, Open, Status

PAGE_BITS = 4
"""A page holds 16 days, counted in UTC."""
_MOST_PAGES = 256
_DAY = timedelta(days=1)
_PAGE = timedelta(days=1 << PAGE_BITS)


class Day(NamedTuple):
    """The windows that start on one date, and the reasons for being open and closed. ``name`` is their cause."""

    windows: Windows
    because_open: Because
    because_closed: Because
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """An override between two moments, in seconds since the epoch; ``end`` may be infinite. ``name`` is its reason."""

    begin: float
    end: float
    open: bool
    name: str


class _Piece(NamedTuple):
    """A span from ``begin`` to ``end``, in seconds since the epoch, with one state for one reason."""

    begin: float
    end: float
    open: bool
    because: Because
    name: str


class Timeline:
    """The states of one line.

    ``day`` returns what holds on a date. ``holds`` are sorted and do not overlap. ``horizon`` returns the last date of
    the search for the next change, which starts at a given date.
    """

    def __init__(
        self, zone: ZoneInfo, day: Callable[[date], Day], holds: Sequence[Hold], horizon: Callable[[date], date]
    ) -> None:
        self._zone = zone
        self._day = day
        self._holds = holds
        self._horizon = horizon
        self._pages: dict[int, tuple[list[datetime], list[Status]]] = {}

    def status(self, now: datetime) -> Status:
        """Return the status at a moment. Moments in the result are in the zone of the line.

        Raises:
            ValueError: ``now`` is naive.
        """
        if now.tzinfo is None:
            raise ValueError("now must be an aware datetime")
        now = now.astimezone(UTC)
        page = self._pages.get(now.toordinal() >> PAGE_BITS)
        if page is None:
            page = self._make_page(now.toordinal() >> PAGE_BITS)
        return page[1][bisect_right(page[0], now) - 1]

    def _make_page(self, number: int) -> tuple[list[datetime], list[Status]]:
        begin = datetime.fromordinal(number << PAGE_BITS).replace(tzinfo=UTC)
        pieces = self._until_change(begin.date() - _DAY, (begin + _PAGE).timestamp())
        change: datetime | None = None
        later: _Piece | None = None
        statuses: list[Status] = []
        for piece in reversed(pieces):
            if later and later.open is not piece.open:
                change = datetime.fromtimestamp(later.begin, self._zone)
            statuses.append((Open if piece.open else Closed)(change, piece.because, piece.name))
            later = piece
        page = [datetime.fromtimestamp(piece.begin, UTC) for piece in pieces], statuses[::-1]
        if len(self._pages) >= _MOST_PAGES:
            self._pages.clear()
        self._pages[number] = page
        return page

    def _until_change(self, first: date, end: float) -> list[_Piece]:
        """Return the pieces from a date to ``end``, and the first later one with another state within the horizon."""
        horizon = self._instant(self._horizon(first), 0)
        pieces: list[_Piece] = []
        for piece in self._held(self._scheduled(first)):
            if piece.begin < end:
                pieces.append(piece)
            elif piece.open is not pieces[-1].open:
                pieces.append(piece)
                break
            elif piece.begin > horizon:
                break
        return pieces

    def _held(self, pieces: Iterator[_Piece]) -> Iterator[_Piece]:
        """Apply the overrides to scheduled pieces, except where the line is not in service.

        Pieces of zero length are dropped.
        """
        for piece in pieces:
            at = piece.begin
            for hold in self._holds if piece.because is not Because.NOT_IN_SERVICE else ():
                if hold.end <= at or hold.begin >= piece.end:
                    continue
                if hold.begin > at:
                    yield piece._replace(begin=at, end=hold.begin)
                because = Because.OPENED if hold.open else Because.CLOSED
                begin, at = max(at, hold.begin), min(hold.end, piece.end)
                yield _Piece(begin, at, hold.open, because, hold.name)
            if at < piece.end:
                yield piece if at == piece.begin else piece._replace(begin=at)

    def _scheduled(self, day: date) -> Iterator[_Piece]:
        """Yield the scheduled pieces from the midnight at which ``day`` begins, without end."""
        yesterday, at = self._day(day - _DAY), self._instant(day, 0)
        while True:
            today, midnight = self._day(day), self._instant(day + _DAY, 0)
            yield from self._pieces_of(day, yesterday, today, at, midnight)
            day, yesterday, at = day + _DAY, today, midnight

    def _pieces_of(self, day: date, yesterday: Day, today: Day, at: float, midnight: float) -> Iterator[_Piece]:
        """Yield the pieces of a day, which goes from ``at`` to ``midnight``."""
        tails = [(-END_OF_DAY, window, yesterday) for window in yesterday.windows if window.closes > END_OF_DAY]
        for shift, window, plan in [*tails, *((0, window, today) for window in today.windows)]:
            opens = max(at, self._instant(day, window.opens + shift))
            closes = min(midnight, self._instant(day, window.closes + shift))
            if opens < closes:  # otherwise a clock change skips it
                yield _Piece(at, opens, False, today.because_closed, today.name)
                yield _Piece(opens, closes, True, plan.because_open, plan.name)
                at = closes
        yield _Piece(at, midnight, False, today.because_closed, today.name)

    def _instant(self, day: date, minutes: int) -> float:
        """Return a local time as seconds since the epoch.

        A repeated time is the first of the two; a skipped time is moved later by the gap (PEP 495, fold 0).
        """
        if not 0 <= minutes < END_OF_DAY:
            days, minutes = divmod(minutes, END_OF_DAY)
            day += days * _DAY
        return datetime(day.year, day.month, day.day, *divmod(minutes, 60), tzinfo=self._zone).timestamp()
