"""OSM's opening_hours that are refused, with the place and the reason."""

import pytest

from prompts.load import load_language
from schedules import HoursError
from schedules.formats.osm import parse_osm
from sentences import render

BEYOND = "legal OSM, but it can't be expressed here"


def refusal(written: str) -> str:
    with pytest.raises(HoursError) as refused:
        parse_osm(written)
    assert "\n" not in str(refused.value)
    return str(refused.value)


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
        ("Mo 10:00-12:00, PH 13:00-14:00", "column 17, 'PH': hours on top of the usual ones (after a comma): "),
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
        (f"Feb {'9' * 1500} off", "there is no such day in Feb"),
        (f"Feb {'9' * 5000} off", "hours are longer than 2000 characters"),
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
