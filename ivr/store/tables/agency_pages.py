"""Tables of agencies' pages that are compared with the schedule."""

from sqlalchemy import Column, Integer, String, Table, Text

from ivr.core.agency_pages.state import State
from ivr.store.columns import Member, Moment, Said, metadata

agency_pages = Table(
    "agency_pages",
    metadata,
    Column("address", String(500), primary_key=True),
    Column("next_at", Moment, nullable=False),
    Column("state", Member(State, 40)),
    Column("said", Said),
    Column("facts", Text),
    Column("leads_to", String(500), nullable=False, server_default=""),
    Column("etag", String(200), nullable=False, server_default=""),
    Column("modified", String(200), nullable=False, server_default=""),
    Column("looked_at", Moment),
    Column("read_at", Moment),
    Column("failing_since", Moment),
    Column("failures", Integer, nullable=False, server_default="0"),
)
"""The pages of lines: what became of the last look, and what the page said when it was last read (JSON). ``next_at`` is
when it is looked at again, or when a worker that is looking counts as dead."""

ignored_differences = Table(
    "ignored_differences",
    metadata,
    Column("mark", String(32), primary_key=True),
    Column("line", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", String(100), nullable=False),
)
"""Differences between a page and a line that somebody found to be no mistake of ours. ``mark`` is that of
:class:`ivr.core.agency_pages.comparing.Comparison`: it is another one when the page says something else."""
