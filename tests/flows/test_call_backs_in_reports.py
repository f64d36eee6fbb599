"""A call-back from the call in which it was asked for to *Reports*, *Calls*, *More hours* and the report of a month."""

import csv
import html
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from ivr.core.callbacks.promises import State
from ivr.demo import PERSON, Demo
from tests.flows.test_call_backs import ANSWERED, KHMER_CLOSED, asked, calling_back, later, opened, states
from tests.flows.test_monthly import rows_of, shown_in
from tests.support.asked_back import asked_back
from tests.support.console import Console
from tests.support.demo import end, start
from tests.support.people import Person
from tests.support.waiting import eventually

LINK = re.compile(r'<a href="(/ops/calls/[^"?.]+)"')

FIGURE = re.compile(r'<a class="figure" href="([^"]*)">.*?<span class="value">(\d+)</span>', re.DOTALL)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with calling_back(tmp_path) as started:
        yield started


@pytest.fixture
def reached(demo: Demo) -> Console:
    """The console after one person was called back, and put through."""
    asked(demo)
    demo.carrier.pick_up(opened(demo), Person(["1"], [ANSWERED]))
    later(demo, seconds=5)
    eventually(lambda: states(demo) == [State.REACHED])
    demo.service.recorder.flush()
    return signed_in(demo)


def signed_in(demo: Demo) -> Console:
    boss = Console(demo.url)
    assert boss.sign_in(PERSON, demo.password).status == 200
    return boss


def test_the_call_that_we_made_leads_to_the_call_back_and_to_the_call_in_which_it_was_asked_for(
    reached: Console,
) -> None:
    (ours,) = set(LINK.findall(reached.get("/ops/calls?made_by=us").html))
    (theirs,) = set(LINK.findall(reached.get("/ops/calls?made_by=people").html))
    assert set(LINK.findall(reached.get("/ops/calls").html)) == {ours, theirs}
    page = reached.get(ours)
    assert "We called this person back, who had asked for it." in page.text
    assert f'<a href="{theirs}">' in page.html
    assert "The person who is called back has answered" in page.text
    (call_back,) = set(re.findall(r'"(/ops/call-backs\?number=\d+)"', page.html))
    assert f'"{ours}"' in reached.get(call_back).html
    page = reached.get(theirs)
    assert "A call-back was asked for in this call." in page.text
    assert f'"{call_back}"' in page.html
    rows = list(csv.reader(StringIO(reached.get("/ops/calls.csv").html)))
    assert [row[-1] for row in rows] == ["Made by", "the service, to call back", "people"]


def test_it_is_in_the_report_of_call_backs_and_in_no_count_of_calls(reached: Console) -> None:
    page = reached.get("/ops/reports/call-backs?days=7").html
    assert [int(number) for _, number in re.findall(FIGURE, page)] == [1, 1, 0, 0, 0]
    assert re.search(r"12 h 5\d min|13 h\b", page)  # from the evening to the opening, less or more some seconds
    calls = reached.get("/ops/reports?days=7").html
    address, number = re.findall(FIGURE, calls)[0]
    assert int(number) == len(set(LINK.findall(reached.get(html.unescape(address)).html))) == 1


def test_more_hours_tells_who_was_called_back(demo: Demo, reached: Console) -> None:
    demo.clock.set(demo.clock.now() + timedelta(days=6))
    page = reached.get("/ops/reports/more-hours?days=7")
    assert (
        "A call-back was asked for in 1 of the calls of these days that reached nobody; 1 of these people then reached"
        in page.text
    )
    assert "Call-backs change no forecast" in page.text


def test_without_call_backs_there_is_no_tab(tmp_path: Path) -> None:
    demo = start(tmp_path, KHMER_CLOSED)
    boss = signed_in(demo)
    link = '"/ops/reports/call-backs?'
    assert link not in boss.get("/ops/reports?days=7").html
    asked_back(demo.service.engine, KHMER_CLOSED - timedelta(days=2), 1)
    assert link in boss.get("/ops/reports?days=7").html
    assert link not in boss.get("/ops/reports?first=2026-11-01&last=2026-11-02").html
    end(demo)


@pytest.mark.parametrize(
    "query", ["number=x", "number=99999999999", "number=-1", "calls=0&result=x", "first=x&language=xx", "before=x~1"]
)
def test_nothing_typed_breaks_the_list(demo: Demo, query: str) -> None:
    assert signed_in(demo).get(f"/ops/call-backs?{query}").status == 200


def test_the_report_for_an_agency(demo: Demo) -> None:
    boss = signed_in(demo)
    october = KHMER_CLOSED - timedelta(days=50)
    query = "month=2026-10&agency=OTIT"
    assert "They are in no count of calls." not in boss.get(f"/ops/reports/monthly?{query}").text
    for number in range(14):
        state = State.REACHED if number < 8 else State.CANCELLED
        asked_back(demo.service.engine, october + timedelta(hours=number), number, "vi", state=state)
        asked_back(demo.service.engine, october, number, "km", state=State.REACHED if number < 3 else State.MISSED)
    page = boss.get(f"/ops/reports/monthly?{query}")
    rows = rows_of(boss.get(f"/ops/reports/monthly.csv?{query}"))
    shown = shown_in(page.html)
    assert rows["Call-backs", "Vietnamese"][:3] == ["8", "6", "14"]
    assert rows["Call-backs", "Khmer"][:3] == ["–", "–", "14"]
    for (table, row), numbers in rows.items():
        if table == "Call-backs":
            assert [row, *numbers] in shown
    assert "57 % of those who asked to be called back" in page.text
    assert "/ops/call-backs?first=2026-10-01&amp;last=2026-10-31&amp;language=vi" in page.html
