"""The report of a month: page, CSV, PDF and command say the same, and none tells a small count."""

import csv
import os
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pypdfium2
import pytest
import requests
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.core.call.outcome import Leg
from ivr.demo import PERSON, Demo
from tests.support.console import Console, Page
from tests.support.recorded import put_through, step, write
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.xdist_group("poster")  # WeasyPrint is loaded in one process
MONTH = datetime(2025, 10, 1, 3, tzinfo=UTC)  # a Wednesday, Japan's noon, when lines are open
EVENING = timedelta(hours=10)
QUERY = "month=2025-10&agency=OTIT"
LABELS = {"en": ["Vietnamese", "Chinese", "Indonesian"], "ja": ["ベトナム語", "中国語", "インドネシア語"]}
CALLS = {"vi": (31, 12, 17), "zh": (9, 6, 8), "id": (11, 3, 9), "th": (2, 1, 1)}
"""Calls by language: put through, not while a line is open, not while none is."""


@pytest.fixture
def boss(demo: Demo) -> Console:
    """Somebody at the console of a service with a month of calls."""
    for language, (through, unanswered, nobody) in CALLS.items():
        for number in range(through):
            mine = "fresc" if number % 3 == 0 else f"otit-{language}"
            write(demo.service.engine, put_through(f"a{language}{number}", _day(number), language, mine))
        for number in range(unanswered):
            line = f"otit-{language}"
            write(
                demo.service.engine,
                step(f"b{language}{number}", 0, "connect", language, _day(number)),
                step(f"b{language}{number}", 1, "dialed", language, _day(number), line=line, leg=Leg.BUSY, seconds=0),
            )
        for number in range(nobody):
            write(demo.service.engine, step(f"c{language}{number}", 0, "rest", language, _day(number) + EVENING))
    console = Console(demo.url)
    assert console.sign_in(PERSON, demo.password).status == 200
    return console


def _day(number: int) -> datetime:
    """A Wednesday of the month."""
    return MONTH + timedelta(days=7 * (number % 5))


def rows_of(file: Page) -> dict[tuple[str, str], list[str]]:
    """The numbers of a CSV file by table and row."""
    found = defaultdict(list)
    for table, row, _, number in list(csv.reader(StringIO(file.html.removeprefix("\ufeff"))))[1:]:
        found[table, row].append(number)
    return found


def shown_in(page: str) -> list[list[str]]:
    """The cells of each row of the tables of a page."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def pdf_of(boss: Console, query: str) -> requests.Response:
    return boss.browser.get(f"{boss.url}/ops/reports/monthly.pdf?{query}", timeout=PATIENCE)


def words_of(pdf: bytes) -> str:
    """The text of a PDF without spaces, which depend on where a line ends."""
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(BytesIO(pdf)))
    return "".join(text.replace("\ufffe", "").split())


@pytest.mark.parametrize("language", ["en", "ja"])
def test_chart_table_csv_and_pdf_agree(boss: Console, language: str) -> None:
    query = f"{QUERY}&in={language}"
    page = boss.get(f"/ops/reports/monthly?{query}")
    rows = rows_of(boss.get(f"/ops/reports/monthly.csv?{query}"))
    vietnamese, chinese, indonesian = LABELS[language]
    found: dict[str, list[list[str]]] = defaultdict(list)
    for (_, row), numbers in rows.items():
        found[row].append(numbers)
    assert [each[:3] for each in found[vietnamese]] == [["31", "29", "60"], ["12", "17", "29"]]
    assert [each[:3] for each in found[chinese]] == [["9", "14", "23"], ["6", "8", "14"]]
    assert [each[:3] for each in found[indonesian]] == [["11", "12", "23"], ["–", "–", "12"]]
    shown, made = shown_in(page.html), pdf_of(boss, query)
    assert made.headers["Content-Disposition"] == f'attachment; filename="report-2025-10-OTIT-{language}.pdf"'
    printed = words_of(made.content)
    for (_, row), numbers in rows.items():
        assert [row, *numbers] in shown
        assert "".join([row, *numbers]).replace(" ", "") in printed
    bars = [
        [float(width) for width in re.findall(r'<rect class="o\d"[^>]* width="([\d.]+)"', bar)]
        for bar in re.findall(r'<svg class="across".*?</svg>', page.html)
    ]
    assert bars[:2] == [
        pytest.approx([100 * each / 60 for each in counts], abs=0.001) for counts in ((31, 29), (9, 14))
    ]


def test_a_row_leads_to_its_calls(boss: Console) -> None:
    page = boss.get(f"/ops/reports/monthly?{QUERY}")
    link = "/ops/calls?first=2025-10-01&last=2025-10-31&language=id&made_by=people"
    assert f'"{link.replace("&", "&amp;")}"' in page.html
    assert "/ops/calls/aid0" in boss.get(link).html
    assert "/ops/calls?first=2025-10-01&amp;last=2025-10-31&amp;line=otit-vi" in page.html


def test_the_newest_month_is_one_that_has_ended(demo: Demo) -> None:
    console = Console(demo.url, "ja")
    console.sign_in(PERSON, demo.password)
    for query in ("", "?month=2026-11", "?month=soon&agency=nobody&in=xx"):
        assert "OTIT 月次報告 2026年10月" in console.get(f"/ops/reports/monthly{query}").text
    page = console.get("/ops/reports/monthly?agency=FRESC&in=en&month=2023-02")
    months = re.findall(r"<option(?: selected)?>(\d{4}-\d\d)", page.html)
    assert (months[0], months[-1], len(months)) == ("2026-10", "2023-02", 45)
    page = console.get("/ops/reports/monthly?agency=FRESC&in=en")
    assert "Report for FRESC, October 2026" in page.text
    assert "There are too few calls to say anything." in page.text


def test_a_machine_that_makes_no_pdf_says_so(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(demo.url)
    console.sign_in(PERSON, demo.password)
    (tmp_path / "weasyprint.py").write_text("raise ImportError('no weasyprint')")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    answer = console.get(f"/ops/reports/monthly.pdf?{QUERY}")
    assert answer.status == 503
    assert "No PDF can be made here: WeasyPrint makes the PDF: pip install 'tsunagu[poster]'. Print the" in answer.text


def report(demo: Demo, *arguments: str) -> Result:
    """`ivr report` on the database of the service."""
    address = demo.service.engine.url.render_as_string(hide_password=False)
    return CliRunner().invoke(main, ["report", *arguments], env={"DATABASE_URL": address})


def test_the_command_writes_what_the_console_sends(demo: Demo, boss: Console, tmp_path: Path) -> None:
    file = tmp_path / "it.pdf"
    made = report(demo, "--month", "2025-10", "--agency", "otit", "--language", "ja", str(file))
    assert (made.exit_code, made.output) == (0, f"written to {file}\n"), made.output
    assert words_of(file.read_bytes()) == words_of(pdf_of(boss, f"{QUERY}&in=ja").content)
    for arguments, complaint in (
        (
            ["--month", "2999-01", "--agency", "OTIT"],
            "--month: a month is reported a day after it has ended; the newest",
        ),
        (["--month", "soon", "--agency", "OTIT"], "'soon' is not a month such as 2026-11"),
        (["--agency", "nobody"], "--agency: nobody has no line; those that have are OTIT, FRESC"),
    ):
        refused = report(demo, *arguments, str(file))
        assert refused.exit_code != 0
        assert complaint in refused.stderr
