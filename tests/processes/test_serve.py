"""`ivr serve` as it runs for real: granian's processes, a carrier over HTTP, and kill -9."""

import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import Engine, select
from werkzeug.serving import make_server

from ivr.phone.carrier import DeskCarrier
from ivr.phone.events import FarEnd
from ivr.phone.handset import Handset
from ivr.service.editing import ScheduleEditor
from ivr.store.tables import call_steps
from schedules import shipped
from tests.support.people import Person, heard, rang
from tests.support.waiting import texts_taken

TOKEN = "an auth token for tests"
NUMBER = "+815031234567"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@dataclass
class Server:
    """`ivr serve` in a process group of its own."""

    environment: dict[str, str]
    arguments: list[str]
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "ivr", "serve", "--port", str(self.port), *self.arguments]
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(200):
            try:
                if requests.get(f"{self.url}/healthz", timeout=2).text == "ok\n":
                    return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise AssertionError(f"ivr serve did not start: {(self.folder / 'serve.log').read_text()}")

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, how)
            self.process.wait(20)
            self.process = None


@pytest.fixture
def carrier() -> Iterator[tuple[DeskCarrier, str]]:
    """A carrier on a port of its own, as far from the service as HTTP puts it."""
    desk = DeskCarrier(TOKEN)
    server = make_server("127.0.0.1", 0, desk.application(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield desk, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def server(carrier: tuple[DeskCarrier, str], database_url: str, tmp_path: Path) -> Iterator[Server]:
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH")},
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "DATABASE_URL": database_url,
        "TWILIO_ACCOUNT_SID": "AC123",
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_PHONE_NUMBER": NUMBER,
        "TWILIO_API_URL": carrier[1],
        "SCHEDULE_COPY": f"{tmp_path}/schedule.json",
        "METRICS_TOKEN": "whoever watches",
    }
    running = Server(environment, ["--workers", "2"], tmp_path, port)
    running.start()
    yield running
    running.kill()


def call_for_a_text(server: Server, number: str) -> None:
    """Whatever the hour: key 5, and key 2 for the text if a line happens to be open."""
    events = Handset(server.url, TOKEN, number, NUMBER).call(Person(["5", "2"]))
    assert any("A text message" in sentence for sentence in heard(events))


def mobiles(count: int) -> list[str]:
    return [f"+81901234{number:04}" for number in range(1000, 1000 + count)]


def test_a_call_and_its_text(server: Server, carrier: tuple[DeskCarrier, str]) -> None:
    assert ready(server, 200) == "ok\n"
    call_for_a_text(server, "+819012345678")
    (text,) = texts_taken(carrier[0], 1)
    assert (text.to, text.sender) == ("+819012345678", NUMBER)
    assert "OTIT 0120-250-147" in text.body
    time_for_a_second_one = 1.5
    assert len(texts_taken(carrier[0], 2, seconds=time_for_a_second_one)) == 1


def ready(server: Server, status: int) -> str:
    """What `/readyz` says, as soon as it says so with this status."""
    for _ in range(50):
        answer = requests.get(f"{server.url}/readyz", timeout=5)
        if answer.status_code == status:
            break
        time.sleep(0.1)
    assert answer.status_code == status, answer.text
    return answer.text


def test_figures_for_those_who_watch(server: Server, carrier: tuple[DeskCarrier, str]) -> None:
    call_for_a_text(server, "+819012345678")
    texts_taken(carrier[0], 1)
    time.sleep(2)  # until the receipt is in
    address = f"{server.url}/metrics"
    assert requests.get(address, timeout=5).status_code == 401
    assert requests.get(address, headers={"Authorization": "Bearer somebody"}, timeout=5).status_code == 401
    lines = requests.get(address, headers={"Authorization": "Bearer whoever watches"}, timeout=5).text.splitlines()
    for line in (
        "tsunagu_database_up 1.0",
        "tsunagu_queue_age_seconds 0.0",
        "tsunagu_delivery_workers 2.0",
        'tsunagu_texts_day{purpose="information",state="delivered"} 1.0',
    ):
        assert line in lines, lines


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_delivers_and_nobody_may_watch(server: Server) -> None:
    server.kill()
    server.environment["DATABASE_URL"] += ".new"
    del server.environment["METRICS_TOKEN"]
    server.arguments += ["--no-worker"]
    server.start()
    assert "no delivery worker" in ready(server, 503)
    assert requests.get(f"{server.url}/metrics", timeout=5).status_code == 404


def test_what_was_promised_survives_kill_9(server: Server, carrier: tuple[DeskCarrier, str]) -> None:
    """The carrier refuses at first, so that texts are still waiting when everything is killed."""
    carrier[0].fail_next = [503] * 4
    for number in mobiles(6):
        call_for_a_text(server, number)
    server.kill()
    server.start()
    texts = texts_taken(carrier[0], 6, seconds=120)
    assert Counter(text.to for text in texts) == dict.fromkeys(mobiles(6), 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_loses_nothing(server: Server, carrier: tuple[DeskCarrier, str]) -> None:
    """Files may grow no further, for all processes, which is what a full disk is to them."""
    carrier[0].fail_next = [503] * 3
    for number in mobiles(3):
        call_for_a_text(server, number)
    full = os.path.getsize(server.environment["DATABASE_URL"].removeprefix("sqlite:///"))
    limit_files(server, full // 2)
    said = heard(Handset(server.url, TOKEN, "+818012345678", NUMBER).call(Person(["5", "2"])))
    assert any("0 1 2 0, 2 5 0, 1 4 7" in sentence or "A text message" in sentence for sentence in said)
    time.sleep(5)
    limit_files(server, resource.RLIM_INFINITY)
    texts = Counter(text.to for text in texts_taken(carrier[0], 4, seconds=60))
    promised = [*mobiles(3), *(["+818012345678"] if any("A text message" in each for each in said) else [])]
    assert texts == dict.fromkeys(promised, 1)
    log = (server.folder / "serve.log").read_text()
    assert "Traceback" not in log
    assert any(words in log for words in ("disk is full", "disk I/O error"))
    assert log.count("no texts are delivered") <= 4  # once for each worker and each way to say it


def limit_files(server: Server, size: int) -> None:
    """How large the files of a running service may become."""
    assert server.process is not None
    for each in Path("/proc").glob("[0-9]*"):
        pid = int(each.name)
        with suppress(ProcessLookupError):
            if os.getpgid(pid) == server.process.pid:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_number_never_stands_in_the_log(server: Server, carrier: tuple[DeskCarrier, str]) -> None:
    call_for_a_text(server, "+819012345678")
    texts_taken(carrier[0], 1)
    server.kill(signal.SIGTERM)
    log = (server.folder / "serve.log").read_text()
    assert "9012345678" not in log
    assert TOKEN not in log


ALWAYS_OPEN = shipped().replace("Mon-Fri 11:00-19:00, Sun 09:00-17:00", "24/7")
ELSEWHERE = ALWAYS_OPEN.replace("number: 0120-250-168", "number: 0120-250-168, dial: 0120-250-302")


def publish(engine: Engine, document: str, at: datetime | None = None) -> None:
    editor, now = ScheduleEditor(engine, "Aiko"), datetime.now(UTC)
    editor.save_draft(document, now)
    editor.publish_draft("a test", now, at)


def dialled(server: Server) -> list[str]:
    """Whom a caller in Vietnamese is put through to; each call may be answered by another process."""
    telephone = Handset(server.url, TOKEN, "anonymous", NUMBER)
    return rang(telephone.call(Person(["1"], otherwise=FarEnd("completed", 60))))


def test_what_is_published_reaches_every_process(server: Server, engine: Engine) -> None:
    publish(engine, ALWAYS_OPEN)
    time.sleep(2)
    assert [dialled(server) for _ in range(20)] == [["+81120250168"]] * 20


def test_what_is_published_for_later_holds_in_every_process_from_its_moment(server: Server, engine: Engine) -> None:
    publish(engine, ALWAYS_OPEN)
    moment = datetime.now(UTC) + timedelta(seconds=6)
    publish(engine, ELSEWHERE, moment)
    time.sleep(2)
    before, after = [], []
    while datetime.now(UTC) < moment + timedelta(seconds=2):
        began, numbers = datetime.now(UTC), dialled(server)
        if datetime.now(UTC) < moment:
            before += numbers
        elif began >= moment:
            after += numbers
    assert set(before) == {"+81120250168"}
    assert set(after) == {"+81120250302"}
    assert "revision 3 of the schedule" in reasons(engine)


def reasons(engine: Engine) -> list[str]:
    """Why the last recorded connection was made."""
    time.sleep(1)  # the record is written behind the caller's back
    with engine.connect() as connection:
        query = select(call_steps.c.because).where(call_steps.c.place == "connect")
        found: list[str] = connection.scalars(query.order_by(call_steps.c.at.desc()).limit(1)).one()
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_restart_without_the_database_serves_what_was_published_last(server: Server, engine: Engine) -> None:
    publish(engine, ELSEWHERE)
    time.sleep(2)
    server.kill()
    server.environment["DATABASE_URL"] = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none"
    server.start()
    assert dialled(server) == ["+81120250302"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_calls_are_answered_when_the_database_can_not_be_opened(server: Server) -> None:
    server.kill()
    server.environment["DATABASE_URL"] = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none"
    server.start()
    assert requests.get(f"{server.url}/readyz", timeout=5).status_code == 503
    said = heard(Handset(server.url, TOKEN, "+819012345678", NUMBER).call(Person(["5", "2"])))
    assert any("0 1 2 0, 2 5 0, 1 4 7" in sentence for sentence in said)


def test_settings_that_are_wrong_are_said_in_one_line_each(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PUBLIC_URL": "hotline", "SECRET_KEY": "short"}
    command = [sys.executable, "-m", "ivr", "serve"]
    run = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "Traceback" not in run.stderr
    for name in ("PUBLIC_URL", "SECRET_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER"):
        assert name in run.stderr
