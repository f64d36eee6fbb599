"""Storage of calls: their steps, a summary of each call, and the counts, all written in one transaction.

Several processes write steps of one call, in batches that may arrive late, out of order, or twice. So a writer locks
the row of the call, reads the steps that are stored, and adds and counts only the new ones.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ivr.core import requests
from ivr.core.budgets import Budget
from ivr.core.call.actions import LONGEST_DIAL
from ivr.core.call.outcome import Leg, Outcome, RecordedStep, Summary, summary
from ivr.core.reports import hour_of
from ivr.store.db import insert_or_add, insert_unless_there
from ivr.store.tables import call_steps, calls, day_counts, dials, hour_counts, line_counts, refusals
from schedules import home_date
from sentences import Sentence

_LONGEST_ID = 64
_RECORDED = tuple(each.name for each in fields(RecordedStep))
_ROW = tuple(call_steps.c.keys())
# Built once: a statement that is built anew for each record takes longer than its execution.
_SUMMARISE = update(calls).where(calls.c.sid == bindparam("of"))
_END = update(calls).where(calls.c.sid == bindparam("of"), calls.c.ended_at.is_(None))
_DIAL = (dials.c.sid == bindparam("of"), dials.c.step == bindparam("number"))
_LASTED = update(dials).where(*_DIAL)
_NOT_DIALLED = delete(dials).where(*_DIAL)
_OF_CALL = select(calls.c.started_at, calls.c.ended_at, calls.c.caller).where(calls.c.sid == bindparam("sid"))


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow(RecordedStep):
    """A step of a call. ``caller`` is a keyed hash; the fields are those of :data:`ivr.store.tables.call_steps`.

    ``dials``: its answer dials a line. ``refused`` is the budget that did not allow it to.
    """

    sid: str
    at: datetime
    caller: str | None
    phone: str
    key: str
    because: tuple[Sentence, ...]
    seconds: int | None = None
    promise: str | None = None
    dials: bool = False
    refused: Budget | None = None

    def __post_init__(self) -> None:
        if self.line:  # it comes from an address, and a record that can't be written would hold up all others
            object.__setattr__(self, "line", self.line[:_LONGEST_ID])


@dataclass(frozen=True, slots=True)
class CallEnd:
    """The end of a call. ``status`` is the carrier's word. With ``phone`` it may arrive before the first step."""

    sid: str
    at: datetime
    status: str
    caller: str | None = None
    phone: str = ""


class Counts:
    """Changes of the counts, collected in memory until :meth:`add` writes them."""

    def __init__(self) -> None:
        self._days: Counter[tuple[str, str, str, str]] = Counter()
        self._hours: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
        self._lines: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
        self._refusals: Counter[tuple[str, str]] = Counter()

    def call(self, started_at: datetime, language: str, outcome: str, line: str | None, calls: int = 1) -> None:
        """Count a call; ``calls`` is -1 to undo the count of an earlier summary."""
        self._days[f"{home_date(started_at)}", language, outcome, line or ""] += calls
        self._hours[hour_of(started_at), language].update(
            calls=calls, through=calls if outcome == Outcome.PUT_THROUGH else 0
        )

    def dialled(self, at: datetime, line: str, leg: str) -> None:
        """Count a dialled line, unless the caller hung up before it answered."""
        if leg != Leg.HUNG_UP:
            self._lines[hour_of(at), line].update(dials=1, answered=int(leg == Leg.ANSWERED))

    def refused(self, at: datetime, budget: Budget) -> None:
        """Count a dialled call that a budget refused."""
        self._refusals[f"{home_date(at)}", budget] += 1

    def add(self, connection: Connection) -> None:
        """Write the changes. All writers use the same order of rows, to avoid deadlocks."""
        days = [(key, {"calls": count}) for key, count in self._days.items()]
        refused = [(key, {"count": count}) for key, count in self._refusals.items()]
        for table, counted in (
            (day_counts, days),
            (hour_counts, self._hours.items()),
            (line_counts, self._lines.items()),
            (refusals, refused),
        ):
            keys = [column.name for column in table.primary_key]
            rows = [{**dict(zip(keys, key, strict=True)), **counts} for key, counts in sorted(counted, key=_key)]
            insert_or_add(
                connection, table, [row for row in rows if any(row[name] for name in row if name not in keys)]
            )


def _key(counted: tuple[tuple[Any, ...], Any]) -> tuple[Any, ...]:
    return counted[0]


