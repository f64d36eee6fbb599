"""Summaries and counts of calls, for lists and reports; columns for facts that only the sentences of steps had."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from ivr.core.call.outcome import Leg, Outcome, RecordedStep, summary
from ivr.core.reports import hour_of
from schedules import home_date

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_AT_A_TIME = 500
_LEG = re.compile(r"(?P<line>[^:\s]{1,64}): (?P<end>completed|busy|no-answer|failed|canceled)(?P<rest>.*)")
_SECONDS = re.compile(r" after (\d{1,7}) s, too short")
_TEXTED = re.compile(r"(?:the information text|a reminder|a text to another number): (coming|already|impossible)")
_LEGS = {"busy": Leg.BUSY, "no-answer": Leg.NO_ANSWER}

_calls = sa.table("calls", *map(sa.column, ("sid", "started_at", "language", "outcome", "line", "lines")))
_steps = sa.table(
    "call_steps",
    *map(sa.column, ("sid", "step", "at", "place", "language", "line", "leg", "seconds", "texted")),
    sa.column("because", sa.JSON()),
)


def upgrade() -> None:
    """Add columns, tables of counts and indexes, and fill them for the existing calls."""
    op.add_column("calls", sa.Column("language", sa.String(8)))
    op.add_column("calls", sa.Column("outcome", sa.String(24)))
    op.add_column("calls", sa.Column("line", sa.String(64)))
    op.add_column("calls", sa.Column("lines", sa.Text(), nullable=False, server_default=""))
    op.add_column("call_steps", sa.Column("line", sa.String(64)))
    op.add_column("call_steps", sa.Column("leg", sa.String(16)))
    op.add_column("call_steps", sa.Column("seconds", sa.Integer()))
    op.add_column("call_steps", sa.Column("texted", sa.String(12), nullable=False, server_default=""))
    op.add_column("call_steps", sa.Column("promise", sa.String(64)))
    _create_counts()
    _fill(op.get_bind())
    op.create_index("calls_started", "calls", ["started_at", "sid"])
    op.create_index("calls_language", "calls", ["language", "started_at", "sid"])
    op.create_index("calls_outcome", "calls", ["outcome", "started_at", "sid"])
    there = sa.text("promise IS NOT NULL")
    op.create_index("call_steps_promise", "call_steps", ["promise"], sqlite_where=there, postgresql_where=there)
    told = sa.text("line IS NOT NULL")
    op.create_index("call_steps_line", "call_steps", ["line", "sid"], sqlite_where=told, postgresql_where=told)
    op.create_index("inbound_at", "inbound", ["at", "sid"])
    for name in ("state", "language", "purpose"):
        op.create_index(f"outbox_{name}", "outbox", [name, "made_at", "id"])


def _create_counts() -> None:
    op.create_table(
        "day_counts",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("outcome", sa.String(24), primary_key=True),
        sa.Column("line", sa.String(64), primary_key=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hour_counts",
        sa.Column("hour", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("through", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "line_counts",
        sa.Column("hour", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("line", sa.String(64), primary_key=True),
        sa.Column("dials", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )


def _fill(connection: sa.Connection) -> None:
    """Fill the new columns and tables for the existing calls, in batches."""
    days: dict[tuple[Any, ...], list[int]] = {}
    hours: dict[tuple[Any, ...], list[int]] = {}
    lines: dict[tuple[Any, ...], list[int]] = {}
    for sids in _pages(connection):
        facts: dict[str, list[RecordedStep]] = {}
        began: dict[str, datetime] = {}
        changes = []
        for row in connection.execute(sa.select(_steps).where(_steps.c.sid.in_(sids))).all():
            said, at = _said(row.place, row.because or []), datetime.fromisoformat(row.at)
            if any(said.values()):
                changes.append({"of": row.sid, "number": row.step, **said})
            fact = RecordedStep(row.step, row.place, row.language, said["line"], said["leg"], said["texted"])
            facts.setdefault(row.sid, []).append(fact)
            began[row.sid] = min(at, began.get(row.sid, at))
            if fact.leg and fact.leg != Leg.HUNG_UP:
                _count(lines, (hour_of(at), fact.line), 1, int(fact.leg == Leg.ANSWERED))
        if changes:
            step = sa.update(_steps).where(_steps.c.sid == sa.bindparam("of"), _steps.c.step == sa.bindparam("number"))
            connection.execute(step, changes)
        shorts = {sid: summary(found) for sid, found in facts.items()}
        for sid, short in shorts.items():
            through = int(short.outcome is Outcome.PUT_THROUGH)
            _count(days, (f"{home_date(began[sid])}", short.language, short.outcome, short.line or ""), 1)
            _count(hours, (hour_of(began[sid]), short.language), 1, through)
        if shorts:
            connection.execute(
                sa.update(_calls).where(_calls.c.sid == sa.bindparam("of")),
                [
                    {
                        "of": sid,
                        "started_at": f"{began[sid]:%Y-%m-%dT%H:%M:%S.%fZ}",
                        "language": short.language,
                        "outcome": short.outcome,
                        "line": short.line,
                        "lines": "".join(f"{line} " for line in short.lines),
                    }
                    for sid, short in shorts.items()
                ],
            )
    for name, counted, columns in (
        ("day_counts", days, ("day", "language", "outcome", "line", "calls")),
        ("hour_counts", hours, ("hour", "language", "calls", "through")),
        ("line_counts", lines, ("hour", "line", "dials", "answered")),
    ):
        rows = [dict(zip(columns, (*key, *counts), strict=True)) for key, counts in counted.items()]
        if rows:
            connection.execute(sa.insert(sa.table(name, *map(sa.column, columns))), rows)


def _pages(connection: sa.Connection) -> Iterator[list[str]]:
    last = ""
    while True:
        some = sa.select(_calls.c.sid).where(_calls.c.sid > last).order_by(_calls.c.sid).limit(_AT_A_TIME)
        sids = list(connection.scalars(some))
        if not sids:
            return
        yield sids
        last = sids[-1]


def _said(place: str, because: list[str]) -> dict[str, Any]:
    """Parse the facts from the sentences of a step. The duration of an answered line is not in the sentences."""
    facts: dict[str, Any] = {"line": None, "leg": None, "seconds": None, "texted": ""}
    found = _LEG.fullmatch(because[0]) if place == "dialed" and because else None
    if found:
        facts["line"], facts["leg"] = found["line"], _leg(found["end"], found["rest"])
        seconds = _SECONDS.match(found["rest"])
        facts["seconds"] = int(seconds[1]) if seconds else None
    if place in {"rest", "number"} and because and (texted := _TEXTED.match(because[0])):
        facts["texted"] = texted[1]
    return facts


def _leg(end: str, rest: str) -> Leg:
    if end == "completed":
        return Leg.SHORT if _SECONDS.match(rest) else Leg.ANSWERED
    if "the caller has hung up" in rest:
        return Leg.HUNG_UP
    return _LEGS.get(end, Leg.FAILED)


def _count(counts: dict[tuple[Any, ...], list[int]], key: tuple[Any, ...], *more: int) -> None:
    counted = counts.setdefault(key, [0] * len(more))
    for index, each in enumerate(more):
        counted[index] += each
