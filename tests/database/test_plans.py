"""An urgent edit while something is planned, undoing one revision, and several people at once."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import read_document
from ivr.service.schedule.plans import UNASKED, Answers, Side, UndecidedError
from ivr.service.schedule.refusals import EditError
from ivr.service.schedule.withdrawing import plan_again, withdraw
from ivr.store import revisions as store
from ivr.store.db import read
from ivr.store.revisions import Revision
from schedules import Directory, Line, SpecialDay, Window, parse_scope, print_hours, shipped
from schedules.edits import add_special_day, set_hours
from tests.support.revisions import NOW, Schedules, hours
from tests.support.waiting import PATIENCE

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
SOON, THEN = NOW + DAY, NOW + 2 * DAY


def plan(editor: ScheduleEditor, line_id: str, text: str, at: object) -> Revision:
    editor.edit(hours(line_id, text), NOW)
    return editor.publish_draft(f"planned: {line_id}", NOW, at)  # type: ignore[arg-type]


def now(
    editor: ScheduleEditor, line_id: str, text: str, after: timedelta = MINUTE, answers: Answers = UNASKED
) -> Revision:
    editor.edit(hours(line_id, text), NOW + after)
    return editor.publish_draft(f"urgent: {line_id}", NOW + after, answers=answers)


def said(document: str, *line_ids: str) -> list[str]:
    found = [read_document(document).line(each) for each in line_ids]
    return [print_hours(each.hours[0].week) if isinstance(each, Line) else "" for each in found]


def waiting(editor: ScheduleEditor) -> list[tuple[int, int | None, str]]:
    return [(each.number, each.carries, str(each.reason)) for each in editor.line(NOW + MINUTE)[1:]]


def test_an_urgent_edit_takes_effect_at_once_and_the_plans_on_time(
    aiko: ScheduleEditor, ben: ScheduleEditor, current: Schedules
) -> None:
    schedule = current()
    plan(aiko, "otit-zh", "Mon 11:00-19:00", SOON)
    plan(aiko, "otit-km", "closed", THEN)
    made = now(ben, "otit-vi", "closed")
    schedule.refresh()
    at = [schedule.at(moment) for moment in (NOW + MINUTE, SOON, THEN)]
    assert [each.revision for each in at] == [made.number, 5, 6] == [4, 5, 6]
    lines = "otit-vi", "otit-zh", "otit-km"
    assert [said(aiko.revision(number).document, *lines) for number in (4, 5, 6)] == [
        ["closed", "Mon, Wed, Fri 11:00-19:00, Sun 09:00-17:00", "Thu 11:00-19:00"],
        ["closed", "Mon 11:00-19:00", "Thu 11:00-19:00"],
        ["closed", "Mon 11:00-19:00", "closed"],
    ]
    assert waiting(aiko) == [(5, 2, "planned: otit-zh"), (6, 3, "planned: otit-km")]
    assert [(each.author, each.effective_at) for each in aiko.line(NOW + MINUTE)[1:]] == [
        ("Aiko", SOON),
        ("Aiko", THEN),
    ]
    gone = [each for each in read(aiko.engine, store.history) if each.withdrawn_at]
    assert [(each.number, each.withdrawn_by) for each in gone] == [(3, "Ben"), (2, "Ben")]


def test_what_is_published_between_two_plans_is_made_from_the_first(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    plan(aiko, "otit-zh", "Mon 11:00-19:00", SOON)
    plan(aiko, "otit-km", "closed", THEN)
    made = plan(ben, "otit-vi", "closed", SOON + MINUTE)
    assert said(made.document, "otit-vi", "otit-zh", "otit-km") == ["closed", "Mon 11:00-19:00", "Thu 11:00-19:00"]
    assert [each.number for each in aiko.line(NOW)] == [1, 2, 4, 5]


@pytest.mark.parametrize(
    ("side", "then"),
    [(Side.OURS, "Mon 11:00-19:00"), (Side.THEIRS, "closed"), (None, "")],
    ids=["plan", "new", "withdraw"],
)
def test_who_changes_the_same_says_what_holds_from_then_on(
    aiko: ScheduleEditor, side: Side | None, then: list[str] | None
) -> None:
    plan(aiko, "otit-vi", "Mon 11:00-19:00", SOON)
    aiko.edit(lambda each: set_hours(set_hours(each, "otit-vi", "closed"), "otit-zh", "closed"), NOW)
    with pytest.raises(
        UndecidedError, match="this and revision 2, planned from Tue 2026-11-24 12:00 JST, change"
    ) as asked:
        aiko.publish_draft("urgent", NOW)
    (carried,) = asked.value.proposal.carried
    assert carried.joined is not None
    (question,) = carried.joined.questions
    answers = Answers({question.key: side}) if side else Answers(withdrawn=frozenset([2]))
    aiko.publish_draft("urgent", NOW, answers=answers)
    plans = aiko.line(NOW)[1:]
    assert [said(each.document, "otit-vi", "otit-zh") for each in plans] == (
        [[then, "closed"]] if side is Side.OURS else []
    )


def test_a_plan_that_does_not_fit_any_more_can_only_be_withdrawn(aiko: ScheduleEditor) -> None:
    evening = SpecialDay(
        "Evening", date(2026, 12, 10), date(2026, 12, 10), (Window(1170, 1230),), parse_scope("otit-km"), extra=True
    )

    def add(directory: Directory) -> Directory:
        return add_special_day(directory, evening)

    aiko.edit(add, NOW)
    aiko.publish_draft("evening", NOW, SOON)
    with pytest.raises(UndecidedError) as asked:
        now(aiko, "otit-km", "Thu 11:00-20:00")
    (carried,) = asked.value.proposal.carried
    assert carried.joined is not None
    assert "overlaps or touches 19:30-20:30" in str(carried.joined.unfit)
    with pytest.raises(UndecidedError):
        aiko.publish_draft("urgent", NOW + MINUTE, answers=Answers(always=Side.OURS))
    aiko.publish_draft("urgent", NOW + MINUTE, answers=Answers(withdrawn=frozenset([2])))
    assert len(aiko.line(NOW + MINUTE)) == 1


def test_one_plan_is_withdrawn_and_those_behind_it_go_on(aiko: ScheduleEditor) -> None:
    plan(aiko, "otit-zh", "Mon 11:00-19:00", SOON)
    plan(aiko, "otit-km", "closed", THEN)
    withdraw(aiko, 2, NOW + MINUTE)
    assert waiting(aiko) == [(4, 3, "planned: otit-km")]
    assert said(aiko.revision(4).document, "otit-zh", "otit-km") == [
        "Mon, Wed, Fri 11:00-19:00, Sun 09:00-17:00",
        "closed",
    ]
    with pytest.raises(EditError, match="revision 2 is not planned"):
        withdraw(aiko, 2, NOW + MINUTE)
    plan_again(aiko, 2, NOW + 2 * MINUTE)
    assert waiting(aiko) == [(5, 2, "planned: otit-zh"), (6, 4, "planned: otit-km")]
    assert said(aiko.revision(6).document, "otit-zh", "otit-km") == ["Mon 11:00-19:00", "closed"]
    for number in (1, 2, 5):  # in force, planned again already, planned
        with pytest.raises(EditError, match=f"revision {number} can't be planned again"):
            plan_again(aiko, number, NOW + 3 * MINUTE)
    with pytest.raises(EditError, match="can't be planned again"):
        plan_again(aiko, 3, THEN)
    assert aiko.withdraw(NOW + 3 * MINUTE) == [5, 6]


# --- undo


def test_undone_at_once_everything_is_as_it_was_byte_for_byte(aiko: ScheduleEditor) -> None:
    written = shipped().replace("Thu 11:00-19:00", "Thu 11:00-18:00") + "# a remark\n"
    aiko.save_draft(written, NOW)
    aiko.publish_draft("from then", NOW, SOON)
    made = now(aiko, "otit-vi", "closed")
    back = aiko.revert(made.number, NOW + 2 * MINUTE)
    assert (back.document, str(back.reason)) == (shipped(), "reverts revision 3: urgent: otit-vi")
    assert [(each.document, each.carries) for each in aiko.line(NOW + 2 * MINUTE)[1:]] == [(written, 4)]
    again = aiko.revert(back.number, NOW + 3 * MINUTE)
    assert said(again.document, "otit-vi") == ["closed"]
    assert said(aiko.line(NOW + 3 * MINUTE)[1].document, "otit-vi", "otit-km") == ["closed", "Thu 11:00-18:00"]


def test_undoing_brings_back_a_plan_that_was_withdrawn_by_it(aiko: ScheduleEditor) -> None:
    plan(aiko, "otit-vi", "Mon 11:00-19:00", SOON)
    made = now(aiko, "otit-vi", "closed", answers=Answers(withdraw=True))
    assert waiting(aiko) == []
    aiko.revert(made.number, NOW + 2 * MINUTE)
    assert waiting(aiko) == [(5, 2, "planned: otit-vi")]
    aiko.withdraw(NOW + 3 * MINUTE)
    aiko.revert(4, NOW + 4 * MINUTE)
    assert waiting(aiko) == []


def test_one_revision_is_reverted_and_what_came_after_stays(aiko: ScheduleEditor) -> None:
    first = now(aiko, "otit-vi", "closed")
    now(aiko, "otit-zh", "closed", 2 * MINUTE)
    plan(aiko, "otit-km", "closed", SOON)
    back = aiko.revert(first.number, NOW + 3 * MINUTE)
    usual = "Mon-Fri 11:00-19:00, Sun 09:00-17:00"
    assert said(back.document, "otit-vi", "otit-zh") == [usual, "closed"]
    assert said(aiko.line(NOW + 3 * MINUTE)[1].document, "otit-vi", "otit-zh", "otit-km") == [usual, "closed", "closed"]
    with pytest.raises(EditError, match="nothing would change: all of revision 2 has been changed again since"):
        aiko.revert(first.number, NOW + 4 * MINUTE)
    for number in (1, 4):  # the first one; one that is carried over
        with pytest.raises(EditError, match="can't be reverted"):
            aiko.revert(number, NOW + 4 * MINUTE)


def test_what_was_changed_again_since_is_named_and_left(aiko: ScheduleEditor) -> None:
    aiko.edit(lambda each: set_hours(set_hours(each, "otit-vi", "closed"), "otit-zh", "closed"), NOW)
    first = aiko.publish_draft("both", NOW)
    now(aiko, "otit-zh", "Mon 11:00-19:00")
    proposal = aiko.propose_revert(first.number, NOW + 2 * MINUTE)
    assert [str(getattr(each, "line_id", "")) for each in proposal.left] == ["otit-zh"]
    made = aiko.revert(first.number, NOW + 2 * MINUTE)
    assert said(made.document, "otit-vi", "otit-zh") == ["Mon-Fri 11:00-19:00, Sun 09:00-17:00", "Mon 11:00-19:00"]


# --- several people


def test_all_who_publish_at_once_are_published(engine: Engine) -> None:
    plan(ScheduleEditor(engine, "Aiko"), "otit-my", "closed", SOON)
    lines = ["otit-vi", "otit-zh", "otit-km", "otit-th"]
    editors = {line: ScheduleEditor(engine, f"of {line}") for line in lines}
    for line, editor in editors.items():
        editor.edit(hours(line, "closed"), NOW)
    failed: list[Exception] = []

    def publish(editor: ScheduleEditor) -> None:
        try:
            editor.publish_draft("at once", NOW + MINUTE)
        except Exception as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    racers = [threading.Thread(target=publish, args=(each,), daemon=True) for each in editors.values()]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(PATIENCE)
    assert failed == []
    head, then = ScheduleEditor(engine, "Aiko").line(NOW + MINUTE)
    assert said(head.document, *lines) == ["closed"] * 4
    assert said(then.document, "otit-my", *lines) == ["closed"] * 5


def test_a_draft_is_previewed_with_the_plans_behind_it(aiko: ScheduleEditor) -> None:
    assert aiko.preview(NOW, NOW) is None
    plan(aiko, "otit-zh", "closed", SOON)
    aiko.edit(hours("otit-vi", "closed"), NOW)
    for moment, closed in ((NOW, ["otit-vi"]), (SOON, ["otit-vi", "otit-zh"])):
        found = aiko.preview(NOW, moment)
        assert found is not None
        assert [line.id for line in found.directory.lines if not any(line.hours[0].week)] == closed
