"""The tables of the monthly report: counts in rows and columns, with their sums, small ones withheld."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ivr.core.call.outcome import Ending
from ivr.core.figures import BOUNDS, Answers, Times
from ivr.core.intervals import Interval, share_interval
from ivr.core.monthly.figures import Figures
from ivr.core.statistics import CODES, Days, Month, Part
from ivr.core.suppression import FEWEST, Cells, Count, finest, withheld
from profiles import profile
from sentences import Rendered, Sentence, word


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a ``language``, a ``line``, ``days`` of the week (``0-4``) or an ``ending``, by its id.

    ``call-backs`` is a language too, in the table of call-backs.
    """

    kind: str
    id: str


_NOTHING = withheld([])


@dataclass(frozen=True, slots=True)
class Table:
    """A table; without columns it is only a title for what is said.

    ``good`` is the column whose part of the whole row is its share; None: it has no share.

    ``now`` has the counts of the month, ``before`` those of the month before, in the same rows and columns.
    """

    id: str
    title: Sentence
    note: Sentence
    head: Sentence | None = None
    columns: tuple[Sentence, ...] = ()
    rows: tuple[Row, ...] = ()
    now: Cells = _NOTHING
    before: Cells | None = None
    good: int | None = None

    def share(self, row: int | None, *, before: bool = False) -> "Share | None":
        """Return the share of a row, or of all that are shown in full; None: its counts are withheld."""
        cells = self.before if before else self.now
        if cells is None or self.good is None or not self.rows:
            return None
        part = (cells.columns if row is None else cells.cells[row])[self.good]
        whole = cells.total if row is None else cells.rows[row]
        return Share(part, whole) if whole and part is not None else None

    @property
    def shown(self) -> list[str]:
        """The ids of the rows that are shown in full."""
        return [row.id for row, cells in zip(self.rows, self.now.cells, strict=True) if None not in cells]

    def shares_in_both(self) -> "tuple[Share, Share] | None":
        """Return the shares of the rows that are shown in full in both months, in the month before and in this one."""
        found = [(self.share(row, before=True), self.share(row)) for row in range(len(self.rows))]
        both = [(was, becomes) for was, becomes in found if was and becomes]
        if not both:
            return None
        return sum((was for was, _ in both), _NONE), sum((becomes for _, becomes in both), _NONE)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole of at least 1."""

    part: int
    whole: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def counts(self) -> tuple[int, int]:
        """The part and the whole."""
        return self.part, self.whole

    @property
    def percent(self) -> int:
        """The share in percent."""
        return percent(self.part / self.whole)

    @property
    def interval(self) -> Interval:
        """Its interval, from 0 to 1."""
        return share_interval(self.part, self.whole)

    @property
    def low(self) -> int:
        """The lower end of its interval, in percent."""
        return percent(self.interval.low)

    @property
    def high(self) -> int:
        """The upper end of its interval, in percent."""
        return percent(self.interval.high)


_NONE = Share(0, 0)


def percent(share: float) -> int:
    """Return a share in whole percent."""
    return round(share * 100)


def tables(now: Figures, before: Figures) -> dict[str, Table]:
    """Return the tables by their ids."""
    languages = _languages(now, before)
    made = (
        languages,
        _closed(languages, now, before),
        _unmet(now),
        _lines(now, before),
        _left(now),
        _TEXTS,
        _call_backs(now, before),
    )
    return {table.id: table for table in made}


_TEXTS = Table(
    "texts",
    Sentence("Texts"),
    Sentence("A reminder has led to a call if its receiver calls within 48 hours after it."),
)


def _languages(now: Figures, before: Figures) -> Table:
    def counted(figures: Figures) -> Cells:
        reached = figures.told.reached
        rows = [CODES.index(code) for code in now.closed]
        return _summed([reached.cells[row] for row in rows], [reached.rows[row] for row in rows])

    return Table(
        "languages",
        Sentence("Calls by language"),
        Sentence("Calls in the languages of the agency, whichever agency they reached."),
        Sentence("Language"),
        (Sentence("Reached a person"), Sentence("Reached nobody")),
        tuple(Row("language", code) for code in now.closed),
        counted(now),
        counted(before),
        good=0,
    )


def _closed(languages: Table, now: Figures, before: Figures) -> Table:
    """Return the calls of the second column of the first table, where it shows them, by whether a line was open."""

    def counted(figures: Figures) -> Cells:
        nobody = dict(zip(CODES, figures.told.reached.cells, strict=True))
        closed = [(nobody[code][1] or 0, figures.closed.get(code, 0)) for code in languages.shown]
        return withheld([(calls - mine, mine) for calls, mine in closed])

    return Table(
        "closed",
        Sentence("Calls that reached nobody"),
        Sentence("No line open: in hours in which no line for the language is open in a normal week."),
        Sentence("Language"),
        (Sentence("A line open"), Sentence("No line open")),
        tuple(Row("language", code) for code in languages.shown),
        counted(now),
        counted(before),
        good=1,
    )


def _unmet(now: Figures) -> Table:
    """Return the calls that reached nobody by day and hour, as they are told everywhere."""
    parts = list(dict.fromkeys((part.begins, part.ends) for part in now.told.unmet))
    days = list(dict.fromkeys(part.days for part in now.told.unmet))
    return Table(
        "unmet",
        Sentence("Calls that reached nobody, by day and hour"),
        Sentence(
            "In {place} time, in all languages whose counts are shown, also those of other agencies.",
            place=Rendered(*profile().place),
        ),
        Sentence("Days"),
        tuple(Sentence("{begin} to {end}", begin=begin, end=end) for begin, end in parts),
        tuple(Row("days", _DAYS[each]) for each in days),
        withheld([[now.told.unmet[Part(each, *part)] for part in parts] for each in days]),
    )


_DAYS = {Days.ALL: "0-6", Days.WORKDAYS: "0-4", Days.WEEKEND: "5-6"}
"""Days of the week, 0 is Monday."""


def _lines(now: Figures, before: Figures) -> Table:
    def counted(figures: Figures) -> Cells:
        dials = [(figures.lines.get(line, Answers()), figures.others.get(line, 0)) for line in now.lines]
        # The difference to the calls of the first table would tell how many other lines took, so they count as well.
        found = withheld([(each.answered, each.dials - each.answered, others) for each, others in dials])
        sums = (each.dials for each, _ in dials)
        return _summed([cells[:2] for cells in found.cells], [each if each >= FEWEST else None for each in sums])

    return Table(
        "lines",
        Sentence("How often each line answers"),
        Sentence("Dials during which the caller hung up are not counted."),
        Sentence("Line"),
        (Sentence("Answered"), Sentence("Not answered")),
        tuple(Row("line", line) for line in now.lines),
        counted(now),
        counted(before),
        good=0,
    )


def _left(now: Figures) -> Table:
    found = places(now.told, now.left)
    return Table(
        "left",
        Sentence("Where callers gave up"),
        Sentence(
            "Calls that reached nobody, in all languages whose counts are shown, also those of other agencies, and"
            " calls without a language."
        ),
        Sentence("Where the call ended"),
        (Sentence("Calls"),),
        tuple(Row("ending", place) for place in found),
        withheld([[calls] for calls in found.values()]),
    )


def _call_backs(now: Figures, before: Figures) -> Table:
    """Return the call-backs by language; without rows if nobody is called back."""

    def counted(figures: Figures) -> Cells | None:
        return None if figures.call_backs is None else withheld(list(figures.call_backs.values()))

    return Table(
        "call-backs",
        Sentence("Call-backs"),
        Sentence(
            "People who asked in the month to be called back when a line is open, by call or text, whichever agency"
            " they reached. They are in no count of calls. Reached is who was until the end of the day after the month."
        ),
        Sentence("Language"),
        (Sentence("Reached a person"), Sentence("Not reached")),
        tuple(Row("call-backs", code) for code in now.call_backs or ()),
        counted(now) or _NOTHING,
        counted(before),
        good=0,
    )


def places(told: Month, left: Mapping[str, Mapping[Ending, int]]) -> dict[str, int]:
    """Return where callers gave up, in the languages that are told in full, places taken together if few did."""
    counts: dict[Ending, int] = {each: 0 for each in Ending if each is not Ending.TALKED}
    for code, cells in zip(CODES, told.reached.cells, strict=True):
        for ending, calls in left.get(code, {}).items():
            if None not in cells and ending in counts:
                counts[ending] += calls
    return finest(counts, [partial(_place, level) for level in range(3)])


def in_steps(told: Month, times: Mapping[str, Times]) -> dict[tuple[int, int], int]:
    """Return how many calls took how long, in the languages that are told in full: from, and until, in seconds."""
    shown = (code for code, cells in zip(CODES, told.reached.cells, strict=True) if None not in cells)
    found = sum((times.get(code, Times()) for code in shown), Times())
    counts = {upper: found.counts.get(upper, 0) for upper in BOUNDS}
    return finest(counts, [partial(_step, bounds) for bounds in ((10, 20, 30, 60, BOUNDS[-1]), (30, BOUNDS[-1]))])


def _step(bounds: Sequence[int], upper: int) -> tuple[int, int]:
    place = next(place for place, each in enumerate(bounds) if upper <= each)
    return bounds[place - 1] if place else 0, bounds[place]


def _place(level: int, ending: Ending) -> str:
    """Return the name of where a call ended, coarser from level to level."""
    if level and ending in (Ending.REST, Ending.NUMBER, Ending.NOTICE):
        return word("after the hours were told")
    if level == 2:
        return word("before the hours were told")
    return word("while being connected") if level and ending in _CONNECTING else ending.value


_CONNECTING = (Ending.ANNOUNCED, Ending.RINGING, Ending.UNANSWERED)


def _summed(cells: Sequence[tuple[Count, ...]], rows: Sequence[Count]) -> Cells:
    """Return rows of two counts that may be told, with the sums of those that are shown in full."""
    full = [[count for count in row if count is not None] for row in cells if None not in row]
    columns: tuple[Count, ...] = tuple(map(sum, zip(*full, strict=True))) if full else (None, None)
    return Cells(tuple(cells), tuple(rows), columns, sum(map(sum, full)) if full else None)
