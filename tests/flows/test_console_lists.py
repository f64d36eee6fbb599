"""Calls, texts and reports over HTTP: a real call is found again as it was, and nothing typed breaks a page."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import insert, select

from ivr.core.caller import Phone
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.demo import PERSON, Demo
from ivr.service.counting import catch_up
from ivr.store.callers import STOPPED
from ivr.store.tables import audit, calls, inbound, outbox
from prompts import Command
from sentences import Sentence
from tests.support.console import Console
from tests.support.demo import MOBILE, Dials
from tests.support.people import NOBODY_ANSWERS, Person
from tests.support.recorded import MINUTE, NOON, a_text

PAGES = (
    "reports",
    "reports/languages",
    "reports/unmet",
    "reports/lines",
    "reports/give-ups",
    "reports/texts",
    "reports/monthly",
    *(f"reports/to-pass-on/{tab}" for tab in ("outcomes", "languages", "unmet", "lines", "give-ups", "texts")),
)
REPORTS = ("outcomes-by-month", "outcomes-by-language", "unmet-demand", "answer-rates", "give-ups", "times", "texts")


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
    assert "OTIT Chinese: open until Mon 2026-11-30 19:00 JST" in found.text
    assert "FRESC: already tried in this call" in found.text
    assert "/ops/texts/1" in found.html
    text = boss.get("/ops/texts/1")
    assert f"/ops/calls/{sid}" in text.html
    everything = [page, found, text, boss.get("/ops/texts"), boss.get("/ops/texts/received"), boss.get("/ops/reports")]
    assert all(each.status == 200 for each in everything)
    assert not any(MOBILE[-8:] in each.html or MOBILE[-4:] + "-" in each.html for each in everything)
    assert "No calls" not in boss.get("/ops/calls").text
    assert f"/ops/calls/{sid}" not in boss.get("/ops/calls?language=vi").html


def test_a_reader_of_japanese_reads_all_of_it_in_japanese(demo: Demo, sid: str) -> None:
    at = demo.clock.now()
    text = {"promise": "x", "purpose": Purpose.REMINDER, "language": "vi", "made_at": at, "due_at": at}
    with demo.service.engine.begin() as connection:
        connection.execute(insert(outbox).values(**text, state=State.CANCELLED, problem=STOPPED, attempts=0))
        asked = Sentence("asked to stop texts")
        connection.execute(insert(inbound).values(sid="SM1", at=at, command=Command.STOP, because=asked))
    boss = Console(demo.url, "ja")
    assert boss.sign_in(PERSON, demo.password).status == 200
    call, texts, received = (boss.get(f"/ops/{path}").text for path in (f"calls/{sid}", "texts", "texts/received"))
    for said in (
        "携帯電話",
        "SMS送信予定",
        "キー 2：Chinese",
        "OTIT 中国語：2026年11月30日(月) 19:00 JSTまで受付中、通常の受付時間内（月・水・金 11:00～19:00、",
        "OTIT 中国語：応答なし",
        "FRESC：この通話で呼び出し済み。",
        "案内のSMS：送信予定",
        "受付時間 第1版",
    ):
        assert said in call, said
    for said in ("受付開始のお知らせ", "取り消し", "受信者がSTOPを送信しています"):
        assert said in texts, said
    assert "停止（STOP）" in received
    assert "SMSの停止（STOP）を希望" in received


def test_a_call_of_which_only_the_end_is_known(demo: Demo, boss: Console) -> None:
    at = demo.clock.now()
    with demo.service.engine.begin() as connection:
        connection.execute(insert(calls).values(sid="CA1", phone=Phone.WITHHELD, started_at=at, ended_at=at))
    assert "None" not in boss.get("/ops/calls").text + boss.get("/ops/calls/CA1").text


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
    for report in REPORTS:
        assert boss.get(f"/ops/reports/{report}.csv?month=all").status == 200
    assert boss.get("/ops/reports/nothing.csv").status == 404
    with demo.service.engine.connect() as connection:
        exported = connection.scalars(select(audit.c.what).where(audit.c.act == "exported")).all()
    assert exported[:2] == ["calls", "texts"]
    assert len(exported) == 2 + len(REPORTS)


def test_the_bars_of_a_report_lead_to_their_calls(boss: Console, sid: str) -> None:
    report = boss.get("/ops/reports?days=7&language=zh")
    assert '"/ops/calls?counted=1&amp;first=2026-11-30&amp;last=2026-11-30&amp;language=zh"' in report.html
    assert f"/ops/calls/{sid}" in boss.get("/ops/calls?first=2026-11-30&last=2026-11-30&language=zh").html
    assert "none before" in report.text
    typed = boss.get("/ops/reports?first=2026-11-30&last=2026-11-30")
    assert "Mon 2026-11-30 – Mon 2026-11-30 · 1 day" in typed.text
    assert "/ops/reports/languages?first=2026-11-30&amp;last=2026-11-30" in typed.html
    assert "1 before" in boss.get("/ops/reports?first=2026-12-01&last=2026-12-01").text
    hours = boss.get("/ops/reports/unmet?days=7").html
    assert hours.count("/ops/reports/hour?hour=12&amp;days=7") == 2  # in the chart and in the table
    assert hours.count("/ops/reports/hour?hour=12&amp;all=1&amp;days=7") == 1  # all calls, in the table
    assert f"/ops/calls/{sid}" in boss.get("/ops/reports/hour?hour=12&days=7").html
    assert f"/ops/calls/{sid}" not in boss.get("/ops/reports/hour?hour=13&days=7").html
    assert f"/ops/calls/{sid}" not in boss.get("/ops/reports/hour?hour=12&days=7&language=vi").html
    assert "OTIT Chinese" in boss.get("/ops/reports/lines?line=otit-zh").text
    link = "/ops/calls?first=2026-11-24&last=2026-11-30&counted=1&language=&left=while+the+hours+were+told"
    assert link.replace("&", "&amp;") in boss.get("/ops/reports/give-ups?days=7").html
    assert f"/ops/calls/{sid}" in boss.get(link).html
    assert f"/ops/calls/{sid}" not in boss.get(link.replace("while+the+hours+were+told", "while+a+line+rang")).html


def test_what_texts_cost_and_bring(demo: Demo, boss: Console) -> None:
    engine = demo.service.engine
    called = {"purpose": Purpose.REMINDER, "called_at": NOON + MINUTE}
    texts = [
        a_text(engine, name, message_sid=name, attempted_at=NOON, **more) for name, more in (("a", {}), ("b", called))
    ]
    catch_up(engine, NOON + MINUTE)
    page = boss.get("/ops/reports/texts?first=2026-11-23&last=2026-11-23")
    assert "segments, which the carrier charges 2" in page.text
    assert "of 1 reminders led to a call within 48 hours 1" in page.text
    link = "/ops/texts?first=2026-11-23&last=2026-11-23&language=&counted=1&purpose=reminder&state=delivered"
    assert link.replace("&", "&amp;") in page.html
    listed = boss.get(link).html
    assert [f'"/ops/texts/{text}"' in listed for text in texts] == [False, True]
    assert "none before" not in boss.get("/ops/reports/texts?first=2026-11-24&last=2026-11-24").text


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
        "first=2000-01-01&last=2100-12-31",
        "first=2026-11-30&last=2026-11-29",
        "month=2026-99&agency=%00&in=xx",
        "month=2100-12",
        "choosing=3&waited=x&dialled=odd&hour=99&nobody=2&counted=x&returned=2",
        "choosing=14400&waited=2&dialled=busy&line=%00&hour=23&nobody=1&counted=1&returned=1",
        "line=never&dialled=counted&hour=0&returned=0&hours=99&all=1",
    ],
)
def test_nothing_typed_breaks_a_list(boss: Console, query: str) -> None:
    for path in ("calls", "calls.csv", "texts", "texts.csv", "texts/received", "texts/refused", *PAGES):
        page = boss.get(f"/ops/{path}?{query}")
        assert page.status in (200, 422), (path, page.text[:300])
    assert boss.get(f"/ops/reports/hour?hour=0&{query}").status == 200
    for path in (
        "reports/hour?hour=168",
        "reports/hour?hour=x",
        "reports/to-pass-on/nothing",
        "calls/none",
        "calls/%00",
        "texts/0",
        "texts/99999999999",
    ):
        assert boss.get(f"/ops/{path}").status == 404