def write_calls(connection: Connection, steps: Sequence[StepRow], ends: Sequence[CallEnd]) -> None:
    """Write the steps and ends that are not stored yet, in the caller's transaction."""
    before = _locked(connection, steps, ends)
    by_call = _new(connection, [step for step in steps if not _is_late(step, before[step.sid])])
    counts = Counts()
    changes = []
    for sid, (known, new) in by_call.items():
        row = before[sid]
        if row.outcome is not None:
            counts.call(row.started_at, row.language, row.outcome, row.line, -1)
        short = summary([*known, *new])
        started_at = min(row.started_at, *(step.at for step in new))
        counts.call(started_at, short.language, short.outcome, short.line)
        for step in new:
            if step.line and step.leg:
                counts.dialled(step.at, step.line, step.leg)
            if step.refused:
                counts.refused(step.at, step.refused)
        changes.append({"of": sid, "started_at": started_at, **columns(short)})
    if changes:
        connection.execute(_SUMMARISE, changes)
    _note_dials(connection, [step for _, new in by_call.values() for step in new])
    if ends:
        connection.execute(_END, [{"of": end.sid, "ended_at": end.at, "status": end.status} for end in ends])
        _end_dials(connection, ends)
    counts.add(connection)


def _note_dials(connection: Connection, steps: Sequence[StepRow]) -> None:
    """Store the calls that steps dial, and what the steps after those report.

    A step that does not report the end of a dialled call says that the one before did not dial: a key came first.
    """
    rows = [{"sid": step.sid, "step": step.step, "at": step.at, "caller": step.caller} for step in steps if step.dials]
    insert_unless_there(connection, dials, rows)
    before = [(step, {"of": step.sid, "number": step.step - 1}) for step in steps]
    if lasted := [row | {"seconds": step.seconds or 0} for step, row in before if step.leg]:
        connection.execute(_LASTED, lasted)
    if not_dialled := [row for step, row in before if not step.leg]:
        connection.execute(_NOT_DIALLED, not_dialled)


def _end_dials(connection: Connection, ends: Sequence[CallEnd]) -> None:
    """Store how long the dialled calls can have lasted that were going on when calls ended."""
    ended = {end.sid: end.at for end in ends}
    going_on = select(dials.c.sid, dials.c.step, dials.c.at).where(dials.c.sid.in_(ended), dials.c.seconds.is_(None))
    rows = [
        {"of": sid, "number": step, "seconds": min(max(int((ended[sid] - at).total_seconds()), 0), LONGEST_DIAL)}
        for sid, step, at in connection.execute(going_on)
    ]
    if rows:
        connection.execute(_LASTED, rows)


def is_over(connection: Connection, sid: str, caller: str | None, now: datetime) -> bool:
    """Whether a request repeats one of a call that is over, or whose ``caller`` (keyed hash) was deleted since."""
    row = connection.execute(_OF_CALL, {"sid": sid}).first()
    if row is None:
        return False
    return (caller is not None and row.caller is None) or requests.is_over(now, row.started_at, row.ended_at)


def _is_late(step: StepRow, call: Any) -> bool:
    return requests.is_over(step.at, call.started_at, call.ended_at)


def columns(short: Summary) -> dict[str, object]:
    """Return the columns of ``calls`` that hold a summary."""
    lines = "".join(f"{line} " for line in short.lines)
    return {"language": short.language, "outcome": short.outcome, "line": short.line, "lines": lines}


def _locked(connection: Connection, steps: Sequence[StepRow], ends: Sequence[CallEnd]) -> dict[str, Any]:
    """Insert the missing rows of the calls, lock all of them and return them by sid. The order avoids deadlocks."""
    creating: list[StepRow | CallEnd] = [*steps, *(end for end in ends if end.phone)]
    rows = [
        {"sid": each.sid, "caller": each.caller, "phone": each.phone, "started_at": each.at}
        for each in sorted(creating, key=lambda each: each.sid)
    ]
    insert_unless_there(connection, calls, rows)
    sids = {step.sid for step in steps} | {end.sid for end in ends}
    locked = select(calls).where(calls.c.sid.in_(sids)).order_by(calls.c.sid).with_for_update()
    return {row.sid: row for row in connection.execute(locked)}


def _new(connection: Connection, steps: Sequence[StepRow]) -> Mapping[str, tuple[list[RecordedStep], list[StepRow]]]:
    """Insert the steps that are not stored yet. Return, by sid, the facts stored before and the new steps."""
    known: dict[str, list[RecordedStep]] = {step.sid: [] for step in steps}
    columns = (call_steps.c.sid, *(call_steps.c[name] for name in _RECORDED))
    for row in connection.execute(select(*columns).where(call_steps.c.sid.in_(known))):
        known[row.sid].append(RecordedStep(*row[1:]))
    there = {(sid, each.step) for sid, recorded in known.items() for each in recorded}
    new = {(step.sid, step.step): step for step in reversed(steps) if (step.sid, step.step) not in there}
    if new:
        connection.execute(insert(call_steps), [{name: getattr(step, name) for name in _ROW} for step in new.values()])
    by_call: dict[str, tuple[list[RecordedStep], list[StepRow]]] = {}
    for step in new.values():
        by_call.setdefault(step.sid, (known[step.sid], []))[1].append(step)
    return by_call
