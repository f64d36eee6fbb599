"""*Reports*, *More hours*: what it says of a draft is what happens if the same people call under the new hours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from ivr.core.histories import PLAUSIBLE, beginnings
from ivr.demo import NUMBER, PERSON, TOKEN, Demo
from ivr.phone.handset import Handset
from tests.support.console import Console, publish
from tests.support.demo import start
from tests.support.people import Person, keys_for, rang
from tests.support.timetables import japan

MONDAY = japan("2026-11-09 00:00")
FEW = replace(PLAUSIBLE, calls_a_day=4, shares={"vi": 2, "my": 2, "mn": 1})
CALLS = list(beginnings(Random(1), MONDAY, MONDAY + timedelta(weeks=1), FEW))
PAGE = "/ops/reports/more-hours?days=7"


@pytest.fixture
def later(tmp_path: Path) -> Iterator[Demo]:
    """A service like the one that was called, before those calls."""
    (tmp_path / "later").mkdir()
    running = start(tmp_path / "later", MONDAY - timedelta(days=1))
    yield running
    running.close()


def called(demo: Demo, at: datetime, language: str) -> bool:
    """Call at a moment in a language; whether a line answered. Nobody is known from before."""
    demo.clock.set(at)
    number = f"+8190{int(at.timestamp() * 1000) % 10**8:08}"
    return bool(rang(Handset(demo.url, TOKEN, number, NUMBER).call(Person(keys_for(language)))))


def console(demo: Demo) -> Console:
    signed_in = Console(demo.url)
    signed_in.sign_in(PERSON, demo.password)
    return signed_in


def draft(aiko: Console) -> None:
    aiko.post("/ops/hours/lines/otit-my", text="Fri 11:00-19:00, Sun 18:00-22:00", token="")
    aiko.post("/ops/hours/lines/fresc", text="Mon-Fri 09:00-19:00, Sat 09:00-15:00")


def test_what_the_page_counts_is_what_a_replay_by_telephone_reaches(demo: Demo, later: Demo) -> None:
    reached_nobody = [(at, language) for at, language in CALLS if not called(demo, at, language)]
    demo.service.recorder.flush()
    demo.clock.set(MONDAY + timedelta(weeks=1, hours=9))
    aiko = console(demo)
    assert "You have no draft." in aiko.get(PAGE).text
    draft(aiko)
    changed = console(later)
    draft(changed)
    publish(changed)
    reached = [language for at, language in reached_nobody if called(later, at, language)]
    assert 5 < len(reached) < len(reached_nobody)
    page = aiko.get(PAGE)
    assert (
        f"reached a person. {len(reached)} calls came in these days while no line of their language is open now"
        in page.text
    )
    assert "more calls a week would have reached a person." in page.text
    assert "draft leaves nobody" not in page.text


def test_the_best_hours(demo: Demo, aiko: Console) -> None:
    for minute in range(3):
        called(demo, japan(f"2026-11-15 20:1{minute}"), "my")
    demo.service.recorder.flush()
    demo.clock.set(MONDAY + timedelta(weeks=1, hours=9))
    assert "Sunday 20–21" in aiko.get(PAGE).text
    hour = 'href="/ops/reports/hour?hour=164&amp;first=2026-11-09&amp;last=2026-11-15"'
    assert hour in aiko.get(PAGE).html
    aiko.post("/ops/hours/lines/otit-my", text="closed")
    page = aiko.get(PAGE)
    assert "The draft opens no hour of the past weeks" in page.text
    assert '"/ops/reports/more-hours"' in aiko.get("/ops/hours/draft").html


@pytest.mark.parametrize("query", ["days=0", "days=x&line=nowhere", "line=%00", "days=365&line=fresc"])
def test_nothing_typed_breaks_it(aiko: Console, query: str) -> None:
    assert aiko.get(f"/ops/reports/more-hours?{query}").status == 200
