"""Nobody can silence the line: calls to a real `ivr serve` are answered while somebody occupies what they can.

What calls take meanwhile is measured by `bench/attacks.py`.
"""

import resource
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial

import pytest
import requests

from ivr.phone.handset import Handset
from ivr.phone.signing import HEADER
from tests.support.databases import sqlite_database
from tests.support.fleet import NUMBER, TOKEN, Fleet
from tests.support.people import Person, heard
from tests.support.signing import signed
from tests.support.waiting import PATIENCE, eventually

WELL_FORMED = "A" * 27 + "="
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
ANNOUNCED = f"POST /voice HTTP/1.1\r\nHost: x\r\n{HEADER}: {WELL_FORMED}\r\n{FORM}Content-Length: 1000\r\n\r\nCallSid="
UPLOAD = "POST /ops/prompts/import HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n"
HALF_A_HEAD = "POST /voice HTTP/1.1\r\nHost: x\r\nX-Slow: "
_NOT_OF_ATTACKS = ("purged old data", "until the database answers")
"""What the log may have besides refusals: on a busy machine SQLite is slow."""
TOO_MANY = 1100
"""Silent connections: more than the thousand that once silenced a process."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """One process, so that all attacks meet the one that answers the calls."""
    folder, began = tmp_path_factory.mktemp("attacked"), time.monotonic()
    running = Fleet(sqlite_database(folder / "test.db"), "http://127.0.0.1:9", folder, workers=0)
    running.start()
    start = len(running.log())
    yield running
    running.kill()
    told = [line for line in running.log()[start:].splitlines() if not any(each in line for each in _NOT_OF_ATTACKS)]
    refusals = [line for line in told if " WARNING refused: " in line]
    assert told == refusals, "whoever attacks must not fill the log"
    kinds = Counter(line.partition(" refused: ")[2].partition(" (")[0] for line in refusals)
    minutes = 2 + (time.monotonic() - began) / 60
    assert not [kind for kind, lines in kinds.items() if lines > minutes], kinds


@pytest.fixture(autouse=True, scope="module")
def _many_files() -> None:
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * TOO_MANY
    if least != resource.RLIM_INFINITY and least < wanted:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if most == resource.RLIM_INFINITY else min(most, wanted), most)
        )


@contextmanager
def sockets(server: Fleet, count: int, words: str = "", source: str = "127.0.0.1") -> Iterator[list[socket.socket]]:
    """Connections that send no more than ``words``."""
    with ExitStack() as stack:
        opened = []
        for _ in range(count):
            address = ("127.0.0.1", server.port)
            each = stack.enter_context(
                closing(socket.create_connection(address, timeout=PATIENCE, source_address=(source, 0)))
            )
            each.sendall(words.encode())
            opened.append(each)
        yield opened


def calls_are_answered(server: Fleet, count: int = 5) -> None:
    for _ in range(count):
        said = heard(Handset(server.url, TOKEN, "anonymous", NUMBER).call(Person(["1"])))
        agencies = {agency for agency in ("OTIT", "FRESC") for sentence in said if agency in sentence}
        assert agencies, said  # which of them depends on the time of the week


def closed(each: socket.socket) -> bool:
    """Whether the service has closed a connection; an answer that came first is read."""
    each.setblocking(False)
    try:
        while each.recv(4096):
            pass
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    return True


@pytest.mark.parametrize(
    ("count", "words"),
    [(60, ANNOUNCED), (60, HALF_A_HEAD), (60, UPLOAD), (TOO_MANY, "")],
    ids=["bodies that never come", "heads that never end", "uploads that never come", "silent"],
)
def test_calls_are_answered_beside_connections_that(server: Fleet, count: int, words: str) -> None:
    with sockets(server, count, words):
        calls_are_answered(server)


def test_a_call_gets_in_when_as_many_are_connected_as_there_may_be(server: Fleet) -> None:
    """From eight addresses, each with all that it may have."""
    with ExitStack() as stack:
        for last in range(2, 10):
            stack.enter_context(sockets(server, 400, source=f"127.0.0.{last}"))
        calls_are_answered(server)


def test_one_address_has_no_more_than_its_share(server: Fleet) -> None:
    with sockets(server, 500, source="127.0.0.2") as opened, sockets(server, 50, source="127.0.0.3") as others:
        eventually(lambda: sum(map(closed, opened)) >= 100)
        assert not any(map(closed, others))
        calls_are_answered(server)


@pytest.mark.waits(13)
def test_who_does_not_send_is_cut_off(server: Fleet) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(sockets(server, 1, words)) for words in (ANNOUNCED, HALF_A_HEAD, "")]
        for (one,) in slow:
            eventually(partial(closed, one))


def answer(server: Fleet, words: str) -> str:
    """The first line of the answer to what was sent, and no more is sent."""
    with sockets(server, 1, words) as (one,), one.makefile("rb") as lines:
        return lines.readline().decode().strip()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (ANNOUNCED.replace(f"{HEADER}: {WELL_FORMED}\r\n", ""), 403),
        (ANNOUNCED.replace(WELL_FORMED, "%%%"), 403),
        (ANNOUNCED.replace("POST /voice", "POST /sms/status").replace(WELL_FORMED, ""), 403),
        (ANNOUNCED.replace("1000", "70000"), 413),
        (UPLOAD.replace("5000000", "50000000"), 413),
        (UPLOAD.replace("prompts/import", "sign-in"), 413),
        ("GET /" + "a" * 20_000 + " HTTP/1.1\r\n", 0),
        ("GET / HTTP/1.1\r\nHost: x\r\n" + "X-More: 1\r\n" * 2000, 0),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    ],
    ids=["unsigned", "malformed", "empty", "a form", "an upload", "a sign-in", "an address", "a head", "HTTP/2"],
)
def test_what_is_refused_before_it_has_arrived(server: Fleet, words: str, status: int) -> None:
    """0: nothing is answered, the connection ends."""
    said = answer(server, words)
    assert said.startswith(f"HTTP/1.1 {status}") if status else not said


def test_a_call_that_is_signed_with_a_shared_key_is_answered(server: Fleet) -> None:
    """Its signature is longer than that with an auth token."""
    form = {"CallSid": "CA1", "CallStatus": "ringing", "From": "anonymous", "To": NUMBER}
    signature = signed(f"{server.url}/voice{''.join(map(''.join, sorted(form.items())))}", TOKEN, "sha256")
    headers = {HEADER: signature, "X-Twilio-Webhooks-Signature-Settings": "key=1,algorithm=HMAC_SHA256"}
    assert "<Gather" in requests.post(f"{server.url}/voice", form, headers=headers, timeout=PATIENCE).text


def test_a_body_in_pieces_is_bounded_too(server: Fleet) -> None:
    head = ANNOUNCED.replace("Content-Length: 1000", "Transfer-Encoding: chunked").removesuffix("CallSid=")
    piece = f"{60_000:x}\r\n{'a' * 60_000}\r\n"
    assert answer(server, head + 2 * piece).startswith("HTTP/1.1 400")


@contextmanager
def flood(clients: int, act: Callable[[], int]) -> Iterator[list[int]]:
    """Several clients who do something again and again. The statuses of the answers gather in a list."""
    over, statuses = threading.Event(), list[int]()

    def go_on() -> None:
        while not over.is_set():
            statuses.append(act())

    threads = [threading.Thread(target=go_on) for _ in range(clients)]
    for each in threads:
        each.start()
    try:
        eventually(lambda: len(statuses) > clients)
        yield statuses
    finally:
        over.set()
        for each in threads:
            each.join()


def sign_in(server: Fleet, name: str, password: str) -> int:
    with requests.Session() as session:
        url = f"{server.url}/ops/sign-in"
        _, _, rest = session.get(url, timeout=PATIENCE).text.partition('name="csrf_token" value="')
        fields = {"csrf_token": rest.partition('"')[0], "name": name, "password": password}
        return session.post(url, data=fields, timeout=PATIENCE).status_code


def test_calls_and_pages_are_answered_while_many_try_passwords(server: Fleet) -> None:
    with flood(20, lambda: sign_in(server, "Aiko", "a wrong password")) as statuses:
        calls_are_answered(server)
        assert requests.get(f"{server.url}/ops/sign-in", timeout=PATIENCE).status_code == 200
    assert set(statuses) <= {403, 429, 503}, statuses
    assert statuses.count(503) < len(statuses)


@pytest.mark.parametrize(
    ("name", "status"),
    [("\u0315\u0316" * 1000, {403, 429}), ("\u0315\u0316" * 20_000, {413})],
    ids=["as long as a form may be", "longer"],
)
def test_calls_are_answered_while_forms_come_that_are_hard_to_read(server: Fleet, name: str, status: set[int]) -> None:
    """Accents in the wrong order, which take time by the square of their number to be put right."""
    with flood(5, lambda: sign_in(server, name, "a wrong password")) as statuses:
        calls_are_answered(server)
    assert set(statuses) <= status | {503}
    assert set(statuses) & status
