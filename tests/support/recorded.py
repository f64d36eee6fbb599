"""Calls and texts as they are recorded, to be found and counted in tests."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, insert, select

from ivr.core.call.outcome import Leg
from ivr.core.figures import KINDS
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.store.calls import CallEnd, StepRow, write_calls
from ivr.store.paging import Page
from ivr.store.tables import day_counts, figure_counts, hour_counts, line_counts, outbox
from sentences import Sentence

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)  # Monday, Japan's noon
MINUTE = timedelta(minutes=1)
ME = "a3f9c1" + "0" * 58


def step(sid: str, number: int, place: str, language: str = "", at: datetime = NOON, **facts: object) -> StepRow:
    """Return a step of a call, five seconds after the one before."""
    plain = StepRow(
        sid=sid,
        step=number,
        at=at + number * timedelta(seconds=5),
        caller=ME,
        phone="mobile",
        place=place,
        language=language,
        key="",
        because=(Sentence("the caller asked for the notices"),),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def put_through(sid: str, at: datetime = NOON, language: str = "vi", line: str = "otit-vi") -> list[StepRow]:
    """A call to a line that answers."""
    return [
        step(sid, 0, "ring", at=at),
        step(sid, 1, "menu", at=at),
        step(sid, 2, "connect", language, at=at),
        step(sid, 3, "dialed", language, at=at, line=line, leg=Leg.ANSWERED, seconds=300),
    ]


def texted(sid: str, at: datetime = NOON, promise: str | None = "promise") -> list[StepRow]:
    """A call to two lines that do not answer, and a text."""
    return [
        step(sid, 0, "ring", "km", at=at),
        step(sid, 1, "dialed", "km", at=at, line="otit-km", leg=Leg.NO_ANSWER, seconds=0),
        step(sid, 2, "dialed", "km", at=at, line="fresc", leg=Leg.SHORT, seconds=4),
        step(sid, 3, "rest", "km", at=at, texted="coming", promise=promise),
    ]


def write(engine: Engine, *records: StepRow | CallEnd | Iterable[StepRow]) -> None:
    """Record steps and ends of calls."""
    flat = [each for record in records for each in ([record] if isinstance(record, StepRow | CallEnd) else record)]
    steps, ends = [s for s in flat if isinstance(s, StepRow)], [e for e in flat if isinstance(e, CallEnd)]
    with engine.begin() as connection:
        write_calls(connection, steps, ends)


def a_text(engine: Engine, promise: str, **values: object) -> int:
    """Record a text, delivered unless ``values`` say otherwise; return its id."""
    plain = {
        "promise": promise,
        "purpose": Purpose.INFORMATION,
        "language": "km",
        "receiver": ME,
        "made_at": NOON,
        "due_at": NOON,
        "state": State.DELIVERED,
        "attempts": 1,
        "body": "hours",
    }
    with engine.begin() as connection:
        return int(connection.execute(insert(outbox).values({**plain, **values}).returning(outbox.c.id)).scalar_one())


def counted(engine: Engine) -> tuple[list[tuple[object, ...]], ...]:
    """All counts that are not zero; those of figures are (figure, day, language, kind, calls)."""
    with engine.connect() as connection:
        counts = tuple(
            sorted(tuple(row) for row in connection.execute(select(table)) if any(row[len(table.primary_key) :]))
            for table in (day_counts, hour_counts, line_counts)
        )
        figures = [
            (figure, day, language, kind, calls)
            for figure, day, language, *counts_of_kinds in connection.execute(select(figure_counts))
            for kind, calls in zip(KINDS[figure], counts_of_kinds, strict=False)
            if calls
        ]
    return *counts, sorted(figures)


def sids(page: Page) -> list[str]:
    """Return the carrier's ids of a page's rows, in its order."""
    return [row.sid for row in page.rows]
