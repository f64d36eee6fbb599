"""Pages of agencies as they are stored: what each said when it was last read, and when it is looked at again."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from ivr.core.agency_pages.facts import Part, from_data, to_data
from ivr.core.agency_pages.state import Answer, Page, Question, State
from ivr.store.audit import Act, note
from ivr.store.db import insert_unless_there
from ivr.store.tables import agency_pages, ignored_differences
from sentences import Sentence

LEASE = timedelta(minutes=10)
"""How long a worker has for a page. After that it counts as dead, and another worker looks."""
_FORM = 1
"""The form of stored facts. Another one, or other rules of what is found on a page, make every page be read anew."""


def keep(connection: Connection, addresses: Collection[str], now: datetime) -> None:
    """Keep the pages that lines have: new ones are due at once, others are deleted."""
    insert_unless_there(connection, agency_pages, [{"address": each, "next_at": now} for each in sorted(addresses)])
    connection.execute(delete(agency_pages).where(agency_pages.c.address.not_in(addresses)))


def due(connection: Connection, now: datetime) -> list[str]:
    """Return the addresses of the pages that are due, the longest first."""
    when = select(agency_pages.c.address).where(agency_pages.c.next_at <= now).order_by(agency_pages.c.next_at)
    return list(connection.scalars(when))


def claim(connection: Connection, address: str, agent: str, now: datetime, *, early: bool) -> Question | None:
    """Claim a page for :data:`LEASE`, and return what to ask; None if it is not due, unless ``early``."""
    row = connection.execute(select(agency_pages).where(agency_pages.c.address == address)).first()
    if row is None or (row.next_at > now and not early):
        return None
    is_it = (agency_pages.c.address == address, agency_pages.c.next_at == row.next_at)
    if connection.execute(update(agency_pages).where(*is_it).values(next_at=now + LEASE)).rowcount == 0:
        return None
    known = _parts(row.facts) is not None
    return Question(address, agent, row.etag if known else "", row.modified if known else "")


def failures_of(connection: Connection, address: str) -> int:
    """Return how often a page was gone or gave no answer, in a row."""
    return connection.scalar(select(agency_pages.c.failures).where(agency_pages.c.address == address)) or 0


def keep_answer(connection: Connection, address: str, answer: Answer, now: datetime, next_at: datetime) -> None:
    """Store what became of a look, and when to look again."""
    values: dict[str, Any] = {"state": answer.state, "said": answer.said, "looked_at": now, "next_at": next_at}
    if answer.state is State.READ:
        values |= {"read_at": now, "leads_to": answer.leads_to, "etag": answer.etag, "modified": answer.modified}
        if answer.parts is not None:
            values["facts"] = json.dumps({"form": _FORM, "parts": to_data(answer.parts)}, ensure_ascii=False)
    if answer.state in (State.GONE, State.FAILED):
        row = connection.execute(select(agency_pages).where(agency_pages.c.address == address)).first()
        values |= {"failing_since": (row and row.failing_since) or now, "failures": (row.failures if row else 0) + 1}
    else:
        values |= {"failing_since": None, "failures": 0}
    connection.execute(update(agency_pages).where(agency_pages.c.address == address).values(**values))


def pages(connection: Connection, addresses: Collection[str]) -> dict[str, Page]:
    """Return pages by their addresses."""
    rows = connection.execute(select(agency_pages).where(agency_pages.c.address.in_(addresses)))
    return {row.address: _page(row) for row in rows}


def ignore(connection: Connection, mark: str, line: str, said: Sentence, who: str, now: datetime) -> None:
    """Ignore a difference until the page says something else, and log it."""
    row = {"mark": mark, "line": line, "at": now, "who": who}
    insert_unless_there(connection, ignored_differences, [row])
    note(connection, now, who, Act.DIFFERENCE_IGNORED, line, said)


def heed(connection: Connection, mark: str, line: str, said: Sentence, who: str, now: datetime) -> None:
    """Tell of a difference again, and log it."""
    connection.execute(delete(ignored_differences).where(ignored_differences.c.mark == mark))
    note(connection, now, who, Act.DIFFERENCE_HEEDED, line, said)


def ignored(connection: Connection) -> dict[str, str]:
    """Return who ignores a difference, by its mark."""
    return {row.mark: row.who for row in connection.execute(select(ignored_differences))}


def _page(row: Row[Any]) -> Page:
    return Page(
        row.address,
        row.state if isinstance(row.state, State) else None,
        row.said if isinstance(row.said, Sentence) else None,
        _parts(row.facts),
        row.leads_to,
        row.looked_at,
        row.read_at,
        row.failing_since,
        row.failures,
    )


def _parts(text: str | None) -> tuple[Part, ...] | None:
    """Return stored facts; None if there are none in the form of this version."""
    try:
        data = json.loads(text or "{}")
        return from_data(data["parts"]) if data.get("form") == _FORM else None
    except (ValueError, TypeError, LookupError):
        return None
