"""Benchmark of recoveries of PostgreSQL: from a file of pg_dump, and from a base backup and the log of writes (WAL).

The database has four months of a busy service. `pg_receivewal` receives the log while promises are stored; then the
server is killed, its disk counts as lost, and a new one is made of the backup and the log. It prints figures and has no
thresholds.
"""

import argparse
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, select

from bench.filling import fill
from ivr.core.findings import Fail
from ivr.core.text.limits import Limits
from ivr.core.text.promises import Promise, Purpose
from ivr.privacy import Privacy
from ivr.service.backup.checking import check_database
from ivr.store.backup import doubt
from ivr.store.db import open_store, write
from ivr.store.migrate import migrate
from ivr.store.promises import keep
from ivr.store.tables import outbox
from tests.support.replica import Replica, Server

PRIVACY = Privacy("0123456789abcdef0123456789abcdef")
ENOUGH = Limits(10, 1_000_000, 10_000_000)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="for how long promises are stored")
    return parser.parse_args()


def address(server: Server, name: str = "postgres") -> str:
    return f"postgresql+psycopg://postgres@{server.address}/{name}"


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{what:<64}{time.monotonic() - began:6.1f} s")


def dump_and_restore(server: Server, folder: Path) -> None:
    connection = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres"]
    file = str(folder / "tsunagu.dump")
    with timed("pg_dump"):
        server.run("pg_dump", *connection, "--format=custom", f"--file={file}", "postgres")
    print(f"its file has {Path(file).stat().st_size / 1e6:.0f} MB")
    server.run("createdb", *connection, "trial")
    with timed("pg_restore"):
        server.run("pg_restore", *connection, "--no-owner", "--dbname=trial", file)
    with timed("ivr backup verify --database"):
        found = list(check_database(address(server, "trial"), None))
    assert not any(isinstance(each, Fail) for each in found), found
    server.run("dropdb", *connection, "trial")


@contextmanager
def receiving(server: Server, folder: Path) -> Iterator[None]:
    """Receive the server's log of writes into a folder."""
    source = f"host=127.0.0.1 port={server.port} user=postgres"
    command = [str(server.programs / "pg_receivewal"), "--directory", str(folder), "--dbname", source]
    process = subprocess.Popen(command, user=server.user, cwd=folder)
    try:
        while not list(folder.glob("*.partial")):
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def promise(engine: Engine, seconds: float) -> dict[str, datetime]:
    """Store promises one after the other. Return their keys, and when each was confirmed."""
    confirmed: dict[str, datetime] = {}
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        key, now = f"CA{len(confirmed)}", datetime.now(UTC)
        made = Promise(key, Purpose.INFORMATION, "vi", f"+8190{20_000_000 + len(confirmed)}", "the text", now)
        write(engine, keep, PRIVACY, made, now, ENOUGH)
        confirmed[PRIVACY.hash(key)] = datetime.now(UTC)
    return confirmed


def recover(server: Server, log: Path) -> None:
    """Start a copy of the lost server, and let it read the log to its end."""
    server.configure(f"restore_command = 'cp {log}/%f %p || cp {log}/%f.partial %p'")
    (server.folder / "recovery.signal").touch()
    server.start()
    while server.ask("SELECT pg_is_in_recovery()") == [True]:
        time.sleep(0.05)


def main(given: argparse.Namespace, folder: Path, replica: Replica) -> None:
    lost, made = replica.primary, replica.standby
    lost.start()
    engine = open_store(address(lost))
    migrate(engine)
    fill(engine)
    (size,) = lost.ask("SELECT pg_database_size('postgres')")
    print(f"the database has {size / 1e6:.0f} MB")
    dump_and_restore(lost, folder)
    log = folder / "log"
    log.mkdir(0o777)
    log.chmod(0o777)
    with receiving(lost, log):
        with timed("pg_basebackup"):
            copy = ["--pgdata", str(made.folder), "--checkpoint=fast", "--wal-method=none"]
            made.run("pg_basebackup", "--dbname", f"host=127.0.0.1 port={lost.port} user=postgres", *copy)
        confirmed = promise(engine, given.seconds)
        lost.kill()
        killed = datetime.now(UTC)
    engine.dispose()
    with timed("from the base backup and the log to a server that answers"):
        recover(made, log)
    engine = create_engine(address(made))
    with timed("the waiting texts are to be looked for at the carrier"), engine.begin() as connection:
        doubt(connection)
    with engine.connect() as connection:
        there = {*connection.scalars(select(outbox.c.promise))}
    missing = [at for key, at in confirmed.items() if key not in there]
    before = (killed - min(missing, default=killed)).total_seconds()
    print(f"of {len(confirmed)} promises {len(missing)} are lost, which were confirmed in the last {before:.3f} s")
    engine.dispose()


if __name__ == "__main__":
    parsed = arguments()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        Path(name).chmod(0o777)
        servers = Replica(flushes=True)
        stack.push(servers)  # it is not entered: there is no standby
        main(parsed, Path(name), servers)
