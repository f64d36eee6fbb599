"""Reports, read from the tables of counts, so that their speed does not depend on the number of calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, false, func, or_, select

from ivr.core.call.outcome import Outcome
from ivr.core.reports import (
    BEFORE_DAYS,
    HOURS_A_WEEK,
    RECENT_DAYS,
    Fallen,
    Rate,
    days_of,
    fallen,
    first_hour,
    hours_of,
    moment_of,
)
from ivr.core.silence import Silence, silence, weeks_before
from ivr.core.text.delivery import TO_MEND, State
from ivr.store import tables
from ivr.store.paging import PAGE, Mark, Page, page_of
from ivr.store.tables import day_counts, hour_counts, line_counts, outbox
from schedules import home_date, home_midnight

_ONE_DAY = timedelta(days=1)

Kind = tuple[str, str]
"""An outcome, and the id of the line that calls were put through to; empty if none."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Numbers of calls by outcome, for each day and for each language."""

    by_day: Mapping[date, Mapping[Kind, int]]
    by_language: Mapping[str, Mapping[Kind, int]]


def outcomes(connection: Connection, first: date, last: date, language: str = "") -> Outcomes:
    """Count the outcomes of calls that began on these days (both included), in one language or in all."""
    table = day_counts.c
    wanted = [table.day >= f"{first}", table.day <= f"{last}", *([table.language == language] if language else [])]
    total = func.sum(table.calls)
    kind = (table.outcome, table.line)
    by_day: dict[date, dict[Kind, int]] = {}
    by_language: dict[str, dict[Kind, int]] = {}
    days = select(table.day, *kind, total).where(*wanted).group_by(table.day, *kind)
    for day, outcome, line, count in connection.execute(days.having(total > 0)):
        by_day.setdefault(date.fromisoformat(day), {})[outcome, line] = int(count)
    languages = select(table.language, *kind, total).where(*wanted).group_by(table.language, *kind)
    for code, outcome, line, count in connection.execute(languages.having(total > 0)):
        by_language.setdefault(code, {})[outcome, line] = int(count)
    return Outcomes(by_day, by_language)


def calls_by_hour(connection: Connection, first: date, last: date) -> dict[str, dict[int, tuple[int, int]]]:
    """Return, by language and hour of Japan's week (0 is Monday 0:00), how many calls began and were put through."""
    table = hour_counts.c
    hour = (table.hour % HOURS_A_WEEK).label("of_week")
    total = func.sum(table.calls)
    counted = select(table.language, hour, total, func.sum(table.through)).having(total > 0)
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for language, of_week, calls, through in connection.execute(
        counted.where(table.hour.between(*hours_of(first, last))).group_by(table.language, hour)
    ):
        found.setdefault(language, {})[of_week] = int(calls), int(through)
    return found


@dataclass(frozen=True, slots=True)
class HourFilter:
    """Calls that began on some days from one hour of a day of the week on (0 is Monday 0:00), for so many ``hours``.

    An empty ``language`` is all. ``nobody``: only those that were not put through.
    """

    first: date
    last: date
    hour: int
    hours: int = 1
    language: str = ""
    nobody: bool = True


def calls_in_hour(
    connection: Connection, wanted: HourFilter, *, before: Mark | None = None, after: Mark | None = None
) -> Page:
    """Return a page of the calls of an hour of the week, newest first."""
    days = (day for day in days_of(wanted.first, wanted.last) if day.weekday() == wanted.hour // 24)
    begins = [first_hour(day) + wanted.hour % 24 for day in days]
    call = tables.calls.c
    within = or_(
        false(),
        *(
            and_(call.started_at >= moment_of(begin), call.started_at < moment_of(begin + wanted.hours))
            for begin in begins
        ),
    )
    of_people = call.outcome.is_not(None), call.called_back.is_(False)
    where = [within, *of_people, *([call.language == wanted.language] if wanted.language else [])]
    where += [call.outcome != Outcome.PUT_THROUGH] if wanted.nobody else []
    query: Select[Any] = select(call.sid, call.started_at, call.language, call.outcome).where(*where)
    return page_of(connection, query, (call.started_at, call.sid), before, after, PAGE)


def fallen_lines(connection: Connection, now: datetime) -> list[Fallen]:
    """Return the lines whose answer rate has fallen, by the rule of :data:`ivr.core.reports.FALL`."""
    recent = home_date(now) - (RECENT_DAYS - 1) * _ONE_DAY
    before = _rates(connection, recent - BEFORE_DAYS * _ONE_DAY, recent - _ONE_DAY)
    return fallen(before, _rates(connection, recent, home_date(now)))


def week_counts(connection: Connection, first: date) -> tuple[int, int, int, int]:
    """Return, for seven days: calls, those put through, texts that were delivered, and texts that failed."""
    last = first + 6 * _ONE_DAY
    days = (day_counts.c.day >= f"{first}", day_counts.c.day <= f"{last}")
    total = select(func.coalesce(func.sum(day_counts.c.calls), 0)).where(*days)
    made = (outbox.c.made_at >= home_midnight(first), outbox.c.made_at < home_midnight(last + _ONE_DAY))
    texts = select(func.count()).select_from(outbox).where(*made)
    through = total.where(day_counts.c.outcome == Outcome.PUT_THROUGH)
    delivered, failed = texts.where(outbox.c.state == State.DELIVERED), texts.where(outbox.c.state.in_(TO_MEND))
    found = [int(connection.scalar(each) or 0) for each in (total, through, delivered, failed)]
    return found[0], found[1], found[2], found[3]


def unusual_silence(connection: Connection, now: datetime) -> Silence | None:
    """Return the silence since the last call, by the rule of :data:`ivr.core.silence.YEARS`."""
    began = tables.calls.c.started_at
    of_people = select(began).where(tables.calls.c.called_back.is_(False))
    last = connection.scalar(of_people.order_by(began.desc()).limit(1))
    if last is None:
        return None
    table = hour_counts.c
    counted = select(table.hour, func.sum(table.calls)).where(table.hour.between(*weeks_before(last)))
    by_hour = {hour: int(count) for hour, count in connection.execute(counted.group_by(table.hour))}
    return silence(by_hour, last, now)


@dataclass(frozen=True, slots=True)
class Today:
    """Figures since midnight in Japan: calls by outcome and line, texts by state."""

    calls: Mapping[Kind, int]
    texts: Mapping[str, int]

    @property
    def transfers(self) -> int:
        """How many calls were put through."""
        return sum(count for (outcome, _), count in self.calls.items() if outcome == Outcome.PUT_THROUGH)


def today(connection: Connection, now: datetime) -> Today:
    """Count the calls and texts of the current day in Japan."""
    day = home_date(now)
    kind = (day_counts.c.outcome, day_counts.c.line)
    total = func.sum(day_counts.c.calls)
    counted = select(*kind, total).where(day_counts.c.day == f"{day}").group_by(*kind).having(total > 0)
    states = select(outbox.c.state, func.count()).where(outbox.c.made_at >= home_midnight(day)).group_by(outbox.c.state)
    calls = {(outcome, line): int(count) for outcome, line, count in connection.execute(counted)}
    return Today(calls, {row[0]: row[1] for row in connection.execute(states)})


def _rates(connection: Connection, first: date, last: date) -> dict[str, Rate]:
    table = line_counts.c
    counted = select(table.line, func.sum(table.dials), func.sum(table.answered)).group_by(table.line)
    found = connection.execute(counted.where(table.hour.between(*hours_of(first, last))))
    return {line: Rate(int(dials), int(answered)) for line, dials, answered in found}
