"""`ivr serve` as it runs for real: gunicorn's processes, a carrier over HTTP, and kill -9."""

import os
import re
import resource
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import Engine, select
from werkzeug.serving import make_server

from ivr.phone.carrier import DeskCarrier
from ivr.phone.events import FarEnd
from ivr.phone.handset import Handset
from ivr.phone.signing import HEADER, sign
from ivr.service.schedule.editor import ScheduleEditor
from ivr.store.tables import call_steps
from schedules import shipped
from tests.support.fleet import NUMBER, TOKEN, Fleet
from tests.support.people import Person, heard, rang
from tests.support.ports import free_port, is_free
from tests.support.waiting import PATIENCE, eventually, texts_taken


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
def server(carrier: tuple[DeskCarrier, str], database_url: str, tmp_path: Path) -> Iterator[Fleet]:
    """`ivr serve` with two processes that answer and deliver."""
    more = {"METRICS_TOKEN": "whoever watches"}
    running = Fleet(database_url, carrier[1], tmp_path, ["--workers", "2"], workers=0, more=more)
    running.start()
    yield running
    running.kill()


def call_for_a_text(server: Fleet, number: str) -> None:
    """Whatever the hour: key 5, and key 2 for the text if a line happens to be open.

    On a busy machine the database may not answer in the time that a call has for it; then the person calls again.
    """

    def call() -> bool:
        events = Handset(server.url, TOKEN, number, NUMBER).call(Person(["5", "2"]))
        return any("A text message" in sentence for sentence in heard(events))

    eventually(call, seconds=3 * PATIENCE)


def mobiles(count: int) -> list[str]:
    return [f"+81901234{number:04}" for number in range(1000, 1000 + count)]


def test_a_call_and_its_text(server: Fleet, carrier: tuple[DeskCarrier, str]) -> None:
    assert ready(server, 200) == "ok\n"
    call_for_a_text(server, "+819012345678")
    (text,) = texts_taken(carrier[0], 1)
    assert (text.to, text.sender) == ("+819012345678", NUMBER)
    assert "OTIT 0120-250-147" in text.body
    time_for_a_second_one = 1.5
    assert len(texts_taken(carrier[0], 2, seconds=time_for_a_second_one)) == 1


def ready(server: Fleet, status: int) -> str:
    """What `/readyz` says, as soon as it says so with this status."""

    def ask() -> str | None:
        answer = requests.get(f"{server.url}/readyz", timeout=PATIENCE)
        return answer.text if answer.status_code == status else None

    return eventually(ask) or ""


def test_figures_for_those_who_watch(server: Fleet) -> None:
    """Each process says the same, also of what another one has answered or refused."""
    call_for_a_text(server, "+819012345678")
    nowhere, form = f"{server.url}/voice/nowhere", {"CallSid": "CA1"}
    for _ in range(20):
        requests.post(nowhere, form, headers={HEADER: sign(TOKEN, nowhere, form)}, timeout=PATIENCE)
    assert requests.post(nowhere, form, timeout=PATIENCE).status_code == 403
    address = f"{server.url}/metrics"
    assert requests.get(address, timeout=PATIENCE).status_code == 401
    assert requests.get(address, headers={"Authorization": "Bearer somebody"}, timeout=PATIENCE).status_code == 401

    def figures() -> list[str]:
        found = requests.get(address, headers={"Authorization": "Bearer whoever watches"}, timeout=PATIENCE)
        return found.text.splitlines()

    eventually(lambda: 'tsunagu_texts_day{purpose="information",state="delivered"} 1.0' in figures())
    for line in ("tsunagu_database_up 1.0", "tsunagu_queue_age_seconds 0.0", "tsunagu_delivery_workers 2.0"):
        assert line in figures(), figures()
    for _ in range(20):
        assert 'tsunagu_webhooks_total{language="",webhook="other"} 20.0' in figures()
    eventually(lambda: 'tsunagu_refused_requests{reason="webhook without signature"} 1.0' in figures())
    assert "refused: webhook without signature (1); it is probably not the carrier" in server.log()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_delivers_and_nobody_may_watch(server: Fleet) -> None:
    server.kill()
    server.database_url += ".new"
    server.more.clear()
    server.arguments = ["--no-worker"]
    server.start()
    assert "no delivery worker" in ready(server, 503)
    assert requests.get(f"{server.url}/metrics", timeout=PATIENCE).status_code == 404


