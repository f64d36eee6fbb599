"""What is read from HSDS: services, languages, times and dates."""

from datetime import date
from typing import Any

import pytest

from schedules import Hours, load_directory, parse_hours, write_directory
from tests.support.hsds import hours_of, imported, schedule, service, unsaid


@pytest.mark.parametrize(
    "data",
    [
        service(),
        [service()],
        {"contents": [service()], "page_number": 1},
        {"services": [service()]},
        {"name": "City Hall", "services": [service(organization=None)]},
        {"contents": [{"name": "City Hall", "services": [service(organization=None)]}]},
    ],
)
def test_services_are_found_in_every_wrapping(data: object) -> None:
    directory = imported(data).directory
    (line,) = directory.lines
    assert (line.id, line.tier, line.number, line.dial) == ("city-hall-0355512345", 1, "03-5551-2345", "+81355512345")
    assert line.languages == {"en"}
    assert line.hours == (Hours(parse_hours("Mon, Tue 9:00-17:00")),)
    assert line.agency in ("City Hall", "Helpline")
    assert load_directory(write_directory(directory)) == directory


def test_an_organization_is_the_agency_of_its_services() -> None:
    (line,) = imported({"name": "Town", "services": [service(organization=None)]}).directory.lines
    assert line.agency == "Town"


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ({"code": "tl"}, "fil"),
        ({"code": "tgl"}, "fil"),
        ({"code": "zho"}, "zh"),
        ({"code": "zh-CN"}, "zh"),
        ({"code": "zh_Hans"}, "zh"),
        ({"code": "mon"}, "mn"),
        ({"code": "por", "name": "whatever"}, "pt"),
        ({"code": "NE"}, "ne"),
        ({"name": "Vietnamese"}, "vi"),
        ({"code": None, "name": "khmer"}, "km"),
    ],
)
def test_languages_are_known_by_code_or_name(language: dict[str, Any], code: str) -> None:
    (line,) = imported(service(phones=[{"number": "03-5551-2345"}], languages=[language])).directory.lines
    assert line.languages == {code}


@pytest.mark.parametrize(
    ("row", "hours"),
    [
        ({"opens_at": "09:00", "closes_at": "17:00"}, "Mon, Tue 09:00-17:00"),
        ({"opens_at": "9:00:00", "closes_at": "17:00:00", "timezone": 9}, "Mon, Tue 09:00-17:00"),
        ({"closes_at": "23:59:59+0900"}, "Mon, Tue 09:00-24:00"),
        ({"closes_at": "00:00"}, "Mon, Tue 09:00-24:00"),
        ({"closes_at": "24:00"}, "Mon, Tue 09:00-24:00"),
        ({"opens_at": "22:00", "closes_at": "02:00"}, "Mon, Tue 22:00-02:00 next day"),
        ({"byday": "SU, MO", "interval": None}, "Mon, Sun 09:00-17:00"),
        ({"valid_from": "1900-01-01", "valid_to": "9999-12-31"}, "Mon, Tue 09:00-17:00"),
    ],
)
def test_times_are_read_as_they_are_written(row: dict[str, Any], hours: str) -> None:
    assert hours_of(service(schedule(**row))) == [(None, hours)]


def test_rows_that_hold_at_different_times_add_up() -> None:
    summer = schedule(byday="SA", valid_from="2026-07-01", valid_to="2026-08-31")
    assert hours_of(service(schedule(), summer)) == [
        (None, "Mon, Tue 09:00-17:00"),
        (date(2026, 7, 1), "Mon, Tue, Sat 09:00-17:00"),
        (date(2026, 9, 1), "Mon, Tue 09:00-17:00"),
    ]


def test_a_gap_between_rows_is_closed_and_what_lies_around_them_is_no_service() -> None:
    spring = schedule(valid_from="2026-04-01T00:00:00Z", dtstart="2026-03-01", valid_to="2026-06-30")
    autumn = schedule(byday="FR", valid_from="2026-09-01", until="2026-11-30")
    data = service(spring, autumn)
    (line,) = imported(data).directory.lines
    assert (line.first_day, line.last_day) == (date(2026, 4, 1), date(2026, 11, 30))
    assert hours_of(data) == [
        (None, "Mon, Tue 09:00-17:00"),
        (date(2026, 7, 1), "closed"),
        (date(2026, 9, 1), "Fri 09:00-17:00"),
    ]


def test_only_of_our_own_lines_is_the_page_taken_for_consultation_by_e_mail() -> None:
    page = "https://example.org/en"
    assert imported(service(url=page)).directory.email == {}
    assert imported(service(url=page, alternate_name="city-en, tier 2")).directory.email["en"].address == page


def test_a_description_of_a_telephone_is_for_people_unless_it_is_our_own() -> None:
    def described(text: str) -> dict[str, Any]:
        return service(phones=[{"number": "0570-012-345", "description": text, "languages": [{"code": "en"}]}])

    ours = imported(described("A call to this number may cost its caller money."))
    assert (ours.directory.lines[0].charged, unsaid(ours)) == (True, [])
    theirs = imported(described("Ask for extension 5"))
    assert theirs.directory.lines[0].charged is False
    assert unsaid(theirs) == ["Helpline: description is only for people to read: Ask for extension 5"]


def test_when_it_was_checked_is_taken_from_it_or_asked_for() -> None:
    (line,) = imported(service()).directory.lines
    assert line.confirmed == date(2026, 6, 1)
    silent = imported(service(assured_date=None))
    assert unsaid(silent) == [
        "Helpline: it does not say when it was checked (assured_date), so it counts as never confirmed",
    ]
    assert silent.directory.lines[0].confirmed != line.confirmed
