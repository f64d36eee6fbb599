"""Benchmark of the console's pages with 100,000 calls and 100,000 texts. It prints figures and has no thresholds.

Calls are written by :func:`ivr.store.calls.write_calls`, so that the counts are those of real calls.
"""

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Engine, func, insert, select, text

from ivr.app import compose
from ivr.clock import MovableClock, SystemClock, parse_moment
from ivr.core.call.outcome import Leg
from ivr.core.roles import Role
from ivr.core.routing import decide
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose, Texted
from ivr.service.people.accounts import Accounts
from ivr.settings import Settings
from ivr.store.calls import CallEnd, StepRow, write_calls
from ivr.store.db import open_store
from ivr.store.migrate import migrate
from ivr.store.tables import call_steps, calls, inbound, outbox, refusals
from ivr.worker import keys, live
from prompts import LANGUAGES
from schedules import Line, Open, Timetable, home_date, load_directory
from sentences import Sentence

CALLS, TEXTS, DAYS = 100_000, 100_000, 120
NOW = parse_moment("2026-11-23 16:30")
BATCH = 2000
TIMES = 20
PASSWORD = "correct horse battery"
LEGS, HOW_OFTEN = (Leg.ANSWERED, Leg.NO_ANSWER, Leg.BUSY, Leg.SHORT, Leg.HUNG_UP), (70, 14, 6, 4, 6)
STATES, SO_MANY = (State.DELIVERED, State.SENT, State.FAILED, State.REFUSED, State.CANCELLED), (920, 40, 20, 12, 8)


def moment(random: Random) -> datetime:
    """Return a random time of a call: more in the daytime, and more in recent weeks."""
    day = timedelta(days=int(DAYS * random.random() ** 1.2))
    hour = random.choice((*range(24), *range(8, 21), *range(10, 19)))
    at = NOW.replace(minute=0) - day + timedelta(hours=hour - 16, seconds=random.randrange(3600))
    return at if at < NOW else at - timedelta(days=1)


def call(
    random: Random, number: int, timetable: Timetable, lines: dict[str, list[Line]]
) -> Iterator[StepRow | CallEnd]:
    """Yield the steps and the end of a random call."""
    sid, at, language = f"CA{number:032x}", moment(random), random.choice((*LANGUAGES, "vi", "vi", "vi", "zh", "id"))
    caller = f"{random.randrange(30_000):064x}"
    numbers = iter(range(99))

    def step(place: str, because: tuple[Sentence, ...] = (), **facts: Any) -> StepRow:
        nonlocal at
        at += timedelta(seconds=random.randrange(3, 40))
        spoken = "" if place in ("ring", "menu") else language
        return StepRow(
            sid=sid,
            step=next(numbers),
            at=at,
            caller=caller,
            phone="Japanese mobile",
            place=place,
            language=spoken,
            key="1",
            because=because,
            **facts,
        )

    yield step("ring")
    yield step("menu", (Sentence("key {key} is {language}", key="1", language=LANGUAGES[language].english),))
    if random.random() > 0.06:
        yield step("connect", decide(timetable, language, at).because)
        answered = False
        for line in lines[language]:
            if not answered and isinstance(timetable.status(line, at), Open):
                (leg,) = random.choices(LEGS, HOW_OFTEN)
                answered = leg in (Leg.ANSWERED, Leg.HUNG_UP)
                seconds = random.randrange(20, 900) if leg is Leg.ANSWERED else 4
                yield step(
                    "dialed",
                    (Sentence("{line}: {end}", line=line.id, end=leg),),
                    line=line.id,
                    leg=leg,
                    seconds=seconds,
                )
        if not answered:
            promise = f"{number % TEXTS:064x}" if random.random() < 0.8 else None
            yield step(
                "rest",
                (Sentence("the information text: {state}", state=Texted.COMING),),
                texted="coming" if promise else "",
                promise=promise,
            )
            yield step("rest", (Sentence("key {key} has no meaning here", key="2"),))
    if random.random() < 0.999 or at < NOW - timedelta(hours=4):
        yield CallEnd(sid, at + timedelta(seconds=3), "completed", caller, "Japanese mobile")


def texts(random: Random) -> Iterator[dict[str, Any]]:
    for number in range(TEXTS):
        at = moment(random)
        (state,) = random.choices(STATES, SO_MANY)
        waits = number % 250 == 0
        yield {
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
            "problem": Sentence("not delivered, code {code}", code="30003")
            if state in (State.FAILED, State.REFUSED)
            else None,
            "ended_at": None if waits or state is State.SENT else at + timedelta(seconds=4),
        }


