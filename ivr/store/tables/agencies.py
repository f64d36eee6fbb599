"""Tables of how agencies are asked to confirm their hours."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from ivr.core.confirmations.readers import Reader
from ivr.core.confirmations.states import State
from ivr.store.columns import Member, Moment, metadata

agency_contacts = Table(
    "agency_contacts",
    metadata,
    Column("agency", String(200), primary_key=True),
    Column("address", String(254), nullable=False),
    Column("reader", Member(Reader, 10), nullable=False),
    Column("reminded_at", Moment),
)
"""Where an agency is asked by mail, and in which language; ``reminded_at`` is when it was last asked by itself."""

confirmation_links = Table(
    "confirmation_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("agency", String(200), nullable=False),
    Column("lines", JSON, nullable=False),
    Column("reader", Member(Reader, 10), nullable=False),
    Column("state", Member(State, 10), nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("address", String(254), nullable=False, server_default=""),
    Column("sealed", Text),
    Column("due_at", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("sent_at", Moment),
    Column("problem", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    Column("draft", String(100), nullable=False, server_default=""),
    Column("seen_at", Moment),
    Index("confirmation_links_state", "state", "ends_at"),
    Index("confirmation_links_due", "due_at"),
)
"""Links by which an agency confirms lines, the ids of which are in ``lines``. ``hash`` is the SHA-256 of the token.

A mail with the link goes to ``address`` at ``due_at``. Until it is taken or given up, ``sealed`` is the encrypted
token. ``problem`` is why the last attempt failed. ``name`` and ``remark`` are of who answered, ``draft`` is the owner
of the draft that the answer became, empty if it changes nothing. ``seen_at`` is when ops staff were done with it.
"""
