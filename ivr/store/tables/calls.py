"""The record of calls: callers, calls, their steps, and what they are counted by."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from ivr.core.call.outcome import Outcome
from ivr.core.caller import Phone
from ivr.store.columns import Member, Moment, Reasons, metadata, only_where

callers = Table(
    "callers",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("language", String(8)),
    Column("seen_at", Moment, nullable=False),
)
"""Who has called or texted, and the language to remember."""

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
    Index("calls_started", "started_at", "sid"),
    Index("calls_language", "language", "started_at", "sid"),
    Index("calls_outcome", "outcome", "started_at", "sid"),
)
"""One row a call; ``phone`` is the kind of telephone that called.

The last four are the call in short (:mod:`ivr.core.outcome`), brought up to date with each step and counted below;
``outcome`` is null while no step has come. ``lines`` are all that were dialled, with a space after each.
"""

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
)
"""The steps of a call and why each was taken; a repeated request finds its step recorded already.

``line``, ``leg`` and ``seconds``: which dialled line's end the step tells, and how long it lasted. ``texted`` is what
became of a text that was to be promised, and ``promise`` that of its row in the outbox.
"""

Index("call_steps_promise", call_steps.c.promise, **only_where(call_steps.c.promise.is_not(None)))
Index("call_steps_line", call_steps.c.line, call_steps.c.sid, **only_where(call_steps.c.line.is_not(None)))

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
"""Calls by day (Japan's), language, outcome and the line they were put through to; empty: to none.

This and the next two are kept by the recorder in the transaction that writes the steps, and stay when calls are purged.
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
"""Calls by hour and language, and how many were put through; hours as :func:`ivr.core.reports.hour_of` counts them."""

line_counts = Table(
    "line_counts",
    metadata,
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("line", String(64), primary_key=True),
    Column("dials", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How often a line was dialled by hour, and how often it answered; not those for which the caller did not wait."""
