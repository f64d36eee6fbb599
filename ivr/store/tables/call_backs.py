"""Tables of promised call-backs, and of the calls that were made for them."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, text

from ivr.core.callbacks.promises import State
from ivr.store.columns import Member, Moment, Said, metadata, only_where

call_backs = Table(
    "call_backs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("promise", String(64), nullable=False, unique=True),
    Column("caller", String(64)),
    Column("asked_by", String(64)),
    Column("language", String(8), nullable=False),
    Column("sealed_number", Text),
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", Member(State, 20), nullable=False),
    Column("line", String(64)),
    Column("moves", Integer, nullable=False, server_default="0"),
    Column("unanswered", Integer, nullable=False, server_default="0"),
    Column("not_connected", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("attempted_at", Moment),
    Column("lease", String(40)),
    Column("beat", Integer, nullable=False, server_default="0"),
    Column("sid", String(64)),
    Column("told_at", Moment),
    Column("problem", Said),
    Column("ended_at", Moment),
    Index("call_backs_due", "state", "due_at"),
    Index("call_backs_caller", "caller", "language"),
    Index("call_backs_asked", "asked_at", "id"),
)
"""Promised call-backs.

``promise``, ``caller`` and ``asked_by`` are keyed hashes: of what makes a promise unique, of the number that is called,
and of the caller who keyed that number in. ``lease`` and ``beat`` are those of the worker that is placing the call, as
in ``outbox``. ``line`` is the line that the person is called for, ``sid`` the carrier's id of that call.

``moves``, ``unanswered`` and ``not_connected`` count what :mod:`ivr.core.callbacks.due` asks for; ``attempts`` how
often the carrier did not take the call. ``told_at``: when a text said that many others wait.
"""
STANDS = text("state IN ('waiting', 'calling', 'ringing')")
"""The condition for call-backs that stand. It has no parameters, since a database uses an index for this condition
only."""
Index(
    "call_backs_one",
    call_backs.c.caller,
    call_backs.c.language,
    unique=True,
    **only_where(STANDS),
)
"""A person has one call-back for each language."""
Index("call_backs_of_people", call_backs.c.asked_at, **only_where(call_backs.c.caller.is_not(None)))

call_back_calls = Table(
    "call_back_calls",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("call_back", Integer, nullable=False),
    Column("line", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("status", String(20)),
    Column("ended_at", Moment),
    Index("call_back_calls_of", "call_back"),
    Index("call_back_calls_at", "at"),
)
"""The calls that the carrier has taken for call-backs. ``status`` is its word for how a call ended, null until then."""
