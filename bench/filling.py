"""A database with many calls and texts, as a busy service would have them after a while.

    python -m bench.filling --database sqlite:////tmp/large.db --calls 1000000 --texts 300000 --days 400

Calls are in the order of time, as they would be stored, and their summaries and counts are those of real calls. The
rows go in bulk: by COPY to PostgreSQL, by one prepared statement to SQLite. Their indexes are made afterwards.
"""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import click
from sqlalchemy import Connection, Engine, Table, insert, text

from ivr.clock import parse_moment
from ivr.core.call.outcome import Leg, summary
from ivr.core.routing import decide
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose, Texted
from ivr.store.calls import StepRow, columns
from ivr.store.counts import Counts
from ivr.store.db import open_store
from ivr.store.migrate import migrate
from ivr.store.tables import call_steps, calls, inbound, outbox, refusals
from prompts import LANGUAGES
from schedules import Line, Open, Timetable, home_date, load_directory
from sentences import Sentence

NOW = parse_moment("2026-11-23 16:30")
"""The moment at which the database is full."""
NEVER = "otit-my"
"""A line that was not dialled once, like one that has been added lately."""
_BATCH = 2000
_LEGS, _HOW_OFTEN = (Leg.ANSWERED, Leg.NO_ANSWER, Leg.BUSY, Leg.SHORT, Leg.HUNG_UP), (70, 14, 6, 4, 6)
_STATES, _SO_MANY = (State.DELIVERED, State.SENT, State.FAILED, State.REFUSED, State.CANCELLED), (920, 40, 20, 12, 8)
_STEP = tuple(call_steps.c.keys())
_LARGE = (calls, call_steps, outbox)
_CACHE = "PRAGMA cache_size = -500000"
"""500 MB, so that the indexes are written once."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many calls and texts, of how many days before :data:`NOW`."""

    calls: int = 100_000
    texts: int = 100_000
    days: int = 120

    def moment(self, random: Random, share: float) -> datetime:
        """Return a time of day on the day before which a ``share`` of all lies: fewer long ago, more in the daytime."""
        day = timedelta(days=int(self.days * (1 - share) ** 1.2))
        hour = random.choice((*range(24), *range(8, 21), *range(10, 19)))
        at = NOW.replace(minute=0) - day + timedelta(hours=hour - 16, seconds=random.randrange(3600))
        return at if at < NOW else at - timedelta(days=1)


def steps_of(random: Random, number: int, size: Size, timetable: Timetable) -> list[StepRow]:
    """Return the steps of a random call."""
    sid, language = f"CA{random.getrandbits(128):032x}", random.choice((*LANGUAGES, "vi", "vi", "vi", "zh", "id"))
    at, caller, made = size.moment(random, number / size.calls), f"{random.randrange(30_000):064x}", list[StepRow]()

    def step(place: str, because: tuple[Sentence, ...] = (), **facts: Any) -> None:
        nonlocal at
        at += timedelta(seconds=random.randrange(3, 40))
        spoken = "" if place in ("ring", "menu") else language
        common: dict[str, Any] = {"caller": caller, "phone": "Japanese mobile", "key": "1", "because": because}
        made.append(StepRow(sid=sid, step=len(made), at=at, place=place, language=spoken, **common, **facts))

    step("ring")
    step("menu", (Sentence("key {key} is {language}", key="1", language=LANGUAGES[language].english),))
    if random.random() <= 0.06:
        return made
    step("connect", decide(timetable, language, at).because)
    for line in timetable.lines_for(language, NOW):
        if line.id != NEVER and isinstance(timetable.status(line, at), Open):
            step("dialed", **_dialled(random, line))
            if made[-1].leg in (Leg.ANSWERED, Leg.HUNG_UP):
                return made
    promise = f"{number % size.texts:064x}" if random.random() < 0.8 else None
    coming = (Sentence("the information text: {state}", state=Texted.COMING),)
    step("rest", coming, texted="coming" if promise else "", promise=promise)
    step("rest", (Sentence("key {key} has no meaning here", key="2"),))
    return made


def _dialled(random: Random, line: Line) -> dict[str, Any]:
    (leg,) = random.choices(_LEGS, _HOW_OFTEN)
    seconds = random.randrange(20, 900) if leg is Leg.ANSWERED else 4
    because = (Sentence("{line}: {end}", line=line.id, end=leg),)
    return {"because": because, "line": line.id, "leg": leg, "seconds": seconds}


