"""Texts that are promised, refused or not wanted, and those that came in."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from ivr.core.text.delivery import State
from ivr.core.text.limits import Limit
from ivr.core.text.promises import Purpose
from ivr.store.columns import Member, Moment, Said, metadata
from prompts import Command

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("since", Moment, nullable=False),
)
"""Who has sent STOP: never texted until START."""

inbound = Table(
    "inbound",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("caller", String(64)),
    Column("at", Moment, nullable=False),
    Column("language", String(8)),
    Column("command", Member(Command, 12)),
    Column("because", Said, nullable=False),
    Index("inbound_caller", "caller", "at"),
    Index("inbound_at", "at", "sid"),
)
"""Texts that came in: what was understood, never what was written; ``because`` is why it was answered as it was."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("promise", String(64), nullable=False, unique=True),
    Column("purpose", Member(Purpose, 20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("receiver", String(64)),
    Column("number_range", String(64)),
    Column("asked_by", String(64)),
    Column("sealed_number", Text),
    Column("body", Text),
    Column("made_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("moved", Integer, nullable=False, server_default="0"),
    Column("state", Member(State, 12), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("attempted_at", Moment),
    Column("lease", String(40)),
    Column("beat", Integer, nullable=False, server_default="0"),
    Column("sender", Integer, nullable=False, server_default="0"),
    Column("message_sid", String(64)),
    Column("first_sid", String(64)),
    Column("problem", Said),
    Column("ended_at", Moment),
    Index("outbox_due", "state", "due_at"),
    Index("outbox_receiver", "receiver", "made_at"),
    Index("outbox_range", "number_range", "made_at"),
    Index("outbox_made", "made_at"),
    Index("outbox_sid", "message_sid"),
    Index("outbox_state", "state", "made_at", "id"),
    Index("outbox_language", "language", "made_at", "id"),
    Index("outbox_purpose", "purpose", "made_at", "id"),
)
"""Texts that are promised.

``promise`` is the keyed hash of what makes a promise unique; ``number_range`` that of the number without its
last four digits; ``asked_by`` that of the caller who keyed the number in. ``lease`` names the claim by which a
worker has the text in hand, and ``beat`` counts on while it lives. ``sender`` is 1 for the second sender, with
``first_sid`` what the first one's message was; ``moved`` 1 for a reminder that has been moved on.
"""

refusals = Table(
    "refusals",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("reason", Member(Limit, 100), primary_key=True),
    Column("count", Integer, nullable=False),
)
"""Texts that a limit has refused, counted by day (Japan's)."""
