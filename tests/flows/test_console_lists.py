"""Calls, texts and reports over HTTP: a real call is found again as it was, and nothing typed breaks a page."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import insert, select

from ivr.core.delivery import State
from ivr.core.texts import Purpose
from ivr.demo import PERSON, Demo
from ivr.store.tables import audit, calls, outbox
from tests.support.console import Console
from tests.support.demo import MOBILE, Dials
from tests.support.people import NOBODY_ANSWERS, Person


@pytest.fixture
def boss(demo: Demo) -> Console:
    console = Console(demo.url)
    assert console.sign_in(PERSON, demo.password).status == 200
    return console


@pytest.fixture
def sid(demo: Demo, handset: Dials) -> str:
    """A call on Monday noon to two lines that do not answer, every request repeated."""
    demo.clock.set(demo.clock.now() + timedelta(days=1, hours=2))
    handset(repeat=True).call(Person(["2"], otherwise=NOBODY_ANSWERS))
    demo.service.recorder.flush()
    with demo.service.engine.connect() as connection:
        return str(connection.scalars(select(calls.c.sid)).one())


def table(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


def test_a_call_is_a_timeline_of_decisions(boss: Console, sid: str) -> None:
    page = boss.get("/ops/calls?language=zh&line=fresc&first=2026-11-30&last=2026-11-30")
    assert f"/ops/calls/{sid}" in page.html
    found = boss.get(f"/ops/calls/{sid}")
    assert "otit-zh: open until Mon 2026-11-30 19:00 JST" in found.text
    assert "fresc: already tried in this call" in found.text
    assert "/ops/texts/1" in found.html
    text = boss.get("/ops/texts/1")
    assert f"/ops/calls/{sid}" in text.html
    everything = [page, found, text, boss.get("/ops/texts"), boss.get("/ops/texts/received"), boss.get("/ops/reports")]
    assert all(each.status == 200 for each in everything)
    assert not any(MOBILE[-8:] in each.html or MOBILE[-4:] + "-" in each.html for each in everything)
    assert "No calls" not in boss.get("/ops/calls").text
    assert f"/ops/calls/{sid}" not in boss.get("/ops/calls?language=vi").html


def test_tables_for_a_spreadsheet(demo: Demo, boss: Console, sid: str) -> None:
    with demo.service.engine.begin() as connection:
        at = demo.clock.now()
        row = {"promise": "x", "purpose": Purpose.INFORMATION, "language": "vi", "made_at": at, "due_at": at}
        connection.execute(insert(outbox).values(**row, state=State.FAILED, problem='=HYPERLINK("x")', attempts=1))
    found = boss.get("/ops/calls.csv")
    assert found.html.startswith("\ufeff") or found.html.encode("latin-1", "ignore").startswith(b"\xef\xbb\xbf")
    assert [line[0] for line in table(found.html)[1:]] == [sid]
    assert "attachment" in found.headers["Content-Disposition"]
    assert "'=HYPERLINK(" in boss.get("/ops/texts.csv").html
    for report in ("outcomes-by-day", "outcomes-by-language", "unmet-demand", "answer-rates"):
        assert boss.get(f"/ops/reports/{report}.csv?days=7").status == 200
    assert boss.get("/ops/reports/nothing.csv").status == 404
    with demo.service.engine.connect() as connection:
        exported = connection.scalars(select(audit.c.what).where(audit.c.act == "exported")).all()
    assert exported[:2] == ["calls", "texts"]
    assert len(exported) == 6


@pytest.mark.parametrize(
    "query",
    [
        "first=0001-01-01",
        "last=9999-12-31",
        "first=yesterday&last=%00",
        "language=xx&outcome=lost&line=nowhere&state=odd&purpose=none",
        "before=x~1",
        "before=2026-11-30T03:00:00%2B00:00~x",
        "before=2026-11-30T03:00:00~1",
        "after=0001-01-01T00:00:00%2B23:00~1",
        "after=2026-11-30T03:00:00%2B00:00~%00",
        "before=2026-11-30T03:00:00%2B00:00~99999999999999999999",
        "days=0",
        "days=x",
    ],
)
def test_nothing_typed_breaks_a_list(boss: Console, query: str) -> None:
    for path in ("calls", "calls.csv", "texts", "texts.csv", "texts/received", "texts/refused", "reports"):
        page = boss.get(f"/ops/{path}?{query}")
        assert page.status in (200, 422), (path, page.text[:300])
    for path in ("calls/none", "calls/%00", "texts/0", "texts/99999999999"):
        assert boss.get(f"/ops/{path}").status == 404
