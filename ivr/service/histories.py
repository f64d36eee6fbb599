"""Writes a made-up history into a database, as the service would have recorded its calls and texts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine

from ivr.core.histories import PLAUSIBLE, Habits, MadeUp, Taken, Written, calls_of, texts_to
from ivr.core.text.delivery import State
from ivr.core.text.promises import Kept, Promise, Texted
from ivr.core.text.writer import TextWriter
from ivr.privacy import Privacy
from ivr.service.calls import step_row
from ivr.store.calls import CallEnd, StepRow, write_calls
from ivr.store.db import write
from ivr.store.many import insert_new
from ivr.store.promises import row_of
from ivr.store.tables import callers, inbound, outbox
from prompts import count_segments
from schedules import Timetable, home_date, home_midnight
from sentences import Sentence

_BATCH = 2000
"""Calls of a transaction."""
_SENT_AFTER, _RECEIPT_AFTER = timedelta(seconds=1), timedelta(seconds=6)
_OF_A_REMINDER = 2
"""Segments of a reminder, whose words are not made up."""
_PROBLEMS = {
    State.FAILED: Sentence("the carrier could not deliver it"),
    State.REFUSED: Sentence(
        "the carrier refused: {status}, code {code}, {text}",
        status=400,
        code="21614",
        text="'To' number is not a valid mobile number",
    ),
}


def make_up(
    engine: Engine,
    privacy: Privacy,
    timetable: Timetable,
    writer: TextWriter,
    until: datetime,
    days: int,
    habits: Habits = PLAUSIBLE,
    seed: int = 1,
) -> int:
    """Write the history of some days in Japan, the last one up to a moment. Return how many calls were made.

    ``timetable`` was in force in all of it.

    Made-up dials do not count towards the budgets of real ones.
    """
    begin = home_midnight(home_date(until) - timedelta(days=days - 1))
    made, count = calls_of(seed, begin, until, timetable, writer, habits), 0
    while batch := list(islice(made, _BATCH)):
        write(engine, _write_calls, privacy, batch, timetable.revision)
        count += len(batch)
    write(engine, _write_texts, privacy, texts_to(seed, begin, until, timetable, writer, habits))
    return count


def _write_calls(connection: Connection, privacy: Privacy, made: Iterable[MadeUp], revision: int | None) -> None:
    steps: list[StepRow] = []
    ends: list[CallEnd] = []
    texts: dict[str, Mapping[str, Any]] = {}
    people: dict[str, dict[str, Any]] = {}
    for each in made:
        first = each.steps[0].call
        caller = privacy.hash(first.caller.number) if first.caller.number else None
        steps += [replace(_step(privacy, taken, caller), revision=revision) for taken in each.steps]
        ends.append(CallEnd(first.sid, each.ended, "completed"))
        texts |= {taken.promise.key: _text(privacy, taken, taken.promise) for taken in each.steps if taken.promise}
        if caller:
            before = people.get(caller, {"caller": caller, "language": None, "first_at": first.now})
            chosen = next((taken.answer.chose for taken in each.steps if taken.answer.chose), before["language"])
            people[caller] = before | {"language": chosen, "seen_at": first.now}
    write_calls(connection, steps, ends)
    insert_new(connection, outbox, list(texts.values()))
    insert_new(connection, callers, list(people.values()))


def _step(privacy: Privacy, taken: Taken, caller: str | None) -> StepRow:
    kept = Kept(Texted.COMING if taken.promise else Texted.NOT_YET)
    return replace(step_row(privacy, taken.call, caller, taken.answer, taken.promise, kept), dials=False)


def _text(privacy: Privacy, taken: Taken, promise: Promise) -> dict[str, Any]:
    """Return the row of a text, as it is when it has ended; one that waits is left to the delivery worker."""
    row = row_of(privacy, promise, taken.call.now)
    sent = promise.not_before + _SENT_AFTER
    over = {
        "state": taken.fate,
        "attempts": 1,
        "attempted_at": sent,
        "ended_at": None if taken.fate is State.SENT else promise.not_before + _RECEIPT_AFTER,
        "message_sid": None if taken.fate is State.REFUSED else f"SM{row['promise'][:32]}",
        "problem": _PROBLEMS.get(taken.fate) if taken.fate else None,
        "sealed_number": None,
        "body": None,
        "segments": 0 if taken.fate is State.REFUSED else _segments(promise),
    }
    waits = dict.fromkeys(("attempted_at", "ended_at", "message_sid", "problem", "segments"))
    return row | (waits if taken.fate is State.WAITING else over)


def _segments(promise: Promise) -> int:
    return count_segments(promise.body).count if promise.body else _OF_A_REMINDER


def _write_texts(connection: Connection, privacy: Privacy, written: Iterable[Written]) -> None:
    insert_new(connection, inbound, list(_inbound(privacy, written)))


def _inbound(privacy: Privacy, written: Iterable[Written]) -> Iterator[dict[str, Any]]:
    for each in written:
        yield {
            "sid": each.sid,
            "caller": privacy.hash(each.number),
            "at": each.at,
            "language": each.word.language,
            "command": each.word.command,
            "because": each.because,
            "answered": True,
        }
