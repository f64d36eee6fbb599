"""Deletion of personal data and records: by age, and at the request of a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Delete, Table, Update, delete, func, select, update

from ivr.core.callbacks.promises import OPEN
from ivr.core.text.delivery import FINAL, State
from ivr.store.audit import SERVICE, Act, note
from ivr.store.callers import end_call_backs
from ivr.store.kept import KEPT_FOR
from ivr.store.tables import (
    alerts,
    call_back_calls,
    call_backs,
    call_steps,
    callers,
    calls,
    confirmation_links,
    dials,
    heartbeats,
    inbound,
    kept,
    opt_outs,
    outbox,
    refusals,
    refused_requests,
)
from sentences import Sentence, word

ASKED = Sentence("the receiver asked for deletion")
NO_RECEIPT = timedelta(days=2)
"""Japanese carriers keep the status of a text for 48 hours; no receipt arrives after that."""
TO_SEND_AGAIN = timedelta(days=1)
"""How long the number of a text that failed is kept, so that somebody can send it again; until the daily purge after
that, so two days at most."""
_DIALS_FOR = timedelta(days=2)
"""How long dialled calls are kept. Budgets count those of a day."""
_DEAD_FOR = timedelta(days=7)
"""How long the heartbeat of a worker that ended without deleting it is kept."""
AT_A_TIME = 1000
"""Most rows of one transaction, so that no call waits for a purge. They are looked for in a transaction before that."""


@dataclass(frozen=True, slots=True)
class Ages:
    """Retention times: of hashes of callers, senders and receivers (``people``), and of whole rows (``records``)."""

    people: timedelta = timedelta(days=90)
    records: timedelta = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Expired:
    """Rows of a table that have passed their retention time, and what is done with them.

    Attributes:
        table: the table.
        conditions: what holds for the rows, and no longer for those that are done.
        change: the statement that deletes or clears rows.
        parts: a column of another table, whose rows are deleted with those that have the same key.
    """

    table: Table
    conditions: Sequence[ColumnElement[bool]]
    change: Update | Delete
    parts: Column[Any] | None = None

    def count(self, connection: Connection) -> int:
        """Return how many rows there are."""
        return connection.scalar(select(func.count()).select_from(self.table).where(*self.conditions)) or 0

    def keys(self, connection: Connection) -> list[Any]:
        """Return the keys of at most :data:`AT_A_TIME` rows. If it is that many, there may be more."""
        return list(connection.scalars(select(self._key).where(*self.conditions).limit(AT_A_TIME)))

    def end(self, connection: Connection, keys: Collection[Any]) -> int:
        """Delete or clear the rows with these keys that still meet the conditions, and return how many."""
        if self.parts is not None:
            _run(connection, delete(self.parts.table).where(self.parts.in_(keys)))
        return _run(connection, self.change.where(self._key.in_(keys), *self.conditions))

    @property
    def _key(self) -> Column[Any]:
        return self.table.primary_key.columns.values()[0]


def old(ages: Ages, now: datetime) -> dict[str, Expired]:
    """Return, by kind, what has passed its retention time.

    Opt-outs are never deleted by age, because the callers would receive texts again.
    """
    people, records = now - ages.people, now - ages.records
    over = outbox.c.state.not_in((State.WAITING, State.SENDING))  # an index of states would find almost all texts
    sent_long_ago = (
        outbox.c.state == State.SENT,
        func.coalesce(outbox.c.attempted_at, outbox.c.made_at) <= now - NO_RECEIPT,
    )
    no_person = {"receiver": None, "number_range": None, "asked_by": None}
    return {
        word("numbers of texts without a receipt"): _cleared(
            outbox, [*sent_long_ago, outbox.c.sealed_number.is_not(None)], sealed_number=None
        ),
        word("numbers of texts that failed"): _cleared(
            outbox,
            [outbox.c.sealed_number.is_not(None), outbox.c.ended_at <= now - TO_SEND_AGAIN],
            sealed_number=None,
        ),
        word("callers of calls"): _cleared(
            calls, [calls.c.started_at <= people, calls.c.caller.is_not(None)], caller=None
        ),
        word("receivers of texts"): _cleared(
            outbox, [outbox.c.made_at <= people, over, outbox.c.receiver.is_not(None)], **no_person
        ),
        word("senders of texts"): _cleared(
            inbound, [inbound.c.at <= people, inbound.c.caller.is_not(None)], caller=None
        ),
        word("remembered languages"): _deleted(callers, callers.c.seen_at <= people),
        word("people who asked for a call-back"): _cleared(
            call_backs,
            [call_backs.c.asked_at <= people, call_backs.c.state.not_in(OPEN), call_backs.c.caller.is_not(None)],
            caller=None,
            asked_by=None,
        ),
        word("call-backs"): Expired(
            call_backs,
            [call_backs.c.asked_at <= records, call_backs.c.state.not_in(OPEN)],
            delete(call_backs),
            parts=call_back_calls.c.call_back,
        ),
        word("calls"): Expired(calls, [calls.c.started_at <= records], delete(calls), parts=call_steps.c.sid),
        word("texts"): _deleted(outbox, outbox.c.made_at <= records, over),
        word("inbound texts"): _deleted(inbound, inbound.c.at <= records),
        word("refusals"): _deleted(refusals, refusals.c.day <= f"{records.date()}"),
        word("refused requests"): _deleted(refused_requests, refused_requests.c.day <= f"{records.date()}"),
        word("dialled calls"): _deleted(dials, dials.c.at <= now - _DIALS_FOR),
        word("forms that were kept"): _deleted(kept, kept.c.at < now - KEPT_FOR),
        word("links to agencies"): _deleted(confirmation_links, confirmation_links.c.ended_at <= records),
        word("alerts"): _deleted(alerts, func.coalesce(alerts.c.ended_at, alerts.c.held_at) <= records),
        word("heartbeats"): _deleted(heartbeats, heartbeats.c.at <= now - _DEAD_FOR),
    }


def _cleared(table: Table, conditions: Sequence[ColumnElement[bool]], **values: None) -> Expired:
    return Expired(table, conditions, update(table).values(**values))


def _deleted(table: Table, *conditions: ColumnElement[bool]) -> Expired:
    return Expired(table, conditions, delete(table))


def note_purged(connection: Connection, gone: Mapping[str, int], now: datetime) -> None:
    """Log how many rows of each kind a purge has deleted or cleared."""
    note(connection, now, SERVICE, Act.PURGED, detail=_told(gone))


def forget(
    connection: Connection, hashes: Collection[str], who: str, now: datetime, *, opt_out_too: bool
) -> dict[str, int]:
    """Delete the data of the person whose number has these hashes, and cancel the texts that wait for them.

    Return the number of rows by kind, and log it with ``who`` deleted them. The opt-out is kept as a hash unless
    ``opt_out_too``; without it the person could receive texts again.
    """
    waiting = {"state": State.CANCELLED, "problem": ASKED, "ended_at": now}
    no_person = {"receiver": None, "number_range": None, "sealed_number": None, "body": None, "lease": None}
    theirs = outbox.c.receiver.in_(hashes)
    count = {
        word("calls"): _run(connection, update(calls).where(calls.c.caller.in_(hashes)).values(caller=None)),
        word("dialled calls"): _run(connection, update(dials).where(dials.c.caller.in_(hashes)).values(caller=None)),
        word("texts waiting"): _run(
            connection, update(outbox).where(theirs, outbox.c.state.not_in(FINAL)).values(**waiting)
        ),
        word("texts"): _run(connection, update(outbox).where(theirs).values(**no_person)),
        word("texts for others"): _run(
            connection, update(outbox).where(outbox.c.asked_by.in_(hashes)).values(asked_by=None)
        ),
        word("call-backs waiting"): end_call_backs(connection, hashes, ASKED, now),
        word("call-backs"): _run(
            connection, update(call_backs).where(call_backs.c.caller.in_(hashes)).values(caller=None)
        ),
        word("call-backs for others"): _run(
            connection, update(call_backs).where(call_backs.c.asked_by.in_(hashes)).values(asked_by=None)
        ),
        word("inbound texts"): _run(
            connection, update(inbound).where(inbound.c.caller.in_(hashes)).values(caller=None)
        ),
        word("remembered language"): _run(connection, delete(callers).where(callers.c.caller.in_(hashes))),
    }
    if opt_out_too:
        count[word("opt-out")] = _run(connection, delete(opt_outs).where(opt_outs.c.caller.in_(hashes)))
    note(connection, now, who, Act.FORGOTTEN, detail=_told(count))
    return count


def _told(counts: Mapping[str, int]) -> Sentence:
    """Describe for the audit log how many rows were deleted, without the person's hashes."""
    kinds = [
        Sentence("{kind} ({number})", number=count, kind=Sentence(kind)) for kind, count in counts.items() if count
    ]
    return Sentence("deleted: {kinds}", kinds=tuple(kinds)) if kinds else Sentence("nothing was stored")


def _run(connection: Connection, statement: Update | Delete) -> int:
    return connection.execute(statement).rowcount
