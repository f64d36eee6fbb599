"""The command `ivr`."""

import json
import logging
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
import requests

from ivr.clock import SystemClock, parse_moment
from ivr.core.routing import Decision, decide
from ivr.demo import ACCOUNT, NUMBER, TOKEN, start_demo
from ivr.phone.handset import CallError, FarEnd, Handset
from ivr.phone.scenario import write_scenario
from ivr.phone.terminal import Terminal, as_json
from ivr.server import serve as run_server
from ivr.server import work as run_worker
from ivr.settings import SettingsError, load_settings
from ivr.store.engine import StoreError
from prompts import LANGUAGES
from schedules import Closed, load_directory

HANDSET_NUMBER = "+819012345678"


class _Moment(click.ParamType[datetime]):
    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return parse_moment(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


MOMENT = _Moment()
AT = click.option(
    "--at", type=MOMENT, help='A moment, Japan time: "2026-11-29 10:00". Default: now. A running demo keeps it.'
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tsunagu")
def main() -> None:
    """Tsunagu: one telephone number that finds the open hotline in the caller's language."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("twilio").setLevel(logging.WARNING)  # it logs telephone numbers


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--no-worker", is_flag=True, help="Answer only; `ivr worker` delivers the texts elsewhere.")
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Answer calls and texts, and deliver what is promised."""
    with _one_line_errors():
        _claim_port(host, port)
        run_server(load_settings(), host, port, workers, deliver=not no_worker)


@main.command()
def worker() -> None:
    """Deliver promised texts; any number of these may run."""
    with _one_line_errors():
        run_worker(load_settings())


@main.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free port.")
@AT
def demo(port: int, at: datetime | None) -> None:
    """Run everything on this machine: no account, nothing leaves it."""
    with _one_line_errors():
        _claim_port("127.0.0.1", port)
        running = start_demo(port, at)
    command = _own_name()
    click.echo(
        f"Tsunagu is listening on {running.url}, and it is {_japan(running.clock.now())}.\n"
        "Call it from another terminal (no account is needed):\n\n"
        f"  {command} call --url {running.url}\n"
        f'  {command} call --url {running.url} --at "2026-11-29 10:00" --keys 1\n'
        f'  {command} text --url {running.url} "Tiếng Việt"\n\n'
        "Ctrl-C ends it.",
    )
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        running.close()


@main.command()
@click.option("--url", help="The service to call; default: a demo of its own, just for this call.")
@click.option("--token", default=TOKEN, help="The auth token that signs the requests.  [default: the demo's]")
@click.option("--to", default=NUMBER, show_default=True, help="The number that is called.")
@click.option("--from", "number", default=HANDSET_NUMBER, show_default=True, help="Your number, or anonymous.")
@AT
@click.option("--keys", help='Keys to press, one for each question: "1", or "7 - 1" with - for silence.')
@click.option("--far-end", help="How each line answers: completed, busy, no-answer, failed, canceled or seconds.")
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
    record: Path | None,
    as_data: bool,
) -> None:
    """Call the service from the terminal: hear it, press keys, say how the far end answers."""
    if record and not record.parent.is_dir():
        raise click.ClickException(f"--record: there is no folder {record.parent}")
    names = {line.dial: f"{line.agency} {line.number}" for line in load_directory().lines}
    interactive = keys is None and sys.stdin.isatty() and not as_data
    person = Terminal(_split(keys), _far_ends(far_end), names, interactive=interactive, silent=as_data)
    with _one_line_errors(), _service(url, at) as (address, moment):
        handset = Handset(address, token, number, to)
        before = len(_texts(address, token))
        events = handset.call(person, person.watch)
        texts = _new_texts(address, token, before)
    for receiver, body in texts:
        person.say(f"\ntext message to {receiver}:\n" + "\n".join(f"  | {line}" for line in body.splitlines()))
    if as_data:
        data = {"events": as_json(events), "texts": [{"to": to, "body": body} for to, body in texts]}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    if record:
        record.write_text(write_scenario(moment, number, events, [body for _, body in texts]), "utf-8")
        click.echo(f"written to {record}", err=True)


@main.command()
@click.argument("words")
@click.option("--url", help="The service to text; default: a demo of its own, just for this text.")
@click.option("--token", default=TOKEN, help="The auth token that signs the request.  [default: the demo's]")
@click.option("--to", default=NUMBER, show_default=True)
@click.option("--from", "number", default=HANDSET_NUMBER, show_default=True)
@AT
def text(words: str, url: str | None, token: str, to: str, number: str, at: datetime | None) -> None:
    """Send the service a text message and print its answer."""
    with _one_line_errors(), _service(url, at) as (address, _):
        answer = Handset(address, token, number, to).text(words)
    click.echo("(no answer)" if answer is None else answer)


@main.command()
@click.argument("language")
@AT
@click.option("--json", "as_data", is_flag=True, help="Print the decision as JSON.")
def route(language: str, at: datetime | None, as_data: bool) -> None:
    """Say where a caller of LANGUAGE would be put through, and why."""
    if language not in LANGUAGES:
        raise click.ClickException(f"there is no language {language!r}; languages are {' '.join(LANGUAGES)}")
    decision = decide(load_directory(), language, at or SystemClock().now())
    if as_data:
        click.echo(json.dumps(_decision_data(decision), ensure_ascii=False, indent=2))
        return
    where = f"{decision.line.id}, {decision.line.number}" if decision.line else "nobody is there: a text is sent"
    click.echo(f"{LANGUAGES[language].english}, {_japan(decision.at)}: {where}")
    for reason in decision.because:
        click.echo(f"  because {reason}")


def _decision_data(decision: Decision) -> dict[str, object]:
    return {
        "language": decision.language,
        "at": decision.at.isoformat(),
        "line": decision.line.id if decision.line else None,
        "number": decision.line.number if decision.line else None,
        "because": list(decision.because),
        "considered": [
            {
                "line": each.line.id,
                "open": not isinstance(each.status, Closed),
                "until": _iso(each.status.opens if isinstance(each.status, Closed) else each.status.until),
            }
            for each in decision.considered
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _japan(moment: datetime) -> str:
    zone = load_directory().lines[0].zone
    return moment.astimezone(zone).strftime("%a %Y-%m-%d %H:%M:%S %Z")


@contextmanager
def _service(url: str | None, at: datetime | None) -> Iterator[tuple[str, str]]:
    """The address of the service to talk to, and its time; without ``url`` a demo that ends afterwards."""
    if url is not None and not url.startswith(("http://", "https://")):
        raise click.ClickException(f"--url: {url} is not a web address such as http://127.0.0.1:8000")
    moment = _japan(at or SystemClock().now())[4:20]
    if url is None:
        running = start_demo(at=at)
        try:
            yield running.url, moment
        finally:
            running.close()
        return
    if at is not None:
        answer = requests.post(f"{url.rstrip('/')}/demo/clock", data={"at": at.isoformat()}, timeout=5)
        if answer.status_code != 204:
            raise click.ClickException(f"the clock of {url} can't be set; --at is for a demo")
    yield url.rstrip("/"), moment


def _texts(url: str, token: str) -> list[tuple[str, str]]:
    """Receiver and body of the texts that a demo's carrier has taken, oldest first; another service shows none."""
    address = f"{url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    answer = requests.get(address, auth=(ACCOUNT, token), timeout=5)
    if answer.status_code != 200:
        return []
    return [(str(message["to"]), str(message["body"])) for message in reversed(answer.json()["messages"])]


def _new_texts(url: str, token: str, before: int) -> list[tuple[str, str]]:
    """Texts that came with the call; the worker is given a moment to deliver them."""
    for _ in range(8):
        time.sleep(0.1)
        if len(_texts(url, token)) > before:
            time.sleep(0.2)  # another may be on its heels
            break
    return _texts(url, token)[before:]


def _claim_port(host: str, port: int) -> None:
    """Refuse a port that is taken; the server itself would share it with whoever has it, without a word."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"{host}:{port} can't be listened on ({error.strerror}); see --port") from None


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


def _own_name() -> str:
    return sys.argv[0] if sys.argv[0].endswith("ivr") else "ivr"


@contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except SettingsError as error:
        raise click.ClickException("; ".join(str(error).splitlines()) + " (see Settings in the README)") from None
    except (StoreError, CallError) as error:
        raise click.ClickException(str(error)) from None
    except requests.RequestException as error:
        raise click.ClickException(f"the service does not answer: {error.__class__.__name__}") from None
