"""What other opening hours would change, from the counted calls and the schedules that were in force."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine

from ivr.core.benefit import (
    Best,
    Gain,
    History,
    Model,
    Openings,
    Shares,
    best_hours,
    counted_while_open,
    day_of_difference,
    gain,
    in_the_end,
)
from ivr.core.reports import HOURS_A_WEEK, first_hour, hour_of, moment_of
from ivr.service.schedule.refusals import readable
from ivr.store.benefit import calls_in_hours, in_force_since
from ivr.store.db import snapshot
from ivr.store.revisions import Revision
from schedules import Directory, Override, Timetable


@dataclass(frozen=True)
class Benefit:
    """What the calls of some whole weeks, which end with the day before ``today``, say of other hours.

    Attributes:
        directory: the schedule in force.
        not_dialled: ids of lines that the service does not dial.
    """

    history: History
    model: Model
    directory: Directory
    today: date
    not_dialled: Collection[str] = ()

    def best(self, line: str = "") -> list[Best]:
        """Return the hours of the week in which one more line would help most: this one, or any."""
        timetable, now = Timetable(in_the_end(self.directory, self.today)), self._openings(self.directory, self.today)
        lines = [each for each in now.lines if line in ("", each.id)]
        return best_hours(self.history, timetable, now, self.model, lines)

    def of(self, drafted: Directory) -> Gain:
        """Return what a draft would add; hours that it plans for later are taken as if they had been in force."""
        day = day_of_difference(self.directory, drafted, self.today)
        return gain(self.history, self._openings(self.directory, day), self._openings(drafted, day))

    def _openings(self, directory: Directory, day: date) -> Openings:
        return Openings(Timetable(in_the_end(directory, day)), self.history.hours, self.not_dialled)


def benefit(
    engine: Engine, directory: Directory, today: date, weeks: int, not_dialled: Collection[str] = ()
) -> Benefit:
    """Read what the calls of the last weeks say of other hours."""
    begin = first_hour(today - timedelta(weeks=weeks))
    hours = range(begin, begin + weeks * HOURS_A_WEEK)
    with snapshot(engine) as connection:
        history = History(begin, weeks, calls_in_hours(connection, hours))
        found, held = in_force_since(connection, moment_of(hours.start), moment_of(hours.stop))
    openings = _in_force(found, held, hours, not_dialled)
    shares = Shares(counted_while_open(history, openings), {line.id: line.tier for line in directory.lines})
    return Benefit(history, Model(history, shares), directory, today, not_dialled)


def _in_force(
    found: Sequence[Revision], held: Sequence[Override], hours: range, not_dialled: Collection[str]
) -> Iterator[Openings]:
    """Yield the openings by each revision that can be read, for the whole hours in which it was in force."""
    ends = [*(each.effective_at for each in found[1:]), moment_of(hours.stop)]
    for revision, end in zip(found, ends, strict=False):  # without a revision there is an end, but nothing to end
        begin = max(hours.start, hour_of(revision.effective_at) + 1)
        if directory := readable(revision):
            timetable = Timetable(directory, held, revision.number)
            yield Openings(timetable, range(begin, max(begin, hour_of(end))), not_dialled)
