"""A made-up hotline in Germany runs from a profile and a directory alone, in the nights in which its clocks change.

`ivr demo` is a process of its own, since a process has one profile. Calls and texts are signed webhooks.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
import requests

from ivr.demo import ACCOUNT, TOKEN
from ivr.phone.backstage import Backstage
from ivr.phone.events import FarEnd
from ivr.phone.handset import Handset
from ivr.phone.terminal import Terminal
from prompts import LANGUAGES
from tests.support.paths import ROOT
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE, eventually

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("second organisation")]  # it is started once

FOLDER = ROOT / "tests" / "support" / "hafen"
HOTLINE, MOBILE, ABROAD = "+4930123456", "+4915123456789", "+819012345678"
OF_JAPAN = re.compile(
    r"japan|jap[oó]n|japão|jepang|nhật bản|日本|にほん|일본|ญี่ปุ่น|ជប៉ុន|ဂျပန်|जापान|япон"
    r"|tokyo|\bjst\b|otit|fresc|0120|\+81|\b119\b|¥|onegai|おねがい",
    re.IGNORECASE,
)
"""Words of Japan, in each language, and of its agencies and numbers."""
OWN_NAMES = re.compile(r"にほんご|日本語|japanese|japanisch|\bja\b", re.IGNORECASE)
"""The language is spoken in Germany, too."""


def ivr(*arguments: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ivr", *arguments],
        cwd=folder,
        env={**environment(), **settings},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def environment() -> dict[str, str]:
    return {**os.environ, "PROFILE": str(FOLDER / "profile.yaml"), "PYTHONPATH": str(ROOT)}


class Hafen:
    """The running hotline."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._backstage = Backstage(url, ACCOUNT, TOKEN)

    def at(self, moment: str) -> str:
        """Set the clock. Return why it can't be set."""
        return self._backstage.set_clock(moment)

    def now(self) -> str:
        return str(self._backstage.clock())

    def call(self, keys: Sequence[str], *ends: FarEnd, number: str = MOBILE) -> str:
        """Call, press keys, and return what is heard, with the lines that ring."""
        said: list[str] = []
        person = Terminal(list(keys), list(ends), {}, interactive=False, silent=True)
        events = Handset(self.url, TOKEN, number, HOTLINE).call(person, person.watch)
        said += map(str, events)
        return "\n".join(said)

    def text(self, words: str, number: str = MOBILE) -> str:
        return Handset(self.url, TOKEN, number, HOTLINE).text(words) or ""

    def texts(self, to: str = MOBILE) -> list[str]:
        """Return the texts that were sent to a number, once those that are due have left."""
        eventually(lambda: not self._backstage.due())
        return [each["body"] for each in self._backstage.texts() or [] if each["to"] == to]

    def page(self, path: str) -> str:
        answer = requests.get(f"{self.url}{path}", timeout=PATIENCE)
        assert answer.status_code == 200, path
        return answer.text


@pytest.fixture(scope="module")
def hafen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hafen]:
    folder, port = tmp_path_factory.mktemp("hafen"), free_port()
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", "ivr", "demo", "--port", str(port), "--days", "0"]
        process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=log, stderr=subprocess.STDOUT)
    url = f"http://localhost:{port}"
    try:
        eventually(lambda: _answers(f"{url}/healthz"))
        yield Hafen(url)
    finally:
        os.kill(_another_thread(process.pid), signal.SIGTERM)
        process.wait(PATIENCE)


def _another_thread(process: int) -> int:
    """Return the id of a thread that gets a signal in place of the first one, as one may get any signal."""
    return max(int(each.name) for each in Path(f"/proc/{process}/task").iterdir())


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=PATIENCE).ok
    except requests.ConnectionError:
        return False


