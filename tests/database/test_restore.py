"""`ivr restore`: no promise of the backup is lost, no text is sent twice, and nothing is overwritten."""

import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from ivr.carrier import SendError
from ivr.cli import main
from ivr.clock import SystemClock
from ivr.core.routing import decide
from ivr.core.text.delivery import Message, State
from ivr.core.text.promises import Promise, Purpose
from ivr.privacy import Privacy
from ivr.service.backup.restoring import restore
from ivr.store.audit import Act, latest
from ivr.store.backup import copy_in_use
from ivr.store.db import StoreError, open_store, read, write
from ivr.store.heartbeats import say_alive, workers_alive
from sentences import Sentence
from tests.support.demo import MOBILE
from tests.support.desk import NOW, TIMETABLE, WRITER, Carrier, Desk
from tests.support.settings import GOOD
from tests.support.waiting import LONG

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OTHER = "+818012345678"
TEXT = WRITER.information(decide(TIMETABLE, "vi", NOW))
INFORMATION = Promise("CA1:vi", Purpose.INFORMATION, "vi", MOBILE, TEXT, NOW)
REMINDER = Promise("reminder", Purpose.REMINDER, "vi", MOBILE, None, NOW + timedelta(days=2, hours=1))  # Tue 11:00
LATER = NOW + timedelta(days=2, hours=2)  # Tuesday, 12:00 in Japan: the line is open


class Away(Carrier):
    """A carrier whose list can't be read."""

    def sent_to(self, to: str) -> list[Message]:
        raise SendError(Sentence("no answer"), maybe_sent=True)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


def deliver(desk: Desk) -> None:
    while desk.worker().deliver_one():
        pass


def restored(desk: Desk, backup: Path) -> Desk:
    """Restore a backup as another database, and return a desk there with the same carrier and clock."""
    place = backup.with_name("place.db")
    restore(backup, place, desk.clock.now(), "Aiko", replace=False)
    return replace(desk, engine=open_store(f"sqlite:///{place}", LONG), leases={})


def ivr(*arguments: object, url: str) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], env={**GOOD, "DATABASE_URL": url})


def test_what_was_sent_since_is_not_sent_again_and_what_was_not_is(desk: Desk, backup: Path, tmp_path: Path) -> None:
    desk.keep(INFORMATION)
    desk.keep(REMINDER)
    desk.keep(replace(INFORMATION, key="CA2:vi", to=OTHER))
    copy_in_use(tmp_path / "test.db", backup)
    desk.clock.set(NOW + timedelta(hours=9))  # the line has closed, so the text is written again
    desk.worker().deliver_one()
    assert [to for to, _ in desk.carrier.taken] == [MOBILE]
    assert desk.carrier.taken[0][1] != INFORMATION.body
    again = restored(desk, backup)
    assert [(row.state, row.body) for row in again.rows()] == [(State.WAITING, None)] * 3
    deliver(again)
    assert [to for to, _ in desk.carrier.taken] == [MOBILE, OTHER]
    desk.clock.set(LATER)
    deliver(again)
    assert [to for to, _ in desk.carrier.taken] == [MOBILE, OTHER, MOBILE]
    assert [row.state for row in again.rows()] == [State.SENT] * 3
    assert len({row.message_sid for row in again.rows()}) == 3
    again.engine.dispose()


def test_a_reminder_that_was_sent_since_is_not_sent_again(desk: Desk, backup: Path, tmp_path: Path) -> None:
    desk.keep(REMINDER)
    desk.keep(replace(REMINDER, key="other", to=OTHER))
    copy_in_use(tmp_path / "test.db", backup)
    desk.clock.set(LATER)
    deliver(desk)
    assert len(desk.carrier.taken) == 2
    desk.clock.set(LATER + timedelta(hours=3))
    again = restored(desk, backup)
    deliver(again)
    assert Counter(to for to, _ in desk.carrier.taken) == {MOBILE: 1, OTHER: 1}
    assert {row.state for row in again.rows()} == {State.SENT}
    again.engine.dispose()


