"""Single changes to a draft; drafts that are shared; what is published meanwhile; the audit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from ivr.service.schedule import overrides
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import read_document
from ivr.service.schedule.plans import Answers, Side, UndecidedError
from ivr.service.schedule.refusals import ConflictError, EditError, NoDraftError
from ivr.store.audit import latest, verify
from ivr.store.db import read, writing
from ivr.store.tables import draft as one_draft
from schedules import (
    Directory,
    HolidayRule,
    HolidayRules,
    HoursError,
    Scope,
    SpecialDay,
    Window,
    load_directory,
    print_hours,
)
from schedules import edits as change
from tests.support.revisions import NO_FRIDAYS

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
    draft = editor.draft()
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
        change.set_holidays(once, 5, {HolidayRule.PUBLIC: ()})
    with pytest.raises(HoursError, match="closes at or before it opens"):
        change.set_hours(once, "otit-km", "Thu 19:00-11:00")


def test_what_is_added_can_be_taken_away() -> None:
    shipped = load_directory()
    assert change.remove_special_day(train(shipped), TRAINING) == shipped
    closed = change.set_holidays(shipped, 2, dict.fromkeys(HolidayRule, ()))
    assert closed.holidays == {2: HolidayRules.closed(*HolidayRule)}
    assert change.set_holidays(closed, 2, {}) == shipped
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


# --- a draft that is shared


def of(owner: ScheduleEditor, editor: ScheduleEditor) -> ScheduleEditor:
    """Return an editor that works on a colleague's draft."""
    return replace(editor, owner=owner.author)


