"""Counting of what is not counted as it is written: texts, reminders that led to calls, calls of an older version.

Each function counts some rows and marks them as counted in the same transaction, so that none is counted twice,
whatever breaks. Rows that somebody else is counting are left to them.
"""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, TextClause, exists, func, select

from ivr.core.call.outcome import LONGEST_CALL, summary
from ivr.core.figures import RETURNS, has_returned
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.store.calls import columns, known_steps
from ivr.store.counts import Counts
from ivr.store.many import change_many, insert_or_add
from ivr.store.tables import calls, outbox, text_counts
from ivr.store.tables.calls import UNCOUNTED as UNCOUNTED_CALLS
from ivr.store.tables.texts import UNCOUNTED, UNRETURNED
from prompts import count_segments
from schedules import home_date

AT_A_TIME = 500
"""Most rows of a transaction, so that no call or promise waits for it."""
_LATE = timedelta(days=1)
"""How late calls may be recorded, as after the database was away, and still be found to follow a reminder."""


def count_texts(connection: Connection) -> int:
    """Count texts in the states that they have now, and return how many were not counted so; at most AT_A_TIME.

    A text that is sent again after it has failed counts as failed until that has ended. Reminders of long ago are
    looked at here, and by :func:`count_returns` no more.
    """
    rows = connection.execute(_some(select(outbox), UNCOUNTED)).all()
    changes, more = [], _Changes()
    for row in rows:
        segments = _segments(row)
        if row.counted is not None:
            more.add(row, row.counted, -1, -(row.segments or 0))
        more.add(row, row.state, 1, segments)
        changes.append({"id": row.id, "counted": row.state, "segments": segments})
    change_many(connection, outbox, changes)
    more.write(connection)
    if reminders := [row.id for row in rows if row.purpose is Purpose.REMINDER]:
        _count_returns(connection, outbox.c.id.in_(reminders))
    return len(rows)


def count_returns(connection: Connection, now: datetime) -> int:
    """Count reminders of the last days that have led to a call, and return how many have since the last time."""
    return _count_returns(connection, outbox.c.attempted_at > now - RETURNS - _LATE)


def _count_returns(connection: Connection, which: ColumnElement[bool]) -> int:
    theirs = (calls.c.caller == outbox.c.receiver, calls.c.called_back.is_(False))
    after = (*theirs, calls.c.started_at > outbox.c.attempted_at)
    first_call = select(func.min(calls.c.started_at)).where(*after).scalar_subquery().label("called")
    found = _some(select(outbox, first_call), UNRETURNED, which, exists().where(*after))
    changes, more = [], _Changes()
    for row in connection.execute(found.order_by(outbox.c.attempted_at.desc())).all():
        if has_returned(row.attempted_at, row.called):
            more.called(row, 1)
            changes.append({"id": row.id, "called_at": row.called})
    change_many(connection, outbox, changes)
    more.write(connection)
    return len(changes)


def count_old_calls(connection: Connection, now: datetime) -> int:
    """Count the figures of calls that an older version has recorded, and return of how many; at most AT_A_TIME.

    Calls that may be going on are left, since that version may add to them.
    """
    over = calls.c.started_at <= now - LONGEST_CALL
    rows = connection.execute(_some(select(calls.c.sid, calls.c.started_at), UNCOUNTED_CALLS, over))
    begun: dict[str, datetime] = {row.sid: row.started_at for row in rows}
    counts, changes = Counts(), []
    for sid, steps in known_steps(connection, begun).items():
        short = summary(steps.values())
        counts.figures(begun[sid], short)
        for step in steps.values():
            counts.end_of_dial(step)
        changes.append({"sid": sid, **columns(short)})
    change_many(connection, calls, changes)
    counts.add(connection)
    return len(begun)


def old_calls(connection: Connection) -> int:
    """Return how many calls of an older version are not counted."""
    return connection.scalar(select(func.count()).select_from(calls).where(UNCOUNTED_CALLS)) or 0


def _some(query: Select[Any], *conditions: ColumnElement[bool] | TextClause) -> Select[Any]:
    return query.where(*conditions).limit(AT_A_TIME).with_for_update(skip_locked=True)


def _segments(row: Any) -> int:
    """Return the segments of a text for each message of it that is known: the last, and the one before."""
    if row.body is None:  # not written yet, or deleted
        return row.segments or 0
    messages = sum(sid is not None for sid in (row.message_sid, row.first_sid))
    return messages * count_segments(row.body).count


class _Changes:
    """Changes of ``text_counts``."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(lambda: Counter(_NOTHING))

    def add(self, row: Any, state: str, texts: int, segments: int) -> None:
        """Count a text in a state; ``texts`` is -1 to undo that."""
        self._of(row).update({f"{state}": texts, f"{state}_segments": segments})
        if row.called_at is not None and state in (State.SENT, State.DELIVERED):
            self.called(row, texts)

    def called(self, row: Any, texts: int) -> None:
        """Count that the receiver of a reminder called."""
        self._of(row).update(called=texts)

    def _of(self, row: Any) -> Counter[str]:
        return self._counts[f"{home_date(row.made_at)}", row.language, row.purpose]

    def write(self, connection: Connection) -> None:
        rows = [{**dict(zip(_KEYS, key, strict=True)), **self._counts[key]} for key in sorted(self._counts)]
        insert_or_add(connection, text_counts, rows)


_KEYS = tuple(column.name for column in text_counts.primary_key)
_NOTHING = {column.name: 0 for column in text_counts.c if not column.primary_key}
