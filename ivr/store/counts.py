"""Counts of calls, by day, hour, line and figure, written in the transaction that writes the steps."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from ivr.core.budgets import Budget
from ivr.core.call.outcome import Leg, Outcome, RecordedStep, Summary
from ivr.core.figures import KINDS, MOST_KINDS, figures
from ivr.core.reports import hour_of
from ivr.store.many import insert_or_add
from ivr.store.tables import day_counts, figure_counts, hour_counts, line_counts, refusals
from schedules import home_date

_ENDS = {
    Leg.ANSWERED: "answered",
    Leg.BUSY: "busy",
    Leg.NO_ANSWER: "no_answer",
    Leg.FAILED: "failed",
    Leg.SHORT: "short",
}
"""The columns of ``line_counts`` for the ends of dials; a caller who hangs up first does not count."""


class Counts:
    """Changes of the counts, collected in memory until :meth:`add` writes them."""

    def __init__(self) -> None:
        self._days: Counter[tuple[str, str, str, str]] = Counter()
        self._hours: dict[tuple[int, str], Counter[str]] = defaultdict(lambda: Counter(calls=0, through=0))
        self._lines: dict[tuple[int, str], Counter[str]] = defaultdict(lambda: Counter(_NO_DIALS))
        self._figures: dict[tuple[str, str, str], Counter[str]] = defaultdict(lambda: Counter(_NO_KINDS))
        self._refusals: Counter[tuple[str, str]] = Counter()

    def call(self, started_at: datetime, short: Summary, calls: int = 1) -> None:
        """Count a call of a person; ``calls`` is -1 to undo the count of an earlier summary."""
        if short.called_back:
            return
        self._days[f"{home_date(started_at)}", short.language, short.outcome, short.line or ""] += calls
        self._hours[hour_of(started_at), short.language].update(
            calls=calls, through=calls if short.outcome == Outcome.PUT_THROUGH else 0
        )
        self.figures(started_at, short, calls)

    def figures(self, started_at: datetime, short: Summary, calls: int = 1) -> None:
        """Count the figures of a call; a summary of before there were figures has none."""
        day = f"{home_date(started_at)}"
        for figure, kind in figures(short):
            self._figures[figure, day, short.language][f"kind_{KINDS[figure].index(kind)}"] += calls

    def dial(self, step: RecordedStep) -> None:
        """Count the dial that a step reports, unless the caller hung up before the line answered."""
        if step.line and step.at and step.leg in _ENDS:
            self._lines[hour_of(step.at), step.line].update({"dials": 1, _ENDS[Leg(step.leg)]: 1})

    def end_of_dial(self, step: RecordedStep) -> None:
        """Count how the dial ended that a step reports, if only that it answered or not has been counted before."""
        if step.line and step.at and step.leg in _ENDS and step.leg != Leg.ANSWERED:
            self._lines[hour_of(step.at), step.line][_ENDS[Leg(step.leg)]] += 1

    def refusal(self, at: datetime, reason: Budget) -> None:
        """Count a dial that a budget refused."""
        self._refusals[f"{home_date(at)}", reason] += 1

    def add(self, connection: Connection) -> None:
        """Write the changes. All writers use the same order of rows, to avoid deadlocks."""
        days = [(key, {"calls": count}) for key, count in self._days.items()]
        refused = [(key, {"count": count}) for key, count in self._refusals.items()]
        for table, counted in (
            (day_counts, days),
            (hour_counts, self._hours.items()),
            (line_counts, self._lines.items()),
            (figure_counts, self._figures.items()),
            (refusals, refused),
        ):
            keys = [column.name for column in table.primary_key]
            rows = [{**dict(zip(keys, key, strict=True)), **counts} for key, counts in sorted(counted, key=_key)]
            insert_or_add(
                connection, table, [row for row in rows if any(row[name] for name in row if name not in keys)]
            )


_NO_KINDS = {f"kind_{place}": 0 for place in range(MOST_KINDS)}
_NO_DIALS = dict.fromkeys(("dials", *_ENDS.values()), 0)


def _key(counted: tuple[tuple[Any, ...], Any]) -> tuple[Any, ...]:
    return counted[0]
