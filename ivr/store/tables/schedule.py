"""Tables of the published schedule, drafts, and overrides."""

from sqlalchemy import JSON, Boolean, Column, Integer, String, Table, Text

from ivr.store.columns import Moment, Said, metadata

revisions = Table(
    "revisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("reason", Said, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("effective_at", Moment, nullable=False),
    Column("restores", Integer),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", String(100)),
    Column("carries", Integer),
)
"""Published schedules. Rows never change, except that a revision can be withdrawn before it takes effect. ``carries``
is the number of the planned revision that this one replaces, since something else is to take effect before it."""

drafts = Table(
    "drafts",
    metadata,
    Column("owner", String(100), primary_key=True),
    Column("token", String(32), nullable=False),
    Column("document", Text, nullable=False),
    Column("base", Integer, nullable=False),
    Column("author", String(100), nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("shared", Boolean, nullable=False),
)
"""The drafts, one for each person; ``token`` changes each time one is saved, ``author`` is who saved it last."""

draft = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("token", String(32), nullable=False),
    Column("document", Text, nullable=False),
    Column("base", Integer, nullable=False),
    Column("author", String(100), nullable=False),
    Column("saved_at", Moment, nullable=False),
)
"""The one draft of versions before 0.3.0, which delete all rows when they save theirs. It is read, never written."""

overrides = Table(
    "overrides",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scope", String(100), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Column("changes", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("reset_at", Moment),
    Column("reset_by", String(100)),
)
"""Overrides: lines held open or closed. ``changes`` has, for an override that ends with the next scheduled change, the
end of each line by id."""
