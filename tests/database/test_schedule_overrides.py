"""Overrides: lines that are opened and closed by hand."""

from datetime import timedelta

import pytest

from ivr.service.schedule import overrides
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.refusals import EditError
from schedules import Because, Closed, Open, parse_scope
from tests.support.revisions import LATER, NO_FRIDAYS, NOW, Schedules


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
