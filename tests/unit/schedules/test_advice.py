from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from prompts.load import load_language
from schedules import (
    EVERYTHING,
    Confirmation,
    Directory,
    EmailPage,
    HolidayRule,
    HolidayRules,
    Hours,
    Override,
    Scope,
    SpecialDay,
    Timetable,
    load_directory,
    parse_hours,
)
from schedules.advice import Concern, advice
from schedules.confirmation import CONFIRMED_FOR
from sentences import render
from tests.support.published import FOURTEEN

NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
FRESH = replace(
    load_directory(),
    lines=tuple(replace(line, confirmed=date(2026, 11, 1)) for line in load_directory().lines),
    email={"vi": EmailPage("https://a.example/", Confirmation(date(2026, 11, 2), "a call"))},
    notices=(),
)


def concerns(directory: Directory, *held: Override, now: datetime = NOON) -> dict[Concern, str]:
    return {each.concern: str(each) for each in advice(Timetable(directory, held), now, FOURTEEN, CONFIRMED_FOR)}


def test_what_was_confirmed_lately_needs_no_advice() -> None:
    assert concerns(FRESH) == {}


def test_hours_of_an_old_page_are_to_be_confirmed() -> None:
    found = concerns(load_directory())
    assert list(found) == [Concern.UNCONFIRMED, Concern.OLD_PAGE, Concern.OLD_NOTICE]
    assert "last confirmed on 2021-06-28: otit-vi" in found[Concern.UNCONFIRMED]
    assert concerns(FRESH, now=NOON + timedelta(days=67)) == {}
    assert list(concerns(FRESH, now=NOON + timedelta(days=68))) == [Concern.UNCONFIRMED]
    assert list(concerns(FRESH, now=NOON + timedelta(days=69))) == [Concern.UNCONFIRMED, Concern.OLD_PAGE]


def test_how_long_a_confirmation_holds_is_given() -> None:
    found = [advice(Timetable(FRESH), NOON, FOURTEEN, timedelta(days=days)) for days in (21, 22, 23)]
    assert [[each.concern for each in of_days] for of_days in found] == [
        [Concern.UNCONFIRMED, Concern.OLD_PAGE],
        [Concern.UNCONFIRMED],
        [],
    ]


def test_holiday_rules_are_told_of_if_there_are_any() -> None:
    old = Confirmation(date(2021, 6, 28), "a call")
    rules = {1: HolidayRules.closed(HolidayRule.NEW_YEAR), 2: HolidayRules({}, old)}
    assert [str(each) for each in advice(Timetable(replace(FRESH, holidays=rules)), NOON, FOURTEEN, CONFIRMED_FOR)] == [
        "holiday rules of tier 1 never confirmed; ask the agency, then confirm them",
        "holiday rules of tier 2 last confirmed on 2021-06-28; ask the agency, then confirm them",
    ]


def test_email_pages_are_told_of_by_their_date() -> None:
    pages = {**FRESH.email, "en": EmailPage("https://b.example/"), "my": EmailPage("https://c.example/")}
    never = replace(FRESH, email={**pages, "th": EmailPage("https://d.example/", Confirmation(date(2021, 6, 28), "x"))})
    found = advice(Timetable(never), NOON, FOURTEEN, CONFIRMED_FOR)
    assert [str(each) for each in found] == [
        "e-mail pages never confirmed: en, my; ask the agency, then confirm them",
        "e-mail pages last confirmed on 2021-06-28: th; ask the agency, then confirm them",
    ]
    assert [each.about for each in found] == [("en", "my"), ("th",)]


def test_a_language_without_a_line() -> None:
    only_otit = replace(FRESH, lines=FRESH.lines[:-1])
    assert "no line speaks" in concerns(only_otit)[Concern.NO_LINE]


def test_a_tier_that_never_opens() -> None:
    closed = replace(FRESH, lines=(*FRESH.lines[:-1], replace(FRESH.lines[-1], hours=(Hours(parse_hours("closed")),))))
    texts = [str(each) for each in advice(Timetable(closed), NOON, FOURTEEN, CONFIRMED_FOR)]
    assert texts[0] == "tier 2 never opens: none of its lines does"
    assert texts[1].startswith("fresc never opens")