def test_a_call_in_the_night_in_which_an_hour_is_missing(hafen: Hafen) -> None:
    """The line is open from 1:00 to 5:00, which are three hours. 2:30 does not exist."""
    assert "does not exist" in hafen.at("2027-03-28 02:30")
    assert hafen.at("2027-03-28 01:59") == ""
    heard = hafen.call(["1"], FarEnd("completed", 180))
    assert "+498001234567" in heard
    assert hafen.at("2027-03-28 03:00") == ""
    assert hafen.now() == "2027-03-28T03:00:00+02:00" or hafen.now().startswith("2027-03-28T03:00")
    assert "+498001234567" in hafen.call(["1"], FarEnd("completed", 180), number="+4915123456780")
    hafen.at("2027-03-28 05:00")
    assert "+498001234567" not in hafen.call(["1"], number="+4915123456781")


def test_a_call_in_the_night_in_which_an_hour_comes_twice(hafen: Hafen) -> None:
    """2:30 of summer time comes first; an hour later it is 2:30 again, and the line is still open."""
    assert hafen.at("2027-10-31 02:30") == ""
    assert hafen.now().endswith("+02:00")
    assert "+498001234567" in hafen.call(["1"], FarEnd("completed", 180), number="+4915123456782")
    assert hafen.at("2027-10-31T02:30+01:00") == ""
    assert hafen.now().endswith("+01:00")
    assert "+498001234567" in hafen.call(["1"], FarEnd("completed", 180), number="+4915123456783")


def test_all_are_closed_over_easter_and_a_text_says_when_they_open(hafen: Hafen) -> None:
    hafen.at("2027-03-29 12:00")  # Easter Monday
    hafen.call(["1"], number="+4915123456784")
    (text,) = hafen.texts("+4915123456784")
    assert "HAFEN 0800 1234567: mở lúc 10:00 ngày mai" in text
    assert "LOTSE 030 23125002" in text


def test_whoever_chooses_no_language_hears_english_and_spanish(hafen: Hafen) -> None:
    hafen.at("2027-03-30 12:00")
    heard = hafen.call(["", "", ""], FarEnd("completed", 180), number="anonymous")
    assert "We do not know which language you speak." in heard
    assert "No sabemos qué idioma habla usted." in heard
    assert "+493023125002" in heard


def test_a_reminder_waits_for_the_end_of_the_quiet_hours(hafen: Hafen) -> None:
    """The Spanish line opens at 2:30 on Tuesdays; the reminder comes at 7:00, not at 8:00 as in Japan."""
    number = "+4915123456785"
    hafen.at("2027-03-30 21:00")
    hafen.text("es", number)
    assert hafen.text("recordar", number)
    hafen.at("2027-04-06 06:55")
    assert hafen.texts(number) == []
    hafen.at("2027-04-06 07:01")
    eventually(lambda: len(hafen.texts(number)) == 1)
    assert "HAFEN 0800 1234568" in hafen.texts(number)[0]


def test_numbers_are_of_the_country(hafen: Hafen) -> None:
    """A mobile with +49 gets an answer by text; one of Japan, which is foreign, gets none."""
    assert "LOTSE 030 23125002" in hafen.text("en")
    assert hafen.text("en", ABROAD) == ""
    for words in ("112", "110", "police"):
        assert hafen.text(words, "+4915123456786").startswith("Police: 110. Fire and ambulance: 112.")


def test_what_is_said_at_the_desk(hafen: Hafen) -> None:
    assert "Nepalesisch, bitte." in hafen.text("ne", "+4915123456787")
    assert '<p class="say" lang="de">Koreanisch, bitte.</p>' in hafen.page("/ko")


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_nothing_is_of_japan_in_any_language(hafen: Hafen, code: str) -> None:
    hafen.at("2027-03-30 12:00")
    number = f"+49151234567{60 + list(LANGUAGES).index(code)}"
    keys = "".join(LANGUAGES[code].keys)
    found = [hafen.page(f"/{code}"), hafen.page(f"/{code}/privacy"), hafen.page(f"/{code}.ics")]
    found += [hafen.text(code, number), hafen.text("info", number), hafen.text("help", number)]
    found += [hafen.text("112", number), hafen.text("remind", number)]
    found += [hafen.call([*keys], FarEnd("busy"), FarEnd("busy"), number=number)]
    hafen.at("2027-03-29 12:00")
    found += [hafen.call([*keys, "3", "12#"], number="anonymous"), hafen.call([*keys, "3", "12#", "1"], number=number)]
    found += hafen.texts(number)
    assert not [each for text in found for each in left(text)]