def text_of(random: Random, number: int, size: Size) -> dict[str, Any]:
    """Return the row of a random text."""
    at, waits = size.moment(random, number / size.texts), number % 250 == 0
    (state,) = random.choices(_STATES, _SO_MANY)
    trouble = Sentence("not delivered, code {code}", code="30003")
    return {
        "promise": f"{number:064x}",
        "purpose": random.choice([*[Purpose.INFORMATION] * 16, Purpose.REMINDER, Purpose.REMINDER, Purpose.KEYED]),
        "language": random.choice(list(LANGUAGES)),
        "receiver": f"{random.randrange(30_000):064x}",
        "number_range": f"{random.randrange(3_000):064x}",
        "sealed_number": "x" * 120 if waits else None,
        "body": "OTIT: mở cửa đến 19:00\n0120-250-168\n" * 4,
        "made_at": at,
        "due_at": at + timedelta(hours=9 if waits else 0),
        "state": State.WAITING if waits else state,
        "attempts": random.choice((1, 1, 1, 1, 6)),
        "attempted_at": at,
        "message_sid": f"SM{number:032x}",
        "problem": trouble if state in (State.FAILED, State.REFUSED) else None,
        "ended_at": None if waits or state is State.SENT else at + timedelta(seconds=4),
    }


def fill(engine: Engine, size: Size = Size()) -> None:
    """Fill the tables of an empty database, and say on the standard error how far it is."""
    random, timetable, counts, begun = Random(20261123), Timetable(load_directory()), Counts(), time.perf_counter()
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(_CACHE)
        indexes = sorted((each for table in _LARGE for each in table.indexes), key=lambda each: str(each.name))
        for index in indexes:
            index.drop(connection)
        for some in _batches(size.calls, "calls"):
            made = [steps_of(random, number, size, timetable) for number in some]
            add(connection, call_steps, [_columns(step) for steps in made for step in steps])
            add(connection, calls, [_call(steps, counts, random) for steps in made])
        counts.add(connection)
        for some in _batches(size.texts, "texts"):
            add(connection, outbox, [text_of(random, number, size) for number in some])
        with click.progressbar(indexes, label="indexes", file=sys.stderr) as missing:
            for index in missing:
                index.create(connection)
        _fill_the_rest(connection, random, size)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))  # both databases do this automatically after a while
    print(f"{engine.dialect.name}: {size} in {time.perf_counter() - begun:.0f} s")


def _batches(count: int, what: str) -> Iterator[Sequence[int]]:
    with click.progressbar(range(0, count, _BATCH), label=f"{count:,} {what}", file=sys.stderr) as begins:
        for begin in begins:
            yield range(begin, min(begin + _BATCH, count))


def _columns(step: StepRow) -> dict[str, Any]:
    return {name: getattr(step, name) for name in _STEP}


def _call(steps: Sequence[StepRow], counts: Counts, random: Random) -> dict[str, Any]:
    """Count a call, and return its row. Few calls of the last hours have no end yet."""
    first, last, short = steps[0], steps[-1], summary(steps)
    counts.call(first.at, short)
    for step in steps:
        counts.dial(step)
    ended = random.random() < 0.999 or last.at < NOW - timedelta(hours=4)
    end = {"ended_at": last.at + timedelta(seconds=3), "status": "completed"} if ended else {"ended_at": None}
    row = {"sid": first.sid, "caller": first.caller, "phone": first.phone, "started_at": first.at, "status": None}
    return row | end | columns(short)


def _fill_the_rest(connection: Connection, random: Random, size: Size) -> None:
    came = [
        {
            "sid": f"SM{number:032x}",
            "caller": f"{number % 9000:064x}",
            "at": size.moment(random, random.random()),
            "language": "vi",
            "because": Sentence("no language was recognised"),
            "acted": False,
        }
        for number in range(20_000)
    ]
    add(connection, inbound, came)
    reasons = ("too many texts to this number in a day", "too many texts in a day")
    days = [home_date(NOW) - timedelta(days=each) for each in range(60)]
    connection.execute(
        insert(refusals), [{"day": f"{day}", "reason": reason, "count": 3} for day in days for reason in reasons]
    )


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, which have the same columns, as fast as the database takes them."""
    driver: Any = connection.connection.cursor()
    where, stored = f"{table.name} ({', '.join(_quoted(name) for name in rows[0])})", _stored(connection, table, rows)
    if connection.dialect.name == "sqlite":
        driver.executemany(f"INSERT INTO {where} VALUES ({', '.join('?' * len(rows[0]))})", stored)
        return
    with driver.copy(f"COPY {where} FROM STDIN") as copy:
        for row in stored:
            copy.write_row(row)


def _stored(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield rows in the form in which the driver takes them."""
    dialect, names = connection.dialect, list(rows[0])
    forms = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    for row in rows:
        yield tuple(form(value) if form else value for form, value in zip(forms, row.values(), strict=True))


def _quoted(name: str) -> str:
    return f'"{name}"'


@click.command()
@click.option("--database", required=True, help="Of the form of DATABASE_URL; it must be empty.")
@click.option("--calls", "count", default=1_000_000)
@click.option("--texts", default=300_000)
@click.option("--days", default=400)
def main(database: str, count: int, texts: int, days: int) -> None:
    """Fill a database."""
    engine = open_store(database)
    migrate(engine)
    fill(engine, Size(count, texts, days))
    engine.dispose()


if __name__ == "__main__":
    main()
