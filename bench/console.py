"""Benchmark of the console's pages with 100,000 calls and 100,000 texts, or in a database that is filled already.

    python -m bench.filling --database sqlite:////tmp/large.db
    python -m bench.console --database sqlite:////tmp/large.db --filled

It prints figures and has no thresholds.
"""

import re
import statistics
import tempfile
import time
from urllib.parse import urlencode

import click
from sqlalchemy import Engine, func, select

from bench.filling import NEVER, NOW, fill
from ivr.app import compose
from ivr.clock import MovableClock, SystemClock
from ivr.core.roles import Role
from ivr.service.people.accounts import Accounts
from ivr.settings import Settings
from ivr.store.db import open_store
from ivr.store.migrate import migrate
from ivr.store.tables import calls, outbox
from ivr.worker import keys, live

TIMES = 20
PASSWORD = "correct horse battery"
_CALLS = (
    "language=mn",
    "outcome=hours+told",
    "outcome=going+on",
    "line=otit-km",
    "line=fresc",
    f"line={NEVER}",
    "language=km&outcome=put+through&line=otit-km",
    "language=vi&outcome=nobody+answered&line=fresc&first=2026-09-01&last=2026-09-30",
    "language=mn&outcome=put+through&first=2025-12-01&last=2025-12-31",
    "first=2026-09-01&last=2026-09-01&since=20:00&until=21:00",
    "first=2025-11-24&last=2026-11-23&counted=1&waited=300",
    "first=2025-11-24&last=2026-11-23&counted=1&line=fresc&dialled=busy&hour=3",
)
_TEXTS = ("trouble=1", "state=refused&language=mn", "purpose=reminder&state=cancelled", "language=km&trouble=1")
_REPORTS = ("days=7", "days=28", "days=90", "days=90&language=vi", "days=365", "days=365&language=vi")


def pages(engine: Engine) -> list[str]:
    """Return the addresses of all pages of the console, with lists also filtered and from their middle."""
    with engine.connect() as connection:
        sid = connection.scalar(
            select(calls.c.sid).where(calls.c.lines != "").order_by(calls.c.started_at.desc()).limit(1)
        )
        half = connection.scalar(select(func.count()).select_from(calls)) or 0
        by_time = select(calls.c.started_at, calls.c.sid).order_by(calls.c.started_at)
        middle, of = connection.execute(by_time.offset(half // 2).limit(1)).one()
        number = connection.scalar(select(func.max(outbox.c.id))) or 0
    found = [
        "/ops/",
        "/ops/what-if",
        "/ops/notices",
        "/ops/prompts",
        "/ops/prompts/vi",
        "/ops/prompts/vi/connecting",
        "/ops/people",
    ]
    found += [
        f"/ops/hours{page}" for page in ("", "/lines/otit-vi", "/special-days", "/holidays", "/draft", "/history")
    ]
    found += ["/ops/audit", "/ops/account"]
    found += ["/ops/calls", f"/ops/calls?{urlencode({'before': f'{middle.isoformat()}~{of}'})}", f"/ops/calls/{sid}"]
    found += [f"/ops/calls?{query}" for query in _CALLS]
    found += ["/ops/texts", *(f"/ops/texts?{query}" for query in _TEXTS), f"/ops/texts/{number}"]
    return [*found, "/ops/texts/received", "/ops/texts/refused", *(f"/ops/reports?{query}" for query in _REPORTS)]


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
    print(f"{'page':<96}{'p50':>7}{'most':>7}{'processor':>11}  ms, {engine.dialect.name}")
    slowest = 0.0
    first = client.get("/ops/calls", base_url="http://bench").text
    of_caller = re.search(r'href="(/ops/calls\?caller=[^"]+)"', first)
    for path in [*pages(engine), *([of_caller[1]] if of_caller else [])]:
        taken, worked, status, size = [], [], 0, 0
        for _ in range(TIMES):
            begun, before = time.perf_counter(), time.process_time()
            answer = client.get(path, base_url="http://bench")
            status, size = answer.status_code, len(answer.data)
            taken.append((time.perf_counter() - begun) * 1e3)
            worked.append((time.process_time() - before) * 1e3)
        if status != 404:
            slowest = max(slowest, *taken)
            told = "" if status == 200 else f"  answered {status}"
            figures = f"{statistics.median(taken):7.0f}{max(taken):7.0f}{statistics.median(worked):11.0f}"
            print(f"{path[:94]:<96}{figures}  {size / 1000:.0f} kB{told}")
    print(f"the slowest of all: {slowest:.0f} ms")
    service.recorder.close()


@click.command()
@click.option("--database", help="Of the form of DATABASE_URL, and empty; by default a new SQLite file.")
@click.option("--filled", is_flag=True, help="The database is one that an earlier run has filled.")
def main(database: str | None, filled: bool) -> None:
    """Time each page of the console."""
    with tempfile.TemporaryDirectory() as name:
        url = database or f"sqlite:///{name}/bench.db"
        engine = open_store(url)
        migrate(engine)
        if not filled:
            fill(engine)
        served(engine, url)
        engine.dispose()


if __name__ == "__main__":
    main()
