from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from prompts.load import load_language
from schedules import EVERYTHING, HoursError, Scope, SpecialDay, Week, Window, parse_hours
from schedules.formats.osm import OsmHours, parse_osm, print_osm
from schedules.hours import CLOSED
from sentences import render
from tests.support import strategies
from tests.support.examples import examples

MONDAY = datetime(2026, 11, 2)  # noqa: DTZ001 - wall clock, as OSM has it


@pytest.mark.parametrize(
    ("written", "week"),
    [
        ("Mo-Fr 11:00-19:00", "Mon-Fri 11:00-19:00"),
        ("Mo,We,Fr 11:00-19:00", "Mon, Wed, Fri 11:00-19:00"),
        ("Sa-Mo 10:00-12:00", "Sat-Mon 10:00-12:00"),
        ("10:00-12:00,13:00-15:00", "Mon-Sun 10:00-12:00, 13:00-15:00"),
        ("24/7", "Mon-Sun 0:00-24:00"),
        ("24/7; Su closed", "Mon-Sat 0:00-24:00"),
        ("off", "closed"),
        ("Mo-Fr 11:00-19:00; Mo 09:00-10:00", "Mon 9:00-10:00, Tue-Fri 11:00-19:00"),
        ("Mo-Fr 11:00-19:00, Mo 09:00-10:00", "Mon 9:00-10:00, 11:00-19:00, Tue-Fri 11:00-19:00"),
        ("Mo-Fr 11:00-19:00, 20:00-21:00", "Mon-Fri 11:00-19:00, 20:00-21:00"),
        ("Mo-Fr 11:00-19:00; We off", "Mon, Tue, Thu, Fri 11:00-19:00"),
        ("Mo-Fr 11:00-19:00, We off", "Mon, Tue, Thu, Fri 11:00-19:00"),
        ("Mo-Fr 11:00-19:00; off", "closed"),
        ("Mo 22:00-02:00", "Mon 22:00-2:00 next day"),
        ("Mo 22:00-26:00", "Mon 22:00-2:00 next day"),
        ("Mo 22:00-00:00", "Mon 22:00-24:00"),
        ("Mo 11:00-35:00", "Mon 11:00-11:00 next day"),
        ("Mo-Th 10:00-22:00; Fr,Sa 10:00-02:00", "Mon-Thu 10:00-22:00, Fri, Sat 10:00-2:00 next day"),
        ("Fr 22:00-02:00, Sa 10:00-12:00", "Fri 22:00-2:00 next day, Sat 10:00-12:00"),
        ("Fr 22:00-02:00; Fr,Sa 10:00-12:00", "Fri, Sat 10:00-12:00"),
        (" mo-FR  9:00 - 10:00 ;\tsA off ", "Mon-Fri 9:00-10:00"),
    ],
)
def test_weeks_are_read(written: str, week: str) -> None:
    assert parse_osm(written) == OsmHours(parse_hours(week) if week != "closed" else CLOSED)


@pytest.mark.parametrize("written", ["Mo 10:00-12:00; PH off", "Mo 10:00-12:00, PH off", "Mo 10:00-12:00; Su,PH off"])
def test_holidays_can_be_off(written: str) -> None:
    assert parse_osm(written) == OsmHours(parse_hours("Mon 10:00-12:00"), holidays_off=True)


@pytest.mark.parametrize(
    ("written", "special"),
    [
        ("2026 Dec 31 off", SpecialDay("special day", date(2026, 12, 31), date(2026, 12, 31), ())),
        (
            '2026 Dec 29-2027 Jan 03 off "New Year"',
            SpecialDay("New Year", date(2026, 12, 29), date(2027, 1, 3), ()),
        ),
        ("2026 Dec 29-Jan 03 off", SpecialDay("special day", date(2026, 12, 29), date(2027, 1, 3), ())),
        ("2026 Nov 23-25 off", SpecialDay("special day", date(2026, 11, 23), date(2026, 11, 25), ())),
        ("Dec 29-Jan 03 off", SpecialDay("special day", date(1999, 12, 29), date(2000, 1, 3), (), yearly=True)),
        ("Feb 29 off", SpecialDay("special day", date(2000, 2, 29), date(2000, 2, 29), (), yearly=True)),
        (
            '2026 Nov 23 10:00-12:00, 22:00-26:00 "Short; day"',
            SpecialDay("Short; day", date(2026, 11, 23), date(2026, 11, 23), (Window(600, 720), Window(1320, 1560))),
        ),
    ],
)
def test_dates_are_read(written: str, special: SpecialDay) -> None:
    week = parse_hours("Mon-Fri 9:00-17:00")
    assert parse_osm(f"Mo-Fr 09:00-17:00; PH off; {written}") == OsmHours(week, (special,), holidays_off=True)


