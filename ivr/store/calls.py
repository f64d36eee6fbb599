"""Storage of calls: their steps, a summary of each call, and the counts, all written in one transaction.

Several processes write steps of one call, in batches that may arrive late, out of order, or twice. So a writer locks
the row of the call, reads the steps that are stored, and adds and counts only the new ones.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from ivr.core import requests
from ivr.core.budgets import Budget
from ivr.core.call.actions import LONGEST_DIAL
from ivr.core.call.outcome import RecordedStep, Summary, summary
from ivr.store.counts import Counts
from ivr.store.many import among, change_many, insert_many, insert_new
from ivr.store.tables import call_steps, calls, dials
from sentences import Sentence

_LONGEST_ID = 64
_RECORDED = tuple(each.name for each in fields(RecordedStep))
_ROW = tuple(call_steps.c.keys())
_SUMMARY = tuple(each.name for each in fields(Summary))
_summary_of = attrgetter(*_SUMMARY)
_NO_SUMMARY = {**dict.fromkeys(_SUMMARY), "lines": "", "called_back": False}
# Built once: a statement that is built anew for each record takes longer than its execution.
_END = update(calls).where(calls.c.sid == bindparam("of"), calls.c.ended_at.is_(None))
_NOT_DIALLED = delete(dials).where(dials.c.sid == bindparam("of"), dials.c.step == bindparam("number"))
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


def write_calls(connection: Connection, steps: Sequence[StepRow], ends: Sequence[CallEnd]) -> None:
    """Write the steps and ends that are not stored yet, in the caller's transaction."""
    counts, of_call = Counts(), _by_call(steps)
    added = _add(connection, of_call, ends, counts)
    before = _locked(connection, {*of_call, *(end.sid for end in ends)} - added.keys())
    known = known_steps(connection, before)
    new, changes = [step for each in added.values() for step in each], []
    for sid, row in before.items():
        more = [
            each for each in of_call.get(sid, {}).values() if not _is_late(each, row) and each.step not in known[sid]
        ]
        if more:
            changes += _changed(row, [*known[sid].values()], more, counts)
            new += more
    change_many(connection, calls, changes)
    insert_many(connection, call_steps, [{name: getattr(step, name) for name in _ROW} for step in new])
    for step in new:
        counts.dial(step)
        if step.refused:
            counts.refusal(step.at, step.refused)
    _note_dials(connection, new)
    if ends:
        connection.execute(_END, [{"of": end.sid, "ended_at": end.at, "status": end.status} for end in ends])
        _end_dials(connection, ends)
    counts.add(connection)


def _by_call(steps: Sequence[StepRow]) -> dict[str, dict[int, StepRow]]:
    """Return steps by call and number; of a repeated step the first."""
    of_call: dict[str, dict[int, StepRow]] = {}
    for step in steps:
        of_call.setdefault(step.sid, {}).setdefault(step.step, step)
    return of_call


def _add(
    connection: Connection, of_call: Mapping[str, Mapping[int, StepRow]], ends: Sequence[CallEnd], counts: Counts
) -> dict[str, list[StepRow]]:
    """Add the calls that are not stored yet, count them, and return their steps. The order avoids deadlocks.

    An end that comes before the first step adds a call without a summary.
    """
    early = {end.sid: end for end in ends if end.phone and end.sid not in of_call}
    there = set(connection.scalars(select(calls.c.sid).where(among(connection, calls.c.sid, {*of_call, *early}))))
    steps = {sid: _on_time([*each.values()]) for sid, each in of_call.items() if sid not in there}
    shorts = {sid: summary(each) for sid, each in steps.items()}
    rows = {sid: _call(each[0]) | columns(shorts[sid]) for sid, each in steps.items()}
    rows |= {sid: _call(end) for sid, end in early.items() if sid not in there}
    added = {sid: rows[sid] for (sid,) in insert_new(connection, calls, [rows[sid] for sid in sorted(rows)])}
    for sid in added.keys() & shorts.keys():
        counts.call(added[sid]["started_at"], shorts[sid])
    return {sid: steps.get(sid, []) for sid in added}


def _on_time(steps: Sequence[StepRow]) -> list[StepRow]:
    """Return the steps of a call, the first one first, without those that are too late."""
    first = min(steps, key=lambda each: each.at)
    return [first, *(each for each in steps if each is not first and not requests.is_over(each.at, first.at))]


def _call(first: StepRow | CallEnd) -> dict[str, Any]:
    return {"sid": first.sid, "caller": first.caller, "phone": first.phone, "started_at": first.at, **_NO_SUMMARY}


