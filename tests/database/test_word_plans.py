"""Words that are planned for a moment: in force then in every process, withdrawn, never in the way of urgent edits."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ivr.clock import MovableClock
from ivr.service.prompts.editor import SentenceConflictError, SentenceEditor
from ivr.service.prompts.live import LiveBook, shipped
from ivr.service.prompts.planning import PlannedWords, WordPlanner
from ivr.service.prompts.problems import PromptsError
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import LiveSchedule
from ivr.service.schedule.refusals import EditError
from ivr.store import prompts as store
from ivr.store.audit import verify
from ivr.store.db import read
from schedules import Timetable, load_directory, write_directory
from schedules.edits import set_hours
from tests.support.words import NOW, TIMETABLE, draft, put

T = NOW + timedelta(days=7)
SECOND = timedelta(seconds=1)
BUILT_IN = shipped().book.catalogues["vi"]["goodbye"]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def book(engine: Engine, clock: MovableClock) -> LiveBook:
    return LiveBook(engine, clock=clock)


@pytest.fixture
def aiko(engine: Engine, book: LiveBook) -> SentenceEditor:
    return SentenceEditor(engine, book, "Aiko")


def plan(editor: SentenceEditor, at: datetime = T, **spoken: bool) -> None:
    planner = WordPlanner(editor)
    planner.plan(PlannedWords(planner.drafted(), spoken), "a new name", TIMETABLE, NOW, at)


def says(book: LiveBook, prompt: str = "goodbye") -> list[str]:
    """A sentence in the second before the moment, and at the moment, from memory."""
    return [book.at(moment).catalogues["vi"][prompt] for moment in (T - SECOND, T)]


def why(refused: pytest.ExceptionInfo[PromptsError]) -> list[str]:
    return [str(each) for each in refused.value.problems]


def test_they_take_effect_in_every_process_without_the_database(aiko: SentenceEditor, engine: Engine) -> None:
    draft(aiko, "vi", "goodbye", "Tạm biệt.")
    draft(aiko, "km", "goodbye", "លាហើយ។")
    plan(aiko, ne=False)
    assert not WordPlanner(aiko).drafted()
    there = LiveBook(engine)
    there.fresh()
    engine.dispose()
    there.engine = None  # type: ignore[assignment] # nothing is asked of the database from here on
    assert says(there) == [BUILT_IN, "Tạm biệt."]
    assert there.at(T).catalogues["km"]["goodbye"] == "លាហើយ។"
    assert ("ne" in there.at(T - SECOND).recordings, "ne" in there.at(T).recordings) == (True, False)
    assert (there.changes(NOW), there.changes(T), there.since(NOW), there.since(T)) == (T, None, None, T)


def test_an_urgent_edit_is_never_blocked_and_the_plan_stays(aiko: SentenceEditor, book: LiveBook) -> None:
    draft(aiko, "vi", "goodbye", "Tạm biệt.")
    plan(aiko)
    put(aiko, "vi", "nobody", "Không có ai.")
    put(aiko, "vi", "goodbye", "Chào.")
    book.fresh()
    assert says(book) == ["Chào.", "Tạm biệt."]
    assert says(book, "nobody") == ["Không có ai."] * 2


def test_the_later_of_two_plans_holds_from_its_moment(aiko: SentenceEditor, book: LiveBook) -> None:
    for moment, sentence in ((T + SECOND, "Hai."), (T, "Một.")):
        draft(aiko, "vi", "goodbye", sentence)
        plan(aiko, moment)
    book.fresh()
    assert says(book) == [BUILT_IN, "Một."]
    assert book.at(T + SECOND).catalogues["vi"]["goodbye"] == "Hai."


def test_withdrawn_words_are_in_the_draft_again(aiko: SentenceEditor, book: LiveBook) -> None:
    draft(aiko, "vi", "goodbye", "Tạm biệt.")
    plan(aiko)
    planner = WordPlanner(aiko)
    (waiting,) = planner.standing()
    planner.withdraw(waiting.number, NOW)
    book.fresh()
    assert says(book) == [BUILT_IN] * 2
    assert [each.change.sentence for each in planner.drafted()["vi"]] == ["Tạm biệt."]
    for moment in (NOW, T):
        with pytest.raises(PromptsError) as refused:
            planner.withdraw(waiting.number, moment)
        assert why(refused) == ["words, plan 1: it does not wait any more"]
    assert read(aiko.engine, verify)


def test_after_its_moment_a_plan_is_edited_and_undone_like_a_publish(
    aiko: SentenceEditor, book: LiveBook, clock: MovableClock
) -> None:
    draft(aiko, "vi", "goodbye", "Tạm biệt.")
    plan(aiko, km=False)
    clock.set(T + SECOND)
    assert book.editable().sentences["vi"].by_id["goodbye"] == "Tạm biệt."
    assert not WordPlanner(aiko).standing()
    (made,) = read(aiko.engine, store.publishes_of, "vi")
    assert (made.author, made.reason, made.at) == ("Aiko", "a new name", T)
    assert "km" not in book.at(T).recordings
    put(aiko, "vi", "goodbye", "Chào.")
    with pytest.raises(SentenceConflictError):
        aiko.undo(made.number, TIMETABLE, T + SECOND)
    assert aiko.undo(made.number + 1, TIMETABLE, T + SECOND)
    assert book.editable().sentences["vi"].by_id["goodbye"] == "Tạm biệt."
    assert read(aiko.engine, verify)


def test_what_is_refused_leaves_the_draft_as_it_is(aiko: SentenceEditor) -> None:
    planner = WordPlanner(aiko)
    draft(aiko, "vi", "goodbye", "NAME? tạm biệt.")
    planned = PlannedWords(planner.drafted())
    refusals = [
        (planned, "why", T, "goodbye: fill in NAME?"),
        (planned, " ", T, "a reason is needed: one line of up to 500 characters"),
        (planned, "why", NOW - SECOND, "the start time is in the past"),
        (PlannedWords({}), "why", T, "no sentence is chosen"),
        (PlannedWords({}, {"vi": True}), "why", T, "vi needs no recordings"),
    ]
    for given, reason, moment, problem in refusals:
        with pytest.raises(PromptsError) as refused:
            planner.plan(given, reason, TIMETABLE, NOW, moment)
        assert why(refused) == [problem]
    with pytest.raises(PromptsError):
        aiko.publish("vi", [each.change for each in planned.drafted["vi"]], "why", TIMETABLE, NOW)
    assert planner.drafted() == planned.drafted
    draft(aiko, "vi", "goodbye", "Tạm biệt.")
    with pytest.raises(PromptsError):  # another window has changed the draft since
        planner.plan(PlannedWords({"vi": planned.drafted["vi"]}), "why", TIMETABLE, NOW, T)


def test_hours_and_words_are_planned_in_one_transaction(
    aiko: SentenceEditor, book: LiveBook, engine: Engine, clock: MovableClock, tmp_path: Path
) -> None:
    schedule = LiveSchedule(engine, clock, tmp_path / "copy.json")
    schedule.start()
    editor, planner = ScheduleEditor(engine, "Aiko"), WordPlanner(aiko)
    becomes = set_hours(load_directory(), "otit-km", "Thu 10:00-19:00")
    draft(aiko, "vi", "goodbye", "Tạm biệt.")
    planned = PlannedWords(planner.drafted())
    editor.save_draft(write_directory(becomes), NOW)
    planner.check(planned, "why", Timetable(becomes), T)
    along = planner.along(planned, "why", NOW)
    draft(aiko, "vi", "goodbye", "Chào.")  # in another window
    with pytest.raises(SentenceConflictError):
        editor.publish_draft("why", NOW, T, along=along)
    assert editor.draft()
    assert len(editor.line(NOW)) == 1
    editor.publish_draft("why", NOW, T, along=planner.along(PlannedWords(planner.drafted()), "why", NOW))
    schedule.refresh()
    book.fresh()
    assert says(book) == [BUILT_IN, "Chào."]
    assert [schedule.at(moment).directory == becomes for moment in (T - SECOND, T)] == [False, True]
    assert (schedule.since(T), book.since(T)) == (T, T)


def test_a_blank_is_saved_and_compared_but_not_published(engine: Engine) -> None:
    editor = ScheduleEditor(engine, "Aiko")
    blank = write_directory(load_directory()).replace("OTIT", "NAME?")
    editor.save_draft(blank, NOW)
    assert editor.propose_draft(NOW).changes
    with pytest.raises(EditError, match=r"fill in before it is published: agency of otit-vi, .*: NAME\?"):
        editor.publish_draft("why", NOW, T)
    assert editor.draft()