def left(text: str) -> Iterator[str]:
    """Yield what is of Japan in a text, apart from the name of the language."""
    seen = OWN_NAMES.sub("", re.sub(r"(?s)<style>.*?</style>|<header>.*?</header>|<footer>.*?</footer>", "", text))
    for match in OF_JAPAN.finditer(seen):
        yield seen[max(0, match.start() - 30) : match.end() + 30]


@pytest.mark.parametrize(
    "path", ["/", "/poster", "/poster?size=card", "/hours.json", "/hsds.json", "/nothing", "/phone/"]
)
def test_nothing_is_of_japan_on_pages_that_are_of_no_language(hafen: Hafen, path: str) -> None:
    found = re.sub(r'(?s)<nav id="languages">.*?</nav>', "", requests.get(f"{hafen.url}{path}", timeout=PATIENCE).text)
    if path == "/phone/":
        found = found.replace(ABROAD, "")
    assert list(left(re.sub(r'(?s)<script type="application/json".*?</script>', "", found))) == []


def test_the_calendar_has_the_clock_changes(hafen: Hafen) -> None:
    calendar: Any = icalendar.Calendar.from_ical(hafen.page("/vi.ics"))
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Berlin"
    assert {each.name for each in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}


def test_the_hours_as_data_are_in_the_zone_of_home(hafen: Hafen) -> None:
    hafen.at("2027-07-01 12:00")
    answer = requests.get(f"{hafen.url}/hours.json", timeout=PATIENCE).json()
    assert answer["at"].endswith("+02:00")
    assert {each["zone"] for each in answer["lines"]} == {"Europe/Berlin"}
    assert datetime.fromisoformat(answer["at"]).utcoffset() is not None


COMMANDS = (
    ["schedule", "check", str(FOLDER / "directory.yaml")],
    ["schedule", "holidays", "2027"],
    ["schedule", "show"],
    ["route", "vi", "--at", "2027-10-31 02:30"],
    ["prompts", "check"],
    ["doctor"],
)


def test_the_commands(tmp_path: Path) -> None:
    """All in one process, because it takes long to start one."""
    code = f"""
from ivr.cli import main
for command in {COMMANDS!r}:
    try:
        main(command)
    except SystemExit:
        print("~")
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    checked, holidays, shown, route, prompts, doctor, _ = ran.stdout.split("~\n")
    assert checked.startswith("no mistakes: 3 lines")
    assert "Fri 2027-03-26  Karfreitag" in holidays
    assert "Vietnamese, Sun 2027-10-31 02:30:00 CEST: hafen-vi" in route
    assert "open until Sun 2027-10-31 05:00 CET" in route
    assert prompts.startswith("no mistakes")
    assert "zone data" in doctor
    examples = re.compile(r"for example .*")
    assert not [each for text in (checked, holidays, shown, route, doctor) for each in left(examples.sub("", text))]


def test_a_profile_that_can_not_be_used_is_told_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("country: Deutschland\nzone: CET\n", "utf-8")
    refused = ivr("route", "vi", folder=tmp_path, PROFILE="wrong.yaml")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: the profile wrong.yaml cannot be used:\n  line 1: country: 'Deutschland'")
    assert "\n  line 2: zone: 'CET' is not the time zone of a place" in refused.stderr


def test_nothing_chooses_a_profile_when_it_is_loaded(tmp_path: Path) -> None:
    """A module that asks for the profile when it is imported would choose Japan's before the setting is read."""
    code = """
import importlib, pkgutil
from profiles.current import CHOICE
for root in ("bounds", "profiles", "schedules", "prompts", "ivr"):
    for module in pkgutil.walk_packages(__import__(root).__path__, root + "."):
        if "__main__" not in module.name and "migrations" not in module.name:
            importlib.import_module(module.name)
            assert CHOICE.chosen is None, module.name
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
