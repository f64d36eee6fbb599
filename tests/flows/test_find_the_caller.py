"""The calls of a caller are found by the telephone number, however it is typed, and the number is nowhere."""

import logging

import pytest

from ivr.clock import parse_moment
from ivr.core.roles import Role
from ivr.demo import Demo
from ivr.store.audit import latest
from ivr.store.db import read
from tests.support.console import Console, Page, signed_in
from tests.support.demo import MOBILE, Dials
from tests.support.people import Person
from tests.support.traces import traces_of

OTHER = "+818012345678"


@pytest.fixture
def called(demo: Demo, handset: Dials) -> Demo:
    """Two people have called, one of them twice: on Sunday evening, and at noon the day after."""
    demo.clock.set(parse_moment("2026-11-29 20:14"))
    handset().call(Person(["7"]))
    demo.clock.set(parse_moment("2026-11-30 12:00"))
    handset().call(Person(["1"]))
    handset(OTHER).call(Person(["1"]))
    demo.service.recorder.flush()
    return demo


def rows(page: Page) -> int:
    return page.html.count('<th scope="row"')


def test_in_any_form(called: Demo, aiko: Console) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in "090-1234-5678")
    for typed in ("090-1234-5678", "09012345678", "+81 90 1234 5678", "(090)1234-5678", wide, "81 9012345678"):
        page = aiko.post("/ops/calls", number=typed)
        assert (page.status, rows(page)) == (200, 2), typed
    assert rows(aiko.get(f"{page.url.removeprefix(called.url)}&language=km")) == 1
    assert "No calls of this number." in aiko.post("/ops/calls", number="080-9999-8888").text


def test_the_number_is_in_no_page_address_or_log(called: Demo, aiko: Console, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    number, told = traces_of(MOBILE), ["".join(record.getMessage() for record in caplog.records)]
    page = aiko.post("/ops/calls", number="090-1234-5678")
    entry = read(called.service.engine, latest, 1)[0]
    assert (entry.who, entry.act, entry.what, entry.detail) == ("demo", "searched by number", "", "")
    told += [page.html, page.url, aiko.get("/ops/audit").html, *(record.getMessage() for record in caplog.records)]
    assert not any(number.search(each.encode()) for each in told)
    other = aiko.post("/ops/calls", number="090-1234-5678")
    assert other.url != page.url, "addresses of two searches for the same number can't be joined"


def test_what_is_no_number(called: Demo, aiko: Console) -> None:
    for typed in ("", "Tanaka", "12", "070-5555", "9" * 200, "\x00", "' OR 1=1"):
        page = aiko.post("/ops/calls", number=typed)
        assert (page.status, rows(page)) == (422, 3), typed
        assert "That is not a telephone number." in page.text
        assert len(typed) < 5 or typed not in page.html


def test_from_a_call_to_all_of_its_caller(called: Demo, aiko: Console) -> None:
    links = [link for link in aiko.get("/ops/calls").html.split('href="') if link.startswith("/ops/calls?caller=")]
    counts = sorted(rows(aiko.get(link.partition('"')[0].replace("&amp;", "&"))) for link in links)
    assert counts == [1, 2, 2]
    for broken in ("x", "x" * 2000, links[0].partition('"')[0].removeprefix("/ops/calls?caller=")[:-2]):
        assert "No calls of this number." in aiko.get(f"/ops/calls?caller={broken}").text


def test_by_time_of_day(called: Demo, aiko: Console) -> None:
    found = {
        "first=2026-11-29&since=20:00&until=21:00": 1,
        "first=2026-11-29&since=20:15&until=21:00": 0,
        "first=2026-11-29&last=2026-11-30&since=20:15": 2,
        "first=2026-11-29&last=2026-11-30&since=20:00&until=12:00": 1,
        "last=2026-11-29&since=20:00": 1,
        "since=12:00&until=12:30": 2,
        "first=2026-11-29&since=20:00&until=02:00": 1,
        "since=25:00&until=x": 3,
    }
    assert {query: rows(aiko.get(f"/ops/calls?{query}")) for query in found} == found


def test_a_viewer_finds_nobody_by_number(called: Demo) -> None:
    chika = signed_in(called, Role.VIEWER, "Chika")
    assert "Find a caller" not in chika.get("/ops/calls").text
    assert chika.post("/ops/calls", number="090-1234-5678").status == 403
