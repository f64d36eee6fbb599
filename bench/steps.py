"""Benchmark of the steps of a call: requests a second, compared with a bare Flask route and with Twilio's sample.

All of them run in turn on the same server with one process, and get the same signed requests, each of another call.
With two processes the rate varies by half from run to run, probably by how the connections are shared. The load is
closed-loop (`wrk`): as many requests as the server answers. The ratios are medians of several rounds.

    python -m bench.steps [--database postgresql+psycopg://…] [--rounds 3] [--seconds 2]
"""

import json
import os
import re
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import click
from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import VoiceResponse

from bench.serving import NUMBER, TOKEN, environment, form, query, running, settings_of
from ivr.clock import SystemClock
from ivr.core.caller import identify
from ivr.phone.signing import HEADER, sign
from ivr.server import Service
from ivr.settings import load_settings
from ivr.store.callers import remember
from ivr.store.db import open_store, write
from ivr.store.migrate import migrate
from ivr.store.revisions import publish
from ivr.worker import keys
from schedules import shipped
from sentences import Sentence
from tests.support.ports import free_port

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

STEPS = {
    "connect": "/voice/vi/connect?step=2",
    "menu": "/voice/menu?step=1",
    "dialed": "/voice/vi/dialed?step=3&tried=otit-vi",
    "/voice, a new caller": "/voice",
    "/voice, remembered": "/voice",
}
_REMEMBERED = "/voice, remembered"
_CALLS = 4000
"""Requests of a round, before they are repeated."""
_WRK = """
local requests, at = {}, 0
init = function(args)
  for line in io.lines(args[1]) do
    local path, signature, body = line:match("^(%S+) (%S+) (%S+)$")
    local headers = {["Content-Type"] = "application/x-www-form-urlencoded", ["X-Twilio-Signature"] = signature}
    requests[#requests + 1] = wrk.format("POST", path, headers, body)
  end
end
request = function()
  at = at % #requests + 1
  return requests[at]
end
"""


def bare() -> "WSGIApplication":
    """Return a Flask application with one route that answers a constant."""
    app = Flask("bare")

    @app.post("/<path:path>")
    def constant(path: str) -> Response:
        return Response("<Response/>", content_type="text/xml")

    return app


def sample() -> "WSGIApplication":
    """Return an application like Twilio's published sample for Flask: it validates, says a sentence and dials.

    Its shape is that of twilio.com/docs/usage/tutorials/how-to-secure-your-flask-app-by-validating-incoming-twilio-
    requests; the words are ours.
    """
    app, validator, site = Flask("sample"), RequestValidator(TOKEN), os.environ["PUBLIC_URL"]

    @app.post("/<path:path>")
    def dial(path: str) -> Response:
        url = f"{site}{request.full_path if request.query_string else request.path}"
        if not validator.validate(url, request.form, request.headers.get(HEADER, "")):
            abort(403)
        answer = VoiceResponse()
        answer.say("You are being connected.", voice="Google.vi-VN-Standard-A", language="vi-VN")
        answer.dial(NUMBER, timeout=25, action=f"{site}/dialed", caller_id=NUMBER)
        return Response(str(answer), content_type="text/xml")

    return app


APPLICATIONS: dict[str, Callable[[], "WSGIApplication"] | None] = {"bare": bare, "sample": sample, "ours": None}


def serve(name: str, port: int, workers: int) -> None:
    """Serve one of the applications with our server, until the process is told to stop."""
    service, made = Service(load_settings(), "127.0.0.1", port, workers, deliver=False), APPLICATIONS[name]
    if made is not None:
        service.load = lambda: _alone(made())  # type: ignore[assignment]
    service.run()


def _alone(application: "WSGIApplication") -> SimpleNamespace:
    """Return an application as a process of our server expects it, with nothing beside it."""
    service = SimpleNamespace(wsgi=application, refusals=SimpleNamespace(count_apart=_do_nothing))
    return SimpleNamespace(service=service, stop=_do_nothing, close=_do_nothing)


def _do_nothing(*_: object) -> None: ...


def prepare(database: str, url: str) -> None:
    """Make a database in which the Vietnamese line is open all day, and half of the callers are remembered."""
    engine, privacy = open_store(database), keys(settings_of(url, database))
    migrate(engine)
    now = SystemClock().now()
    always = re.sub(r"Mon-Fri 11:00-19:00, Sun 09:00-17:00", "Mon-Sun 00:00-24:00", shipped())
    write(engine, publish, always, "bench", Sentence("as shipped"), now, base=0, effective_at=now)
    for call in range(_CALLS):
        number = identify(form(_CALLS + call)["From"]).number or ""
        write(engine, remember, privacy.hash(number), "vi", now)
    engine.dispose()


def requests_of(step: str, url: str, file: Path) -> Path:
    """Write the signed requests of a step, each of another call, and return the file."""
    first = _CALLS if step == _REMEMBERED else 0
    with file.open("w") as out:
        for call in range(first, first + _CALLS):
            fields = form(call) | ({"DialCallStatus": "busy"} if step == "dialed" else {})
            out.write(f"{STEPS[step]} {sign(TOKEN, url + STEPS[step], fields)} {query(fields)}\n")
    return file


def rate(url: str, requests: Path, script: Path, seconds: int) -> float:
    """Return the requests a second that a server answers to eight clients."""
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "-s", str(script), url, "--", str(requests)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told, told
    return float(re.search(r"Requests/sec:\s+([0-9.]+)", told)[1])  # type: ignore[index]


def measure(folder: Path, database: str, rounds: int, seconds: int, workers: int) -> dict[str, dict[str, list[float]]]:
    """Return the rates by step and application, one for each round."""
    port = free_port()
    url, script = f"http://127.0.0.1:{port}", folder / "requests.lua"
    script.write_text(_WRK)
    prepare(database, url)
    files = {step: requests_of(step, url, folder / f"{number}.txt") for number, step in enumerate(STEPS)}
    found: dict[str, dict[str, list[float]]] = {step: {name: [] for name in APPLICATIONS} for step in STEPS}
    for _ in range(rounds):
        for name in APPLICATIONS:
            command = ["bench.steps", "--serve", name, "--workers", str(workers)]
            with running(command, environment(url, database), port):
                for step, file in files.items():
                    rate(url, file, script, 1)
                    found[step][name].append(rate(url, file, script, seconds))
    return found


@click.command()
@click.option("--database", help="The address of a database; by default SQLite in a temporary folder.")
@click.option("--rounds", default=3)
@click.option("--seconds", default=2)
@click.option("--workers", default=1)
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the rates to this file as well.")
@click.option("--serve", "name", hidden=True, type=click.Choice(list(APPLICATIONS)))
@click.option("--port", default=0, hidden=True)
def main(
    database: str | None, rounds: int, seconds: int, workers: int, file: Path | None, name: str | None, port: int
) -> None:
    """Measure the steps of a call."""
    if name:
        serve(name, port, workers)
        return
    with tempfile.TemporaryDirectory() as folder:
        database = database or f"sqlite:///{folder}/bench.db"
        found = measure(Path(folder), database, rounds, seconds, workers)
    print(f"{'requests/s, and ratio to the bare route':42}  bare  sample    ours  ours/bare  ours/sample")
    for step, by_name in found.items():
        middle = {each: statistics.median(rates) for each, rates in by_name.items()}
        print(
            f"{step:42} {middle['bare']:5.0f} {middle['sample']:7.0f} {middle['ours']:7.0f} "
            f"{middle['ours'] / middle['bare']:10.2f} {middle['ours'] / middle['sample']:12.2f}"
        )
    if file:
        file.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
