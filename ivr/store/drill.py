"""The calls and texts behind a figure of *Reports*: conditions that hold for exactly those that it counts."""

from sqlalchemy import Column, ColumnElement, Connection, String, exists, func, select

from ivr.core.call.outcome import LONGEST_CALL, Leg
from ivr.core.figures import BOUNDS, below
from ivr.core.reports import home_hour_in_utc
from ivr.store.paging import Days
from ivr.store.tables import call_steps, calls
from ivr.store.tables.calls import SLOW_FROM, slow

RARELY = 5000
"""A line that was dialled less often is found by its steps."""


def in_step(column: Column[int], upper: int) -> list[ColumnElement[bool]]:
    """Return the condition that seconds are counted in the step that ends with one of :data:`BOUNDS`."""
    above = [column > below(upper) if below(upper) else column >= 0]
    above += [slow(column)] if below(upper) >= SLOW_FROM else []  # so that the index of these few is used
    return above if upper == BOUNDS[-1] else [*above, column <= upper]


def dialled(
    connection: Connection, line: str, days: Days, ends: tuple[Leg, ...] = (), hour: int | None = None
) -> list[ColumnElement[bool]]:
    """Return the condition that a line was dialled in a call; none if ``line`` is empty.

    With ``ends`` it was dialled on these days, in an hour of the day in Japan if one is given, and the dial ended so.

    The calls of a line that was rarely dialled are found by its steps. Those of others are found in the order of the
    list, from the last one on, since a page is complete after few calls.
    """
    if not line:
        return []
    at, its = call_steps.c.at, [call_steps.c.line == line]
    if ends:
        its += [call_steps.c.leg.in_(ends), *days.hold(at)]
    if hour is not None:
        its.append(func.substr(at, 12, 2, type_=String) == f"{home_hour_in_utc(hour):02}")
    some = select(at).where(*its).order_by(at.desc()).limit(RARELY).subquery()
    count, last = connection.execute(select(func.count(), func.max(some.c.at))).one()
    if count < RARELY:
        # The limit leaves out none. Without it PostgreSQL walks all calls and looks for the steps of each.
        return [calls.c.sid.in_(select(call_steps.c.sid).where(*its).limit(RARELY))]
    begin = [] if days.begin is None else [calls.c.started_at >= days.begin - LONGEST_CALL]
    return [calls.c.started_at <= last, *begin, exists().where(*its, call_steps.c.sid == calls.c.sid)]