@pytest.mark.waits(18)
def test_what_was_promised_survives_kill_9(server: Fleet, carrier: tuple[DeskCarrier, str]) -> None:
    """The carrier refuses at first, so that texts are still waiting when everything is killed."""
    carrier[0].fail_next = [503] * 4
    for number in mobiles(6):
        call_for_a_text(server, number)
    server.kill()
    server.start()
    texts = texts_taken(carrier[0], 6, seconds=120)
    assert Counter(text.to for text in texts) == dict.fromkeys(mobiles(6), 1)


def processes(server: Fleet) -> set[int]:
    """The processes that answer: the children of the one that was started."""
    listed = Path(f"/proc/{server.group}/task/{server.group}/children").read_text()
    return {int(each) for each in listed.split()}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_process_that_is_killed_is_started_again(server: Fleet) -> None:
    first = processes(server)
    assert len(first) == 2
    killed = first.pop()
    os.kill(killed, signal.SIGKILL)
    call_for_a_text(server, "+819012345678")
    eventually(lambda: len(processes(server)) == 2 and killed not in processes(server))
    assert first < processes(server)
    call_for_a_text(server, "+819012345679")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_processes_end_when_the_first_one_is_killed(server: Fleet) -> None:
    others = processes(server)
    os.kill(server.group, signal.SIGKILL)
    eventually(lambda: is_free(server.port))
    eventually(lambda: not any(Path(f"/proc/{each}").exists() for each in others))
    server.kill()  # it has ended already
    server.start()
    call_for_a_text(server, "+819012345678")


