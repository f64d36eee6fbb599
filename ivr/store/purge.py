"""Deletion of personal data and records: by age, and at the request of a person."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Delete, Table, Update, delete, func, select, update

from ivr.core.text.delivery import FINAL, State
from ivr.store.audit import SERVICE, Act, note
from ivr.store.tables import (
    call_steps,
    callers,
    calls,
    dials,
    heartbeats,
    inbound,
    opt_outs,
    outbox,
    refusals,
    refused_requests,
)
from sentences import Sentence, word

NO_RECEIPT = timedelta(days=2)
"""Japanese carriers keep the status of a text for 48 hours; no receipt arrives after that."""
_DIALS_FOR = timedelta(days=2)
"""How long dialled calls are kept. Budgets count those of a day."""
_DEAD_FOR = timedelta(days=7)
"""How long the heartbeat of a worker that ended without deleting it is kept."""
AT_A_TIME = 1000
"""Most rows of one transaction, so that no call waits for a purge."""


@dataclass(frozen=True, slots=True)
class Ages:
    """Retention times: of hashes of callers, senders and receivers (``people``), and of whole rows (``records``)."""

    people: timedelta = timedelta(days=90)
    records: timedelta = timedelta(days=730)


Some = Callable[[Connection], int]
"""Deletes or clears at most :data:`AT_A_TIME` rows and returns how many; if that many, more rows may be left."""


def old(ages: Ages, now: datetime) -> dict[str, Some]:
    """Return, by kind, the functions that delete what has passed its retention time.

    Opt-outs are never deleted by age, because the callers would receive texts again.
    """
    people, records = now - ages.people, now - ages.records
    over = outbox.c.state.in_((*FINAL, State.SENT))
    sent_long_ago = (
        outbox.c.state == State.SENT,
        func.coalesce(outbox.c.attempted_at, outbox.c.made_at) <= now - NO_RECEIPT,
    )
    no_person = {"receiver": None, "number_range": None, "asked_by": None}
    return {
        word("numbers of texts without a receipt"): _some(
            outbox, [*sent_long_ago, outbox.c.sealed_number.is_not(None)], _changing(sealed_number=None)
        ),
        word("callers of calls"): _some(
            calls, [calls.c.started_at <= people, calls.c.caller.is_not(None)], _changing(caller=None)
        ),
        word("receivers of texts"): _some(
            outbox, [outbox.c.made_at <= people, over, outbox.c.receiver.is_not(None)], _changing(**no_person)
        ),
        word("senders of texts"): _some(
            inbound, [inbound.c.at <= people, inbound.c.caller.is_not(None)], _changing(caller=None)
        ),
        word("remembered languages"): _some(callers, [callers.c.seen_at <= people], delete),
        word("calls"): _some_calls(records),
        word("texts"): _some(outbox, [outbox.c.made_at <= records, over], delete),
        word("inbound texts"): _some(inbound, [inbound.c.at <= records], delete),
        word("refusals"): _some(refusals, [refusals.c.day <= f"{records.date()}"], delete),
        word("refused requests"): _some(refused_requests, [refused_requests.c.day <= f"{records.date()}"], delete),
        word("dialled calls"): _some(dials, [dials.c.at <= now - _DIALS_FOR], delete),
        word("heartbeats"): _some(heartbeats, [heartbeats.c.at <= now - _DEAD_FOR], delete),
    }


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
    waiting = {"state": State.CANCELLED, "problem": Sentence("the receiver asked for deletion"), "ended_at": now}
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


def _changing(**values: object) -> Callable[[Table], Update]:
    return lambda table: update(table).values(**values)


def _some(
    table: Table, conditions: Collection[ColumnElement[bool]], statement: Callable[[Table], Update | Delete]
) -> Some:
    """Return a function that runs a statement on up to :data:`AT_A_TIME` rows that meet the conditions."""
    key = table.primary_key.columns.values()[0]
    some = select(key).where(*conditions).limit(AT_A_TIME).scalar_subquery()
    return lambda connection: _run(connection, statement(table).where(key.in_(some), *conditions))


def _some_calls(before: datetime) -> Some:
    """Return a function that deletes calls that began before a time, with their steps."""

    def run(connection: Connection) -> int:
        old_calls = select(calls.c.sid).where(calls.c.started_at <= before).limit(AT_A_TIME)
        sids = list(connection.scalars(old_calls))
        _run(connection, delete(call_steps).where(call_steps.c.sid.in_(sids)))
        _run(connection, delete(calls).where(calls.c.sid.in_(sids)))
        return len(sids)

    return run
