"""Faults of this machine, each named in one line."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests

from ivr.core.findings import Fail, Ok, Warn, line
from ivr.service.doctor.address import form, not_there, why
from ivr.service.doctor.carrier import senders, skew
from ivr.service.doctor.machine import files, proxies, settings, zone_version, zones
from ivr.settings import Partial, Settings
from tests.support.settings import GOOD

NOW = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)


def settings_with(**values: object) -> Settings:
    return Settings.model_validate({**GOOD, **values})


def partial(*problems: str, read: tuple[Path, ...] = (), database: str = "postgresql+psycopg://h/n") -> Partial:
    return Partial(settings_with(DATABASE_URL=database), frozenset(), problems, read)


def test_each_problem_of_the_settings_is_a_line() -> None:
    misspelt = "SMS_SENDR is not a setting. Is SMS_SENDER meant? Rename it to SMS_SENDER, or remove it"
    assert [line(each) for each in settings(partial("X is not set. Set it to y", misspelt))] == [
        "FAIL  settings: X is not set. Set it to y",
        f"FAIL  settings: {misspelt}",
    ]
    assert [type(each) for each in settings(partial())] == [Ok]


def a_file(folder: Path, name: str, mode: int) -> Path:
    file = folder / name
    file.write_text("secret")
    file.chmod(mode)
    return file


@pytest.mark.parametrize(
    ("name", "mode", "kind"),
    [
        (".env", 0o600, Ok),
        (".env", 0o400, Ok),
        (".env", 0o640, Warn),
        (".env", 0o604, Fail),
        (".env", 0o644, Fail),
        (".env", 0o602, Fail),
        ("secret", 0o600, Ok),
        ("secret", 0o640, Ok),
        ("secret", 0o444, Warn),  # so a container has its secrets
    ],
)
def test_a_file_with_secrets_that_others_may_read(tmp_path: Path, name: str, mode: int, kind: type) -> None:
    file = a_file(tmp_path, name, mode)
    (found,) = files(partial(read=(file,)))
    assert type(found) is kind
    assert str(file) in found.found
    assert isinstance(found, Ok) or found.todo == f"Run chmod 600 {file}"


def test_the_database_is_such_a_file(tmp_path: Path) -> None:
    file = a_file(tmp_path, "some.db", 0o644)
    (found,) = files(partial(database=f"sqlite:///{file}"))
    assert line(found).startswith(f"FAIL  files: {file} can be read or written by all accounts (644). ")


def test_zone_data_that_is_there_and_new() -> None:
    assert list(zones(["Asia/Tokyo", "Asia/Tokyo", "America/New_York"], "2026b", NOW)) == [
        Ok("zones", "zone data 2026b has America/New_York, Asia/Tokyo")
    ]


def test_zone_data_that_is_missing() -> None:
    (found,) = zones(["Mars/Olympus"], "2026b", NOW)
    assert line(found).startswith("FAIL  zones: there is no zone data for Mars/Olympus. Update the package tzdata")


def test_zone_data_that_is_old() -> None:
    (found,) = zones(["Asia/Tokyo"], "2023c", NOW)
    assert line(found).startswith("warn  zones: the zone data is of 2023c. Update")
    assert [type(each) for each in zones(["Asia/Tokyo"], "2024a", NOW)] == [Ok]


def test_two_sources_that_differ() -> None:
    def load(name: str) -> tzinfo:
        return timezone(timedelta(hours=8)) if name == "Asia/Tokyo" else ZoneInfo(name)

    (found,) = zones(["Asia/Tokyo", "Asia/Seoul"], "2026b", NOW, load)
    assert line(found).startswith("FAIL  zones: the zone data of Python and of pytz differ about Asia/Tokyo. ")


def test_a_difference_in_half_a_year_counts_as_well() -> None:
    winter = ZoneInfo("America/New_York").utcoffset(NOW)
    assert winter is not None
    assert [type(each) for each in zones(["America/New_York"], "2026b", NOW, lambda _: timezone(winter))] == [Fail]


def test_the_version_of_zone_data(tmp_path: Path) -> None:
    (tmp_path / "Asia").mkdir()
    (tmp_path / "Asia" / "Tokyo").touch()
    assert zone_version((str(tmp_path / "nowhere"), str(tmp_path))) == ""
    (tmp_path / "tzdata.zi").write_text("# version 2025b\nR d 1916\n")
    assert zone_version((str(tmp_path),)) == "2025b"
    assert zone_version(())[:2] == "20", "the package's"


@pytest.mark.parametrize(
    ("url", "count", "said"),
    [
        ("https://hotline.example.org", 1, "ok    proxies: TRUSTED_PROXIES is 1"),
        ("https://hotline.example.org", 0, "warn  proxies: PUBLIC_URL is https, so a proxy stands before"),
        ("http://hotline.example.org", 1, "warn  proxies: TRUSTED_PROXIES is 1, but PUBLIC_URL is not https"),
        ("http://hotline.example.org", 0, "ok    proxies: TRUSTED_PROXIES is 0"),
    ],
)
def test_proxies(url: str, count: int, said: str) -> None:
    (found,) = proxies(settings_with(PUBLIC_URL=url, TRUSTED_PROXIES=count))
    assert line(found).startswith(said)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://hotline.example.org", ["ok    address: https://hotline.example.org"]),
        ("https://8.8.8.8", ["ok    address: https://8.8.8.8"]),
        ("http://hotline.example.org", ["FAIL  address: PUBLIC_URL is not https"]),
        ("https://192.168.1.2", ["FAIL  address: no carrier can reach 192.168.1.2"]),
        ("https://[::1]:8000", ["FAIL  address: no carrier can reach ::1"]),
        ("https://localhost", ["FAIL  address: no carrier can reach localhost"]),
        ("https://server", ["FAIL  address: no carrier can reach server"]),
        ("https://hot_line.example.org", ["FAIL  address: carriers call no host with an underscore"]),
        ("http://127.0.0.1", ["FAIL  address: PUBLIC_URL is not https", "FAIL  address: no carrier can reach"]),
    ],
)
def test_the_form_of_the_address(url: str, said: list[str]) -> None:
    found = [line(each) for each in form(settings_with(PUBLIC_URL=url))]
    assert [text.startswith(start) for text, start in zip(found, said, strict=True)] == [True] * len(said), found


def test_a_staging_service_may_be_local() -> None:
    found = form(settings_with(PUBLIC_URL="http://127.0.0.1", CARRIER="simulated"))
    assert [type(each) for each in found] == [Warn, Warn]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (requests.exceptions.SSLError("…"), "its certificate is not accepted"),
        (requests.ReadTimeout("…"), "no answer in time"),
        (requests.ConnectTimeout("…"), "no answer in time"),
        (requests.ConnectionError("<object at 0x7f>"), "no connection"),
        (requests.exceptions.InvalidURL("…"), "no connection"),
    ],
)
def test_why_there_is_no_answer(error: requests.RequestException, said: str) -> None:
    assert why(error) == said
    todo = "Look into the proxy's log: " if "certificate" in said else "Start `ivr serve`; "
    assert not_there("https://a.example", error).todo.startswith(todo)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0, 0.2, "ok    clock: it agrees with the carrier's"),
        (-4, -3, "ok    clock"),
        (0, 9, "ok    clock"),  # the answer may have been given at the beginning
        (5, 5.5, "ok    clock"),
        (7, 7.5, "warn  clock: the clock of this machine is 0:00:06 ahead of the carrier's. Let it be set by NTP"),
        (-12, -11, "warn  clock: the clock of this machine is 0:00:11 behind the carrier's. "),
        (240, 241, "FAIL  clock: the clock of this machine is 0:03:59 ahead of the carrier's. "),
        (-301, -300, "FAIL  clock: the clock of this machine is 0:05:00 behind the carrier's. "),
    ],
)
def test_the_clock(before: float, after: float, said: str) -> None:
    """Ours before and after the answer, in seconds from the carrier's."""
    assert line(skew(at(before), at(after), NOW)).startswith(said)


def test_a_clock_that_can_not_be_compared() -> None:
    assert line(skew(NOW, NOW, None)).startswith("warn  clock: not compared: the carrier's answer has no time. Compare")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, []),
        ({"SMS_SENDER": "MG" + "0" * 32}, []),
        ({"SMS_SENDER": "TSUNAGU"}, ["ok    sender: SMS_SENDER is a name, TSUNAGU: nobody can answer such a text"]),
        ({"SMS_SPARE_SENDER": "MG HOTLINE"}, ["ok    sender: SMS_SPARE_SENDER is a name, MG HOTLINE"]),
        (
            {"CARRIER": "somleng", "SMS_SPARE_SENDER": "MG" + "0" * 32},
            ["FAIL  sender: SMS_SPARE_SENDER is a messaging service of Twilio, not of somleng. Set SMS_SPARE_SENDER"],
        ),
    ],
)
def test_the_form_of_senders(given: dict[str, str], said: list[str]) -> None:
    found = [line(each) for each in senders(settings_with(**given))]
    assert [text.startswith(start) for text, start in zip(found, said, strict=True)] == [True] * len(said), found
