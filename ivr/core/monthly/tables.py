"""The tables of the monthly report: counts in rows and columns, with their sums, small ones withheld."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from ivr.core.call.outcome import Ending
from ivr.core.figures import Answers
from ivr.core.likely import Interval, share_interval
from ivr.core.monthly.figures import Figures, Put
from ivr.core.suppression import FEWEST, Cells, Count, finest, withheld
from sentences import Sentence, word

PARTS = (0, 9, 17, 24)
"""The hours of the day at which the columns of the table of the week begin and end: about those of offices."""

_Part = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a ``language``, a ``line``, ``days`` of the week (``0-4``) or an ``ending``, by its id."""

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
    return {
        table.id: table
        for table in (languages, _week(languages, now), _lines(languages, now, before), *_rest(languages, now))
    }


def _rest(languages: Table, now: Figures) -> tuple[Table, Table]:
    return _left(languages, now), Table(
        "texts",
        Sentence("Texts"),
        Sentence("A reminder has led to a call if its receiver calls within 48 hours after it."),
    )


def _languages(now: Figures, before: Figures) -> Table:
    def counted(figures: Figures) -> Cells:
        found = [figures.languages.get(code, Put()) for code in now.languages]
        return withheld([(each.through, each.nobody - each.closed, each.closed) for each in found])

    return Table(
        "languages",
        Sentence("Calls by language"),
        Sentence("No line open: in hours in which no line for the language is open in a normal week."),
        Sentence("Language"),
        (Sentence("Reached a person"), Sentence("Nobody, a line open"), Sentence("Nobody, no line open")),
        tuple(Row("language", code) for code in now.languages),
        counted(now),
        counted(before),
        good=0,
    )


def _lines(languages: Table, now: Figures, before: Figures) -> Table:
    def counted(figures: Figures) -> Cells:
        rates = [(figures.lines.get(line, Answers()), figures.spoken.get(line, frozenset())) for line in now.lines]
        # Calls in the languages of a line that others took: the sum of the first table would tell how many they are.
        others = [sum(figures.languages.get(code, Put()).through for code in spoken) for _, spoken in rates]
        found = withheld(
            [
                (rate.answered, rate.dials - rate.answered, through - rate.answered)
                for (rate, _), through in zip(rates, others, strict=True)
            ]
        )
        return _of_shown([cells[:2] for cells in found.cells], [rate.dials for rate, _ in rates])

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


def _of_shown(cells: Sequence[tuple[Count, ...]], rows: Sequence[int]) -> Cells:
    """Return counts of which small rows are withheld already, with their sums."""
    full = [[count for count in row if count is not None] for row in cells if None not in row]
    columns: tuple[Count, ...] = tuple(map(sum, zip(*full, strict=True))) if full else (None, None)
    sums = tuple(count if count >= FEWEST else None for count in rows)
    return Cells(tuple(cells), sums, columns, sum(map(sum, full)) if full else None)


def _week(languages: Table, now: Figures) -> Table:
    """Return calls that reached nobody by day and hour, in the languages that the first table shows in full.

    So the sums of that table, which tell how many these calls are, tell nothing of what is withheld from it. Days are
    taken together until no count is small.
    """
    unmet = {(day, part): 0 for day in range(7) for part in _PARTS}
    for code in languages.shown:
        for each in now.weeks.get(code, ()):
            part = next(part for part in _PARTS if each.clock < part[1])
            unmet[each.weekday, part] += each.unmet
    found = finest(unmet, [partial(_taken_together, names) for names in _DAYS])
    days = list(dict.fromkeys(day for day, _ in found))
    return Table(
        "week",
        Sentence("Calls that reached nobody, by day and hour"),
        Sentence("In Japan time, in the languages whose counts are all shown. Days are taken together if few call."),
        Sentence("Day"),
        tuple(Sentence("{begin} to {end}", begin=begin, end=end) for begin, end in _PARTS),
        tuple(Row("days", day) for day in days),
        withheld([[found[day, part] for part in _PARTS] for day in days]),
    )


def _taken_together(names: Sequence[str], cell: tuple[int, _Part]) -> tuple[str, _Part]:
    return names[cell[0]], cell[1]


_PARTS: tuple[_Part, ...] = tuple(pairwise(PARTS))
_DAYS = (
    ("0", "1", "2", "3", "4", "5", "6"),
    ("0-4", "0-4", "0-4", "0-4", "0-4", "5", "6"),
    ("0-6",) * 7,
)
"""Days of the week, 0 is Monday, one by one and taken together."""


def _left(languages: Table, now: Figures) -> Table:
    """Return where callers gave up, in the languages that the first table shows in full, as for :func:`_week`."""
    counts: dict[Ending, int] = {each: 0 for each in Ending if each is not Ending.TALKED}
    for code in languages.shown:
        for ending, calls in now.left.get(code, {}).items():
            counts[ending] = counts.get(ending, 0) + calls
    found = finest(counts, [partial(_place, level) for level in range(3)])
    # While no line is open nobody is connected. The rest are calls that ended elsewhere while a line was open.
    connected = sum(counts[each] for each in _CONNECTING)
    closed = languages.now.columns[-1] if languages.rows else None
    told = closed is not None and sum(counts.values()) - closed - connected >= FEWEST
    rows = list(found) if told else []
    return Table(
        "left",
        Sentence("Where callers gave up"),
        Sentence("Calls that reached nobody, in the languages whose counts are all shown."),
        Sentence("Where the call ended"),
        (Sentence("Calls"),),
        tuple(Row("ending", place) for place in rows),
        withheld([[found[place]] for place in rows]),
    )


def _place(level: int, ending: Ending) -> str:
    """Return the name of where a call ended, coarser from level to level."""
    if level and ending in (Ending.REST, Ending.NUMBER, Ending.NOTICE):
        return word("after the hours were told")
    if level == 2:
        return word("before the hours were told")
    return word("while being connected") if level and ending in _CONNECTING else str(ending)


_CONNECTING = (Ending.ANNOUNCED, Ending.RINGING, Ending.UNANSWERED)
