"""The file of Caddy for a second site, by Caddy: callers hear the page if the service does not answer there either."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from bench.switchover import CADDYFILE, front
from tests.support.judges import program, run
from tests.support.paths import ROOT
from tests.support.waiting import PATIENCE


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of Caddy before a service that is down."""
    monkeypatch.chdir(ROOT)
    page = tmp_path / "fallback.xml"
    page.write_text("<Response><Hangup /></Response>\n")
    with front(program("caddy"), "http://127.0.0.1:1", page) as url:
        yield url


def test_caddy_reads_the_file(tmp_path: Path) -> None:
    more = {"PUBLIC_URL": "https://site-b.example.org", "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    checked = run([program("caddy"), "validate", "--config", str(ROOT / CADDYFILE)], **more)
    assert checked.returncode == 0, checked.stderr
    assert '"level":"warn"' not in checked.stderr, "it is also formatted as `caddy fmt` does"


def test_calls_get_the_page_and_nothing_else_does(second: str) -> None:
    for path in ("/voice", "/voice/vi/connect?step=2"):
        answer = requests.post(second + path, data={"CallSid": "CA1"}, timeout=PATIENCE)
        assert (answer.status_code, answer.text) == (200, "<Response><Hangup /></Response>\n")
        assert answer.headers["Content-Type"].startswith("text/xml")
    texts, page = requests.post(f"{second}/sms", timeout=PATIENCE), requests.get(f"{second}/vi", timeout=PATIENCE)
    assert {texts.status_code, page.status_code} <= {502, 503}
