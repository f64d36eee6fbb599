"""`ivr call` and `ivr text`, a telephone in the terminal; `ivr phone`, one in the browser."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import click
from werkzeug.serving import make_server

from ivr.cli.common import AT, at_home, claim_port, one_line_errors
from ivr.cli.published import published
from ivr.clock import SystemClock
from ivr.demo import ACCOUNT, TOKEN, TRANSLATIONS, start_demo
from ivr.demo.front import Quiet
from ivr.phone.awaiting import await_calls
from ivr.phone.backstage import Backstage
from ivr.phone.events import FarEnd, PickUp, as_json
from ivr.phone.handset import Handset
from ivr.phone.page import hang_up_all, phone_app
from ivr.phone.scenario import own_texts, write_scenario
from ivr.phone.terminal import Terminal
from profiles.numbers import a_mobile, demo_number
from schedules import load_directory

_DELIVERY = 10.0
"""The most seconds that a call in the terminal waits for its texts."""


@click.command()
@click.option("--url", help="The service to call; default: a demo of its own, just for this call.")
@click.option("--token", default=TOKEN, help="The auth token that signs the requests.  [default: the demo's]")
@click.option("--to", default=demo_number, show_default="the demo's", help="The number that is called.")
@click.option("--from", "number", default=a_mobile, show_default="a mobile", help="Your number, or anonymous.")
@AT
@click.option("--keys", help='Keys to press, one for each question: "1", or "7 - 1" with - for silence.')
@click.option("--far-end", help="How each line answers: completed, busy, no-answer, failed, canceled or seconds.")
@click.option("--wait", is_flag=True, help="If you are promised a call, wait for it: the demo's clock is set to it.")
@click.option("--pick-up", help="How each call that comes is taken: answer, busy, no-answer, machine. As --wait.")
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Write the call as a scenario.")
@click.option("--json", "as_data", is_flag=True, help="Print the call as JSON.")
def call(
    url: str | None,
    token: str,
    to: str,
    number: str,
    at: datetime | None,
    keys: str | None,
    far_end: str | None,
    wait: bool,
    pick_up: str | None,
    record: Path | None,
    as_data: bool,
) -> None:
    """Call the service from the terminal: hear it, press keys, say how the far end answers."""
    if record and not record.parent.is_dir():
        raise click.ClickException(f"--record: there is no folder {record.parent}")
    names = {line.dial: f"{line.agency} {line.number}" for line in load_directory().lines}
    interactive = keys is None and sys.stdin.isatty() and not as_data
    person = Terminal(
        _split(keys),
        _far_ends(far_end),
        names,
        interactive=interactive,
        silent=as_data,
        pick_ups=_pick_ups(pick_up),
    )
    with one_line_errors(), _service(url, at) as (address, moment):
        handset = Handset(address, token, number, to)
        backstage = Backstage(address, ACCOUNT, token)
        waits = wait or pick_up is not None
        if waits and backstage.clock() is None:
            raise click.ClickException("--wait: only the calls of a demo can be received")
        before = len(_texts(backstage))
        events = handset.call(person, person.watch)
        if not waits and (due := backstage.call_back()):
            person.say(f"\nyou will be called at {due[:16].replace('T', ' ')}; with --wait the telephone rings here")
        received = await_calls(person, handset, backstage) if waits else []
        texts = own_texts(_new_texts(backstage, before), number, events, received)
    for receiver, body in texts:
        person.say(f"\ntext message to {receiver}:\n" + "\n".join(f"  | {line}" for line in body.splitlines()))
    if as_data:
        data = {
            "events": as_json(events),
            "call_backs": [{"at": each.at, "how": each.how, "events": as_json(each.events)} for each in received],
            "texts": [{"to": to, "body": body} for to, body in texts],
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    if record:
        record.write_text(write_scenario(moment, number, events, [body for _, body in texts], received), "utf-8")
        click.echo(f"written to {record}", err=True)


@click.command()
@click.argument("words")
@click.option("--url", help="The service to text; default: a demo of its own, just for this text.")
@click.option("--token", default=TOKEN, help="The auth token that signs the request.  [default: the demo's]")
@click.option("--to", default=demo_number, show_default="the demo's")
@click.option("--from", "number", default=a_mobile, show_default="a mobile")
@AT
def text(words: str, url: str | None, token: str, to: str, number: str, at: datetime | None) -> None:
    """Send the service a text message and print its answer."""
    with one_line_errors(), _service(url, at) as (address, _):
        answer = Handset(address, token, number, to).text(words)
    click.echo("(no answer)" if answer is None else answer)


@click.command()
@click.option("--url", required=True, help="The service to call: a demo, or staging.")
@click.option("--token", default=TOKEN, help="The auth token that signs the requests.  [default: the demo's]")
@click.option("--to", default=demo_number, show_default="the demo's", help="The number that is called.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535))
def phone(url: str, token: str, to: str, port: int) -> None:
    """A telephone in the browser, on this machine, that calls a service anywhere; a demo has one at /phone."""
    application = phone_app(_address(url), ACCOUNT, token, to, TRANSLATIONS)
    claim_port("127.0.0.1", port)
    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=Quiet)
    click.echo(f"A telephone that calls {url} is at http://127.0.0.1:{port}/phone/. Ctrl-C ends it.")
    with suppress(KeyboardInterrupt):
        server.serve_forever()
    hang_up_all(application)


@contextmanager
def _service(url: str | None, at: datetime | None) -> Iterator[tuple[str, str]]:
    """Yield the address of a service and the call's time, ``2026-11-29 10:00``; without ``url``, of a new demo."""
    address = None if url is None else _address(url)
    moment = at_home(at or SystemClock().now())[4:20]
    if address is None:
        running = start_demo(at=at, published=published(), call_backs=True)
        try:
            yield running.url, moment
        finally:
            running.close()
        return
    if at is not None and (wrong := Backstage(address, ACCOUNT, TOKEN).set_clock(at.isoformat())):
        raise click.ClickException(f"--at: {wrong}")
    yield address, moment


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise click.ClickException(f"--url: {url} is not a web address such as http://127.0.0.1:8000")
    return url.rstrip("/")