def test_holidays_run_out() -> None:
    with_rules = replace(FRESH, holidays={1: HolidayRules.closed(HolidayRule.PUBLIC)})
    assert Concern.HOLIDAYS_RUN_OUT not in concerns(with_rules)
    found = concerns(with_rules, now=NOON.replace(year=2027))
    assert "known until the end of 2027; forecast for 2028: 2028-03-20, 2028-09-22" in found[Concern.HOLIDAYS_RUN_OUT]


def test_special_days_run_out() -> None:
    day = SpecialDay("Training", date(2026, 11, 22), date(2026, 11, 22), ())
    assert Concern.HOLIDAYS_RUN_OUT in concerns(replace(FRESH, special_days=(day,)))
    later = replace(day, first=date(2026, 12, 22), last=date(2026, 12, 22))
    assert Concern.HOLIDAYS_RUN_OUT not in concerns(replace(FRESH, special_days=(day, later)))


def test_an_override_that_is_forgotten() -> None:
    held = Override(EVERYTHING, False, NOON - timedelta(days=7), None, "power cut")
    assert "all was closed manually on 2026-11-16 (power cut)" in concerns(FRESH, held)[Concern.FORGOTTEN]
    assert Concern.FORGOTTEN in concerns(FRESH, replace(held, since=NOON - timedelta(days=1)))
    assert Concern.FORGOTTEN not in concerns(FRESH, replace(held, since=NOON - timedelta(hours=23)))
    ends = replace(held, until=NOON + timedelta(days=1))
    assert Concern.FORGOTTEN in concerns(FRESH, ends)
    assert Concern.FORGOTTEN not in concerns(FRESH, replace(ends, since=NOON - timedelta(days=6)))
    assert Concern.FORGOTTEN not in concerns(FRESH, replace(held, until=NOON))
    assert Concern.NEVER_OPENS not in concerns(FRESH, held)


def test_a_number_that_costs_its_callers() -> None:
    paid = replace(FRESH.lines[0], number="0570-001701")
    found = concerns(replace(FRESH, lines=(paid, *FRESH.lines[1:])))
    assert list(found) == [Concern.COSTS]
    assert found[Concern.COSTS].startswith(f"{paid.id}: a call to 0570-001701 is not free, but callers are not told")
    told = concerns(replace(FRESH, lines=(replace(paid, charged=True), *FRESH.lines[1:])))
    assert told[Concern.COSTS].startswith(f"{paid.id}: a call to 0570-001701 is not free, as callers are told")
    free = replace(paid, number="0800-919-2900")
    assert concerns(replace(FRESH, lines=(free, *FRESH.lines[1:]))) == {}


def test_advice_in_japanese_leaves_what_people_have_written() -> None:
    held = Override(Scope(tier=1), True, NOON - timedelta(days=7), None, "no answer")
    found = advice(Timetable(replace(FRESH, lines=FRESH.lines[:-1]), [held]), NOON, ["vi", "ja"], CONFIRMED_FOR)
    assert [render(each.said, load_language("ja")) for each in found] == [
        "jaに対応する窓口がなく、ほかの番号を案内することしかできません",
        "優先順位1は2026年11月16日から手動で受付を開始しています（no answer）。解除するか、受付時間を変更してください",
    ]


def test_what_looks_like_a_slip() -> None:
    line = replace(
        FRESH.lines[0], hours=(Hours(parse_hours("Mon 9:00-9:10, Tue 0:00-20:00")),), dial=FRESH.lines[1].dial
    )
    found = [
        str(each)
        for each in advice(Timetable(replace(FRESH, lines=(line, *FRESH.lines[1:]))), NOON, FOURTEEN, CONFIRMED_FOR)
    ]
    assert found == [
        "otit-vi and otit-zh dial the same number, +81120250169",
        "otit-vi is open 09:00-09:10, which is unusually short; check it",
        "otit-vi is open 00:00-20:00, which is unusually long; check it",
    ]
