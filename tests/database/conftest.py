"""Fixtures of the tests that need a database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from ivr.cli import main
from ivr.clock import MovableClock
from ivr.core.roles import Role
from ivr.privacy import Privacy
from ivr.service.people.accounts import Accounts
from ivr.service.people.second_factor import new_secret
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import LiveSchedule
from tests.support import revisions
from tests.support.accounts import NOW, PASSWORD, SecondFactor
from tests.support.databases import PostgreSQL, sqlite_database
from tests.support.desk import Desk
from tests.support.settings import QUICK
from tests.support.waiting import LONG

Ivr = Callable[..., Result]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it, as at a first start."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    postgresql: PostgreSQL = request.getfixturevalue("postgresql")
    with postgresql.database(empty=True) as url:
        yield url


@pytest.fixture
def desk(engine: Engine, privacy: Privacy) -> Desk:
    """An outbox with nothing in it, and a carrier in memory."""
    return Desk(engine, privacy)


@pytest.fixture
def accounts(engine: Engine, privacy: Privacy) -> Accounts:
    """Accounts of Aiko, an administrator, and Ben, a viewer."""
    found = Accounts(engine, privacy, QUICK)
    found.add("Aiko", Role.ADMIN, PASSWORD, "test", NOW)
    found.add("Ben", Role.VIEWER, PASSWORD, "Aiko", NOW)
    return found


@pytest.fixture
def codes(accounts: Accounts) -> SecondFactor:
    """Turn on Ben's second factor; return its code at a moment."""
    secret = new_secret()
    accounts.turn_on("Ben", secret, pyotp.TOTP(secret).at(NOW), NOW)
    return pyotp.TOTP(secret).at


@pytest.fixture
def aiko(engine: Engine) -> ScheduleEditor:
    """The schedule as Aiko edits it."""
    return ScheduleEditor(engine, "Aiko")


@pytest.fixture
def ben(engine: Engine) -> ScheduleEditor:
    """The schedule as Ben edits it."""
    return ScheduleEditor(engine, "Ben")


@pytest.fixture
def current(engine: Engine) -> revisions.Schedules:
    """Make schedules as processes have them, with the clock at NOW; they look for revisions when told to."""

    def make(copy: Path | None = None, of: Engine = engine) -> LiveSchedule:
        schedule = LiveSchedule(of, MovableClock(revisions.NOW), copy, LONG)
        schedule.start()
        return schedule

    return make


@pytest.fixture
def ivr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ivr:
    """Run `ivr schedule` with a database of its own, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    environment = {"DATABASE_URL": sqlite_database(tmp_path / "test.db")}

    def run(*arguments: str, fails: bool = False) -> Result:
        ran = CliRunner().invoke(main, ["schedule", *arguments], env=environment)
        assert "Traceback" not in ran.output
        assert (ran.exit_code != 0) is fails, ran.output
        return ran

    return run
