"""Tables of promised, refused and inbound texts, and of opt-outs."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, false, text

from ivr.core.budgets import Budget
from ivr.core.text.delivery import State
from ivr.core.text.limits import Limit
from ivr.core.text.promises import Purpose
from ivr.store.columns import Member, Moment, Said, metadata, only_where
from prompts import Command

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("since", Moment, nullable=False),
)
"""Callers who sent STOP; they receive no texts until they send START."""

inbound = Table(
    "inbound",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("caller", String(64)),
    Column("at", Moment, nullable=False),
    Column("language", String(8)),
    Column("command", Member(Command, 12)),
    Column("because", Said, nullable=False),
    Column("answered", Boolean),
    Column("acted", Boolean, nullable=False, server_default=false()),
    Index("inbound_caller", "caller", "at"),
    Index("inbound_at", "at", "sid"),
)
Index("inbound_answered", inbound.c.at, **only_where(inbound.c.answered))
Index("inbound_of_people", inbound.c.at, **only_where(inbound.c.caller.is_not(None)))
"""Inbound texts: what was recognised, not the words.

``because`` is the reason of the answer, and ``answered`` whether a text was sent; null until that is recorded.
``acted``: its STOP or START was obeyed. A repeated request changes neither.
"""

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
    Column("seen_at", Moment),
    Column("again", Integer, nullable=False, server_default="0"),
    Column("counted", Member(State, 12)),
    Column("segments", Integer),
    Column("called_at", Moment),
    Index("outbox_due", "state", "due_at"),
    Index("outbox_receiver", "receiver", "made_at"),
    Index("outbox_range", "number_range", "made_at"),
    Index("outbox_made", "made_at"),
    Index("outbox_sid", "message_sid"),
    Index("outbox_state", "state", "made_at", "id"),
    Index("outbox_language", "language", "made_at", "id"),
    Index("outbox_purpose", "purpose", "made_at", "id"),
)
"""Promised texts.

``promise``, ``number_range`` and ``asked_by`` are keyed hashes: of what makes a promise unique, of the number without
its last four digits, and of the caller who keyed the number in. ``lease`` is the claim of the worker that is sending
the text; the worker increments ``beat`` while it is alive. ``sender`` is 1 for the second sender; ``first_sid`` is then
the sid of the first sender's message. ``moved`` is 1 for a reminder that was postponed.

``seen_at``: when somebody took a text in trouble off the list. ``again``: how often somebody has sent it again; then
``first_sid`` is the sid of the message before.

``counted``: the state in which the text stands in ``text_counts``, ``segments``: with how many; null until then.
``called_at``: when the receiver of a reminder called, if that counts (:data:`ivr.core.figures.RETURNS`).
"""
Index("outbox_sealed", outbox.c.ended_at, **only_where(outbox.c.sealed_number.is_not(None)))
Index("outbox_of_people", outbox.c.made_at, **only_where(outbox.c.receiver.is_not(None)))

UNCOUNTED = text("state NOT IN ('waiting', 'sending') AND (counted IS NULL OR counted <> state)")
"""The condition for texts that have ended, or have been sent, and are not counted so. It has no parameters, since a
database uses the index of them for this condition only."""
UNRETURNED = text("purpose = 'reminder' AND called_at IS NULL AND counted IN ('sent', 'delivered')")
"""The condition for reminders that were sent and have not led to a call."""
Index("outbox_uncounted", outbox.c.id, **only_where(UNCOUNTED))
Index("outbox_unreturned", outbox.c.attempted_at, **only_where(UNRETURNED))

COUNTED = tuple(state for state in State if state not in (State.WAITING, State.SENDING))
"""The states in which texts are counted."""

text_counts = Table(
    "text_counts",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("purpose", Member(Purpose, 20), primary_key=True),
    *(
        Column(f"{state}{what}", Integer, nullable=False, server_default="0")
        for state in COUNTED
        for what in ("", "_segments")
    ),
    Column("called", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
"""Texts by the day of their promise (in Japan), language and purpose: how many are in each state, with their segments,
and after how many of the reminders that were sent the receiver called.

A worker counts them every few seconds (:mod:`ivr.store.catching_up`). If each counted its texts as it sends them, they
would wait for each other's rows. The counts are kept when texts are purged.
"""

text_count = Table(
    "text_count",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("newest", Integer, nullable=False),
    Column("texts", Integer, nullable=False),
)
"""One row: how many texts there were in the 24 hours before ``at``, when they were last counted, and the highest id."""

carrier_refusal = Table(
    "carrier_refusal",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("since", Moment, nullable=False),
    Column("problem", Said, nullable=False),
)
"""One row while the carrier refuses our account or sender: from the first refusal to the next text that it takes."""

refusals = Table(
    "refusals",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("reason", Member((Limit, Budget), 100), primary_key=True),
    Column("count", Integer, nullable=False),
)
"""Counts of the texts and dialled calls that a limit or budget refused, by day in Japan and reason."""
