"""A PostgreSQL primary and a synchronous standby as real processes, which can be killed, paused and promoted."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text

from tests.support.databases import new_cluster
from tests.support.ports import free_port
from tests.support.waiting import eventually

NAME = "standby"
"""The name by which the primary knows the standby."""


@dataclass
class Server:
    """A server with its data in ``folder``. ``user`` is the account of its processes, if it is not ours."""

    folder: Path
    programs: Path
    user: str | None
    port: int = field(default_factory=free_port)
    _processes: Sequence[int] = ()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs to its end."""
        with (self.folder.parent / "programs.log").open("ab") as log:  # a pipe would stay open as long as the server
            command = [str(self.programs / program), *arguments]
            subprocess.run(command, check=True, stdout=log, stderr=log, user=self.user, cwd=self.folder.parent)

    def configure(self, *lines: str) -> None:
        """Add lines to the configuration; the last of a name counts."""
        with (self.folder / "postgresql.conf").open("a") as file:
            file.writelines(f"{line}\n" for line in lines)

    def start(self) -> None:
        """Start it, and return when it answers."""
        self._control("start", "-l", f"{self.folder}.log", "-o", f"-h 127.0.0.1 -p {self.port} -k ''")
        first = int((self.folder / "postmaster.pid").read_text().splitlines()[0])
        self._processes = [first]

    def stop(self) -> None:
        """Stop it, if it runs, without waiting for a checkpoint."""
        self._engine.dispose()
        if self._processes:
            self.resume()
            self._control("stop", "-m", "immediate")
            self._processes = ()

    def promote(self) -> None:
        """Make a standby the primary, and return when it can be written."""
        self._control("promote")

    def kill(self) -> None:
        """End all of its processes at once, as when a machine dies."""
        self._signal(self._all(), signal.SIGKILL)
        self._engine.dispose()
        self._processes = ()

    def pause(self) -> None:
        """Let it answer nothing any more, until :meth:`resume`."""
        self._processes = self._all()
        self._signal(self._processes, signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(self._processes, signal.SIGCONT)

    def ask(self, statement: str) -> Sequence[Any]:
        """Run a statement as the superuser, and return the first column of its rows."""
        with self._engine.connect() as connection:
            ran = connection.execute(text(statement))
            return list(ran.scalars()) if ran.returns_rows else []

    @cached_property
    def _engine(self) -> Engine:
        url = f"postgresql+psycopg://postgres@{self.address}/postgres"
        return create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)

    def _control(self, what: str, *options: str) -> None:
        self.run("pg_ctl", what, "--wait", "-D", str(self.folder), *options)

    def _all(self) -> list[int]:
        return [self._processes[0], *self.ask("SELECT pid FROM pg_stat_activity")]

    @staticmethod
    def _signal(processes: Sequence[int], which: signal.Signals) -> None:
        for each in processes:
            with suppress(ProcessLookupError):
                os.kill(each, which)


class Replica:
    """A primary that confirms a commit when its standby has it, too. For a benchmark both flush to the disk."""

    def __init__(self, *, flushes: bool = False) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="tsunagu-replica-"))
        self._folder.chmod(0o777)  # if root runs the tests, the servers run as another user
        (self._folder / "primary").mkdir()
        home = new_cluster(self._folder / "primary")
        self.primary = Server(home.pgdata, home.bin_path, home.system_user)
        self.standby = Server(self._folder / NAME, home.bin_path, home.system_user)
        self.primary.configure(f"fsync = {'on' if flushes else 'off'}")

    def __enter__(self) -> "Replica":
        self.primary.start()
        self._follow()
        return self

    def __exit__(self, *_: object) -> None:
        self.standby.stop()
        self.primary.stop()
        shutil.rmtree(self._folder)

    @property
    def url(self) -> str:
        """The address of both, of the form of DATABASE_URL; the primary comes first."""
        hosts = f"host={self.primary.address}&host={self.standby.address}"
        return f"postgresql+psycopg://postgres@/postgres?{hosts}&target_session_attrs=read-write"

    def _follow(self) -> None:
        """Copy the primary, let the copy follow it, and let commits wait for the copy from then on."""
        source = f"host=127.0.0.1 port={self.primary.port} user=postgres application_name={NAME}"
        copy = ["--pgdata", str(self.standby.folder), "--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
        self.standby.run("pg_basebackup", "--dbname", source, *copy)
        self.standby.start()
        self.wait_for(NAME)

    def wait_for(self, standby: str) -> None:
        """Let commits on the primary wait for a standby, or for none, from then on."""
        names = f"ANY 1 ({standby})" if standby else ""
        self.primary.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self.primary.ask("SELECT pg_reload_conf()")
        state = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum'"
        eventually(lambda: self.primary.ask(state) == [int(bool(standby))])
