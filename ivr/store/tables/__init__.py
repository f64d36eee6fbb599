"""The tables. Telephone numbers are stored as keyed hashes; encrypted numbers only until a text has ended."""

from ivr.store.columns import metadata
from ivr.store.tables.calls import (
    call_steps,
    callers,
    calls,
    day_counts,
    dials,
    figure_counts,
    hour_counts,
    line_counts,
)
from ivr.store.tables.people import (
    accounts,
    answered_challenges,
    attempts,
    audit,
    kept,
    passkeys,
    password_links,
    recovery_codes,
    sessions,
)
from ivr.store.tables.processes import heartbeats, probe, refused_requests, turns
from ivr.store.tables.prompts import publishes, recordings, sentence_drafts, sentences, spoken
from ivr.store.tables.schedule import draft, drafts, overrides, revisions
from ivr.store.tables.texts import carrier_refusal, inbound, opt_outs, outbox, refusals, text_count, text_counts

__all__ = [
    "accounts",
    "answered_challenges",
    "attempts",
    "audit",
    "call_steps",
    "callers",
    "calls",
    "carrier_refusal",
    "day_counts",
    "dials",
    "draft",
    "drafts",
    "figure_counts",
    "heartbeats",
    "hour_counts",
    "inbound",
    "kept",
    "line_counts",
    "metadata",
    "opt_outs",
    "outbox",
    "overrides",
    "passkeys",
    "password_links",
    "probe",
    "publishes",
    "recordings",
    "recovery_codes",
    "refusals",
    "refused_requests",
    "revisions",
    "sentence_drafts",
    "sentences",
    "sessions",
    "spoken",
    "text_count",
    "text_counts",
    "turns",
]