def test_several_dates_keep_their_order() -> None:
    found = parse_osm('off; 2026 Dec 31 off "b"; 2026 Nov 23 off "a"; Aug 11 off "c"').special_days
    assert [special.name for special in found] == ["b", "a", "c"]


BEYOND = "legal OSM, but it can't be expressed here"


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("sunrise-sunset", f"column 1, 'sunrise': times that follow the sun: {BEYOND}"),
        ("Mo (sunset+01:00)-22:00", "column 4, '(': times that follow the sun"),
        ("week 01-10 Mo 10:00-12:00", f"column 1, 'week': week numbers: {BEYOND}"),
        ("Mo 10:00-12:00; SH off", f"column 17, 'SH': school holidays: {BEYOND}"),
        ("easter off", f"column 1, 'easter': dates that follow Easter: {BEYOND}"),
        ('Mo 10:00-12:00 || "by appointment"', f"column 16, '||': fallback rules: {BEYOND}"),
        ("Mo 10:00+", f"column 9, '+': open ends: {BEYOND}"),
        ("Mo[1] 10:00-12:00", f"column 3, '[': nth weekdays of a month: {BEYOND}"),
        ("Mo 10:00-12:00/00:30", f"column 15, '/': intervals within hours: {BEYOND}"),
        ("Mo: 10:00-12:00", f"column 3, ':': colons after days: {BEYOND}"),
        ("Mo 10:00-12:00 unknown", f"column 16, 'unknown': unknown hours: {BEYOND}"),
        ("Mo 10:00-12:00 open", f"column 16, 'open': the modifier 'open': {BEYOND}"),
        ("Dec Mo 10:00-12:00", f"column 5, 'Mo': whole months: {BEYOND}"),
        ("Dec-Jan off", f"column 4, '-': whole months: {BEYOND}"),
        ("Dec 29-Jan off", f"column 12, 'off': whole months: {BEYOND}"),
        ("2026-2027 Mo 10:00-12:00", f"column 5, '-': years without a month and a day: {BEYOND}"),
        ("2026 Nov 23 Mo 10:00-12:00", f"column 13, 'Mo': weekdays and further dates after a date: {BEYOND}"),
        ("Dec 25,26 off", f"column 7, ',': weekdays and further dates after a date: {BEYOND}"),
        ('Mo 10:00-12:00 "by appointment"', f"comments on weekdays and holidays: {BEYOND}"),
        ("Mo 10:00-12:00; PH 10:00-11:00", f"column 17, 'PH': hours on public holidays: {BEYOND}"),
        ("Mo,PH 10:00-12:00", f"column 1, 'Mo': hours on public holidays: {BEYOND}"),
        ("Mo 10:00-12:00, Nov 23 13:00-14:00", "column 17, 'Nov': hours on top of the usual ones (after a comma): "),
        ("off; Nov 23 off; 2026 Nov 20-25 off", f"column 18, '2026': two rules for one date: {BEYOND}"),
        ("off; 2026 Nov 23 off; 2026 Nov 20-25 off", "column 23, '2026': two rules for one date"),
    ],
)
def test_what_osm_says_and_the_model_can_not_is_refused_by_name(written: str, complaint: str) -> None:
    assert complaint in refusal(written)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("", "opening_hours, column 1, '': a time is expected here"),
        ("Mo 10:00-12:00;", "column 15, ';': the text ends here; a time is expected"),
        ("Mo 10:00-12:00; ; Tu 10:00-12:00", "column 17, ';': a time is expected"),
        ("Mo-Fr", "column 4, 'Fr': the text ends here; a time is expected here, such as 10:00-12:00; 00:00-24:00 is"),
        ("Mo 10:00", "column 4, '10:00': the text ends here; a dash is expected"),
        ("Mo 10:00-", "a closing time is expected"),
        ("Mo- 10:00-12:00", "column 5, '10:00': a day is expected after the dash"),
        ("Mo-PH off", "column 4, 'PH': a day is expected after the dash"),
        ("Mo, 10:00-12:00", "column 5, '10:00': a day is expected here"),
        ("Mon 10:00-12:00", "column 1, 'Mon': not a word of opening_hours; days are Mo, Tu, We, Th, Fr, Sa, Su"),
        ("Mo 10:00–12:00", "column 9, '–': not a word"),
        ("Mo 10:00-12:00 Tu 10:00-12:00", "column 16, 'Tu': a semicolon is expected before the next rule"),
        ("Mo-Fr 24/7", "column 7, '24/7': a time is expected"),
        ("Mo 25:00-26:00", "column 4, '25:00': nothing opens at 24:00 or later"),
        ("Mo 24:00-26:00", "column 4, '24:00': nothing opens at 24:00 or later"),
        ("Mo 22:00-48:01", "column 10, '48:01': not a time; times go from 00:00 to 48:00"),
        ("Mo 10:60-12:00", "column 4, '10:60': not a time"),
        ("Mo 10:000-12:00", "column 4, '10:000': not a time"),
        ("Mo 12:00-36:01", "column 10, '36:01': more than 24 hours after it opens"),
        ("Mo 11:00-11:00", "column 10, '11:00': closes when it opens; OSM tools read it as 24 hours"),
        ("Mo 10:00-12:00,12:00-13:00", "column 16, '12:00': 12:00-13:00 overlaps or touches 10:00-12:00; join them"),
        ("Mo-We 10:00-12:00, Tu 11:00-13:00", "column 23, '11:00': 11:00-13:00 overlaps or touches 10:00-12:00"),
        ("Mo 22:00-02:00, Tu 01:00-03:00", "01:00-03:00 overlaps or touches 22:00-02:00 next day; join them"),
        ("22:00-22:30,23:00-22:00", "column 13, '23:00': 23:00-22:00 next day overlaps or touches 22:00-22:30"),
        ("Nov 23 10:00-12:00,11:00-13:00", "column 20, '11:00': 11:00-13:00 overlaps or touches 10:00-12:00"),
        ("Nov 23-24 01:00-03:00,22:00-02:00", "22:00-02:00 next day overlaps or touches 01:00-03:00"),
        ("Feb 30 off", "column 5, '30': there is no such day in Feb"),
        ("Feb 99999999999 off", "column 5, '99999999999': there is no such day in Feb"),
        (f"Feb {'9' * 5000} off", "there is no such day in Feb"),
        ("0000 Feb 01 off", "there is no such day in Feb"),
        ("2027 Mar 01-Feb 29 off", "column 17, '29': there is no such day in Feb"),
        ("9999 Dec 31-Jan 01 off", "column 17, '01': there is no such day in Jan"),
        ("20260 Dec 31 off", "column 1, '20260': neither a year of four digits nor a time"),
        ("10 off", "column 4, 'off': years without a month"),
        ("Dec 29-2027 Jan 03 off", "column 8, '2027': the date before the dash has no year"),
        ("2026 Dec 29-2026 Jan 03 off", "column 13, '2026': before the date it begins at"),
        ("Dec 29-03 off", "column 8, '03': before the date it begins at"),
        ("2026 Dec 29-2028 Jan 03 off", "column 13, '2028': more than a year after the first"),
        ('Nov 23 off "', "column 12, '\"': a comment has a text and a quote at each end"),
        ('Nov 23 off ""', "column 12, '\"': a comment has a text"),
    ],
)
def test_what_can_not_be_meant_is_refused_with_its_place(written: str, complaint: str) -> None:
    assert complaint in refusal(written)


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("PH off; Mo-Fr 10:00-12:00", 9),
        ("PH off, Mo-Fr 10:00-12:00", 9),
        ("PH off; 24/7", 9),
        ("2026 Nov 23 off; Mo-Fr 10:00-12:00", 18),
        ("2026 Nov 23 off; off", 18),
        ("2026 Nov 23 10:00-12:00; PH off", 26),
    ],
)
def test_a_rule_that_osm_would_let_override_dates_or_holidays_is_refused(written: str, column: int) -> None:
    found = refusal(written)
    assert f"column {column}, " in found
    assert "in OSM this overrides the rules for holidays and dates before it" in found


