"""Litestream, with the file that ships, copies a database in use; what it has copied can be restored."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from ivr.cli import main
from ivr.core.text.promises import Promise, Purpose
from ivr.privacy import Privacy
from ivr.service.schedule.live import publish_first
from tests.support.desk import Desk
from tests.support.judges import program, run
from tests.support.paths import ROOT
from tests.support.settings import GOOD
from tests.support.waiting import eventually

NOW = datetime(2026, 11, 29, 1, 0, tzinfo=UTC)
REMINDER = Promise("0", Purpose.REMINDER, "vi", "+819012345678", None, NOW + timedelta(days=1))


@contextmanager
def replicating(config: Path, replica: str) -> Iterator[None]:
    """Litestream while it copies. It is killed, since a machine that is lost says nothing either."""
    command = [program("litestream"), "replicate", "-config", str(config)]
    with subprocess.Popen(command, env={**os.environ, "LITESTREAM_REPLICA": replica}) as process:
        try:
            yield
        finally:
            process.kill()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_committed_is_restored(engine: Engine, tmp_path: Path) -> None:
    publish_first(engine, NOW)
    desk = Desk(engine, Privacy(GOOD["SECRET_KEY"]))
    shipped = (ROOT / "deploy" / "litestream.yml").read_text()
    config, replica = tmp_path / "litestream.yml", f"file://{tmp_path}/replica"
    config.write_text(shipped.replace("/srv/tsunagu/var/tsunagu.db", str(tmp_path / "test.db")))

    def restored(name: str) -> str:
        """What `ivr backup verify` says of a restored copy."""
        file = tmp_path / name
        file.unlink(missing_ok=True)
        if run([program("litestream"), "restore", "-o", str(file), replica]).returncode:
            return ""
        checked = CliRunner().invoke(main, ["backup", "verify", str(file)], env=GOOD)
        assert checked.exit_code == 0, checked.output
        return checked.output

    with replicating(config, replica):
        desk.keep(REMINDER)
        eventually(lambda: "texts: 1," in restored("first.db"))
        for number in range(1, 20):
            desk.keep(replace(REMINDER, key=str(number), to=f"+8190{number:04}5678"))
        eventually(lambda: "texts: 20," in restored("second.db"))
    put_back = CliRunner().invoke(
        main, ["restore", str(tmp_path / "second.db")], env={**GOOD, "DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    )
    assert "20 texts wait" in put_back.output, put_back.output
