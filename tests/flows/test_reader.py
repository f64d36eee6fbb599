"""How requests are read and answered, with small applications in place of ours: the sockets are real.

The last test is about the whole service: what the console cannot take from calls besides threads.
"""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from email.message import Message
from http.client import HTTPConnection
from typing import Any

import pytest

from ivr.core.requests import Refused
from ivr.demo import Demo
from ivr.phone.signing import HEADER
from ivr.server.lanes import LANES, PASSWORDS
from ivr.server.reading import Reader
from ivr.store.db import reading
from ivr.web.headers import headers_of_all
from tests.support.demo import Dials
from tests.support.people import Person, heard
from tests.support.waiting import PATIENCE, eventually

POOL = 15
"""Connections that SQLAlchemy opens at most for one engine: five, and ten when these do not suffice."""
SIGNED = {HEADER: "A" * 27 + "="}
Start = Callable[[str, list[tuple[str, str]]], object]
Said = tuple[int, Message, bytes]
"""The status, the headers and the body of an answer."""
App = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Running:
    """A reader in a thread of its own, as a process of the service has it in its main thread."""

    def __init__(self, app: App, proxies: int = 0) -> None:
        self._app, self._proxies = app, proxies
        self.refused: list[Refused] = []
        self._ready: Future[int] = Future()
        self._told: Future[asyncio.Event] = Future()
        self._loop: Future[asyncio.AbstractEventLoop] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()
        self.port = self._ready.result(PATIENCE)

    async def _run(self) -> None:
        reader = Reader(self._app, HEADER, self._proxies, 1, 2000, 400, self.refused.append)
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setblocking(False)
        reader.add_socket(listening)
        told = asyncio.Event()
        self._told.set_result(told)
        self._loop.set_result(asyncio.get_running_loop())
        self._ready.set_result(listening.getsockname()[1])
        await told.wait()
        await reader.drain()
        for places in reader.places.values():
            places.threads.shutdown()

    def tell(self) -> None:
        """Tell it to stop."""
        with suppress(RuntimeError):  # it has ended
            self._loop.result().call_soon_threadsafe(self._told.result().set)

    def has_ended(self) -> bool:
        return not self._thread.is_alive()

    def ask(self, method: str, path: str, body: bytes = b"", forwarded: str = "") -> Said:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            reported = {"X-Forwarded-For": forwarded, "X_Forwarded_For": "192.0.2.66"} if forwarded else {}
            connection.request(method, path, body or None, SIGNED | reported)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()


@contextmanager
def running(app: App, proxies: int = 0) -> Iterator[Running]:
    started = Running(app, proxies)
    try:
        yield started
    finally:
        started.tell()
        eventually(started.has_ended)