@pytest.mark.parametrize(
    ("written", "column", "day"),
    [
        ("Fr 22:00-02:00; Sa 10:00-12:00", 17, "Fri"),
        ("Fr 22:00-02:00; Sa off", 17, "Fri"),
        ("Fr 22:00-02:00; Fr off", 17, "Fri"),
        ("Sa 10:00-12:00; Fr 22:00-02:00", 17, "Fri"),
        ("Su 22:00-02:00; Mo 10:00-12:00", 17, "Sun"),
        ("Fr,Sa 22:00-03:00; Fr,Sa 22:00-01:00", 20, "Sat"),
        ("22:00-02:00, Su off", 14, "Sat"),
    ],
)
def test_a_rule_that_osm_would_let_cut_a_night_in_two_is_refused(written: str, column: int, day: str) -> None:
    found = refusal(written)
    assert f"column {column}, " in found
    assert f"in OSM the night of {day} is cut at midnight" in found


@pytest.mark.parametrize(
    ("written", "japanese"),
    [
        (
            "Mo 10:00-12:00; SH off",
            "opening_hoursの17文字目、'SH'：学校の休み：OSMとしては正しい書き方ですが、ここでは扱えません",
        ),
        (
            "Fr 22:00-02:00; Sa off",
            "opening_hoursの17文字目、'Sa'：OSMでは別の規則に置き換わると金の夜が0時で切れます。"
            "各曜日を1回だけ書き、規則をコンマで区切ってください",
        ),
        ("Feb 29-Jan 1 off", "opening_hoursの1文字目、'Feb'：年をまたぐ期間は2月29日から始められません"),
    ],
)
def test_a_refusal_is_in_japanese_throughout(written: str, japanese: str) -> None:
    with pytest.raises(HoursError) as refused:
        parse_osm(written)
    assert render(refused.value.sentence, load_language("ja")) == japanese


