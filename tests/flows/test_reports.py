"""*Reports*: each figure leads to a list of as many, and what may be passed on is the same as bar, table and file."""

import csv
import html
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ivr.core.suppression import FEWEST
from ivr.demo import PERSON, Demo
from ivr.service.counting import catch_up
from tests.support.asked_back import asked_back
from tests.support.console import Console
from tests.support.demo import start
from tests.support.recorded import NOON, put_through, step, texted, write
from tests.support.timetables import japan

TABS = ("", "/languages", "/unmet", "/lines", "/give-ups", "/texts", "/call-backs")
TOLD = {
    "outcomes": ("outcomes-by-month",),
    "languages": ("outcomes-by-language",),
    "unmet": ("unmet-demand",),
    "lines": ("answer-rates",),
    "give-ups": ("give-ups", "times"),
    "texts": ("texts",),
    "call-backs": ("call-backs",),
}
WITH_SUMS = ("outcomes-by-language", "call-backs")
_LINK = re.compile(r'<a href="([^"]*)">(\d+)</a>')
_FIGURE = re.compile(r'<a class="figure" href="([^"]*)">.*?<span class="value">(\d+)</span>', re.DOTALL)
_BAR = re.compile(r'<svg class="across".*?</svg>', re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b.*?</t[hd]>", re.DOTALL)
FIRST = japan("2026-10-05 13:00")
"""A Monday of a month that is over."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """The console of a service with a made-up week, read by an administrator."""
    demo = start(tmp_path_factory.mktemp("lived"), at=japan("2026-11-30 13:00"), days=7)
    catch_up(demo.service.engine, demo.clock.now())
    for number in range(130):
        asked_at = demo.clock.now() - timedelta(hours=1 + number)
        asked_back(demo.service.engine, asked_at, number, ("vi", "my", "km")[number % 3])
    yield signed_in(demo)
    demo.close()


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Demo]:
    """A service on 30 November 2026."""
    demo = start(tmp_path, at=japan("2026-11-30 13:00"))
    yield demo
    demo.close()


def signed_in(demo: Demo) -> Console:
    boss = Console(demo.url)
    assert boss.sign_in(PERSON, demo.password).status == 200
    return boss


def table(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


def listed(boss: Console, address: str) -> int:
    """How many calls or texts stand on all pages of a list."""
    parts = urlsplit(html.unescape(address))
    if parts.path in ("/ops/calls", "/ops/texts"):
        return len(table(boss.get(f"{parts.path}.csv?{parts.query}").html)) - 1
    rows = {
        "/ops/reports/hour": r'<tr><th scope="row" class="nowrap"><a href="/ops/calls/',
        "/ops/call-backs": r'<th scope="row" class="nowrap">',
    }
    page, count = boss.get(f"{parts.path}?{parts.query}").html, 0
    while True:
        count += len(re.findall(rows[parts.path], page))
        older = re.search(r'<a href="([^"]*)">Older</a>', page)
        if older is None:
            return count
        page = boss.get(html.unescape(older[1])).html


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("query", ["days=7", "first=2026-11-29&last=2026-11-29&language=vi"])
def test_each_figure_leads_to_as_many(lived: Console, tab: str, query: str) -> None:
    more = "&line=fresc" if tab == "/lines" else ""
    page = lived.get(f"/ops/reports{tab}?{query}{more}").html
    found = {(address, int(number)) for address, number in _LINK.findall(page)}
    found |= {
        (address, int(number))
        for address, number in _FIGURE.findall(page)
        if "segments" not in _label(page, address, number)
    }
    hours = re.findall(r'<a href="([^"]*)">[^<]*</a></th><td class="number last">(\d+)</td>', page)
    found |= {(address, int(number)) for address, number in hours}
    assert len(found) > 1
    assert [(address, number, its) for address, number in found if (its := listed(lived, address)) != number] == []


def _label(page: str, address: str, number: str) -> str:
    found = re.findall(
        rf'href="{re.escape(address)}">.*?class="label">([^<]*)</span> <span class="value">{number}<', page, re.DOTALL
    )
    return found[-1] if found else ""


@pytest.mark.parametrize("tab", TABS)
def test_each_bar_leads_somewhere(lived: Console, tab: str) -> None:
    page = lived.get(f"/ops/reports{tab}?days=7").html
    for bar in _BAR.findall(page):
        assert bar.count('<rect class="o') == bar.count("<a ")


def october(demo: Demo) -> None:
    """Calls of October: many in Vietnamese, some in Burmese, of which few were put through."""
    engine = demo.service.engine
    for number in range(12):
        at = FIRST + timedelta(days=number % 3, hours=number % 7)
        write(engine, put_through(f"a{number}", at), texted(f"b{number}", at, promise=None))
        write(engine, [step(f"c{number}", 0, "rest", "vi", at + timedelta(hours=9))])
        write(engine, [step(f"d{number}", 0, "rest", "my", at)])
        write(engine, [step(f"e{number}", 0, "ring", at=at), step(f"e{number}", 1, "menu", at=at)])
    for number in range(30):
        asked_back(engine, FIRST + timedelta(hours=number), number, "vi" if number % 3 else "my")
    write(engine, put_through("f", FIRST, "my", "fresc"), put_through("now", NOON, "zh", "otit-zh"))


def files(boss: Console, month: str) -> dict[str, str]:
    names = [name for some in TOLD.values() for name in some]
    return {name: boss.get(f"/ops/reports/{name}.csv?month={month}").html for name in names}


@pytest.mark.parametrize("month", ["", "2026-10", "all"])
def test_what_may_be_passed_on_is_the_same_as_bar_table_and_file(told: Demo, month: str) -> None:
    october(told)
    boss = signed_in(told)
    for tab, names in TOLD.items():
        page = boss.get(f"/ops/reports/to-pass-on/{tab}?month={month}").html
        for name in names:
            section = page.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]
            (address,) = re.findall(rf'href="(/ops/reports/{name}\.csv[^"]*)"', section)
            head, *rows = table(boss.get(html.unescape(address)).html)
            shown = [[re.sub("<[^>]+>", "", cell) for cell in _CELL.findall(row)][:-1] for row in _ROW.findall(section)]
            assert [[html.unescape(cell) for cell in row] for row in shown] == (
                [head, *([cell or "–" for cell in row] for row in rows)] if rows else []
            )
            bars = [
                [float(width) for width in re.findall(r'<rect class="o\d"[^>]* width="([\d.]+)%"', bar)]
                for bar in _BAR.findall(section)
            ]
            drawn = {"outcomes-by-month": (1, 2), **dict.fromkeys(WITH_SUMS, (3, 4))}.get(name, (-1,))
            counts = [[int(row[column]) for column in drawn if row[column]] for row in rows]
            if name in WITH_SUMS:  # a sum whose parts are withheld is drawn as such
                counts = [some or [int(row[2] or 0)] for some, row in zip(counts, rows, strict=True)]
            top = 100 if name == "answer-rates" else max(map(sum, counts), default=1)
            widths = [[100 * count / top for count in some if count] for some in counts]
            assert bars == [pytest.approx(some, abs=0.01) for some in widths]


def test_no_small_count_and_none_by_difference(told: Demo) -> None:
    """Whatever number from 0 to 4 stands where a count is withheld, all files are the same, whatever is asked."""
    october(told)
    boss = signed_in(told)
    before = files(boss, "all")
    rows = [row for name, file in before.items() for row in table(file)[1:] if row[0] == "2026-10"]
    assert ["2026-10", "Burmese", "13", "", ""] in rows
    counts = [cell for row in table(before["outcomes-by-language"])[1:] for cell in row[2:] if cell]
    assert [row for row in rows if row[1:2] == ["OTIT Vietnamese"]] == []
    assert counts
    assert all(int(cell) >= FEWEST for cell in counts)
    for number in range(4):
        write(told.service.engine, [step(f"mn{number}", 0, "rest", "mn", FIRST + timedelta(days=number))])
        assert files(boss, "all") == before
    for month in ("2026-10", "2026-09", "2026-11", "", "2026-10-05"):
        for query in ("", "&days=7", "&first=2026-10-01&last=2026-10-04", "&language=mn", "&line=fresc"):
            for name, file in files(boss, f"{month}{query}").items():
                lines = [line for line in file.splitlines()[1:] if line.startswith(month or "2026-10")]
                assert set(lines) <= set(before[name].splitlines()), (name, month, query)
    assert "2026-11" not in "".join(before.values())


def test_nothing_else_of_reports_is_a_file(lived: Console) -> None:
    for tab in (*TABS, "/more-hours"):
        assert not re.search(r'href="[^"]*\.csv', lived.get(f"/ops/reports{tab}?days=7").html)
    assert lived.get("/ops/reports/more-hours.csv").status == 404