def echo(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Answers with the body, or as many bytes as the query says, and with what it knows of the request."""
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "CONTENT_LENGTH")
    known = [(f"X-{name.replace('_', '-')}", str(environ.get(name, ""))) for name in names]
    size = int(environ["QUERY_STRING"] or 0)
    start("200 OK", [*known, ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [environ["wsgi.input"].read()] if not size else (b"x" * 1000 for _ in range(size // 1000))


def test_a_request_arrives_whole_and_its_answer_too() -> None:
    with running(echo) as started:
        status, headers, body = started.ask("POST", "/voice/%76i", b"words" * 1000)
        assert (status, body) == (200, b"words" * 1000)
        assert (headers["X-REQUEST-METHOD"], headers["X-PATH-INFO"]) == ("POST", "/voice/vi")
        assert (headers["X-CONTENT-LENGTH"], headers["Content-Length"]) == ("5000", "5000")
        assert headers["X-REMOTE-ADDR"] == "127.0.0.1"
        assert headers["Date"]
        assert headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_a_body_in_pieces_arrives_whole() -> None:
    def pieces() -> Iterator[bytes]:
        yield from (b"one ", b"two ", b"three")

    with running(echo) as started:
        connection = HTTPConnection("127.0.0.1", started.port, timeout=PATIENCE)
        connection.request("POST", "/voice", pieces(), SIGNED, encode_chunked=True)
        assert connection.getresponse().read() == b"one two three"
        connection.close()


def test_what_is_refused_by_its_head_has_the_headers_of_every_answer() -> None:
    with running(echo) as started:
        connection = HTTPConnection("127.0.0.1", started.port, timeout=PATIENCE)
        connection.request("POST", "/voice", b"a=b")
        answer = connection.getresponse()
        assert answer.status == 403
        assert headers_of_all(https=False).items() <= dict(answer.headers).items()
        connection.close()


def test_a_large_answer_arrives_whole() -> None:
    with running(echo) as started:
        _, headers, body = started.ask("GET", "/hours.json?3000000")
        assert body == b"x" * 3_000_000
        assert headers["Content-Length"] == "3000000"


def test_headers_that_only_look_like_those_of_a_proxy_are_dropped() -> None:
    with running(echo, proxies=1) as started:
        _, headers, _ = started.ask("GET", "/", forwarded="192.0.2.1")
        assert headers["X-HTTP-X-FORWARDED-FOR"] == "192.0.2.1"


@pytest.mark.parametrize("status", ["204 NO CONTENT", "304 NOT MODIFIED"])
def test_an_answer_without_a_body_has_no_length(status: str) -> None:
    def nothing(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start(status, [])
        return []

    with running(nothing) as started:
        said, headers, body = started.ask("GET", "/vi")
        assert (f"{said}", body) == (status[:3], b"")
        assert "Content-Length" not in headers


def test_a_connection_is_used_again() -> None:
    with running(echo) as started:
        connection = HTTPConnection("127.0.0.1", started.port, timeout=PATIENCE)
        for words in (b"one", b"two"):
            connection.request("POST", "/voice", words, SIGNED)
            assert connection.getresponse().read() == words
            kept = connection.sock
        assert kept is not None
        connection.close()


def test_an_application_that_fails_ends_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    def broken(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        raise RuntimeError(environ["PATH_INFO"])

    with running(broken) as started, pytest.raises(ConnectionError):
        started.ask("GET", "/vi")
    assert "could not be answered: /vi" in caplog.text


class Held:
    """An application that answers calls at once, and everything else when it is let go."""

    def __init__(self) -> None:
        self.go, self.inside, self._lock = threading.Event(), 0, threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith("/voice"):
            with self._lock:
                self.inside += 1
            assert self.go.wait(PATIENCE)
        start("200 OK", [])
        return [b"done"]


def asked(started: Running, *request: Any) -> Future[Said]:
    future: Future[Said] = Future()
    threading.Thread(target=lambda: future.set_result(started.ask(*request)), daemon=True).start()
    return future


BUSY = (
    ("GET", "/ops"),
    ("POST", "/ops/sign-in"),
    ("GET", "/vi"),
    ("GET", "/audio/a.mp3"),
    ("POST", "/ops/prompts", b"x" * 70_000),
)
"""A request of each lane but that of calls."""


def test_calls_are_answered_while_every_other_thread_is_taken() -> None:
    app = Held()
    with running(app) as started, ExitStack() as stack:
        stack.callback(app.go.set)
        waiting = [asked(started, *request) for request in BUSY for _ in range(4)]
        threads = sum(lane.threads for lane in LANES if not lane.signed)
        eventually(lambda: app.inside == threads)
        for _ in range(5):
            assert started.ask("POST", "/voice", b"a=b")[2] == b"done"
        app.go.set()
        assert [each.result(PATIENCE)[0] for each in waiting] == [200] * len(waiting)


def test_more_than_there_are_places_for_are_refused() -> None:
    app = Held()
    with running(app) as started, ExitStack() as stack:
        stack.callback(app.go.set)
        waiting = [asked(started, "POST", "/ops/sign-in") for _ in range(PASSWORDS.most_each + 3)]
        refused = eventually(lambda: [each for each in waiting if each.done()][2:])
        assert refused[0].result()[0] == 503
        assert app.inside <= PASSWORDS.threads
        app.go.set()
        statuses = [each.result(PATIENCE)[0] for each in waiting]
        assert (statuses.count(200), statuses.count(503)) == (PASSWORDS.most_each, 3)
        assert started.refused == [Refused.BUSY] * 3
        assert started.ask("POST", "/ops/sign-in")[0] == 200


def test_each_client_behind_a_proxy_has_places_of_its_own() -> None:
    app = Held()
    with running(app, proxies=1) as started, ExitStack() as stack:
        stack.callback(app.go.set)
        one = [asked(started, "POST", "/ops/sign-in", b"", "192.0.2.1") for _ in range(PASSWORDS.most_each + 1)]
        eventually(lambda: any(each.done() for each in one))
        other = asked(started, "POST", "/ops/sign-in", b"", "192.0.2.2")
        app.go.set()
        assert other.result(PATIENCE)[0] == 200
        assert sorted(each.result(PATIENCE)[0] for each in one) == [200] * PASSWORDS.most_each + [503]


def test_a_request_in_hand_is_answered_after_the_service_was_told_to_stop() -> None:
    app = Held()
    with running(app) as started, ExitStack() as stack:
        stack.callback(app.go.set)
        waiting = asked(started, "GET", "/vi")
        eventually(lambda: app.inside)
        started.tell()
        assert not started.has_ended()
        app.go.set()
        assert waiting.result(PATIENCE)[2] == b"done"
        eventually(started.has_ended)


def test_idle_connections_do_not_keep_a_process_from_stopping() -> None:
    with running(echo) as started, socket.create_connection(("127.0.0.1", started.port), timeout=PATIENCE) as idle:
        started.tell()
        assert idle.recv(1) == b""


REQUEST = f"POST /voice HTTP/1.1\r\nHost: x\r\n{HEADER}: {SIGNED[HEADER]}\r\nContent-Length: 5\r\n\r\nwords".encode()


def said_while_stopping(*, kept: bool) -> bytes:
    """What a client hears whose request is not yet read when the service is told to stop.

    The client has just connected, or its connection is ``kept`` from a request before.
    """

    async def stop_at_once() -> bytes:
        reader = Reader(echo, HEADER, 0, 1, 2000, 400, lambda _: None)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.setblocking(False)
            reader.add_socket(listening)
            with socket.create_connection(listening.getsockname(), timeout=PATIENCE) as client:
                if kept:
                    client.sendall(REQUEST)
                    assert b"Connection: close" not in await asyncio.to_thread(client.recv, 65536)
                client.sendall(REQUEST)
                await reader.drain()
                return client.recv(65536)

    return asyncio.run(stop_at_once())


@pytest.mark.parametrize("kept", [False, True], ids=["new", "kept"])
def test_a_request_that_has_arrived_is_answered_and_its_client_told_to_go_elsewhere(kept: bool) -> None:
    said = said_while_stopping(kept=kept)
    assert said.startswith(b"HTTP/1.1 200 OK")
    assert b"Connection: close" in said
    assert said.endswith(b"words")


def test_a_console_that_holds_all_its_connections_to_the_database_takes_none_from_calls(
    demo: Demo, handset: Dials
) -> None:
    with ExitStack() as stack:
        for _ in range(POOL):
            stack.enter_context(reading(demo.service.accounts.engine))
        assert any("A text message" in sentence for sentence in heard(handset().call(Person(["5", "2"]))))
