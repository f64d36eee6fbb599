"""Single changes to the shared draft: two people at once, confirming, going on from what was published; the audit."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from ivr.service.schedule import overrides
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import read_document
from ivr.service.schedule.refusals import ConflictError, EditError
from ivr.store import revisions as store
from ivr.store.audit import latest, verify
from ivr.store.db import read
from schedules import Directory, HolidayRule, HoursError, Scope, SpecialDay, Window, load_directory, print_hours
from schedules import edits as change

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)  # Monday, 12:00 in Japan
TODAY = date(2026, 11, 23)
TRAINING = SpecialDay("Staff training", date(2026, 12, 10), date(2026, 12, 10), (), Scope(line="otit-km"))


def hours_of(line_id: str, text: str) -> Callable[[Directory], Directory]:
    return lambda directory: change.set_hours(directory, line_id, text)


def train(directory: Directory) -> Directory:
    return change.add_special_day(directory, TRAINING)


def hours(directory: Directory, line_id: str) -> str:
    line = directory.line(line_id)
    assert line is not None
    return "; ".join(f"{each.since or ''} {print_hours(each.week)}".strip() for each in line.hours)


def drafted(editor: ScheduleEditor) -> Directory:
    draft = read(editor.engine, store.read_draft)
    assert draft is not None
    return read_document(draft.document)


# --- one edit


def test_hours_come_in_versions() -> None:
    later = change.set_hours(load_directory(), "otit-km", "Thu 10:00-18:00", date(2027, 4, 1))
    assert hours(later, "otit-km") == "Thu 11:00-19:00; 2027-04-01 Thu 10:00-18:00"
    earlier = change.set_hours(later, "otit-km", "closed")
    assert hours(earlier, "otit-km") == "closed; 2027-04-01 Thu 10:00-18:00"
    assert hours(change.remove_hours(later, "otit-km", date(2027, 4, 1)), "otit-km") == "Thu 11:00-19:00"
    with pytest.raises(change.ChangeError, match="no hours of its own from 2027-05-01"):
        change.remove_hours(later, "otit-km", date(2027, 5, 1))
    with pytest.raises(change.ChangeError, match="has no other hours"):
        change.remove_hours(load_directory(), "otit-km", None)


def test_what_documents_refuse_is_refused_without_a_row() -> None:
    once = train(load_directory())
    with pytest.raises(change.ChangeError, match=r"^special day Staff training: .* has the same date for otit-km$"):
        change.add_special_day(once, SpecialDay("Closed", TRAINING.first, TRAINING.last, (), TRAINING.scope))
    with pytest.raises(change.ChangeError, match=r"^special day : name: one line of 1 to 200"):
        change.add_special_day(once, SpecialDay("", TRAINING.first, TRAINING.last, (), Scope()))
    with pytest.raises(change.ChangeError, match="no line in tier 5"):
        change.set_holidays(once, 5, [HolidayRule.PUBLIC])
    with pytest.raises(HoursError, match="closes at or before it opens"):
        change.set_hours(once, "otit-km", "Thu 19:00-11:00")


def test_what_is_added_can_be_taken_away() -> None:
    shipped = load_directory()
    assert change.remove_special_day(train(shipped), TRAINING) == shipped
    closed = change.set_holidays(shipped, 2, list(HolidayRule))
    assert closed.holidays == {2: frozenset(HolidayRule)}
    assert change.set_holidays(closed, 2, []) == shipped
    assert change.confirm(shipped, ["otit-vi"], TODAY, "Aiko").line("otit-vi").confirmed == TODAY  # type: ignore[union-attr]
    retired = change.retire_notice(shipped, "lost-job", TODAY)
    assert [each.last_day for each in retired.notices] == [TODAY]
    assert change.remove_notice(shipped, "lost-job").notices == ()
    with pytest.raises(change.ChangeError, match="no longer exists"):
        change.remove_special_day(shipped, TRAINING)
    with pytest.raises(change.ChangeError, match="no notice x"):
        change.remove_notice(shipped, "x")
    with pytest.raises(change.ChangeError, match="no line x"):
        change.confirm(shipped, ["x"], TODAY, "Aiko")
    with pytest.raises(change.ChangeError, match="is before as_of"):
        change.retire_notice(shipped, "lost-job", date(2020, 1, 1))


# --- the shared draft


def test_changes_of_both_come_together(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    aiko.edit(hours_of("otit-km", "closed"), NOW, token="")
    ben.edit(train, NOW, token="")
    assert hours(drafted(ben), "otit-km") == "closed"
    assert drafted(aiko).special_days == (TRAINING,)


def test_who_did_not_see_the_others_change_is_shown_it(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    first = aiko.edit(hours_of("otit-km", "closed"), NOW, token="")
    with pytest.raises(ConflictError, match="Aiko has changed the same part of the draft") as told:
        ben.edit(hours_of("otit-km", "Thu 11:00-18:00"), NOW, token="")
    assert tuple(map(str, told.value.difference)) == ("otit-km loses Thu 11:00-19:00, 8 h a week",)
    assert hours(drafted(ben), "otit-km") == "closed"
    ben.edit(hours_of("otit-km", "Thu 11:00-18:00"), NOW, token=first.token)
    assert hours(drafted(aiko), "otit-km") == "Thu 11:00-18:00"


def test_what_changes_nothing_is_no_draft(aiko: ScheduleEditor) -> None:
    with pytest.raises(EditError, match="nothing would change"):
        aiko.edit(hours_of("otit-km", "Thursday 11:00 to 19:00"), NOW)
    with pytest.raises(HoursError):
        aiko.edit(hours_of("otit-km", "Thu 25:00"), NOW)
    assert read(aiko.engine, store.read_draft) is None


# --- confirmed, and a draft that goes on


def test_confirming_takes_an_open_draft_along(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    ben.edit(train, NOW)
    made = aiko.confirm(["otit-vi", "fresc"], TODAY, NOW)
    assert str(made.reason) == "confirmed with the agency on 2026-11-23: otit-vi, fresc"
    draft = read(aiko.engine, store.read_draft)
    assert draft is not None
    assert (draft.base, draft.author) == (made.number, "Ben")
    ben.publish_draft("training", NOW)
    published = read_document(ben.head(NOW).document)
    assert published.special_days == (TRAINING,)
    assert [line.id for line in published.lines if line.confirmed == TODAY] == ["otit-vi", "fresc"]
    with pytest.raises(EditError, match="already confirmed on 2026-11-23"):
        aiko.confirm(["otit-vi"], TODAY, NOW)


def test_confirming_waits_for_what_is_still_to_come(aiko: ScheduleEditor) -> None:
    later = NOW + timedelta(days=1)
    aiko.edit(train, NOW)
    aiko.publish_draft("training", NOW, later)
    assert aiko.confirm(["otit-vi"], TODAY, NOW).effective_at == later


def test_a_stale_draft_goes_on_unless_it_is_about_the_same(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    aiko.edit(hours_of("otit-km", "closed"), NOW)
    aiko.publish_draft("x", NOW)
    aiko.edit(hours_of("otit-km", "Thu 10:00-18:00"), NOW)
    ben.roll_back(1, "back", NOW)
    with pytest.raises(ConflictError, match="Ben has published revision 3"):
        aiko.edit(train, NOW)
    with pytest.raises(ConflictError, match="change the same"):
        aiko.rebase(NOW)
    assert aiko.discard(NOW)
    assert not aiko.discard(NOW)
    with pytest.raises(EditError, match="there is no draft"):
        aiko.rebase(NOW)
    aiko.edit(train, NOW)
    ben.roll_back(2, "again", NOW)
    aiko.rebase(NOW)
    aiko.publish_draft("training", NOW)
    published = read_document(aiko.head(NOW).document)
    assert (hours(published, "otit-km"), published.special_days) == ("closed", (TRAINING,))


def test_a_stale_draft_that_does_not_fit_what_is_published_is_refused(aiko: ScheduleEditor) -> None:
    evening = SpecialDay(
        "Evening", TRAINING.first, TRAINING.last, (Window(1170, 1230),), Scope(line="otit-km"), extra=True
    )
    aiko.edit(hours_of("otit-km", "Thu 11:00-20:00"), NOW)
    aiko.publish_draft("longer", NOW)
    aiko.roll_back(1, "back", NOW)
    aiko.edit(lambda directory: change.add_special_day(directory, evening), NOW)
    aiko.roll_back(2, "longer again", NOW)
    with pytest.raises(
        EditError, match=r"^the draft does not fit what is published: special day Evening: 11:00-20:00 on"
    ):
        aiko.rebase(NOW)


# --- the audit log


def test_every_act_is_noted(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    aiko.edit(train, NOW)
    aiko.discard(NOW)
    aiko.edit(train, NOW)
    aiko.publish_draft("training", NOW, NOW + timedelta(days=1))
    ben.roll_back(1, "not yet", NOW)
    overrides.hold(ben, "otit-vi", "flu", NOW, opened=False, until=None, reset=True)
    overrides.release(ben, "otit-vi", NOW)
    noted = [(each.who, each.act, str(each.what), str(each.detail)) for each in reversed(read(aiko.engine, latest, 99))]
    added = "special day added for otit-km: 2026-12-10 (Staff training): closed"
    assert noted == [
        ("tsunagu", "published", "revision 1", "as shipped"),
        ("Aiko", "draft saved", "based on revision 1", added),
        ("Aiko", "draft discarded", "based on revision 1", "by Aiko"),
        ("Aiko", "draft saved", "based on revision 1", added),
        ("Aiko", "published", "revision 2 from Tue 2026-11-24 12:00 JST", "training"),
        ("Ben", "withdrawn", "revision 2", ""),
        ("Ben", "rolled back", "revision 3, restores revision 1", "not yet"),
        ("Ben", "held by hand", "otit-vi", "closed: flu"),
        ("Ben", "back to the schedule", "otit-vi", ""),
    ]
    assert read(aiko.engine, verify).broken is None
