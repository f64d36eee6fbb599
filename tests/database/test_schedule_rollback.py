"""Back to an earlier revision, with what is planned."""

import pytest

from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import read_document
from ivr.service.schedule.plans import Answers, UndecidedError
from ivr.service.schedule.refusals import EditError
from ivr.store import revisions as store
from ivr.store.db import read
from schedules import shipped
from tests.support.revisions import LATER, NO_FRIDAYS, NO_SUNDAYS, NOW, Schedules, hours


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


def test_rolling_back_carries_over_what_is_planned(aiko: ScheduleEditor, current: Schedules) -> None:
    aiko.edit(hours("otit-zh", "Mon, Wed 11:00-19:00"), NOW)
    aiko.publish_draft("now", NOW)
    aiko.edit(hours("otit-vi", "Mon-Fri 11:00-19:00"), NOW)
    aiko.publish_draft("later", NOW, NOW + LATER)
    aiko.roll_back(1, "all wrong", NOW)
    assert [each.number for each in read(aiko.engine, store.history) if each.withdrawn_at] == [3]
    schedule = current()
    assert (schedule.at(NOW).revision, schedule.at(NOW + LATER).revision) == (4, 5)
    assert read_document(aiko.revision(5).document) == read_document(NO_SUNDAYS)


def test_rolling_back_asks_about_a_plan_that_changes_the_same(aiko: ScheduleEditor) -> None:
    aiko.edit(hours("otit-vi", "Mon-Fri 11:00-19:00"), NOW)
    aiko.publish_draft("now", NOW)
    aiko.edit(hours("otit-vi", "Mon 11:00-19:00"), NOW)
    aiko.publish_draft("later", NOW, NOW + LATER)
    with pytest.raises(UndecidedError, match="this and revision 3, planned from Mon 2026-11-23 12:05 JST"):
        aiko.roll_back(1, "all wrong", NOW)
    aiko.roll_back(1, "all wrong", NOW, Answers(withdraw=True))
    assert [each.document for each in aiko.line(NOW)] == [shipped()]


def test_rolling_back_leaves_somebodys_draft(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    aiko.publish_draft("x", NOW)
    draft = ben.save_draft(NO_FRIDAYS.replace("Thu 11:00-19:00", "Thu 11:00-18:00"), NOW)
    aiko.roll_back(1, "x", NOW)
    assert ben.draft() == draft
    assert read_document(ben.publish_draft("y", NOW).document) == read_document(
        shipped().replace("Thu 11:00-19:00", "Thu 11:00-18:00")
    )


def test_what_is_planned_may_become_true_at_once(aiko: ScheduleEditor) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    aiko.publish_draft("x", NOW)
    aiko.save_draft(shipped(), NOW)
    aiko.publish_draft("as before, later", NOW, NOW + LATER)
    (plan,) = aiko.propose_roll_back(1, NOW).carried
    assert plan.is_empty
    assert aiko.roll_back(1, "as before, now", NOW).number == 4
    assert len(aiko.line(NOW)) == 1


def test_there_is_no_way_back_to_what_never_was(aiko: ScheduleEditor) -> None:
    with pytest.raises(EditError, match="there is no revision 9"):
        aiko.roll_back(9, "x", NOW)
    aiko.head(NOW)
    with pytest.raises(EditError, match="nothing would change"):
        aiko.roll_back(1, "x", NOW)