def fill(engine: Engine) -> None:
    """Fill the database with four months of a busy service."""
    random, timetable = Random(20261123), Timetable(load_directory())
    lines = {code: list(timetable.lines_for(code, NOW)) for code in LANGUAGES}
    begun = time.perf_counter()
    records = [record for number in range(CALLS) for record in call(random, number, timetable, lines)]
    made = time.perf_counter()
    for begin in range(0, len(records), BATCH):
        some = records[begin : begin + BATCH]
        with engine.begin() as connection:
            write_calls(
                connection, [s for s in some if isinstance(s, StepRow)], [e for e in some if isinstance(e, CallEnd)]
            )
    written = time.perf_counter()
    rows = list(texts(random))
    with engine.begin() as connection:
        for begin in range(0, TEXTS, BATCH):
            connection.execute(insert(outbox), rows[begin : begin + BATCH])
        came = [
            {
                "sid": f"SM{n:032x}",
                "caller": f"{n % 9000:064x}",
                "at": moment(random),
                "language": "vi",
                "because": Sentence("no language was recognised"),
            }
            for n in range(20_000)
        ]
        connection.execute(insert(inbound), came)
        days = [home_date(NOW) - timedelta(days=n) for n in range(60)]
        reasons = ("too many texts to this number in a day", "too many texts in a day")
        connection.execute(
            insert(refusals), [{"day": f"{day}", "reason": reason, "count": 3} for day in days for reason in reasons]
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))  # both databases do this automatically after a while
        counts = [connection.scalar(select(func.count()).select_from(table)) for table in (calls, call_steps, outbox)]
    print(f"{engine.dialect.name}: {counts[0]} calls, {counts[1]} steps, {counts[2]} texts;", end=" ")
    print(
        f"{len(records) / (written - made):.0f} records of calls written a second ({made - begun:.0f} s to make them)"
    )


def pages(engine: Engine) -> list[str]:
    """Return the addresses of all pages of the console, with lists also filtered and from their middle."""
    with engine.connect() as connection:
        sid = connection.scalar(
            select(calls.c.sid).where(calls.c.lines != "").order_by(calls.c.started_at.desc()).limit(1)
        )
        middle, of = connection.execute(select(calls.c.started_at, calls.c.sid).offset(CALLS // 2).limit(1)).one()
        number = connection.scalar(select(func.max(outbox.c.id))) or 0
    found = ["/ops/", "/ops/what-if", "/ops/notices", "/ops/prompts", "/ops/prompts/vi/connecting", "/ops/people"]
    found += [
        f"/ops/hours{page}" for page in ("", "/lines/otit-vi", "/special-days", "/holidays", "/draft", "/history")
    ]
    found += ["/ops/audit", "/ops/account"]
    found += ["/ops/calls", f"/ops/calls?{urlencode({'before': f'{middle.isoformat()}~{of}'})}", f"/ops/calls/{sid}"]
    found += [f"/ops/calls?{query}" for query in ("language=mn", "outcome=hours+told", "outcome=going+on")]
    found += [f"/ops/calls?line={line}" for line in ("otit-km", "fresc")]
    found += ["/ops/calls?language=vi&outcome=nobody+answered&line=fresc&first=2026-09-01&last=2026-09-30"]
    found += ["/ops/texts", "/ops/texts?trouble=1", "/ops/texts?state=refused&language=mn", f"/ops/texts/{number}"]
    found += ["/ops/texts/received", "/ops/texts/refused"]
    return [*found, *(f"/ops/reports?days={days}" for days in (7, 28, 90)), "/ops/reports?days=90&language=vi"]


def served(engine: Engine, database: str) -> None:
    """Time each page 20 times in the server, and print the result; pages that answer 404 are skipped."""
    clock = MovableClock(NOW)
    settings = Settings(
        public_url="http://bench",
        secret_key="0" * 32,
        account_sid="AC1",
        auth_token="t",
        phone_number="+815031234567",
        database_url=database,
    )
    service = compose(settings, *live(settings, clock), clock, strict=False)
    name = f"bench {time.time():.0f}"
    Accounts(engine, keys(settings)).add(name, Role.ADMIN, PASSWORD, name, SystemClock().now())
    client = service.flask.test_client()
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/ops/sign-in", base_url="http://bench").text)
    assert found
    form = {"csrf_token": found[1], "name": name, "password": PASSWORD}
    assert client.post("/ops/sign-in", data=form, base_url="http://bench").status_code == 303
    print(f"{'page':<96}{'p50':>7}{'most':>7}  ms, {engine.dialect.name}")
    slowest = 0.0
    for path in pages(engine):
        taken, status, size = [], 0, 0
        for _ in range(TIMES):
            begun = time.perf_counter()
            answer = client.get(path, base_url="http://bench")
            status, size = answer.status_code, len(answer.data)
            taken.append((time.perf_counter() - begun) * 1e3)
        if status != 404:
            slowest = max(slowest, *taken)
            told = "" if status == 200 else f"  answered {status}"
            print(f"{path:<96}{statistics.median(taken):7.0f}{max(taken):7.0f}  {size / 1000:.0f} kB{told}")
    print(f"the slowest of all: {slowest:.0f} ms")
    service.recorder.close()


def run(database: str, *, filled: bool = False) -> None:
    engine = open_store(database)
    migrate(engine)
    if not filled:
        fill(engine)
    served(engine, database)
    engine.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", help="of the form of DATABASE_URL, and empty; default: a new SQLite file")
    parser.add_argument("--filled", action="store_true", help="the database is one that an earlier run has filled")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        run(given.database or f"sqlite:///{name}/bench.db", filled=given.filled)
