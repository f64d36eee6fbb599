"""From a draft to a revision: what can be published, and two people who do it at once."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from ivr.core.dialling import Dialling
from ivr.core.routing import decide
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import publish_first
from ivr.service.schedule.refusals import ConflictError, EditError
from ivr.store import revisions as store
from ivr.store.db import read, write
from schedules import DirectoryError, shipped
from tests.support.revisions import LATER, NO_FRIDAYS, NO_SUNDAYS, NOW, Schedules
from tests.support.waiting import PATIENCE

BROKEN = shipped().replace("Thu 11:00-19:00", "Thu 19:00-11:00")


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
    assert aiko.draft() is None


def test_what_is_published_for_later_waits_for_its_minute(aiko: ScheduleEditor, current: Schedules) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    aiko.publish_draft("from December", NOW, NOW + LATER)
    for schedule in (current(), current()):
        assert [schedule.at(NOW + after).revision for after in (timedelta(), LATER - timedelta(seconds=1), LATER)] == [
            1,
            1,
            2,
        ]


FOREIGN = shipped().replace("number: 0120-250-168", 'number: "+1 415 555 2671"')


def test_a_number_that_is_not_dialled_is_never_published(aiko: ScheduleEditor) -> None:
    with pytest.raises(EditError, match=r"otit-vi is not dialled: \+14155552671 is in US"):
        aiko.save_draft(FOREIGN, NOW)
    abroad = ScheduleEditor(aiko.engine, "Aiko", Dialling(countries=frozenset({"JP", "US"})))
    draft = abroad.save_draft(FOREIGN, NOW)
    with pytest.raises(EditError, match="otit-vi is not dialled"):
        aiko.publish_draft("by other settings", NOW)
    assert abroad.publish_draft("allowed", NOW).number == draft.base + 1


def test_a_number_that_was_published_before_does_not_block_other_edits(aiko: ScheduleEditor) -> None:
    abroad = ScheduleEditor(aiko.engine, "Aiko", Dialling(countries=frozenset({"JP", "US"})))
    abroad.save_draft(FOREIGN, NOW)
    abroad.publish_draft("allowed", NOW)
    aiko.save_draft(FOREIGN.replace("Thu 11:00-19:00", "Thu 11:00-18:00"), NOW)
    aiko.publish_draft("urgent", NOW)
    aiko.roll_back(1, "back", NOW + LATER)
    with pytest.raises(EditError, match="otit-vi is not dialled"):
        aiko.roll_back(2, "and again", NOW + LATER)


def test_a_document_with_mistakes_is_never_kept(aiko: ScheduleEditor) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    before = aiko.draft()
    assert before is not None
    with pytest.raises(DirectoryError, match="closes at or before it opens"):
        aiko.save_draft(BROKEN, NOW, token=before.token)
    assert aiko.draft() == before
    with aiko.engine.begin() as connection:  # as if an older version had let it through
        connection.execute(text("UPDATE drafts SET document = :broken"), {"broken": BROKEN})
    with pytest.raises(DirectoryError):
        aiko.publish_draft("x", NOW)
    assert len(read(aiko.engine, store.history)) == 1


@pytest.mark.parametrize("reason", ["", "   ", "two\nlines", "x" * 501])
def test_a_reason_is_needed(aiko: ScheduleEditor, reason: str) -> None:
    aiko.save_draft(NO_FRIDAYS, NOW)
    with pytest.raises(EditError, match="a reason is needed"):
        aiko.publish_draft(reason, NOW)


def test_an_author_is_a_name(engine: Engine) -> None:
    with pytest.raises(EditError, match="an author is a name"):
        ScheduleEditor(engine, "x" * 101)


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
    assert ben.draft() is None
    assert ben.head(NOW).document == NO_FRIDAYS


def test_each_has_a_draft_of_their_own(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    first, second = aiko.save_draft(NO_FRIDAYS, NOW), ben.save_draft(NO_SUNDAYS, NOW)
    assert (aiko.draft(), ben.draft()) == (first, second)
    aiko.publish_draft("x", NOW)
    assert (aiko.draft(), ben.draft()) == (None, second)


def test_a_draft_that_was_saved_anew_is_not_published_as_it_was(aiko: ScheduleEditor) -> None:
    first = aiko.save_draft(NO_FRIDAYS, NOW)
    with pytest.raises(ConflictError, match="there is a draft by Aiko, saved Mon 2026-11-23 12:00 JST"):
        aiko.save_draft(NO_SUNDAYS, NOW)
    second = aiko.save_draft(NO_SUNDAYS, NOW, token=first.token)
    with pytest.raises(ConflictError, match="there is a draft by Aiko") as told:
        aiko.publish_draft("x", NOW, token=first.token)
    assert any("otit-vi loses Sun" in str(sentence) for sentence in told.value.difference)
    assert aiko.draft() == second
    assert len(read(aiko.engine, store.history)) == 1


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
        racer.join(PATIENCE)
    assert sorted(outcomes, key=str) == [2, *["told"] * 7]
