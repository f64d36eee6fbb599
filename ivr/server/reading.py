"""Reads requests whole, and has them answered by the threads of their lane.

The sockets are Tornado's: no thread waits for a client. Sizes and times are bounded by the lane of a request.
"""

import asyncio
import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from random import choice
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, cast

from tornado.http1connection import HTTP1Connection, HTTP1ConnectionParameters, HTTP1ServerConnection
from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerRequest,
    RequestStartLine,
    ResponseStartLine,
    format_timestamp,
)
from tornado.iostream import IOStream, StreamClosedError
from tornado.wsgi import WSGIContainer
from werkzeug.test import run_wsgi_app

from ivr.core.requests import Refused
from ivr.server.connections import Connections, origin_of
from ivr.server.lanes import LANES, Places, lane_of
from ivr.server.refusals import BUSY, Refusal, client_of, length_of, refusal
from ivr.web.headers import headers_of_all

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)

_HEAD_TIMES = tuple(10 + tenths / 10 for tenths in range(0, 30, 2))
"""Seconds in which the first head of a connection has to arrive.

They differ, because a thousand sockets that are closed at the same moment, and come again, would keep a call waiting.
"""
_KEPT_TIME = 130
"""Seconds that a connection is kept for another request: longer than proxies keep theirs, so that they close first."""
_STALLED = 140
"""Seconds after which a connection is closed whose client sends nothing or takes nothing."""
_DROPPED = 2
"""Seconds for which the body of a refused request is read."""
_SECURITY = headers_of_all(https=False)
_LINGER = 1.0
"""Seconds for which connections may still bring a request to a process that stops. Busy ones learn that it does."""
_LARGEST_HEAD = 16 * 1024
_PIECE = 64 * 1024
_IN_MEMORY = 1024 * 1024
"""Bytes of an answer that are kept in memory; a larger one, such as an export, waits in a file."""


class Reader(HTTPServer):
    """Reads the requests of one process. ``most`` and ``most_each`` bound its connections."""

    def initialize(  # type: ignore[override]  # what Tornado's class has in place of __init__
        self,
        app: "WSGIApplication",
        header: str,
        proxies: int,
        processes: int,
        most: int,
        most_each: int,
        refused: Callable[[Refused], None],
    ) -> None:
        """Set up a reader of requests to ``app``, which tells of each that it refuses; the rest is :class:`Front`'s."""
        super().initialize(self, max_header_size=_LARGEST_HEAD)
        self.app, self.header, self.proxies, self.refused = app, header, proxies, refused
        self.container = WSGIContainer(app)
        self.places = {lane: Places(lane, processes) for lane in LANES}
        self.open: Connections[IOStream] = Connections(most, most_each)
        self._first = [
            HTTP1ConnectionParameters(max_header_size=_LARGEST_HEAD, header_timeout=each) for each in _HEAD_TIMES
        ]
        self._kept = HTTP1ConnectionParameters(max_header_size=_LARGEST_HEAD, header_timeout=_KEPT_TIME)
        self.draining = False

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        """Take a connection, unless there are too many and none can give way."""
        gives_way = self.open.open(stream, address[0], time.monotonic())
        if gives_way is not None:
            gives_way.close()
        if gives_way is not stream:
            self.conn_params = choice(self._first)  # no secret
            super().handle_stream(stream, address)

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """Return what reads the next request of a connection."""
        cast(HTTP1ServerConnection, server_conn).params = self._kept  # for the next request
        return _Request(self, cast(HTTP1Connection, request_conn))

    def on_close(self, server_conn: object) -> None:
        """Forget a connection that has ended."""
        self.open.close(cast(HTTP1ServerConnection, server_conn).stream)
        super().on_close(server_conn)

    def close_stalled(self) -> None:
        """Close the connections whose clients send nothing or take nothing."""
        for stream in self.open.since(time.monotonic() - _STALLED):
            stream.close()

    async def drain(self) -> None:
        """Take whoever has connected and then nobody more, and return when all that they ask is answered."""
        self.draining = True
        self._accept_all()
        self.stop()
        began = time.monotonic()
        while len(self.open):
            before = time.monotonic() - _LINGER
            for stream in self.open.since(before) if before > began else ():
                if not stream.writing():
                    stream.close()
            await asyncio.sleep(0.02)

    def _accept_all(self) -> None:
        """Accept the connections that the system holds ready: it would cut them off when the socket is closed."""
        for listening in self._sockets.values():
            with suppress(BlockingIOError):  # there are no more
                while True:
                    self._handle_connection(*listening.accept())


