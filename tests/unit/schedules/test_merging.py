"""Two people's changes to one directory: both made, or what keeps them apart."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from schedules import (
    Confirmation,
    Directory,
    EmailPage,
    HolidayRule,
    HolidayRules,
    Hours,
    Line,
    Notice,
    Scope,
    SpecialDay,
    Window,
    Wording,
    load_directory,
    parse_hours,
)
from schedules.difference import difference
from schedules.edits import add_special_day, put_notice, set_holidays, set_hours
from schedules.merging import clashing, merge
from tests.support.examples import examples

BASE = load_directory()
EVENING = SpecialDay(
    "Evening", date(2026, 12, 10), date(2026, 12, 10), (Window(1170, 1230),), Scope(line="otit-km"), extra=True
)
WITH_EVENING = add_special_day(BASE, EVENING)


def test_both_changes_are_made() -> None:
    merged = merge(BASE, WITH_EVENING, set_hours(BASE, "otit-vi", "closed"))
    assert (merged.directory, merged.clashes) == (set_hours(WITH_EVENING, "otit-vi", "closed"), ())


def test_of_what_both_have_changed_one_is_taken() -> None:
    ours, theirs = (set_hours(BASE, "otit-km", text) for text in ("closed", "Thu 11:00-18:00"))
    (clash,) = merge(BASE, ours, theirs).clashes
    assert (clash.ours, clash.theirs) == (difference(BASE, ours), difference(BASE, theirs))
    assert merge(BASE, ours, theirs).directory == ours
    assert merge(BASE, ours, theirs, give_way=[0]).directory == theirs


def test_changes_that_break_a_rule_together_are_named() -> None:
    longer = set_hours(BASE, "otit-km", "Thu 11:00-20:00")
    assert str(merge(BASE, WITH_EVENING, longer).wrong) == (
        "special day Evening: 11:00-20:00 on 2026-12-10 overlaps or touches 19:30-20:30 on 2026-12-10 at otit-km"
    )


def test_hours_from_another_date_on_are_another_part() -> None:
    spring = set_hours(BASE, "otit-km", "Thu 10:00-18:00", date(2027, 4, 1))
    merged = merge(BASE, spring, set_hours(BASE, "otit-km", "closed"))
    assert (merged.directory, merged.clashes) == (set_hours(spring, "otit-km", "closed"), ())


def test_an_address_and_its_confirmation_are_two_parts() -> None:
    moved, checked = with_page(address="https://www.example.org/"), with_page(confirmation=CHECKED)
    merged = merge(BASE, moved(BASE), checked(BASE))
    assert (merged.directory, merged.clashes) == (checked(moved(BASE)), ())


def test_a_notice_in_another_language_is_another_part() -> None:
    (notice,) = BASE.notices
    vi, en = ({**notice.words, code: Wording("New", ("New.",), "New.")} for code in ("vi", "en"))
    merged = merge(BASE, put_notice(BASE, replace(notice, words=vi)), put_notice(BASE, replace(notice, words=en)))
    assert merged.directory.notices == (replace(notice, words={**vi, "en": en["en"]}),)
    assert not merged.clashes


def test_two_may_add_a_line_each_and_one_may_change_the_order() -> None:
    first = BASE.lines[0]
    ours, theirs = (replace(BASE, lines=(*BASE.lines, replace(first, id=name))) for name in ("ours", "theirs"))
    order = replace(BASE, lines=BASE.lines[::-1])
    assert {"ours", "theirs"} <= {line.id for line in merge(BASE, ours, theirs).directory.lines}
    for one, other in ((ours, order), (order, ours)):
        merged = merge(BASE, one, other)
        assert not merged.clashes
        assert [line.id for line in merged.directory.lines if line.id != "ours"] == [line.id for line in order.lines]


def test_a_line_that_one_removes_and_the_other_changes() -> None:
    without = replace(BASE, lines=BASE.lines[1:])
    changed = set_hours(BASE, BASE.lines[0].id, "closed")
    assert merge(BASE, changed, without).directory.line(BASE.lines[0].id) == changed.lines[0]
    assert merge(BASE, changed, without, give_way=[0]).directory == without
    assert clashing(difference(BASE, changed), difference(BASE, without)) == difference(BASE, without)


# --- any plan and any urgent edit

RICH = replace(
    add_special_day(WITH_EVENING, SpecialDay("Year end", date(2026, 12, 28), date(2027, 1, 4), (), Scope(tier=1))),
    holidays={2: HolidayRules.closed(*HolidayRule)},
)
Edit = Callable[[Directory], Directory]


def of_line(line_id: str, **values: object) -> Edit:
    """Return a change of a line; the line is left away if it is not there any more."""
    return lambda directory: replace(
        directory,
        lines=tuple(replace(each, **values) if each.id == line_id else each for each in directory.lines),  # type: ignore[arg-type]
    )


def without(line_id: str) -> Edit:
    return lambda directory: replace(directory, lines=tuple(each for each in directory.lines if each.id != line_id))


def with_hours(line_id: str, text: str, since: date | None = None) -> Edit:
    new = Hours(parse_hours(text), since)

    def change(directory: Directory) -> Directory:
        hours = next((each.hours for each in directory.lines if each.id == line_id), ())
        return of_line(line_id, hours=(*(each for each in hours if each.since != since), new))(directory)

    return change


def with_a_line_like(like: Line) -> Edit:
    return lambda directory: replace(
        directory, lines=(*(each for each in directory.lines if each.id != "new"), replace(like, id="new"))
    )


def noticed(code: str, text: str) -> Edit:
    return lambda directory: replace(
        directory,
        notices=tuple(
            replace(each, words={**each.words, code: Wording(text, (text,), text)}) for each in directory.notices
        ),
    )


def special(name: str, first: date, last: date, scope: Scope) -> Edit:
    """Return a change that puts a special day in the place of those that it overlaps."""
    added = SpecialDay(name, first, last, (), scope)
    return lambda directory: replace(
        directory,
        special_days=(
            *(each for each in directory.special_days if each.scope != scope or each.last < first or each.first > last),
            added,
        ),
    )


def with_page(**values: object) -> Edit:
    """Return a change of the Vietnamese e-mail page; it is left away if there is none."""
    return lambda directory: replace(
        directory,
        email={
            code: replace(page, **values) if code == "vi" else page  # type: ignore[arg-type]
            for code, page in directory.email.items()
        },
    )


CHECKED = Confirmation(date(2026, 11, 20), "a call", "Aiko")
SPRING = date(2027, 4, 1)
EDITS: list[Edit] = [
    *(of_line(line_id, confirmed=date(2026, 11, day)) for line_id in ("otit-vi", "fresc") for day in (20, 21)),
    *(of_line("otit-vi", **values) for values in ({"number": "0120-250-999"}, {"source": "a call"}, {"charged": True})),
    *(with_hours("otit-vi", text) for text in ("closed", "Mon 11:00-19:00")),
    *(with_hours("otit-vi", text, SPRING) for text in ("Tue 11:00-19:00", "Wed 11:00-19:00")),
    *(with_hours("otit-km", text) for text in ("closed", "Thu 12:00-19:00")),
    *(without(line_id) for line_id in ("otit-vi", "otit-my")),
    *(special(name, date(2026, 12, 28), date(2026, 12, 30), Scope(tier=1)) for name in ("A", "B")),
    *(special("C", date(2027, 1, day), date(2027, 1, day + 3), Scope(tier=1)) for day in (3, 6)),
    special("D", date(2026, 12, 10), date(2026, 12, 11), Scope(line="otit-km")),
    lambda directory: replace(directory, special_days=()),
    *(noticed(code, text) for code in ("vi", "en") for text in ("One", "Two")),
    lambda directory: replace(directory, notices=()),
    lambda directory: replace(directory, notices=tuple(replace(each, last_day=SPRING) for each in directory.notices)),
    lambda directory: replace(directory, holidays={}),
    lambda directory: set_holidays(directory, 2, {HolidayRule.PUBLIC: (Window(540, 600),)}),
    *(
        lambda directory, by=by: replace(
            directory, holidays={2: HolidayRules(RICH.holidays[2].hours, Confirmation(SPRING, "the town", by))}
        )
        for by in ("A", "B")
    ),
    lambda directory: replace(directory, holidays={1: HolidayRules.closed(HolidayRule.PUBLIC)}),
    lambda directory: replace(directory, agencies={"OTIT": {"en": "Other words."}}),
    lambda directory: replace(directory, email={}),
    *(with_page(address="https://www.example.org/", confirmation=each) for each in (None, CHECKED)),
    with_page(confirmation=CHECKED),
    lambda directory: replace(directory, lines=directory.lines[::-1]),
    *(with_a_line_like(line) for line in BASE.lines[:2]),
]


def edited(base: Directory, edits: list[Edit]) -> Directory:
    for edit in edits:
        base = edit(base)
    return base


sides = st.lists(st.sampled_from(EDITS), max_size=5)


def parts(directory: Directory) -> dict[tuple[object, ...], object]:
    """Take a directory apart, without the code under test."""
    found: dict[tuple[object, ...], object] = {}
    for line in directory.lines:
        found |= {(line.id, each.name): getattr(line, each.name) for each in fields(Line) if each.name != "hours"}
        found |= {(line.id, "hours", each.since): each.week for each in line.hours}
    for special in directory.special_days:
        found |= {(special.scope, day.month, day.day): special for day in special.dates()}
    for notice in directory.notices:
        names = [each.name for each in fields(Notice) if each.name != "words"]
        found |= {(notice.id, name): getattr(notice, name) for name in names}
        found |= {(notice.id, "words", code): each for code, each in notice.words.items()}
    for tier, rules in directory.holidays.items():
        found |= {("holidays", tier, rule): windows for rule, windows in rules.hours.items()}
        found |= {("holidays", tier): rules.confirmation} if rules.confirmation else {}
    for language, page in directory.email.items():
        found |= {("email", language, each.name): getattr(page, each.name) for each in fields(EmailPage)}
    found |= {("agency", name, code): text for name, each in directory.agencies.items() for code, text in each.items()}
    return found


def changed(base: Directory, other: Directory) -> dict[tuple[object, ...], object]:
    """Return the parts that differ, with their new values; None for one that is gone."""
    was, becomes = parts(base), parts(other)
    return {key: becomes.get(key) for key in {**was, **becomes} if was.get(key) != becomes.get(key)}


@examples(200)
@given(sides, sides)
def test_what_only_one_has_touched_is_kept(planned: list[Edit], edited_now: list[Edit]) -> None:
    plan, urgent = edited(RICH, planned), edited(RICH, edited_now)
    kept = merge(RICH, plan, urgent)
    dropped = merge(RICH, plan, urgent, give_way=range(len(kept.clashes)))
    ours, theirs, before = changed(RICH, plan), changed(RICH, urgent), parts(RICH)
    for merged, wins, other in ((kept, ours, theirs), (dropped, theirs, ours)):
        becomes = parts(merged.directory)
        assert {key: becomes.get(key) for key in wins} == wins
        assert all(becomes.get(key) == before[key] for key in before if key not in ours and key not in theirs)
        if not merged.clashes:
            assert {key: becomes.get(key) for key in other} == other


@examples(100)
@given(sides, sides)
def test_a_plan_that_meets_nothing_is_merged_as_if_it_was_made_afterwards(
    planned: list[Edit], edited_now: list[Edit]
) -> None:
    plan, urgent = edited(RICH, planned), edited(RICH, edited_now)
    merged, other_way = merge(RICH, plan, urgent), merge(RICH, urgent, plan)
    assert len(merged.clashes) == len(other_way.clashes)
    if not merged.clashes:
        assert parts(merged.directory) == parts(other_way.directory)
    assert merge(RICH, plan, RICH).directory == merge(RICH, RICH, plan).directory == plan
    assert merge(RICH, plan, plan).directory == plan
    assert not merge(RICH, plan, plan).clashes


@examples(100)
@given(sides, sides, sides)
def test_plans_are_carried_one_after_the_other(one: list[Edit], two: list[Edit], edited_now: list[Edit]) -> None:
    first, urgent = edited(RICH, one), edited(RICH, edited_now)
    second = edited(first, two)
    earlier = merge(RICH, first, urgent)
    later = merge(first, second, earlier.directory)
    becomes, planned = parts(later.directory), changed(first, second)
    assert {key: becomes.get(key) for key in planned} == planned
    if not earlier.clashes and not later.clashes:
        both = {**changed(RICH, first), **changed(RICH, urgent), **planned}
        assert {key: becomes.get(key) for key in both} == both