def test_another_text_to_the_same_number_is_not_taken_for_the_reminder(
    desk: Desk, backup: Path, tmp_path: Path
) -> None:
    desk.keep(REMINDER)
    copy_in_use(tmp_path / "test.db", backup)
    desk.keep(INFORMATION)
    deliver(desk)
    again = restored(desk, backup)
    desk.clock.set(LATER)
    deliver(again)
    assert [to for to, _ in desk.carrier.taken] == [MOBILE, MOBILE]
    assert "OTIT" in desk.carrier.taken[1][1]
    again.engine.dispose()


def test_a_text_that_a_worker_was_sending(desk: Desk, backup: Path, tmp_path: Path) -> None:
    desk.keep(INFORMATION)
    claimed = desk.claim()
    assert desk.hold(claimed)
    copy_in_use(tmp_path / "test.db", backup)
    again = restored(desk, backup)
    deliver(again)
    assert (desk.carrier.asked, len(desk.carrier.taken)) == (1, 1)
    again.engine.dispose()


def test_the_carrier_is_asked_again_if_its_list_can_not_be_read(desk: Desk, backup: Path, tmp_path: Path) -> None:
    desk.keep(INFORMATION)
    copy_in_use(tmp_path / "test.db", backup)
    deliver(desk)
    again = restored(desk, backup)
    taken, again.carrier = desk.carrier, Away()
    deliver(again)
    assert again.row().state == State.WAITING
    again.carrier = taken
    desk.clock.set(NOW + timedelta(minutes=1))
    deliver(again)
    assert ([body for _, body in taken.taken], again.row().state) == ([INFORMATION.body], State.SENT)
    again.engine.dispose()


def test_a_stop_after_the_restoration_counts(desk: Desk, backup: Path, tmp_path: Path) -> None:
    desk.keep(REMINDER)
    copy_in_use(tmp_path / "test.db", backup)
    again = restored(desk, backup)
    again.stop()
    desk.clock.set(LATER)
    deliver(again)
    assert (desk.carrier.taken, again.row().state) == ([], State.CANCELLED)
    again.engine.dispose()


# --- the files


def test_what_the_command_says(engine: Engine, database_url: str, backup: Path, tmp_path: Path) -> None:
    Desk(engine, Privacy(GOOD["SECRET_KEY"])).keep(REMINDER)
    copy_in_use(tmp_path / "test.db", backup)
    place = tmp_path / "new" / "tsunagu.db"
    ran = ivr("restore", backup, "--author", "Aiko", url=f"sqlite:///{place}")
    assert ran.exit_code == 0, ran.output
    there = open_store(f"sqlite:///{place}")
    (entry,) = read(there, latest, 9)
    assert (entry.who, entry.act, entry.what) == ("Aiko", Act.RESTORED, "backup.db")
    there.dispose()
    for said in (
        f"ok    file: {backup} is whole",
        f"{place} is now the content of {backup}, put there in ",
        "1 texts wait: for each, a worker asks the carrier whether it was sent since the backup",
        "  STOP, START and FORGET: ",
    ):
        assert said in ran.stdout
    assert (place.stat().st_mode & 0o777, [*place.parent.iterdir()]) == (0o600, [place])


def test_nothing_is_overwritten(engine: Engine, database_url: str, backup: Path, tmp_path: Path) -> None:
    place = tmp_path / "place.db"
    shutil.copyfile(tmp_path / "test.db", place)
    Desk(engine, Privacy(GOOD["SECRET_KEY"])).keep(REMINDER)
    copy_in_use(tmp_path / "test.db", backup)
    before = place.read_bytes()
    ran = ivr("restore", backup, url=f"sqlite:///{place}")
    assert ran.stderr == f"Error: {place} exists. With --replace it is kept under another name\n"
    assert place.read_bytes() == before
    ran = ivr("restore", backup, "--replace", url=f"sqlite:///{place}")
    assert ran.exit_code == 0, ran.output
    (aside,) = tmp_path.glob("place.db.before-*")
    assert f"the database that was there: {aside}" in ran.stdout
    assert aside.read_bytes() == before