def _changed(
    row: Any, known: Sequence[RecordedStep], more: Sequence[StepRow], counts: Counts
) -> list[dict[str, object]]:
    """Count a call anew with all its steps, and return how its row changes, if it does."""
    short, started_at = summary([*known, *more]), min(row.started_at, *(each.at for each in more))
    change = {"started_at": started_at, **columns(short)}
    if all(getattr(row, name) == change[name] for name in change):
        return []
    if row.outcome is not None:
        counts.call(row.started_at, Summary(*_summary_of(row)), -1)
        if row.ended_in is None:  # an older version has recorded the steps that are known
            for step in known:
                counts.end_of_dial(step)
    counts.call(started_at, short)
    return [{"sid": row.sid, **change}]


def _note_dials(connection: Connection, steps: Sequence[StepRow]) -> None:
    """Store the calls that steps dial, and what the steps after those report.

    A key that does not report the end of a dialled call says that the step before did not dial: it came first.
    """
    rows = [{"sid": step.sid, "step": step.step, "at": step.at, "caller": step.caller} for step in steps if step.dials]
    insert_new(connection, dials, rows)
    ended = [{"sid": step.sid, "step": step.step - 1, "seconds": step.seconds or 0} for step in steps if step.leg]
    change_many(connection, dials, ended)
    if not_dialled := [{"of": each.sid, "number": each.step - 1} for each in steps if each.key and not each.leg]:
        connection.execute(_NOT_DIALLED, not_dialled)


def _end_dials(connection: Connection, ends: Sequence[CallEnd]) -> None:
    """Store how long the dialled calls can have lasted that were going on when calls ended."""
    ended = {end.sid: end.at for end in ends}
    going_on = select(dials.c.sid, dials.c.step, dials.c.at).where(
        among(connection, dials.c.sid, ended), dials.c.seconds.is_(None)
    )
    rows = [
        {"sid": sid, "step": step, "seconds": min(max(int((ended[sid] - at).total_seconds()), 0), LONGEST_DIAL)}
        for sid, step, at in connection.execute(going_on)
    ]
    change_many(connection, dials, rows)


def is_over(connection: Connection, sid: str, caller: str | None, now: datetime) -> bool:
    """Whether a request repeats one of a call that is over, or whose ``caller`` (keyed hash) was deleted since."""
    return _is_over(connection.execute(_OF_CALL, {"sid": sid}).first(), caller, now)


def are_over(connection: Connection, asked: Sequence[tuple[str, str | None, datetime]]) -> list[bool]:
    """Answer :func:`is_over` for many requests; each is a call, a caller and a moment."""
    sids = {sid for sid, _, _ in asked}
    wanted = select(calls.c.sid, *_OF_CALL.selected_columns).where(among(connection, calls.c.sid, sids))
    found = {row.sid: row for row in connection.execute(wanted)} if sids else {}
    return [_is_over(found.get(sid), caller, now) for sid, caller, now in asked]


def _is_over(call: Any, caller: str | None, now: datetime) -> bool:
    if call is None:
        return False
    return (caller is not None and call.caller is None) or requests.is_over(now, call.started_at, call.ended_at)


def _is_late(step: StepRow, call: Any) -> bool:
    return requests.is_over(step.at, call.started_at, call.ended_at)


def columns(short: Summary) -> dict[str, object]:
    """Return the columns of ``calls`` that hold a summary."""
    lines = "".join(f"{line} " for line in short.lines)
    return {**dict(zip(_SUMMARY, _summary_of(short), strict=True)), "lines": lines}


def _locked(connection: Connection, sids: Collection[str]) -> dict[str, Any]:
    """Lock the rows of calls, in an order that avoids deadlocks, and return them by sid."""
    locked = select(calls).where(among(connection, calls.c.sid, sids)).order_by(calls.c.sid).with_for_update()
    return {row.sid: row for row in connection.execute(locked)} if sids else {}


def known_steps(connection: Connection, sids: Collection[str]) -> Mapping[str, Mapping[int, RecordedStep]]:
    """Return what is stored of the steps of calls, by sid and number."""
    known: dict[str, dict[int, RecordedStep]] = {sid: {} for sid in sids}
    columns = (call_steps.c.sid, *(call_steps.c[name] for name in _RECORDED))
    for row in connection.execute(select(*columns).where(among(connection, call_steps.c.sid, sids))) if sids else ():
        known[row.sid][row.step] = RecordedStep(*row[1:])
    return known
