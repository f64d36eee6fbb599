"""The tables. Telephone numbers are stored as keyed hashes; encrypted numbers only until a text has ended."""

from ivr.store.columns import metadata
from ivr.store.tables.agencies import agency_contacts, confirmation_links
from ivr.store.tables.agency_pages import agency_pages, ignored_differences
from ivr.store.tables.call_backs import call_back_calls, call_backs
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
from ivr.store.tables.processes import alerts, heartbeats, probe, refused_requests, turns
from ivr.store.tables.prompts import publishes, recordings, sentence_drafts, sentences, spoken, word_plans
from ivr.store.tables.schedule import draft, drafts, overrides, revisions
from ivr.store.tables.texts import carrier_refusal, inbound, opt_outs, outbox, refusals, text_count, text_counts

__all__ = [
    "accounts",
    "agency_contacts",
    "agency_pages",
    "alerts",
    "answered_challenges",
    "attempts",
    "audit",
    "call_back_calls",
    "call_backs",
    "call_steps",
    "callers",
    "calls",
    "carrier_refusal",
    "confirmation_links",
    "day_counts",
    "dials",
    "draft",
    "drafts",
    "figure_counts",
    "heartbeats",
    "hour_counts",
    "ignored_differences",
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
    "word_plans",
]
