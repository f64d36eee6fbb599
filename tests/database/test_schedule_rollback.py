"""Back to an earlier revision, and withdrawing one that has not taken effect yet."""

import pytest

from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.refusals import ConflictError, EditError
from ivr.store import revisions as store
from ivr.store.db import read
from schedules import shipped
from tests.support.revisions import LATER, NO_FRIDAYS, NO_SUNDAYS, NOW, Schedules


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


def test_there_is_no_way_back_to_what_never_was(aiko: ScheduleEditor) -> None:
    with pytest.raises(EditError, match="there is no revision 9"):
        aiko.roll_back(9, "x", NOW)
    aiko.head(NOW)
    with pytest.raises(EditError, match="nothing would change"):
        aiko.roll_back(1, "x", NOW)
