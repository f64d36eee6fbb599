"""What the recorder writes of calls and texts: the records, and how a batch of them is stored in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Connection

from ivr.core.budgets import Budget
from ivr.store.call_backs import note_end
from ivr.store.callers import forget_language, remember, remember_all, stop
from ivr.store.calls import CallEnd, StepRow, are_over, is_over, write_calls
from ivr.store.db import insert_unless_there, tell
from ivr.store.inbound import Arrived, act, note_answer
from ivr.store.many import count_up, insert_or_add
from ivr.store.tables import outbox, refusals, refused_requests
from schedules import home_date
from sentences import Sentence


@dataclass(frozen=True, slots=True)
class Chosen:
    """The language that a caller (keyed hash) has chosen in the call ``sid``, to remember for the next call."""

    sid: str
    caller: str
    at: datetime
    language: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The wish of a caller (all hashes of the number), in the call ``sid``, that no language is remembered."""

    sid: str
    hashes: Sequence[str]
    at: datetime


@dataclass(frozen=True, slots=True)
class SentPast:
    """A text that was sent without the outbox; ``row`` is its row for the outbox table."""

    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to an inbound text: its reason, whether a text was sent, the language that the sender has chosen.

    ``refused`` is the budget that did not allow an answer.
    """

    arrived: Arrived
    because: Sentence
    sent: bool
    chose: str | None = None
    refused: Budget | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """An opt-out that could not be stored at once, with the hashes of the sender's number."""

    arrived: Arrived
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestsRefused:
    """How many requests were refused for a reason since the last such record."""

    reason: str
    count: int
    at: datetime


@dataclass(frozen=True, slots=True)
class CalledBack:
    """The end of a call to somebody who is called back. ``status`` is the carrier's word."""

    sid: str
    at: datetime
    status: str


_Single = Forgotten | SentPast | Answered | Stopped | RequestsRefused | CalledBack
Record = StepRow | CallEnd | Chosen | _Single


def write_records(connection: Connection, batch: Sequence[Record]) -> list[str]:
    """Write a batch, and return the callers whose language was stored or deleted."""
    remembered: list[str] = []
    steps = [record for record in batch if isinstance(record, StepRow)]
    ends = [record for record in batch if isinstance(record, CallEnd)]
    if steps or ends:
        write_calls(connection, steps, ends)
    choices: list[Chosen] = []
    for record in batch:
        match record:
            case StepRow() | CallEnd():
                pass
            case Chosen():
                choices.append(record)  # those without another record between them are written at once
            case _:
                remembered += _note_choices(connection, choices)
                remembered += _note(connection, record)
                choices = []
    remembered += _note_choices(connection, choices)
    if remembered or any(step.dials for step in steps):
        tell(connection)
    return remembered


def _note(connection: Connection, record: _Single) -> Collection[str]:
    """Write a record that is written by itself, and return the callers whose language was stored or deleted."""
    match record:
        case Forgotten():
            return _note_wish(connection, record)
        case Answered():
            return _note_answer(connection, record)
        case SentPast(row):
            insert_unless_there(connection, outbox, [row])
        case Stopped(arrived, hashes):
            if act(connection, arrived):
                stop(connection, hashes, arrived.at)
        case CalledBack(sid, at, status):
            note_end(connection, sid, status, at)
        case RequestsRefused(reason, count, at):
            row = {"day": f"{home_date(at)}", "reason": reason, "count": count}
            insert_or_add(connection, refused_requests, [row])
        case _:
            assert_never(record)
    return ()


def _note_choices(connection: Connection, choices: Sequence[Chosen]) -> list[str]:
    """Store languages, and return their callers; not those whose request repeats one of a call that is over."""
    over = are_over(connection, [(each.sid, each.caller, each.at) for each in choices])
    chosen = {each.caller: (each.language, each.at) for each, repeats in zip(choices, over, strict=True) if not repeats}
    remember_all(connection, chosen)
    return [*chosen]


def _note_wish(connection: Connection, wish: Forgotten) -> Sequence[str]:
    """Delete a language, and return its caller; nobody if the request repeats one of a call that is over."""
    if is_over(connection, wish.sid, wish.hashes[0], wish.at):
        return ()
    forget_language(connection, wish.hashes, wish.at)
    return wish.hashes


def _note_answer(connection: Connection, answer: Answered) -> list[str]:
    """Write the answer to a text, and return its sender if a language was stored."""
    arrived = answer.arrived
    if not note_answer(connection, arrived, answer.because, sent=answer.sent):
        return []
    if answer.chose:
        remember(connection, arrived.caller, answer.chose, arrived.at)
    if answer.refused:
        count_up(connection, refusals, {"day": f"{home_date(arrived.at)}", "reason": answer.refused})
    return [arrived.caller] if answer.chose else []
