"""The document of a profile: what it may say, and that all that is wrong is told at once, with its row."""

from datetime import date, time
from pathlib import Path

import pytest

from profiles import Closure, ListedHoliday, Paper, ProfileError, load_profile
from profiles.load import shipped
from profiles.reading import read_profile
from prompts import LANGUAGES
from tests.support.profiles import HAFEN, hafen

TEXT = HAFEN.read_text("utf-8")


def refused(text: str) -> list[str]:
    with pytest.raises(ProfileError) as raised:
        read_profile(text, "profile.yaml", LANGUAGES)
    return [str(each) for each in raised.value.problems]


def test_the_one_that_ships_is_of_japan() -> None:
    japan = shipped()
    assert (japan.country, japan.zone.key, japan.place) == ("JP", "Asia/Tokyo", ("Japan", "日本"))
    assert (japan.police, japan.ambulance) == ("110", "119")
    assert (japan.quiet_from, japan.quiet_until) == (time(21), time(8))
    assert japan.holidays.japanese
    assert japan.languages == ("ja", "en")
    assert japan.paper is Paper.A4
    assert japan.directory is None


def test_another_one_names_its_directory() -> None:
    found = hafen()
    assert found.directory is not None
    assert "hafen-vi" in found.directory
    assert found.place == ("Germany", "ドイツ")
    assert found.ringing == (1.0, 4.0, 425.0)


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("country: DE", "country: Germany", "line 2: country: 'Germany' is not the code of a country"),
        ("country: DE", "country: NO", "line 2: country: False is not the code of a country in quotes"),
        ("zone: Europe/Berlin", "zone: CET", "line 3: zone: 'CET' is not the time zone of a place, such as Asia/Tokyo"),
        ('police: "110"', "police: 110", "line 4: emergency: police: 110 is not an emergency number in quotes"),
        ("quiet: 22:00-07:00", "quiet: 7:00-22:00", "line 5: quiet: '7:00-22:00' is not two times of day"),
        ("quiet: 22:00-07:00", "quiet: 07:00-22:00", "line 5: quiet: '07:00-22:00' is not two times of day"),
        ("day: 01-01 }", "day: 1-1 }", "line 9: holidays public 1: day: '1-1' is not a month and a day"),
        ("day: 01-01 }", "day: 02-30 }", "line 9: holidays public 1: day: '02-30' is not a month and a day"),
        ("day: 01-01 }", "}", "line 9: holidays public 1: one of day, date and easter is expected"),
        ("easter: -2", "easter: soon", "line 10: holidays public 2: easter: 'soon' is not a number of days from"),
        ("[en, es]", "[de]", "line 19: languages: 'de' is not one of vi, zh"),
        ("[en, es]", "[en, en]", "line 19: languages: one or two codes are expected"),
        ("[en, es]", "en", "line 19: languages: one or two codes are expected"),
        ('"{language}, bitte."', "bitte", "line 20: desk: phrase: 'bitte' is not a sentence with {language}"),
        (
            "language: de, phrase",
            "language: dex, phrase",
            "line 20: desk: language: 'dex' is not the code of a language",
        ),
        ("paper: A4", "paper: A5", "line 21: paper: 'A5' is not A4 or Letter"),
        ("paper: A4", "papre: A4", "line 21: papre is not a field; paper is meant?"),
        ('"*31#"', "031x", "line 22: withhold: '031x' is not digits, * and # in quotes"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(good: str, bad: str, told: str) -> None:
    assert good in TEXT
    (problem,) = refused(TEXT.replace(good, bad, 1))
    assert problem.startswith(told)
    assert "\n" not in problem


def test_all_that_is_wrong_is_told_at_once() -> None:
    told = refused("country: Germany\nzone: CET\nfoo: 1\n")
    for each in ("country: 'Germany' is not", "desk: phrase is missing", "zone: 'CET' is not", "foo is not a field"):
        assert any(each in problem for problem in told)


@pytest.mark.parametrize("text", ["", "[]", "5", "a: [", "a: *b", "\0"])
def test_what_is_no_profile_at_all_is_told_in_one_line(text: str) -> None:
    assert len(refused(text)) == 1


def test_a_file_that_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(tmp_path / "nothing.yaml")
    (tmp_path / "profile.yaml").write_text(TEXT, "utf-8")
    with pytest.raises(ProfileError, match=r"directory\.yaml cannot be read"):
        load_profile(tmp_path / "profile.yaml")


@pytest.mark.parametrize(
    ("holiday", "year", "day"),
    [
        (ListedHoliday("a", day=(12, 25)), 2027, date(2027, 12, 25)),
        (ListedHoliday("a", day=(2, 29)), 2027, None),
        (ListedHoliday("a", day=(2, 29)), 2028, date(2028, 2, 29)),
        (ListedHoliday("a", once=date(2027, 6, 17)), 2027, date(2027, 6, 17)),
        (ListedHoliday("a", once=date(2027, 6, 17)), 2028, None),
        (ListedHoliday("Good Friday", easter=-2), 2027, date(2027, 3, 26)),
        (ListedHoliday("Easter Monday", easter=1), 2038, date(2038, 4, 26)),
    ],
)
def test_when_a_holiday_is(holiday: ListedHoliday, year: int, day: date | None) -> None:
    assert holiday.in_year(year) == day


def test_a_closure_may_pass_the_end_of_the_year() -> None:
    closure = Closure("New Year", (12, 29), (1, 3))
    days = [(12, 28), (12, 29), (12, 31), (1, 1), (1, 3), (1, 4)]
    assert [closure.covers(date(2027, *day)) for day in days] == [False, True, True, True, True, False]
    assert Closure("summer", (8, 1), (8, 15)).covers(date(2027, 8, 1))
    assert not Closure("summer", (8, 1), (8, 15)).covers(date(2027, 7, 31))
