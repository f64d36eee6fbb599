"""Names of time zones: those that mean what they say, and those that are refused with the zone that is meant."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, reset_tzpath

import pytest
import pytz

from prompts.load import load_language
from schedules.values import TextError, parse_zone
from sentences import render


def refusal(name: str) -> str:
    with pytest.raises(TextError) as refused:
        parse_zone(name)
    return str(refused.value)


@pytest.mark.parametrize("name", ["Asia/Tokyo", "Japan", "ROK", "US/Eastern", "UTC", "Etc/UTC", "GMT", "Etc/GMT+0"])
def test_names_that_mean_what_they_say(name: str) -> None:
    assert parse_zone(name) == ZoneInfo(name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "Etc/GMT+9",
            "Etc/GMT+9 is UTC-9: its sign is reversed; "
            "write the zone of a place: Asia/Tokyo (UTC+9), Pacific/Gambier (UTC-9)",
        ),
        (
            "Etc/GMT-9",
            "Etc/GMT-9 is UTC+9: its sign is reversed; "
            "write the zone of a place: Pacific/Gambier (UTC-9), Asia/Tokyo (UTC+9)",
        ),
        (
            "Etc/GMT-14",
            "Etc/GMT-14 is UTC+14: its sign is reversed; write the zone of a place: Pacific/Kiritimati (UTC+14)",
        ),
        ("EST", "EST is an abbreviation, not the zone of a place; write America/New_York"),
        ("MST", "MST is an abbreviation, not the zone of a place; write America/Denver"),
        ("HST", "HST is an abbreviation, not the zone of a place; write Pacific/Honolulu"),
        ("CET", "CET is an abbreviation, not the zone of a place; write Europe/Brussels"),
        ("jst", "jst is an abbreviation, not the zone of a place; write Asia/Tokyo"),
        ("UTC+9", "UTC+9 is not a time zone; an example is Asia/Tokyo"),
        ("GMT+9", "GMT+9 is not a time zone; an example is Asia/Tokyo"),
        ("GMT-5", "GMT-5 is not a time zone; an example is America/Lima"),
        ("+05:45", "+05:45 is not a time zone; an example is Asia/Kathmandu"),
        ("+0900", "+0900 is not a time zone; an example is Asia/Tokyo"),
        ("UTC+23", "UTC+23 is not a time zone; an example is UTC"),
        ("Asia/Tokio", "Asia/Tokio is not a time zone; an example is Asia/Tokyo"),
        ("Factory", "Factory is not a time zone; an example is Asia/Tokyo"),
    ],
)
def test_names_that_mean_something_else_or_nothing(name: str, reason: str) -> None:
    assert refusal(name) == reason


def test_every_zone_of_a_fixed_offset_is_refused_and_the_places_named_have_that_offset() -> None:
    refused = [
        name for name in pytz.all_timezones if name.startswith("Etc/GMT") and name[7:] not in ("", "0", "+0", "-0")
    ]
    assert len(refused) == 26
    for name in refused:
        for place in refusal(name).split(": ")[-1].split(", "):
            zone, offset = place.removesuffix(")").split(" (UTC")
            for month in (1, 7):
                assert datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() == timedelta(hours=float(offset))


@pytest.mark.parametrize("name", [name for name in pytz.all_timezones if "/" not in name and name.isupper()])
def test_no_other_name_of_capitals_is_an_abbreviation_of_hours(name: str) -> None:
    """What is accepted names a country or universal time."""
    if name not in ("GB", "NZ", "PRC", "ROC", "ROK", "UCT", "UTC", "GMT", "GMT0", "GMT+0", "GMT-0", "W-SU", "NZ-CHAT"):
        assert "is an abbreviation" in refusal(name)


def test_it_is_said_in_japanese() -> None:
    for name in ("Etc/GMT+9", "EST"):
        with pytest.raises(TextError) as refused:
            parse_zone(name)
        assert render(refused.value.sentence, load_language("ja")) != str(refused.value)


@pytest.fixture
def no_zone_data(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine with neither the system's zone data nor the package."""
    for name in [each for each in sys.modules if each.partition(".")[0] == "tzdata"] + ["tzdata"]:
        monkeypatch.setitem(sys.modules, name, None)
    reset_tzpath([])
    yield
    reset_tzpath()


@pytest.mark.usefixtures("no_zone_data")
def test_a_zone_without_data_is_refused_in_one_line() -> None:
    ZoneInfo.clear_cache(only_keys=["Asia/Thimphu"])
    said = "there is no zone data for Asia/Thimphu on this machine; update the package tzdata"
    assert refusal("Asia/Thimphu") == said