def _texts(backstage: Backstage) -> list[tuple[str, str]]:
    """Return receiver and body of the texts that a demo's carrier has accepted; of another service, none."""
    return [(each["to"], each["body"]) for each in backstage.texts() or []]


def _new_texts(backstage: Backstage, before: int) -> list[tuple[str, str]]:
    """Return the texts of the call, after the demo's worker has delivered those that are due."""
    ends = time.monotonic() + _DELIVERY
    while backstage.due() and time.monotonic() < ends:
        time.sleep(0.05)
    return _texts(backstage)[before:]


def _split(keys: str | None) -> list[str]:
    for key in (keys or "").split():
        if key != "-" and set(key) - set("0123456789*#"):
            raise click.ClickException(f"--keys: {key!r} is not on a telephone; keys are 0-9 * #, and - for silence")
    return ["" if key == "-" else key for key in (keys or "").split()]


def _far_ends(text: str | None) -> list[FarEnd]:
    ends = []
    for word in (text or "").replace(",", " ").split():
        if word.isdigit():
            ends.append(FarEnd("completed", int(word)))
        elif word in ("completed", "busy", "no-answer", "failed", "canceled"):
            ends.append(FarEnd(word))
        else:
            raise click.ClickException(f"--far-end: {word!r} is not completed, busy, no-answer, failed or canceled")
    return ends


def _pick_ups(text: str | None) -> list[PickUp]:
    words = (text or "").replace(",", " ").split()
    for word in words:
        if word not in list(PickUp):
            raise click.ClickException(f"--pick-up: {word!r} is not {', '.join(PickUp)}")
    return [PickUp(word) for word in words]
