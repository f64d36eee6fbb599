"""The schedule of a process: at a first start, and when the database or the document can't be read."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from ivr.service.schedule import overrides
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import publish_first
from ivr.store import revisions as store
from ivr.store.db import open_store, read
from schedules import Timetable, shipped
from tests.support.revisions import LATER, NO_FRIDAYS, NO_SUNDAYS, NOW, Schedules
from tests.support.waiting import PATIENCE


def hours(timetable: Timetable, line_id: str) -> str:
    line = timetable.directory.line(line_id)
    assert line is not None
    return "; ".join(str(each.week) for each in line.hours)


def test_a_first_start_publishes_what_ships(engine: Engine, current: Schedules) -> None:
    assert current().at(NOW).revision == 1
    (first,) = read(engine, store.history)
    assert (first.document, first.author, str(first.reason)) == (shipped(), "tsunagu", "as shipped")


def test_many_first_starts_publish_it_once(engine: Engine) -> None:
    starters = [threading.Thread(target=publish_first, args=(engine, NOW), daemon=True) for _ in range(8)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(PATIENCE)
    assert [each.number for each in read(engine, store.history)] == [1]


# --- when it can't be read


def test_the_last_good_schedule_serves_when_the_database_goes(
    aiko: ScheduleEditor, current: Schedules, database_url: str
) -> None:
    own = open_store(database_url)
    schedule = current(of=own)
    with aiko.engine.begin() as connection:
        connection.execute(text("ALTER TABLE revisions RENAME TO gone"))
    schedule.refresh()
    assert schedule.at(NOW).revision == 1
    with aiko.engine.begin() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO revisions"))
    aiko.save_draft(NO_FRIDAYS, NOW)
    aiko.publish_draft("x", NOW)
    schedule.refresh()
    assert schedule.at(NOW).revision == 2
    own.dispose()


def test_a_document_that_can_not_be_read_does_not_serve(aiko: ScheduleEditor, current: Schedules) -> None:
    schedule = current()
    aiko.save_draft(NO_FRIDAYS, NOW)
    aiko.publish_draft("x", NOW)
    with aiko.engine.begin() as connection:  # a later version may know more than this one
        connection.execute(text("UPDATE revisions SET document = 'lines: []' WHERE number = 2"))
    schedule.refresh()
    assert schedule.at(NOW).revision == 1


def test_revisions_that_are_deleted_go_on_serving(
    aiko: ScheduleEditor, current: Schedules, caplog: pytest.LogCaptureFixture
) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    schedule = current()
    aiko.publish_draft("x", NOW)
    schedule.refresh()
    with aiko.engine.begin() as connection:
        connection.execute(text("DELETE FROM revisions"))
    schedule.refresh()
    assert schedule.at(NOW).revision == 2
    assert read(aiko.engine, store.history) == []
    assert "its revisions are gone from the database" in caplog.text


def test_a_process_that_starts_without_the_database_takes_the_copy(
    aiko: ScheduleEditor, current: Schedules, tmp_path: Path
) -> None:
    copy = tmp_path / "copies" / "schedule.json"
    aiko.save_draft(NO_SUNDAYS, NOW)
    aiko.publish_draft("x", NOW, NOW + LATER)
    overrides.hold(aiko, "otit-vi", "flu", NOW, opened=False, until=None)
    written = current(copy).at(NOW)
    away = open_store("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    schedule = current(copy, of=away)
    assert (schedule.at(NOW).revision, schedule.at(NOW + LATER).revision) == (1, 2)
    assert schedule.at(NOW).overrides == written.overrides
    assert hours(schedule.at(NOW + LATER), "otit-vi") != hours(schedule.at(NOW), "otit-vi")


def test_a_copy_that_can_not_be_written_is_said(
    current: Schedules, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "no folder").write_text("")
    assert current(tmp_path / "no folder" / "schedule.json").at(NOW).revision == 1
    assert "the copy of the schedule can't be written to" in caplog.text


@pytest.mark.parametrize("left", ["", "{}", '{"revisions": [{"number": 1}], "overrides": []}', "\0"])
def test_without_a_copy_what_ships_serves(current: Schedules, tmp_path: Path, left: str) -> None:
    copy = tmp_path / "schedule.json"
    copy.write_text(left)
    schedule = current(copy, of=open_store("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    assert schedule.at(NOW).revision is None
    assert len(schedule.at(NOW).directory.lines) == 9
