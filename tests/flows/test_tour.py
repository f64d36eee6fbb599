"""The demo as it opens: made-up calls, a tour whose marks follow what happens, and no limit without a word."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from ivr.demo import PERSON, Demo
from ivr.phone.handset import Handset
from ivr.store.revisions import head, publish
from schedules import Scope, home_date, load_directory, shipped, write_directory
from tests.support.changes import special
from tests.support.console import Console
from tests.support.demo import Dials, end, start
from tests.support.people import NOBODY_ANSWERS, Person


def marks(demo: Demo) -> list[bool]:
    page = requests.get(f"{demo.url}/demo/", timeout=60).text
    return [found == "Done" for found in re.findall(r'<span class="badge \w+">([^<]+)</span>', page)]


def publish_document(demo: Demo, document: str) -> None:
    now = demo.clock.now()
    with demo.service.engine.begin() as connection:
        latest = head(connection)
        publish(connection, document, PERSON, "a tour", now, base=latest.number if latest else 0, effective_at=now)
    demo.schedule.refresh()


@pytest.fixture
def boss(demo: Demo) -> Console:
    console = Console(demo.url)
    assert console.sign_in(PERSON, demo.password).status == 200
    return console


def test_a_demo_opens_on_made_up_calls_and_says_so(tmp_path: Path) -> None:
    demo = start(tmp_path, days=7)
    try:
        console = Console(demo.url)
        console.sign_in(PERSON, demo.password)
        assert "are made up" in console.get("/ops/").text
        for path in ("calls", "texts", "texts/received", "reports?days=7", "reports/unmet?days=7", "reports/lines"):
            page = console.get(f"/ops/{path}")
            assert page.status == 200
            assert "No matching entries" not in page.text, path
        assert marks(demo) == [False] * 5
    finally:
        end(demo)


def test_the_pages_of_the_demo_open_at_its_name_and_at_its_address(tmp_path: Path) -> None:
    demo = start(tmp_path, host="localhost")
    try:
        assert demo.url.startswith("http://localhost:")
        for url in (demo.url, demo.url.replace("localhost", "127.0.0.1")):
            console = Console(url)
            assert console.sign_in(PERSON, demo.password).url == f"{url}/ops/"
            page = console.post("/ops/hold", scope="all", state="closed", life="reset", reason="flood", next="/ops/")
            assert (page.status, page.url) == (200, f"{url}/ops/")
            assert [console.get(path).status for path in ("/demo/", "/phone/", "/vi")] == [200, 200, 200]
            called = requests.post(f"{url}/phone/calls", json={"number": "+819012345678"}, timeout=60)
            assert called.status_code == 201
    finally:
        end(demo)


def test_the_marks_of_the_tour_follow_what_happens(demo: Demo, handset: Dials, boss: Console) -> None:
    assert "made up" not in boss.get("/ops/").text
    demo.clock.set(demo.clock.now() + timedelta(hours=10))  # Sunday, 20:00
    handset().call(Person(["7"]))
    assert marks(demo) == [True, False, False, False, False]
    handset().text("nepali")
    assert marks(demo)[1]
    monday = home_date(demo.clock.now()) + timedelta(days=1)
    publish_document(demo, write_directory(special("training", monday, scope=Scope(line="otit-vi"))(load_directory())))
    assert marks(demo)[2:] == [True, False, False]
    demo.clock.set(demo.clock.now() - timedelta(hours=1))
    clock = requests.get(f"{demo.url}/phone/clock", timeout=60).json()
    assert "before the last change of the hours (Sun 29 Nov 20:00)" in clock["note"]
    publish_document(demo, shipped())
    assert marks(demo)[2:] == [True, False, True]
    demo.clock.set(demo.clock.now() + timedelta(hours=16))  # Monday, 11:00
    handset("+818011112222").call(Person(["1"], otherwise=NOBODY_ANSWERS), sid="CA9")
    demo.service.recorder.flush()
    assert boss.get("/ops/calls/CA9").status == 200
    assert all(marks(demo))


def test_the_tour_and_the_telephone_are_in_the_language_of_the_browser_or_the_chosen_one(demo: Demo) -> None:
    browser = requests.Session()
    browser.headers["Accept-Language"] = "ja-JP,en;q=0.5"
    for path, title, english in (
        ("demo", "5つの操作", "Five tasks"),
        ("phone", "つなぐを試すための電話", "A telephone to"),
    ):
        page = browser.get(f"{demo.url}/{path}/", timeout=60).text
        assert '<html lang="ja">' in page
        assert f"<h1>{title}" in page
        (switch,) = re.findall(r'href="([^"]*)" lang="en"', page)
        page = browser.get(f"{demo.url}/{path}/{switch}", timeout=60).text
        assert '<html lang="en">' in page
        assert f"<h1>{english}" in page
        assert '<html lang="en">' in browser.get(f"{demo.url}/{path}/", timeout=60).text
        browser.get(f"{demo.url}/{path}/?language=ja", timeout=60)
    assert ", by the demo&#39;s clock" in requests.get(f"{demo.url}/demo/?language=xx", timeout=60).text


def test_a_limit_that_is_reached_says_so(demo: Demo, handset: Dials) -> None:
    caller: Handset = handset()
    for sid in ("CA1", "CA2"):
        caller.call(Person(["7"]), sid=sid)
    first, second = (requests.get(f"{demo.url}/demo/calls/{sid}", timeout=60).json()["steps"] for sid in ("CA1", "CA2"))
    assert not any(step["limit"] for step in first)
    assert next(step["limit"] for step in second if step["limit"]).startswith("No second text")
    text = {"number": caller.number, "body": "STOP"}
    requests.post(f"{demo.url}/phone/texts", json=text, timeout=60)
    said = requests.post(f"{demo.url}/phone/texts", json=text | {"body": "khmer"}, timeout=60).json()
    assert said["answer"] is None
    assert said["because"]
