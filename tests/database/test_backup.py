"""`ivr backup`: a copy of a database in use is whole, and each fault of a copy is named."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from ivr.cli import main
from ivr.core.findings import line
from ivr.core.text.promises import Promise, Purpose
from ivr.privacy import Privacy
from ivr.service.backup.checking import check_database, check_file
from ivr.service.backup.taking import delete_older, own_folder, taken, target
from ivr.service.doctor.machine import backup as newest
from ivr.service.schedule.live import publish_first
from ivr.store.backup import copy_in_use
from ivr.store.db import StoreError, open_store, sqlite_file
from ivr.store.migrate import HEAD
from tests.support.databases import bring_to
from tests.support.demo import MOBILE
from tests.support.desk import Desk
from tests.support.settings import GOOD

NOW = datetime(2026, 11, 29, 1, 0, tzinfo=UTC)
URL = "sqlite:///var/tsunagu.db"
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REMINDER = Promise("reminder", Purpose.REMINDER, "vi", MOBILE, None, NOW + timedelta(days=1))


def ivr(*arguments: object, url: str, **settings: str) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], env={**GOOD, "DATABASE_URL": url, **settings})


@pytest.fixture
def copy(engine: Engine, database_url: str, desk: Desk, tmp_path: Path) -> Path:
    """A backup of a database in use, with one text that waits."""
    publish_first(engine, NOW)
    desk.keep(REMINDER)
    source, file = sqlite_file(database_url), tmp_path / "copy.db"
    assert source is not None
    copy_in_use(source, file)
    return file


def lines(file: Path, privacy: Privacy | None) -> list[str]:
    return [line(each) for each in check_file(file, privacy)]


@ON_SQLITE
def test_a_backup_of_a_database_in_use(engine: Engine, database_url: str, tmp_path: Path) -> None:
    publish_first(engine, NOW)
    Desk(engine, Privacy(GOOD["SECRET_KEY"])).keep(REMINDER)
    assert (tmp_path / "test.db-wal").stat().st_size > 0, "what was written last is not in the database's own file"
    ran = ivr("backup", "--json", url=database_url)
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    file = Path(told["file"])
    assert (file.parent, told["bytes"], told["deleted"]) == (tmp_path / "backups", file.stat().st_size, [])
    assert [each["state"] for each in told["findings"]] == ["ok"] * 5
    assert [file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777] == [0o600, 0o700]
    assert [*file.parent.iterdir()] == [file], "one file, and nothing temporary"
    before = file.read_bytes()
    ran = ivr("backup", "verify", file, url="sqlite:///none.db")
    assert ran.exit_code == 0, ran.output
    said = ran.stdout.splitlines()
    assert [each[:16] for each in said[1:5]] == [
        "ok    tables: th",
        "ok    audit: 1 e",
        "ok    schedule: ",
        "ok    texts: 1 w",
    ]
    assert said[5].startswith(
        "ok    content: calls: 0, texts: 1, opt-outs: 0, revisions: 1, accounts: 0; the newest text"
    )
    assert said[6].startswith("it can be used; restored and checked in ")
    assert file.read_bytes() == before


@ON_SQLITE
def test_what_is_there_is_not_overwritten(engine: Engine, database_url: str, tmp_path: Path) -> None:
    publish_first(engine, NOW)
    file = tmp_path / "test.db"
    for to in (file, tmp_path / "letter"):
        to.touch()
        before = to.read_bytes()
        ran = ivr("backup", to, url=database_url)
        assert (ran.exit_code, ran.stderr) == (1, f"Error: {to} exists already\n")
        assert to.read_bytes() == before
    assert not [*tmp_path.glob(".tsunagu-*")]
    ran = ivr("backup", tmp_path / "new" / "one.db", "--keep", "3", url=database_url)
    assert (ran.exit_code, ran.stderr) == (1, "Error: --keep is for folders; a folder that is new ends with /\n")


def test_what_can_not_be_backed_up(tmp_path: Path) -> None:
    ran = ivr("backup", url="postgresql+psycopg://tsunagu:hunter2@127.0.0.1:1/hotline")
    assert ran.stderr == (
        "Error: that is for SQLite; a PostgreSQL server has pg_dump and base backups (docs/operate.md)\n"
    )
    ran = ivr("backup", url=f"sqlite:///{tmp_path}/none.db")
    assert ran.stderr == f"Error: there is no file {tmp_path}/none.db; set DATABASE_URL\n"
    (tmp_path / "letter.db").write_text("Dear Aiko, " * 100)
    ran = ivr("backup", url=f"sqlite:///{tmp_path}/letter.db")
    assert ran.stderr == f"Error: {tmp_path}/letter.db can't be copied: file is not a database\n"
    assert [*(tmp_path / "backups").iterdir()] == []
    assert ivr("backup", "verify", url=URL).exit_code == 2


def test_the_names_of_backups(tmp_path: Path) -> None:
    name = "tsunagu-20261129T010000Z.db"
    assert target(None, URL, NOW) == Path("var/backups") / name
    assert target(f"{tmp_path}", URL, NOW) == tmp_path / name
    assert target("new/", URL, NOW) == Path("new") / name
    assert target("new.db", URL, NOW) == Path("new.db")
    with pytest.raises(StoreError, match=r"there is no folder new; write new/ for a new folder, or new\.db for a file"):
        target("new", URL, NOW)


def test_only_old_backups_are_deleted(tmp_path: Path) -> None:
    names = [f"tsunagu-2026112{day}T010000Z.db" for day in range(5)]
    others = ["tsunagu.db", "tsunagu-of-aiko.db", "tsunagu-20261120T010000Z.db-wal", "a.txt"]
    for name in (*names, *others):
        (tmp_path / name).touch()
    assert [file.name for file in delete_older(tmp_path, 2)] == names[:3]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([*names[3:], *others])
    assert [at.day for at, _ in taken(tmp_path)] == [23, 24]


def test_how_old_the_newest_backup_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tsunagu.db"
    folder = own_folder(url)
    todo = "Let a timer run `ivr backup`, and keep copies on another machine"
    assert [*map(line, newest(url, NOW))] == [f"warn  backup: there is none in {folder}. {todo}"]
    folder.mkdir()
    (folder / "tsunagu-20261120T010000Z.db").touch()
    said = f"backup: the newest, {folder}/tsunagu-20261120T010000Z.db, is of 2026-11-20 01:00 UTC"
    assert [*map(line, newest(url, NOW))] == [f"warn  {said}. {todo}"]
    assert [*map(line, newest(url, NOW - timedelta(days=1)))] == [f"ok    {said}"]
    assert [*newest("postgresql+psycopg://127.0.0.1:1/hotline", NOW)] == []


# --- faults


def statement(sql: str) -> Callable[[Path], None]:
    def run(file: Path) -> None:
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.executescript(sql)

    return run


def overwrite(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(3 * 4096)
        opened.write(b"\xff" * 40_000)


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "pages": (overwrite, "FAIL  file: {file} is damaged: "),
    "cut off": (lambda file: file.write_bytes(file.read_bytes()[:20_000]), "FAIL  file: {file} is damaged: "),
    "another file": (lambda file: file.write_text("Dear Aiko, " * 100), "FAIL  file: {file} is damaged: file is not a"),
    "no file": (lambda file: file.unlink(), "FAIL  file: there is no file {file}. Name a backup"),
    "empty": (lambda file: file.write_bytes(b""), "FAIL  tables: it has no tables of Tsunagu. "),
    "newer": (
        statement("UPDATE alembic_version SET version_num = '9999'"),
        f"FAIL  tables: they are of a newer version of Tsunagu (9999; this one has {HEAD}). ",
    ),
    "no table": (statement("DROP TABLE calls"), "FAIL  content: can't be read: no such table: calls. "),
    "audit": (
        statement("DROP TRIGGER audit_UPDATE; UPDATE audit SET who = 'Aiko'"),
        "FAIL  audit: the log is broken: entry 1 has been changed. Use another",
    ),
    "hours": (statement("UPDATE revisions SET document = 'lines: ['"), "FAIL  schedule: revision 1 can't be read: "),
    "state": (statement("UPDATE outbox SET state = 'lost'"), "FAIL  texts: 1 are in a state that does not exist. "),
    "number": (statement("UPDATE outbox SET sealed_number = NULL"), "FAIL  texts: 1 of 1 that wait have no number. "),
    "moment": (statement("UPDATE outbox SET made_at = 'soon'"), "FAIL  content: can't be read: a value has another"),
}


@ON_SQLITE
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named(copy: Path, privacy: Privacy, fault: str) -> None:
    assert not [each for each in lines(copy, privacy) if not each.startswith("ok")]
    spoil, said = FAULTS[fault]
    spoil(copy)
    wrong = [each for each in lines(copy, privacy) if not each.startswith("ok")]
    assert [each.startswith(said.format(file=copy)) for each in wrong] == [True], wrong
    assert ivr("backup", "verify", copy, url=URL).exit_code == 1


@ON_SQLITE
def test_whether_the_numbers_can_be_decrypted(copy: Path, privacy: Privacy) -> None:
    said = [next(each for each in lines(copy, key) if "texts" in each) for key in (privacy, None, Privacy("0" * 32))]
    assert said == [
        "ok    texts: 1 wait, and their numbers can be decrypted",
        "warn  texts: 1 wait; it was not tried whether their numbers can be decrypted. Set SECRET_KEY",
        "FAIL  texts: the numbers of 1 of 1 that wait can't be decrypted. Set SECRET_KEY to that of the service, and "
        "OLD_SECRET_KEYS if it was changed",
    ]


def test_a_backup_of_an_older_version(tmp_path: Path, privacy: Privacy) -> None:
    file = tmp_path / "old.db"
    engine = open_store(f"sqlite:///{file}")
    bring_to(engine, "0009")
    engine.dispose()
    before = file.read_bytes()
    assert lines(file, privacy)[1] == (
        f"ok    tables: they are at 0009, and can be migrated to those of this version ({HEAD})"
    )
    assert file.read_bytes() == before


def test_a_database_that_was_restored_by_other_means(engine: Engine, database_url: str, desk: Desk) -> None:
    publish_first(engine, NOW)
    desk.keep(REMINDER)
    before = desk.rows()
    found = [line(each) for each in check_database(database_url, desk.privacy)]
    assert [each[:7] for each in found] == ["ok    t", "ok    a", "ok    s", "ok    t", "ok    c"], found
    assert desk.rows() == before
    assert ivr("backup", "verify", "--database", database_url, url=URL).exit_code == 1, "another SECRET_KEY"


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    ran = ivr("backup", "verify", "--database", f"sqlite:///{tmp_path}/none.db", url=URL)
    assert (ran.exit_code, ran.stdout) == (
        1,
        f"FAIL  tables: the database can't be read: there is no file {tmp_path}/none.db. Use another backup\n",
    )
    assert [*tmp_path.iterdir()] == []