class _Request(HTTPMessageDelegate):
    """One request: its head, its body, its answer."""

    def __init__(self, reader: Reader, connection: HTTP1Connection) -> None:
        self._reader, self._connection, self._body = reader, connection, bytearray()
        self._stream: IOStream = connection.stream
        self._has_place = self._refused = False

    def headers_received(self, start_line: Any, headers: HTTPHeaders) -> None:
        for name in [each for each in headers if "_" in each]:
            del headers[name]  # the application could not tell X_Forwarded_For from the header that a proxy adds
        line, reader = cast(RequestStartLine, start_line), self._reader
        self._request = HTTPServerRequest(connection=self._connection, start_line=line, headers=headers)
        length, peer = length_of(headers), cast(Any, self._connection.context).remote_ip
        lane = lane_of(line.method, self._request.path, length)
        self._places = reader.places[lane]
        self._origin = origin_of(client_of(peer, headers.get("X-Forwarded-For", ""), reader.proxies))
        self._connection.set_max_body_size(lane.largest)
        self._connection.set_body_timeout(lane.body_time)
        if refused := refusal(lane, length, headers.get(reader.header, "")):
            self._refuse(refused)
        elif lane.early and not self._enter():
            self._refuse(BUSY)

    def data_received(self, chunk: bytes) -> None:
        if not self._refused:
            self._body += chunk

    def finish(self) -> None:
        if not (self._refused or self._has_place or self._enter()):
            self._refuse(BUSY)
        if self._refused:
            self._connection.finish()
            return
        self._request.body = bytes(self._body)
        self._reader.open.works(self._stream)
        self._task = asyncio.ensure_future(self._answer())

    def on_connection_close(self) -> None:
        self._leave()

    def _enter(self) -> bool:
        self._has_place = self._places.enter(self._origin)
        return self._has_place

    def _leave(self) -> None:
        if self._has_place:
            self._places.leave(self._origin)
            self._has_place = False

    def _refuse(self, refused: Refusal) -> None:
        """Answer at once. What comes of the body is dropped for a moment: the answer would be lost if we closed."""
        self._refused = True
        self._reader.refused(refused.kind)
        self._request.headers.pop("Expect", None)
        self._connection.set_max_body_size(sys.maxsize)
        self._connection.set_body_timeout(_DROPPED)
        words = f"{refused.why}\n".encode()
        headers = HTTPHeaders(_SECURITY)
        headers.update({"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(words))})
        if refused is BUSY:
            headers["Retry-After"] = "2"
        self._write(refused.status, headers, words)

    async def _answer(self) -> None:
        loop, threads = asyncio.get_running_loop(), self._places.threads
        try:
            environ = self._reader.container.environ(self._request)
            status, headers, body = await loop.run_in_executor(threads, _answered, self._reader.app, environ)
        except Exception:  # the application answers its own errors; without this the client would wait for ever
            log.exception("a request could not be answered: %s", self._request.path)
            self._stream.close()
            return
        finally:
            self._leave()  # whoever reads the answer slowly holds no place
        with body:
            await self._send(status, headers, body)

    async def _send(self, status: int, headers: HTTPHeaders, body: IO[bytes]) -> None:
        try:
            piece = body.read(_PIECE)
            self._reader.open.waits(self._stream, time.monotonic())
            sent = self._write(status, headers, piece)
            while piece := body.read(_PIECE):
                await sent
                self._reader.open.waits(self._stream, time.monotonic())
                sent = self._connection.write(piece)
            self._connection.finish()
        except StreamClosedError:
            return  # the client has gone

    def _write(self, status: int, headers: HTTPHeaders, piece: bytes) -> "asyncio.Future[None]":
        headers["Date"] = format_timestamp(time.time())
        if self._reader.draining:
            headers["Connection"] = "close"
        line = ResponseStartLine("HTTP/1.1", status, HTTPStatus(status).phrase)
        return self._connection.write_headers(line, headers, piece)


def _answered(app: "WSGIApplication", environ: dict[str, Any]) -> tuple[int, HTTPHeaders, IO[bytes]]:
    """Run the application to the end of its answer, in a thread of its lane."""
    pieces, status, given = run_wsgi_app(app, environ)
    body = cast(IO[bytes], SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - closed when it is sent
    try:
        for piece in pieces:
            body.write(piece)
    finally:
        if close := getattr(pieces, "close", None):
            close()
    headers = HTTPHeaders()
    for name, value in given:
        headers.add(name, value)
    code = int(status.split()[0])
    if "Content-Length" not in headers and code not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
        headers["Content-Length"] = str(body.tell())
    body.seek(0)
    return code, headers, body