def test_a_log_of_writes_that_was_left_is_kept_with_its_database(desk: Desk, backup: Path, tmp_path: Path) -> None:
    copy_in_use(tmp_path / "test.db", backup)
    desk.keep(REMINDER)
    place = tmp_path / "killed.db"
    for end in ("", "-wal"):  # as they are when a process that has them open is killed
        shutil.copyfile(tmp_path / f"test.db{end}", tmp_path / f"killed.db{end}")
    done = restore(backup, place, NOW, "Aiko", replace=True)
    assert done.aside is not None
    names = {each.name for each in tmp_path.glob("killed.db*")}
    assert names - {f"{done.aside.name}-shm"} == {"killed.db", done.aside.name, f"{done.aside.name}-wal"}
    for file, texts in ((place, 0), (done.aside, 1)):
        opened = replace(desk, engine=open_store(f"sqlite:///{file}", LONG))
        assert len(opened.rows()) == texts
        opened.engine.dispose()


def test_a_log_of_writes_without_a_database_is_not_taken_for_ours(desk: Desk, backup: Path, tmp_path: Path) -> None:
    copy_in_use(tmp_path / "test.db", backup)
    (tmp_path / "place.db-wal").write_bytes(b"of another")
    with pytest.raises(StoreError, match=r"place.db-wal belongs to a database that is gone. Move it elsewhere first"):
        restore(backup, tmp_path / "place.db", NOW, "Aiko", replace=False)
    assert not (tmp_path / "place.db").exists()


def test_a_backup_that_is_damaged_is_refused(desk: Desk, backup: Path, database_url: str, tmp_path: Path) -> None:
    backup.write_text("Dear Aiko, " * 100)
    ran = ivr("restore", backup, "--replace", url=database_url)
    assert (ran.exit_code, ran.stderr) == (1, f"Error: nothing has been changed: {backup} can't be used\n")
    assert not [*tmp_path.glob("*.before-*")]


OPENED = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT * FROM outbox").fetchall()
print("open", flush=True)
sys.stdin.read()
"""


def test_a_database_that_another_process_has_open_is_not_replaced(desk: Desk, backup: Path, tmp_path: Path) -> None:
    place = tmp_path / "place.db"
    copy_in_use(tmp_path / "test.db", backup)
    shutil.copyfile(backup, place)
    made = open_store(f"sqlite:///{place}")
    made.connect().close()  # a service's, with a log of writes
    made.dispose()
    with subprocess.Popen(
        [sys.executable, "-c", OPENED, f"{place}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreError, match=r"place.db is in use. Stop all processes of the service first"):
            restore(backup, place, NOW, "Aiko", replace=True)
        other.communicate("")
    assert not [*tmp_path.glob("*.before-*")]
    assert not [*tmp_path.glob(".tsunagu-*")]
    restore(backup, place, NOW, "Aiko", replace=True)


def test_a_database_with_a_worker_elsewhere_is_not_replaced(desk: Desk, backup: Path, tmp_path: Path) -> None:
    place, now = tmp_path / "killed.db", SystemClock().now()
    write(desk.engine, say_alive, "1f", now)
    copy_in_use(tmp_path / "test.db", backup)
    for end in ("", "-wal"):
        shutil.copyfile(tmp_path / f"test.db{end}", tmp_path / f"killed.db{end}")
    with pytest.raises(StoreError, match=r"is in use: a worker was alive in the last minute. Stop all"):
        restore(backup, place, now, "Aiko", replace=True)
    assert restore(backup, place, now + timedelta(minutes=2), "Aiko", replace=True).aside is not None
    opened = open_store(f"sqlite:///{place}")
    assert read(opened, workers_alive, now) == 0, "the workers of the backup are not those of now"
    opened.dispose()
