"""Every public page and every page of the console, by the Nu Html Checker, which the W3C's validator runs."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ivr.clock import parse_moment
from ivr.core.dialling import Dialling
from ivr.demo import NUMBER, PERSON, TOKEN, Demo, start_demo
from ivr.phone.handset import Handset
from ivr.service.schedule.editor import ScheduleEditor
from ivr.store.db import open_store
from schedules import shipped
from tests.support.console import Console
from tests.support.judges import modules, program, run
from tests.support.pages import PAGES, PRIVACY
from tests.support.people import NOBODY_ANSWERS, Person

PUBLIC = ("/", *PAGES, *PRIVACY, "/poster", "/poster?size=card", "/statistics", "/phone", "/nowhere")
QUICKLY = ("-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Java, for a program that runs for a second."""
LINKS = re.compile(r'<a\b[^>]*\bhref="(/ops/[^"#]*)')
ABROAD = """\
  - {id: abroad, tier: 1, agency: Elsewhere, languages: [vi], number: "+1 212 555 1234", hours: "Mon-Fri 09:00-17:00"}
"""


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """A service that somebody has called and texted, with a line abroad, a draft, and a day planned."""
    demo = start_demo(at=parse_moment("2026-11-24 14:00"), dial_countries=("JP", "US"), public_statistics=True)
    abroad = Dialling(countries=frozenset({"JP", "US"}))
    editor, now = ScheduleEditor(open_store(demo.database_url), PERSON, abroad), demo.clock.now()
    document = shipped().replace("\nlines:\n", f"\nlines:\n{ABROAD}", 1)
    editor.save_draft(document + "special_days: [{name: Audit, date: 2026-12-13, hours: closed, scope: all}]\n", now)
    editor.publish_draft("a line abroad", now)
    demo.schedule.refresh()
    Handset(demo.url, TOKEN, "+819012345678", NUMBER).call(Person(["1"], [NOBODY_ANSWERS]))
    Handset(demo.url, TOKEN, "+818011112222", NUMBER).text("???")
    demo.service.recorder.flush()
    yield demo
    demo.close()


def console_pages(demo: Demo, console: Console) -> Iterator[tuple[str, str]]:
    """Every page that the menu leads to, and every page that those lead to; of a kind, the first that is met."""
    views = demo.service.flask.url_map.bind("")
    waiting: list[str] = ["/ops/"]
    seen: set[tuple[str, ...]] = set()
    while waiting:
        address = urlsplit(path := waiting.pop(0))
        kind = (views.match(address.path)[0], *parse_qs(address.query))
        if kind not in seen:
            seen.add(kind)
            page = console.get(path)
            waiting.extend(html.unescape(link) for link in LINKS.findall(page.html))
            if page.headers["Content-Type"].startswith("text/html"):
                yield path, page.html


def pages(demo: Demo) -> Iterator[tuple[str, str]]:
    stranger = Console(demo.url)
    for path in (*PUBLIC, "/ops/sign-in"):
        yield path, stranger.get(path).html
    console = Console(demo.url)
    assert console.sign_in(PERSON, demo.password).status == 200
    yield from console_pages(demo, console)
    console.browser.headers["Accept-Language"] = "ja"
    for path in ("/ops/", "/ops/hours", "/ops/prompts", "/ops/nowhere"):
        yield f"{path} in Japanese", console.get(path).html


def test_no_page_has_an_error(demo: Demo, tmp_path: Path) -> None:
    written = {f"{place:03}.html": page for place, page in enumerate(pages(demo))}
    for name, (_, text) in written.items():
        (tmp_path / name).write_text(text, "utf-8")
    checker = modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    checked = run(
        [program("java"), "-jar", str(checker), "--errors-only", "--format", "json", "--stdout", str(tmp_path)]
    )
    found = [
        f"{written[Path(each['url']).name][0]}: {each['message']} {each.get('extract', '')}"
        for each in json.loads(checked.stdout)["messages"]
    ]
    assert len(written) > 50
    assert not found, "\n".join(found)