def refusal(written: str) -> str:
    with pytest.raises(HoursError) as refused:
        parse_osm(written)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("week", "printed"),
    [
        ("Mon-Fri 11:00-19:00, Sun 9:00-17:00", "Mo-Fr 11:00-19:00; Su 09:00-17:00"),
        ("Tue, Thu 10:00-12:00, 13:00-15:00", "Tu,Th 10:00-12:00,13:00-15:00"),
        ("Mon-Sun 9:00-17:00", "Mo-Su 09:00-17:00"),
        ("24/7", "24/7"),
        ("closed", "off"),
        ("Fri 22:00-2:00 next day, Sat 10:00-12:00", "Fr 22:00-26:00, Sa 10:00-12:00"),
    ],
)
def test_weeks_are_printed(week: str, printed: str) -> None:
    assert print_osm(OsmHours(parse_hours(week))) == printed


def test_rules_are_printed_in_the_order_in_which_the_later_one_wins() -> None:
    new_year = SpecialDay("New Year", date(1999, 12, 29), date(2000, 1, 3), (), yearly=True)
    short = SpecialDay("Short day", date(2026, 11, 23), date(2026, 11, 23), (Window(600, 720), Window(1320, 1560)))
    hours = OsmHours(parse_hours("Mon 9:00-17:00"), (new_year, short), holidays_off=True)
    assert print_osm(hours) == (
        'Mo 09:00-17:00; PH off; Dec 29-Jan 03 off "New Year"; 2026 Nov 23 10:00-12:00,22:00-26:00 "Short day"'
    )


