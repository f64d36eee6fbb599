"""How long a caller hears nothing while a site, or both, does not answer, with the time-outs that Twilio documents.

    python -m bench.switchover        # two and a half minutes, nearly all of them waiting

The handset waits and asks again as Twilio does (`ivr/phone/asking.py`). The second site is `ivr serve`. If Caddy is
installed, it stands before a second site whose service is silent, and serves the page of `ivr fallback`. It prints
figures and has no thresholds.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flask import Flask, Response

from bench.serving import NUMBER, START, TOKEN, environment, healthy, running
from ivr.core.hooks import OVERRIDES
from ivr.phone.events import Event, FarEnd, Heard, Wait
from ivr.phone.handset import Handset
from tests.support.listening import Listening
from tests.support.ports import free_port
from tests.support.sites import BROKEN, broken_site

MOBILE = "+819012345678"
CADDYFILE = Path("deploy/caddy/Caddyfile.second-site")
_MENU = "<Response><Gather action='{}' numDigits='1'><Say language='en-US'>English, press 5.</Say></Gather></Response>"


class _EnoughError(Exception):
    """The caller has heard the first words."""


class _Caller:
    """Presses the key of English, once, and has nobody to talk to."""

    def __init__(self) -> None:
        self._keys = ["5"]

    def press(self, wait: Wait) -> str:
        return self._keys.pop() if self._keys else ""

    def answer(self, target: str) -> FarEnd:
        return FarEnd()


def silence(voice: str, fallback: str, by: str = "POST", after: int = 1) -> tuple[float, str]:
    """Call, and return the seconds until the words number ``after``, counted from those before, and the words."""
    handset = Handset("", TOKEN, MOBILE, NUMBER, voice=voice, fallback=fallback, fallback_by=by)
    began, count, words = time.monotonic(), 0, ""

    def listen(event: Event) -> None:
        nonlocal began, count, words
        if isinstance(event, Heard):
            count, words = count + 1, event.text
            if count == after:
                raise _EnoughError
            began = time.monotonic()

    with suppress(_EnoughError):
        handset.call(_Caller(), listen)
    return time.monotonic() - began, words


def told(what: str, found: tuple[float, str]) -> None:
    print(f"  {what:56} {found[0]:5.1f} s  {found[1]}", flush=True)


@contextmanager
def breaking_down(hangs: str) -> Iterator[str]:
    """Yield the address of a site that answers with a menu, whose key leads to a site that does not answer."""
    app = Flask("breaking-down", static_folder=None)
    app.add_url_rule(
        "/voice", "voice", lambda: Response(_MENU.format(hangs), content_type="text/xml"), methods=["POST"]
    )
    listening = Listening(app)
    try:
        yield listening.url
    finally:
        listening.close()


@contextmanager
def hanging() -> Iterator[str]:
    """Yield the address of a service that says it is well, and is silent for calls, as if it had just begun to be."""
    app, over = Flask("hanging", static_folder=None), threading.Event()
    app.add_url_rule("/healthz", "healthz", lambda: "ok\n")
    app.add_url_rule("/voice", "voice", lambda: str(over.wait()), methods=["POST"])
    listening = Listening(app)
    try:
        yield listening.url
    finally:
        over.set()
        listening.close()


@contextmanager
def front(program: str, upstream: str, page: Path) -> Iterator[str]:
    """Run Caddy with the file for a second site before ``upstream``, and the page of `ivr fallback`."""
    port, folder = free_port(), page.parent
    folders = {name: str(folder) for name in ("FALLBACK_FOLDER", "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    sites = {"PUBLIC_URL": f"http://127.0.0.1:{port}", "UPSTREAMS": upstream.removeprefix("http://")}
    given = {**os.environ, **folders, **sites}
    adapt = [program, "adapt", "--config", str(CADDYFILE)]
    config = json.loads(subprocess.run(adapt, env=given, check=True, capture_output=True).stdout)
    config["admin"] = {"disabled": True}  # its port is that of every other Caddy of the machine
    (folder / "caddy.json").write_text(json.dumps(config), "utf-8")
    command = [program, "run", "--config", str(folder / "caddy.json")]
    server = subprocess.Popen(command, env=given, stderr=subprocess.DEVNULL)
    limit = time.monotonic() + START
    try:
        while not healthy(port):
            if server.poll() is not None or time.monotonic() > limit:
                raise SystemExit("Caddy does not start")
            time.sleep(0.05)
        yield sites["PUBLIC_URL"]
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        given = environment(url, f"sqlite:///{folder}/hotline.db")
        with running(["ivr", "serve", "--workers", "1"], given, port):
            _second_site(f"{url}/voice")
            page = Path(folder) / "fallback.xml"
            command = [sys.executable, "-m", "ivr", "fallback", "--output", str(page)]
            subprocess.run(command, env=given, check=True, stdout=subprocess.DEVNULL)
        _page(page)


def _second_site(second: str) -> None:
    for name, overrides in (("the overrides of `ivr provision`", f"#{OVERRIDES}"), ("Twilio's own time-outs", "")):
        print(f"a call comes in at the first site, the second one takes it; {name}")
        for how in BROKEN:
            with broken_site(how) as first:
                told(f"first site: {how}", silence(f"{first}/voice{overrides}", f"{second}{overrides}"))
    print("the first site breaks down in the middle of a call; the addresses in documents have no overrides")
    for how in ("nobody listens", "no connection", "silence"):
        with broken_site(how) as hangs, breaking_down(f"{hangs}/voice/menu") as first:
            told(f"first site: {how}", silence(f"{first}/voice", f"{second}#{OVERRIDES}", after=2))


def _page(page: Path) -> None:
    document = page.read_text("utf-8")
    app = Flask("page", static_folder=None)
    app.add_url_rule("/fallback.xml", "page", lambda: Response(document, content_type="text/xml"))
    static = Listening(app)
    print("no service answers; the page is kept by the carrier or a web server")
    for how in ("nobody listens", "no connection", "silence"):
        with broken_site(how) as first:
            told(f"site: {how}", silence(f"{first}/voice#{OVERRIDES}", f"{static.url}/fallback.xml", "GET"))
    static.close()
    if (program := shutil.which("caddy")) is None:
        print("Caddy is not installed: not measured how its second site serves the page")
        return
    print("neither service answers; the page is served by Caddy of the second site")
    for how, service in (("down", broken_site("nobody listens")), ("silent, but for health checks", hanging())):
        with broken_site("silence") as first, service as upstream, front(program, upstream, page) as second:
            found = silence(f"{first}/voice#{OVERRIDES}", f"{second}/voice#{OVERRIDES}")
            told(f"first: silence; second: {how}", found)


if __name__ == "__main__":
    main()
