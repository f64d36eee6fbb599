"""Posting webhooks as a carrier does, many at a time over kept connections, with little work of this process."""

import asyncio

from bench.serving import TOKEN, query
from ivr.phone.signing import HEADER, sign


def webhook(url: str, path: str, fields: dict[str, str]) -> bytes:
    """Return a whole request to a path of ``url``, signed."""
    body = query(fields)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"{HEADER}: {sign(TOKEN, url + path, fields)}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return f"{head}{body}".encode()


class Connections:
    """Connections to a port of this machine. A request waits for a free one; a broken one is replaced."""

    def __init__(self, port: int, count: int) -> None:
        self._port = port
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None] = asyncio.Queue()
        for _ in range(count):
            self._free.put_nowait(None)

    async def open(self) -> None:
        """Connect all of them."""
        for _ in range(self._free.qsize()):
            self._free.get_nowait()
            self._free.put_nowait(await asyncio.open_connection("127.0.0.1", self._port))

    async def post(self, request: bytes) -> int:
        """Send a request, and return the status of its answer; 0 if there is none."""
        connection = await self._free.get()
        try:
            connection = connection or await asyncio.open_connection("127.0.0.1", self._port)
            status = await _answered(*connection, request)
        except (OSError, asyncio.IncompleteReadError):
            connection, status = None, 0
        self._free.put_nowait(connection)
        return status


async def _answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
    await reader.readexactly(int(length or 0))
    return int(head.split(b" ", 2)[1])