def test_a_draft_is_seen_and_edited_by_others_once_it_is_shared(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    aiko.edit(hours_of("otit-km", "closed"), NOW)
    assert of(aiko, ben).draft() is None
    assert ben.drafts() == []
    with pytest.raises(ConflictError):
        of(aiko, ben).edit(train, NOW)
    assert not of(aiko, ben).discard(NOW)
    aiko.share(NOW, shared=True)
    assert [each.owner for each in ben.drafts()] == ["Aiko"]
    of(aiko, ben).edit(train, NOW)
    assert hours(drafted(aiko), "otit-km") == "closed"
    assert drafted(aiko).special_days == (TRAINING,)
    assert [(each.owner, each.author, each.shared) for each in aiko.drafts()] == [("Aiko", "Ben", True)]
    aiko.share(NOW, shared=False)
    assert ben.drafts() == []
    with pytest.raises(NoDraftError):
        of(aiko, ben).publish_draft("x", NOW)
    with pytest.raises(NoDraftError):
        ben.share(NOW, shared=True)


def test_changes_of_both_come_together(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    first = aiko.edit(train, NOW, token="")
    aiko.share(NOW, shared=True)
    of(aiko, ben).edit(hours_of("otit-km", "closed"), NOW, token=first.token)
    aiko.edit(hours_of("otit-my", "closed"), NOW, token=first.token)
    assert (hours(drafted(aiko), "otit-km"), hours(drafted(aiko), "otit-my")) == ("closed", "closed")
    made = of(aiko, ben).publish_draft("Aiko's", NOW)
    assert (made.author, aiko.draft()) == ("Ben", None)


def test_who_did_not_see_the_others_change_is_shown_it(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    first = aiko.edit(train, NOW, token="")
    aiko.share(NOW, shared=True)
    of(aiko, ben).edit(hours_of("otit-km", "closed"), NOW, token=first.token)
    with pytest.raises(ConflictError, match="Ben has changed the same part of the draft") as told:
        aiko.edit(hours_of("otit-km", "Thu 11:00-18:00"), NOW, token=first.token)
    assert tuple(map(str, told.value.difference)) == ("otit-km loses Thu 11:00-19:00, 8 h a week",)
    assert hours(drafted(aiko), "otit-km") == "closed"


def test_the_one_draft_of_the_version_before_is_a_shared_one(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    aiko.line(NOW)
    row = {"id": 1, "token": "a", "document": NO_FRIDAYS, "base": 1, "author": "Aiko", "saved_at": NOW}
    with writing(aiko.engine) as connection:
        connection.execute(insert(one_draft).values(row))
    assert [(each.owner, each.shared, each.document) for each in ben.drafts()] == [("Aiko", True, NO_FRIDAYS)]
    of(aiko, ben).edit(train, NOW, token="a")
    with writing(aiko.engine) as connection:
        assert connection.execute(select(one_draft)).all() == []
    aiko.publish_draft("from before", NOW)
    assert read_document(aiko.head(NOW).document).special_days == (TRAINING,)


def test_what_changes_nothing_is_no_draft(aiko: ScheduleEditor) -> None:
    with pytest.raises(EditError, match="nothing would change"):
        aiko.edit(hours_of("otit-km", "Thursday 11:00 to 19:00"), NOW)
    with pytest.raises(HoursError):
        aiko.edit(hours_of("otit-km", "Thu 25:00"), NOW)
    assert aiko.draft() is None


# --- what is published meanwhile


def test_a_confirmation_is_taken_into_an_open_draft(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    ben.edit(train, NOW)
    made = aiko.confirm(["otit-vi", "fresc"], TODAY, NOW)
    assert str(made.reason) == "confirmed with the agency on 2026-11-23: otit-vi, fresc"
    ben.publish_draft("training", NOW)
    published = read_document(ben.head(NOW).document)
    assert published.special_days == (TRAINING,)
    assert [line.id for line in published.lines if line.confirmed == TODAY] == ["otit-vi", "fresc"]
    with pytest.raises(EditError, match="already confirmed on 2026-11-23"):
        aiko.confirm(["otit-vi"], TODAY, NOW)


def test_a_confirmation_holds_at_once_and_in_what_is_planned(aiko: ScheduleEditor) -> None:
    later, planned = NOW + timedelta(days=1), date(2026, 11, 20)
    aiko.edit(lambda directory: change.confirm(train(directory), ["otit-vi"], planned, "Aiko"), NOW)
    aiko.publish_draft("training", NOW, later)
    assert aiko.confirm(["otit-vi"], TODAY, NOW).effective_at == NOW
    now, plan = (read_document(each.document) for each in aiko.line(NOW))
    assert [each.line("otit-vi").confirmed for each in (now, plan)] == [TODAY, TODAY]  # type: ignore[union-attr]
    assert (now.special_days, plan.special_days) == ((), (TRAINING,))


def test_a_draft_goes_on_unless_it_is_about_the_same(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    aiko.edit(hours_of("otit-km", "Thu 10:00-18:00"), NOW)
    ben.edit(hours_of("otit-km", "closed"), NOW)
    ben.publish_draft("closed", NOW)
    with pytest.raises(ConflictError, match="revision 2 by Ben and the draft change the same part"):
        aiko.edit(train, NOW)
    with pytest.raises(ConflictError, match="change the same"):
        aiko.rebase(NOW)
    with pytest.raises(UndecidedError, match="the draft and revision 2 by Ben change the same part") as asked:
        aiko.publish_draft("x", NOW)
    own = asked.value.proposal.own
    assert own is not None
    (question,) = own.questions
    assert [len(question.ours), len(question.theirs), question.answer] == [1, 1, None]
    aiko.rebase(NOW, Answers({question.key: Side.OURS}))
    aiko.edit(train, NOW)
    aiko.publish_draft("training", NOW)
    published = read_document(aiko.head(NOW).document)
    assert (hours(published, "otit-km"), published.special_days) == ("Thu 10:00-18:00", (TRAINING,))
    assert aiko.discard(NOW) is False


def test_a_draft_that_does_not_fit_what_is_published_is_refused(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    evening = SpecialDay(
        "Evening", TRAINING.first, TRAINING.last, (Window(1170, 1230),), Scope(line="otit-km"), extra=True
    )
    aiko.edit(lambda directory: change.add_special_day(directory, evening), NOW)
    ben.edit(hours_of("otit-km", "Thu 11:00-20:00"), NOW)
    ben.publish_draft("longer", NOW)
    said = r"^the draft does not fit what is published: special day Evening: 11:00-20:00 on"
    with pytest.raises(EditError, match=said):
        aiko.rebase(NOW)
    with pytest.raises(EditError, match=said):
        aiko.publish_draft("x", NOW)


# --- the audit log


def test_every_act_is_noted(aiko: ScheduleEditor, ben: ScheduleEditor) -> None:
    aiko.edit(train, NOW)
    aiko.discard(NOW)
    aiko.edit(train, NOW)
    aiko.publish_draft("training", NOW, NOW + timedelta(days=1))
    ben.edit(hours_of("otit-km", "closed"), NOW)
    ben.share(NOW, shared=True)
    ben.publish_draft("closed", NOW)
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
        ("Ben", "draft saved", "based on revision 1", "otit-km loses Thu 11:00-19:00, 8 h a week"),
        ("Ben", "draft shared", "based on revision 1", ""),
        ("Ben", "published", "revision 3", "closed"),
        ("Ben", "carried over", "revision 2, now revision 4", "training"),
        ("Ben", "held by hand", "otit-vi", "closed: flu"),
        ("Ben", "back to the schedule", "otit-vi", ""),
    ]
    assert read(aiko.engine, verify).broken is None
