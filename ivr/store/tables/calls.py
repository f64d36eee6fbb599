"""Tables of callers, calls, their steps, and counts of calls."""

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    false,
    literal_column,
)

from ivr.core.call.outcome import Ending, LanguageBy, Outcome
from ivr.core.caller import Phone
from ivr.core.figures import MOST_KINDS, Figure
from ivr.store.columns import Member, Moment, Reasons, metadata, only_where

callers = Table(
    "callers",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("language", String(8)),
    Column("seen_at", Moment, nullable=False),
    Column("first_at", Moment),
    Index("callers_seen", "seen_at"),
)
"""Keyed hashes of callers, with the language they last chose and when they last and first called or texted."""

calls = Table(
    "calls",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("caller", String(64)),
    Column("phone", Member(Phone, 40), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("status", String(20)),
    Column("language", String(8)),
    Column("outcome", Member(Outcome, 24)),
    Column("line", String(64)),
    Column("lines", Text, nullable=False, server_default=""),
    Column("ended_in", Member(Ending, 40)),
    Column("language_by", Member(LanguageBy, 12)),
    Column("choosing", Integer),
    Column("waited", Integer),
    Column("revision", Integer),
    Column("called_back", Boolean, nullable=False, server_default=false()),
    Index("calls_started", "started_at", "sid"),
    Index("calls_language", "language", "started_at", "sid"),
    Index("calls_outcome", "outcome", "started_at", "sid"),
)
"""One row per call. ``phone`` is the kind of telephone of the caller.

The columns from ``language`` on are the summary of the call (:func:`ivr.core.call.outcome.summary`). It is updated with
each step and counted in the tables of counts. ``outcome`` is null until the first step is stored. ``lines`` has the ids
of all dialled lines, with a space after each. ``ended_in`` is null if the call is not in ``figure_counts`` yet, because
a version before 0022 has recorded it (:mod:`ivr.store.catching_up`).

``called_back``: the service has made the call, to a person who had asked for it. Counts are those of calls that people
make, so it is in none of them but ``line_counts``.
"""

Index("calls_caller", calls.c.caller, calls.c.started_at, calls.c.sid, **only_where(calls.c.caller.is_not(None)))
UNCOUNTED = and_(calls.c.ended_in.is_(None), calls.c.outcome.is_not(None))
"""The condition for calls that are not in ``figure_counts``."""
Index("calls_uncounted", calls.c.started_at, **only_where(UNCOUNTED))
Index("calls_of_people", calls.c.started_at, **only_where(calls.c.caller.is_not(None)))

SLOW_FROM = 60
"""Seconds until a language was chosen, or until a person answered; few calls take longer."""


def slow(column: Column[int]) -> ColumnElement[bool]:
    """Return the condition of the index of few calls. Databases use it only for queries that have it word for word."""
    return column > literal_column(f"{SLOW_FROM}")


Index("calls_choosing", calls.c.choosing, **only_where(slow(calls.c.choosing)))
Index("calls_waited", calls.c.waited, **only_where(slow(calls.c.waited)))

call_steps = Table(
    "call_steps",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("place", String(20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("key", String(20), nullable=False),
    Column("because", Reasons, nullable=False),
    Column("line", String(64)),
    Column("leg", String(16)),
    Column("seconds", Integer),
    Column("texted", String(12), nullable=False, server_default=""),
    Column("promise", String(64)),
    Column("revision", Integer),
)
"""The steps of a call and the reasons for each. The primary key keeps a repeated request from adding a second row.

If the step reports the end of a dialled line, ``line`` is its id, ``leg`` how it ended and ``seconds`` how long it
lasted. ``texted`` is the result of a promise of a text, and ``promise`` that column of its row in the outbox, or of a
call-back.
``revision`` is that of the schedule by which the step was decided.
"""

Index("call_steps_promise", call_steps.c.promise, **only_where(call_steps.c.promise.is_not(None)))
_DIALLED = only_where(call_steps.c.line.is_not(None))
Index("call_steps_line", call_steps.c.line, call_steps.c.sid, **_DIALLED)
Index("call_steps_dialled", call_steps.c.line, call_steps.c.at, call_steps.c.leg, **_DIALLED)

dials = Table(
    "dials",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("caller", String(64)),
    Column("seconds", Integer),
    Index("dials_at", "at"),
)
"""Dialled calls of the last days, for budgets. ``seconds`` is null until the end of the call is known."""

day_counts = Table(
    "day_counts",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("outcome", String(24), primary_key=True),
    Column("line", String(64), primary_key=True),
    Column("calls", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Calls by day (in Japan), language, outcome and the line they were put through to; an empty line is none.

The tables of counts are updated in the transaction that writes the steps, and are kept when calls are purged.
"""

hour_counts = Table(
    "hour_counts",
    metadata,
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("language", String(8), primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("through", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Calls by hour and language, and how many were put through. Hours are those of :func:`ivr.core.reports.hour_of`."""

line_counts = Table(
    "line_counts",
    metadata,
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("line", String(64), primary_key=True),
    Column("dials", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("busy", Integer, nullable=False, server_default="0"),
    Column("no_answer", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0"),
    Column("short", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
"""How often a line was dialled, and how that ended, by hour. Dials that the caller hung up on are not counted."""

figure_counts = Table(
    "figure_counts",
    metadata,
    Column("figure", Member(Figure, 16), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("language", String(8), primary_key=True),
    *(Column(f"kind_{place}", Integer, nullable=False, server_default="0") for place in range(MOST_KINDS)),
    sqlite_with_rowid=False,
)
"""Calls by day (in Japan), language and the kind of a figure: one column for each (:data:`ivr.core.figures.KINDS`).

With a row for each kind, a year would have twenty times as many rows, and take longer than a page may.
"""
