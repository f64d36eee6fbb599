"""When one line opens and closes: its days laid end to end, cut into pages that are quick to look up.

A page holds the state of a line for some days as a sorted list of moments, with the answer from each
moment on made beforehand. So a look-up costs the same however many special days there are. Pages are made
when they are first asked for.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from schedules.hours import END_OF_DAY, Windows
from schedules.status import Because, Closed, Open, Status

PAGE_BITS = 4
"""A page holds 16 days, counted in UTC."""
_MOST_PAGES = 256
_DAY = timedelta(days=1)
_PAGE = timedelta(days=1 << PAGE_BITS)


@dataclass(frozen=True, slots=True)
class Day:
    """What holds on one date: its windows, and why it is so."""

    windows: Windows
    because_open: Because
    because_closed: Because
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """An override between two moments, in seconds since 1970; ``end`` may be infinite."""

    begin: float
    end: float
    open: bool
    name: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """From ``begin`` up to ``end``, in seconds since 1970: one state, for one reason."""

    begin: float
    end: float
    open: bool
    because: Because
    name: str


class Timeline:
    """The states of one line. ``horizon`` says up to which date a change is looked for from a given one."""

    def __init__(
        self, zone: ZoneInfo, day: Callable[[date], Day], holds: Sequence[Hold], horizon: Callable[[date], date]
    ) -> None:
        self._zone = zone
        self._day = day
        self._holds = holds
        self._horizon = horizon
        self._pages: dict[int, tuple[list[datetime], list[Status]]] = {}

    def status(self, now: datetime) -> Status:
        """The state at a moment; moments in the answer are in the zone of the line.

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
        """The pieces from a date up to a moment, and that of the first change of state after it, if one is in sight."""
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
        """The schedule with overrides applied, except while the line is not in service.

        Pieces of no length are left out.
        """
        for piece in pieces:
            at = piece.begin
            for hold in self._holds if piece.because is not Because.NOT_IN_SERVICE else ():
                if hold.end <= at or hold.begin >= piece.end:
                    continue
                if hold.begin > at:
                    yield replace(piece, begin=at, end=hold.begin)
                because = Because.OPENED if hold.open else Because.CLOSED
                begin, at = max(at, hold.begin), min(hold.end, piece.end)
                yield _Piece(begin, at, hold.open, because, hold.name)
            if at < piece.end:
                yield replace(piece, begin=at)

    def _scheduled(self, day: date) -> Iterator[_Piece]:
        """Day after day, from the midnight that begins ``day``."""
        yesterday = self._day(day - _DAY)
        while True:
            today = self._day(day)
            yield from self._pieces_of(day, yesterday, today)
            day, yesterday = day + _DAY, today

    def _pieces_of(self, day: date, yesterday: Day, today: Day) -> Iterator[_Piece]:
        at, midnight = self._instant(day, 0), self._instant(day, END_OF_DAY)
        tails = [(-END_OF_DAY, window, yesterday) for window in yesterday.windows]
        for shift, window, plan in [*tails, *((0, window, today) for window in today.windows)]:
            opens = max(at, self._instant(day, window.opens + shift))
            closes = min(midnight, self._instant(day, window.closes + shift))
            if opens < closes:  # else it has closed by midnight, or the clocks skip it
                yield _Piece(at, opens, False, today.because_closed, today.name)
                yield _Piece(opens, closes, True, plan.because_open, plan.name)
                at = closes
        yield _Piece(at, midnight, False, today.because_closed, today.name)

    def _instant(self, day: date, minutes: int) -> float:
        """A wall-clock time as a moment. One that the clocks repeat is the first of the two, one that they
        skip is as much later (PEP 495, fold 0).
        """
        days, minutes = divmod(minutes, END_OF_DAY)
        day += days * _DAY
        return datetime(day.year, day.month, day.day, *divmod(minutes, 60), tzinfo=self._zone).timestamp()