@pytest.mark.parametrize(
    ("special", "complaint"),
    [
        (SpecialDay("a", date(2026, 11, 23), date(2026, 11, 23), (), Scope(tier=1)), "its scope, tier 1, can't"),
        (SpecialDay("a", date(2026, 11, 23), date(2026, 11, 23), (Window(0, 9),), extra=True), "on top of the usual"),
        (SpecialDay('the "day"', date(2026, 11, 23), date(2026, 11, 23), ()), "its name can't be a comment"),
        (SpecialDay("", date(2026, 11, 23), date(2026, 11, 23), ()), "its name can't be a comment"),
    ],
)
def test_what_osm_can_not_say_is_not_printed(special: SpecialDay, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        print_osm(OsmHours(CLOSED, (special,)))


@given(strategies.weeks(), strategies.special_days([EVERYTHING]), st.booleans())
@examples(50)
def test_what_is_printed_reads_back(week: Week, special_days: tuple[SpecialDay, ...], holidays_off: bool) -> None:
    hours = OsmHours(week, special_days, holidays_off)
    assert parse_osm(print_osm(hours)) == hours


WORDS = [
    *("Mo", "Su", "Mo-Fr", "PH", "SH", "off", "closed", "open", "24/7", "2026", "9999", "31", "29", "0", "Jan", "Feb"),
    *("10:00-12:00", "22:00-26:00", "00:00", "48:00", "99:99", "week", "sunset", '"a"', "Mon", "ſa", "²", "١٠:٠٠"),
    *(" ", "-", ",", ";", "; ", ":", "+", "||", "[", "/", '"', "\n", "'"),
]
phrases = st.tuples(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(["", " "]))


@given(phrases.map(lambda phrase: phrase[1].join(phrase[0])) | st.text())
@examples(300)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_osm(text)
    except HoursError:
        return
    assert parse_osm(print_osm(found)) == found


minutes_of_the_week = st.lists(st.integers(0, 7 * 1440 - 1), min_size=20, max_size=20)


def is_open(week: Week, minute: int) -> bool:
    """Whether a minute of the week, counted from Monday 0:00, lies in a window, or in last Sunday's tail."""
    return any(
        start + window.opens <= at < start + window.closes
        for start, windows in zip(range(0, 7 * 1440, 1440), week, strict=True)
        for window in windows
        for at in (minute, minute + 7 * 1440)
    )


def edges(week: Week) -> Iterator[int]:
    """The minutes about each opening and closing."""
    for day, windows in enumerate(week):
        for window in windows:
            for edge in (window.opens, window.closes):
                yield from ((day * 1440 + edge + by) % (7 * 1440) for by in (-1, 0))


def assert_alike(written: str, week: Week, minutes: list[int]) -> None:
    """An implementation of the specification that is not ours finds the same open."""
    other = OpeningHours(written, auto_country=False, auto_timezone=False)
    for minute in (*minutes, *edges(week)):
        assert other.is_open(MONDAY + timedelta(minutes=minute)) is is_open(week, minute), (written, minute)


@given(strategies.weeks(), minutes_of_the_week)
@examples(50)
def test_others_understand_what_we_print(week: Week, minutes: list[int]) -> None:
    assert_alike(print_osm(OsmHours(week)), week, minutes)


days = st.sampled_from(["Mo", "Tu", "Mo-Fr", "Fr,Sa", "Sa-Mo", "We-Th", "Su", "Mo-Su"])
times = st.sampled_from(["10:00-12:00", "09:00-10:00,13:00-14:30", "22:00-02:00", "20:00-30:00", "00:00-24:00", "off"])
rules = st.tuples(days, times).map(" ".join) | st.sampled_from(["24/7", "10:00-12:00", "off"])


@given(rules, st.lists(st.tuples(st.sampled_from(["; ", ", "]), rules), max_size=4), minutes_of_the_week)
@examples(200)
def test_others_understand_what_we_read_as_we_do(rule: str, more: list[tuple[str, str]], minutes: list[int]) -> None:
    written = rule + "".join(map("".join, more))
    try:
        week = parse_osm(written).week
    except HoursError:
        assume(False)
    assert_alike(written, week, minutes)