@pytest.mark.waits(33)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_loses_nothing(server: Fleet, carrier: tuple[DeskCarrier, str]) -> None:
    """Files may grow no further, for all processes, which is what a full disk is to them."""
    carrier[0].fail_next = [503] * 3
    for number in mobiles(3):
        call_for_a_text(server, number)
    limit_files(server, os.path.getsize(server.database_url.removeprefix("sqlite:///")) // 2)
    said = heard(Handset(server.url, TOKEN, "+818012345678", NUMBER).call(Person(["5", "2"])))
    assert any("0 1 2 0, 2 5 0, 1 4 7" in sentence or "A text message" in sentence for sentence in said)
    promised = [*mobiles(3), *(["+818012345678"] if any("A text message" in each for each in said) else [])]
    eventually(lambda: re.search("disk is full|disk I/O error", server.log()))
    limit_files(server, resource.RLIM_INFINITY)
    assert Counter(text.to for text in texts_taken(carrier[0], len(promised))) == dict.fromkeys(promised, 1)
    assert "Traceback" not in server.log()
    assert server.log().count("delivery stopped, texts wait") <= 4  # once for each worker and each way to say it


def limit_files(server: Fleet, size: int) -> None:
    """How large the files of a running service may become."""
    for each in Path("/proc").glob("[0-9]*"):
        pid = int(each.name)
        with suppress(ProcessLookupError):
            if os.getpgid(pid) == server.group:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_number_never_stands_in_the_log(server: Fleet, carrier: tuple[DeskCarrier, str]) -> None:
    call_for_a_text(server, "+819012345678")
    texts_taken(carrier[0], 1)
    server.kill(signal.SIGTERM)
    assert "9012345678" not in server.log()
    assert TOKEN not in server.log()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_memory_is_dumped_and_no_file_is_for_others(server: Fleet) -> None:
    pids = [int(each.name) for each in Path("/proc").glob("[0-9]*") if group_of(int(each.name)) == server.group]
    assert len(pids) >= 3  # the command, and two that answer
    for pid in pids:
        assert resource.prlimit(pid, resource.RLIMIT_CORE) == (0, 0)
        assert "Umask:\t0077" in Path(f"/proc/{pid}/status").read_text()


def group_of(pid: int) -> int | None:
    with suppress(ProcessLookupError):
        return os.getpgid(pid)
    return None


ALWAYS_OPEN = shipped().replace("Mon-Fri 11:00-19:00, Sun 09:00-17:00", "24/7")
ELSEWHERE = ALWAYS_OPEN.replace("number: 0120-250-168", "number: 0120-250-168, dial: 0120-250-302")


def publish(engine: Engine, document: str, at: datetime | None = None) -> None:
    editor, now = ScheduleEditor(engine, "Aiko"), datetime.now(UTC)
    editor.save_draft(document, now)
    editor.publish_draft("a test", now, at)


def dialled(server: Fleet) -> list[str]:
    """Whom a caller in Vietnamese is put through to; each call may be answered by another process."""
    telephone = Handset(server.url, TOKEN, "anonymous", NUMBER)
    return rang(telephone.call(Person(["1"], otherwise=FarEnd("completed", 60))))


def test_what_is_published_reaches_every_process(server: Fleet, engine: Engine) -> None:
    publish(engine, ALWAYS_OPEN)
    eventually(lambda: all(dialled(server) == ["+81120250168"] for _ in range(20)))


def test_what_is_published_for_later_holds_in_every_process_from_its_moment(server: Fleet, engine: Engine) -> None:
    publish(engine, ALWAYS_OPEN)
    moment = datetime.now(UTC) + timedelta(seconds=6)
    publish(engine, ELSEWHERE, moment)
    many = range(8)  # so that both processes have answered
    eventually(lambda: datetime.now(UTC) >= moment or all(dialled(server) == ["+81120250168"] for _ in many))
    before: list[str] = []
    after: list[str] = []
    while len(after) < 20:
        began, numbers = datetime.now(UTC), dialled(server)
        if datetime.now(UTC) < moment:
            before += numbers
        elif began >= moment:
            after += numbers
    assert set(before) <= {"+81120250168"}
    assert set(after) == {"+81120250302"}
    eventually(lambda: "revision 3 of the schedule" in reasons(engine))


def reasons(engine: Engine) -> list[str]:
    """Why the last recorded connection was made; the record is written behind the caller's back."""
    with engine.connect() as connection:
        query = select(call_steps.c.because).where(call_steps.c.place == "connect")
        found = connection.scalars(query.order_by(call_steps.c.at.desc()).limit(1)).first()
    return [str(reason) for reason in found or ()]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_restart_without_the_database_serves_what_was_published_last(server: Fleet, engine: Engine) -> None:
    publish(engine, ELSEWHERE)
    eventually(lambda: dialled(server) == ["+81120250302"])
    eventually(lambda: "dial: 0120-250-302" in (server.folder / "schedule.json").read_text())
    server.kill()
    server.database_url = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none"
    server.start()
    assert dialled(server) == ["+81120250302"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_calls_are_answered_when_the_database_can_not_be_opened(server: Fleet) -> None:
    server.kill()
    server.database_url = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none"
    server.start()
    assert requests.get(f"{server.url}/readyz", timeout=PATIENCE).status_code == 503
    said = heard(Handset(server.url, TOKEN, "+819012345678", NUMBER).call(Person(["5", "2"])))
    assert any("0 1 2 0, 2 5 0, 1 4 7" in sentence for sentence in said)


def test_settings_that_are_wrong_are_said_in_one_line_each(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PUBLIC_URL": "hotline", "SECRET_KEY": "short"}
    command = [sys.executable, "-m", "ivr", "serve"]
    run = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    _, *lines = run.stderr.splitlines()
    names = ["PUBLIC_URL", "SECRET_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER"]
    assert [line.split()[0] for line in lines] == names
