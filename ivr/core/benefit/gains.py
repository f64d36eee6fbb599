"""What a draft, or one more hour a week, would add: the calls of the past in it, and the forecast."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ivr.core.benefit.forecast import Cell, Forecast, Model
from ivr.core.benefit.openings import WHOLE, History, Lines, Openings
from ivr.core.reports import HOURS_A_WEEK, moment_of
from schedules import Because, Line, Timetable, home_date

MOST_HOURS = 10


@dataclass(frozen=True, slots=True)
class Gain:
    """What other hours would add in the calls of a history.

    Attributes:
        cells: the calls that came while no line of their language was open, and one would be.
        hours: the hours a week that each line would be open in addition.
        lost: how many of the calls that reached a person would have come while no line was open.
    """

    cells: Sequence[Cell]
    hours: Mapping[str, float] = field(default_factory=dict)
    lost: float = 0.0

    @property
    def calls(self) -> float:
        """The number of calls that came in the added hours."""
        return sum(cell.calls for cell in self.cells)

    def by_line(self) -> dict[str, list[Cell]]:
        """Return the cells by the line that would be tried first."""
        return _grouped(self.cells, lambda cell: cell.lines[0])

    def by_language(self) -> dict[str, list[Cell]]:
        """Return the cells by language."""
        return _grouped(self.cells, lambda cell: cell.language)


@dataclass(frozen=True, slots=True)
class Best:
    """An hour of the week (0 is Monday 0:00) in which a line is closed, and what it would add if it were open.

    ``calls`` is the number of calls that came in it while no line of their language was open.
    """

    line: str
    hour: int
    calls: float
    forecast: Forecast


def gain(history: History, now: Openings, then: Openings) -> Gain:
    """Return what the hours ``then`` would add to those of ``now``. Both are of the hours of the history."""
    cells: dict[tuple[str, int, Lines], list[float]] = defaultdict(lambda: [0.0, 0.0])
    lost = 0.0
    for language, hours in history.calls.items():
        before, after = now.reachable(language), then.reachable(language)
        for hour in before.keys() | after.keys():
            had, has = before.get(hour, 0), after.get(hour, 0)
            if had == has:
                continue
            calls, through = hours.get(hour, (0, 0))
            if added := has & ~had:
                lines = tuple(line for line, minutes in then.open(language, hour).items() if minutes & added)
                share = added.bit_count() / 60
                cell = cells[language, hour % HOURS_A_WEEK, lines]
                cell[0] += calls * share
                cell[1] += share
            if gone := had & ~has:
                lost += through * gone.bit_count() / had.bit_count()
    return Gain([Cell(*key, *counted) for key, counted in cells.items()], _added(history, now, then), lost)


def _added(history: History, now: Openings, then: Openings) -> dict[str, float]:
    minutes = {
        line.id: sum(
            (minutes & ~now.of(line.id).get(hour, 0)).bit_count() for hour, minutes in then.of(line.id).items()
        )
        for line in then.lines
    }
    return {line: count / 60 / history.weeks for line, count in minutes.items() if count}


def best_hours(
    history: History, timetable: Timetable, now: Openings, model: Model, lines: Iterable[Line], most: int = MOST_HOURS
) -> list[Best]:
    """Return the hours of the week in which one of some lines would help most, the best first.

    Each is looked at alone: what two lines would add in the same hour does not add up. Days on which the line would
    not keep its weekly hours, such as holidays, do not count.
    """
    reachable = {code: now.reachable(code) for code in history.calls}
    closed = {code: [WHOLE & ~open_in.get(hour, 0) for hour in history.hours] for code, open_in in reachable.items()}
    found = [each for line in lines for each in _more_hours(history, timetable, now, line, closed)]
    ranked = sorted(found, key=lambda cells: (-round(model.mean(cells), 9), cells[0].lines, cells[0].hour))[:most]
    return [
        Best(cells[0].lines[0], cells[0].hour, sum(cell.calls for cell in cells), model.forecast(cells))
        for cells in ranked
    ]


def _more_hours(
    history: History, timetable: Timetable, now: Openings, line: Line, closed: Mapping[str, Sequence[int]]
) -> Iterable[list[Cell]]:
    """Return the calls that a line would get in each hour of the week in which it is closed."""
    usual, minutes_open = _usual_hours(history, timetable, line), now.of(line.id)
    opened = {hour % HOURS_A_WEEK for hour in usual if hour in minutes_open}
    usual = [hour for hour in usual if hour % HOURS_A_WEEK not in opened]
    cells: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for language in line.languages & history.calls.keys():
        hours, free = history.calls[language], closed[language]
        for hour in usual:
            if minutes := free[hour - history.begin]:
                share = 1.0 if minutes == WHOLE else minutes.bit_count() / 60
                cell = cells[hour % HOURS_A_WEEK, language]
                cell[0] += hours[hour][0] * share if hour in hours else 0.0
                cell[1] += share
    by_hour: dict[int, list[Cell]] = defaultdict(list)
    for (hour, language), counted in cells.items():
        by_hour[hour].append(Cell(language, hour, (line.id,), *counted))
    return by_hour.values()


def _usual_hours(history: History, timetable: Timetable, line: Line) -> list[int]:
    """Return the hours of the days on which a line keeps its weekly hours."""
    return [
        hour
        for begin in history.hours[::24]
        if timetable.day(line, home_date(moment_of(begin))).because_closed is Because.OUTSIDE_HOURS
        for hour in range(begin, begin + 24)
    ]


def _grouped(cells: Sequence[Cell], by: Callable[[Cell], str]) -> dict[str, list[Cell]]:
    groups: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[by(cell)].append(cell)
    return groups
