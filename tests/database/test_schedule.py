"""The published schedule: drafts, revisions, conflicts, overrides, and how it reaches those who serve calls."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from ivr.clock import MovableClock
from ivr.core.routing import decide
from ivr.service.schedule import overrides
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import LiveSchedule, publish_first
from ivr.service.schedule.refusals import ConflictError, EditError
from ivr.store import revisions as store
from ivr.store.db import open_store, read, write
from schedules import Because, Closed, DirectoryError, Open, Timetable, parse_scope, shipped
from tests.support.waiting import LONG

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)  # Monday, 12:00 in Japan
LATER = timedelta(minutes=5)
NO_FRIDAYS = shipped().replace("Mon, Wed, Fri 11:00-19:00", "Mon, Wed 11:00-19:00")
NO_SUNDAYS = shipped().replace("Mon-Fri 11:00-19:00, Sun 09:00-17:00", "Mon-Fri 11:00-19:00")
BROKEN = shipped().replace("Thu 11:00-19:00", "Thu 19:00-11:00")

Schedules = Callable[..., LiveSchedule]


@pytest.fixture
def aiko(engine: Engine) -> ScheduleEditor:
    return ScheduleEditor(engine, "Aiko")


@pytest.fixture
def ben(engine: Engine) -> ScheduleEditor:
    return ScheduleEditor(engine, "Ben")


@pytest.fixture
def current(engine: Engine) -> Iterator[Schedules]:
    """Makes schedules as processes have them, the clock at NOW; they look when told to."""
    made: list[LiveSchedule] = []

    def make(copy: Path | None = None, of: Engine = engine) -> LiveSchedule:
        schedule = LiveSchedule(of, MovableClock(NOW), copy, LONG)
        schedule.start()
        made.append(schedule)
        return schedule

    yield make
    for schedule in made:
        schedule.stop()


def hours(timetable: Timetable, line_id: str) -> str:
    line = timetable.directory.line(line_id)
    assert line is not None
    return "; ".join(str(each.week) for each in line.hours)


# --- revisions


def test_a_first_start_publishes_what_ships(engine: Engine, current: Schedules) -> None:
    assert current().at(NOW).revision == 1
    (first,) = read(engine, store.history)
    assert (first.document, first.author, str(first.reason)) == (shipped(), "tsunagu", "as shipped")


def test_many_first_starts_publish_it_once(engine: Engine) -> None:
    starters = [threading.Thread(target=publish_first, args=(engine, NOW), daemon=True) for _ in range(8)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(20)
    assert [each.number for each in read(engine, store.history)] == [1]


def test_from_draft_to_callers(aiko: ScheduleEditor, current: Schedules) -> None:
    schedule = current()
    aiko.save_draft(NO_SUNDAYS, NOW)
    schedule.refresh()
    assert schedule.at(NOW).revision == 1
    made = aiko.publish_draft("no Sundays any more", NOW)
    schedule.refresh()
    sunday = NOW - timedelta(days=1)
    decision = decide(schedule.at(NOW), "vi", sunday)
    assert made.number == schedule.at(NOW).revision == 2
    assert decision.line is None
    assert str(decision.because[-1]) == "revision 2 of the schedule"
    assert read(aiko.engine, store.read_draft) is None


def test_what_is_published_for_later_waits_for_its_minute(aiko: ScheduleEditor, current: Schedules) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    aiko.publish_draft("from December", NOW, NOW + LATER)
    for schedule in (current(), current()):
        assert [schedule.at(NOW + after).revision for after in (timedelta(), LATER - timedelta(seconds=1), LATER)] == [
            1,
            1,
            2,
        ]


def test_a_document_with_mistakes_is_never_kept(aiko: ScheduleEditor) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    before = read(aiko.engine, store.read_draft)
    assert before is not None
    with pytest.raises(DirectoryError, match="closes at or before it opens"):
        aiko.save_draft(BROKEN, NOW, token=before.token)
    assert read(aiko.engine, store.read_draft) == before
    with aiko.engine.begin() as connection:  # as if an older version had let it through
        connection.execute(text("UPDATE draft SET document = :broken"), {"broken": BROKEN})
    with pytest.raises(DirectoryError):
        aiko.publish_draft("x", NOW)
    assert len(read(aiko.engine, store.history)) == 1


@pytest.mark.parametrize("reason", ["", "   ", "two\nlines", "x" * 501])
def test_a_reason_is_needed(aiko: ScheduleEditor, reason: str) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    with pytest.raises(EditError, match="a reason is needed"):
        aiko.publish_draft(reason, NOW)


def test_what_changes_nothing_is_not_published(aiko: ScheduleEditor) -> None:
    aiko.save_draft(shipped(), NOW)
    with pytest.raises(EditError, match="nothing would change: revision 1 says the same"):
        aiko.publish_draft("x", NOW)


def test_without_a_draft_nothing_is_published(aiko: ScheduleEditor) -> None:
    with pytest.raises(EditError, match="there is no draft"):
        aiko.publish_draft("x", NOW)


def test_the_past_can_not_be_published(aiko: ScheduleEditor) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    with pytest.raises(EditError, match="is in the past"):
        aiko.publish_draft("x", NOW, NOW - LATER)


# --- two at once


def test_the_second_to_publish_is_told_what_the_first_changed(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    base = aiko.head(NOW).number
    aiko.save_draft(NO_FRIDAYS, NOW)
    aiko.publish_draft("no Fridays", NOW)
    with pytest.raises(ConflictError) as told:
        ben.save_draft(NO_SUNDAYS, NOW, base=base)
    assert str(told.value) == "Aiko has published revision 2; this was based on revision 1"
    assert str(told.value.difference[0]) == "otit-zh loses Fri 11:00-19:00, 8 h a week"
    assert read(ben.engine, store.read_draft) is None
    assert ben.head(NOW).document == NO_FRIDAYS


def test_a_draft_of_somebody_else_is_not_overwritten(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    with pytest.raises(ConflictError, match="there is a draft by Aiko, saved Mon 2026-11-23 12:00 JST") as told:
        ben.save_draft(NO_SUNDAYS, NOW)
    assert any("otit-zh loses Fri" in str(sentence) for sentence in told.value.difference)
    there = read(ben.engine, store.read_draft)
    assert there is not None
    assert there.document == NO_FRIDAYS
    ben.save_draft(NO_SUNDAYS, NOW, token=there.token)
    with pytest.raises(ConflictError, match="there is a draft by Ben"):
        aiko.save_draft(NO_FRIDAYS, NOW, token=there.token)


def test_of_many_who_publish_at_once_one_does(engine: Engine) -> None:
    publish_first(engine, NOW)
    outcomes: list[object] = []

    def try_it(name: str) -> None:
        try:
            outcomes.append(
                write(engine, store.publish, NO_FRIDAYS, name, "race", NOW, base=1, effective_at=NOW).number
            )
        except store.StaleError:
            outcomes.append("told")

    racers = [threading.Thread(target=try_it, args=(f"racer {number}",), daemon=True) for number in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(20)
    assert sorted(outcomes, key=str) == [2, *["told"] * 7]


# --- back again


def test_rolling_back_brings_back_every_byte(aiko: ScheduleEditor, current: Schedules) -> None:
    schedule = current()
    odd = NO_FRIDAYS.replace("\n", "\n\n", 3) + "# a remark, with a tab\tand spaces   \n"
    aiko.save_draft(odd, NOW)
    aiko.publish_draft("odd", NOW)
    aiko.save_draft(NO_SUNDAYS, NOW)
    aiko.publish_draft("another", NOW)
    made = aiko.roll_back(2, "the Sundays were right", NOW)
    assert (made.number, made.restores) == (4, 2)
    assert aiko.revision(4).document.encode() == aiko.revision(2).document.encode() == odd.encode()
    schedule.refresh()
    assert schedule.at(NOW).revision == 4
    assert [each.document for each in read(aiko.engine, store.history)] == [odd, NO_SUNDAYS, odd, shipped()]


def test_rolling_back_withdraws_what_is_still_to_come(aiko: ScheduleEditor, current: Schedules) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    aiko.publish_draft("now", NOW)
    aiko.save_draft(NO_SUNDAYS, NOW)
    aiko.publish_draft("later", NOW, NOW + LATER)
    aiko.roll_back(1, "all wrong", NOW)
    assert current().at(NOW + LATER).revision == 4
    assert [each.number for each in read(aiko.engine, store.history) if each.withdrawn_at] == [3]


def test_what_waits_stands_before_what_is_made_from_it(aiko: ScheduleEditor, current: Schedules) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    aiko.publish_draft("later", NOW, NOW + LATER)
    aiko.save_draft(NO_SUNDAYS, NOW)
    with pytest.raises(EditError, match=r"revision 2, .* takes effect at Mon 2026-11-23 12:05 JST"):
        aiko.publish_draft("now", NOW)
    assert aiko.withdraw(NOW) == [2]
    with pytest.raises(ConflictError, match="this was based on revision 2, which has been withdrawn"):
        aiko.publish_draft("now", NOW)
    there = read(aiko.engine, store.read_draft)
    assert there is not None
    aiko.save_draft(NO_SUNDAYS, NOW, token=there.token)
    assert aiko.publish_draft("now", NOW).number == 3
    assert current().at(NOW + LATER).revision == 3


def test_a_draft_that_was_saved_anew_is_not_published_as_it_was(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    base = aiko.head(NOW).number
    first = aiko.save_draft(NO_FRIDAYS, NOW)
    second = ben.save_draft(NO_SUNDAYS, NOW, token=first.token)
    with pytest.raises(store.StaleError):
        write(
            aiko.engine,
            store.publish,
            first.document,
            "Aiko",
            "x",
            NOW,
            base=base,
            effective_at=NOW,
            draft_token=first.token,
        )
    assert read(aiko.engine, store.read_draft) == second
    assert len(read(aiko.engine, store.history)) == 1


def test_rolling_back_leaves_somebodys_draft(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    aiko.publish_draft("x", NOW)
    draft = ben.save_draft(NO_SUNDAYS, NOW)
    aiko.roll_back(1, "x", NOW)
    assert read(ben.engine, store.read_draft) == draft
    with pytest.raises(ConflictError, match="Aiko has published revision 3; this was based on revision 2"):
        ben.publish_draft("y", NOW)


def test_rolling_back_to_what_is_planned_for_later(aiko: ScheduleEditor) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    aiko.publish_draft("x", NOW)
    aiko.save_draft(shipped(), NOW)
    aiko.publish_draft("as before, later", NOW, NOW + LATER)
    assert aiko.roll_back(1, "as before, now", NOW).number == 4


def test_an_author_is_a_name(engine: Engine) -> None:
    with pytest.raises(EditError, match="an author is a name"):
        ScheduleEditor(engine, "x" * 101)


def test_there_is_no_way_back_to_what_never_was(aiko: ScheduleEditor) -> None:
    with pytest.raises(EditError, match="there is no revision 9"):
        aiko.roll_back(9, "x", NOW)
    aiko.head(NOW)
    with pytest.raises(EditError, match="nothing would change"):
        aiko.roll_back(1, "x", NOW)


# --- by hand


def test_closed_by_hand_for_its_three_lives(aiko: ScheduleEditor, current: Schedules) -> None:
    schedule = current()
    overrides.hold(aiko, "otit-vi", "flu", NOW, opened=False, until=None)
    overrides.hold(aiko, "tier 2", "fire alarm", NOW, opened=False, until=NOW + LATER)
    overrides.hold(aiko, "all", "open day", NOW, opened=True, until=None, reset=True)
    schedule.refresh()
    timetable = schedule.at(NOW)
    vi, zh, fresc = (line for line in timetable.directory.lines if line.id in ("otit-vi", "otit-zh", "fresc"))
    assert timetable.status(vi, NOW) == Closed(NOW + timedelta(hours=7), Because.CLOSED, "flu")  # then: open day
    assert timetable.status(fresc, NOW) == Closed(NOW + LATER, Because.CLOSED, "fire alarm")
    assert timetable.status(zh, NOW + timedelta(hours=20)) == Open(None, Because.OPENED, "open day")


def test_reset_lets_the_schedule_decide_again(aiko: ScheduleEditor, current: Schedules) -> None:
    schedule = current()
    overrides.hold(aiko, "all", "closed", NOW, opened=False, until=None, reset=True)
    overrides.release(aiko, "all", NOW + LATER)
    schedule.refresh()
    vi = schedule.at(NOW).directory.lines[0]
    assert schedule.at(NOW).status(vi, NOW) == Closed(NOW + LATER, Because.CLOSED, "closed")
    assert schedule.at(NOW).status(vi, NOW + LATER).because is Because.WEEKLY_HOURS
    with pytest.raises(EditError, match="there is no override for all"):
        overrides.release(aiko, "all", NOW + LATER)


def test_a_new_override_takes_the_place_of_the_old(aiko: ScheduleEditor) -> None:
    overrides.hold(aiko, "all", "first", NOW, opened=False, until=None, reset=True)
    overrides.hold(aiko, "all", "second", NOW, opened=False, until=NOW + LATER)
    assert [each.reason for each in aiko.timetable(NOW).in_force(NOW)] == ["second"]
    assert aiko.timetable(NOW).in_force(NOW + LATER) == ()


@pytest.mark.parametrize("scope", ["otit-xx", "tier 7", "", "everything"])
def test_what_is_not_there_is_not_held(aiko: ScheduleEditor, scope: str) -> None:
    with pytest.raises(EditError, match="there is no line"):
        overrides.hold(aiko, scope, "x", NOW, opened=False, until=None)
    with pytest.raises(EditError, match="is in the past"):
        overrides.hold(aiko, "all", "x", NOW, opened=False, until=NOW)


def test_an_override_outlives_a_publish(aiko: ScheduleEditor, current: Schedules) -> None:
    overrides.hold(aiko, "all", "power cut", NOW, opened=False, until=NOW + LATER)
    aiko.save_draft(NO_FRIDAYS, NOW)
    aiko.publish_draft("x", NOW)
    timetable = current().at(NOW)
    assert timetable.revision == 2
    assert timetable.status(timetable.directory.lines[0], NOW).name == "power cut"
    assert [each.scope for each in timetable.overrides] == [parse_scope("all")]


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


@pytest.mark.parametrize("left", ["", "{}", '{"revisions": [{"number": 1}], "overrides": []}', "\0"])
def test_without_a_copy_what_ships_serves(current: Schedules, tmp_path: Path, left: str) -> None:
    copy = tmp_path / "schedule.json"
    copy.write_text(left)
    schedule = current(copy, of=open_store("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    assert schedule.at(NOW).revision is None
    assert len(schedule.at(NOW).directory.lines) == 9
