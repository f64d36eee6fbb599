"""A line to a server that can be made silent or slow."""

import socket
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


class Line:
    """A line to a PostgreSQL server, on a port of this machine.

    Its connections can be made to fall silent for ever, while new ones work, or all can be made slow for a while.
    """

    def __init__(self, server: str) -> None:
        (folder,) = parse_qs(urlsplit(server).query)["host"]
        self._socket = next(path for path in Path(folder).glob(".s.PGSQL.*") if path.suffix != ".lock")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._silent: list[threading.Event] = []
        self._delay = 0.0
        self._quick = threading.Event()
        self._quick.set()
        self._sockets = [self._listening]
        self._changing = threading.Lock()
        self._closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def fall_silent(self) -> None:
        for silent in self._silent:
            silent.set()

    def slow_down(self, seconds: float) -> None:
        """Carry everything later by some seconds, until :meth:`speed_up`."""
        self._delay = seconds
        self._quick.clear()

    def speed_up(self) -> None:
        self._quick.set()

    def close(self) -> None:
        with self._changing:
            self._closed = True
            for each in self._sockets:
                _end(each)
                each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            with self._changing:
                if self._closed:
                    near.close()
                    return
                far = socket.socket(socket.AF_UNIX)
                self._sockets += [near, far]
                far.connect(str(self._socket))
            silent = threading.Event()
            self._silent.append(silent)
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(source, sink, silent), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, silent: threading.Event) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if silent.is_set():
                    threading.Event().wait()  # no answer, no farewell
                self._quick.wait(self._delay)
                sink.sendall(data)
        for each in (source, sink):
            _end(each)


def _end(used: socket.socket) -> None:
    """End a socket for both sides; to close it would not wake the thread that reads from it or accepts."""
    with suppress(OSError):
        used.shutdown(socket.SHUT_RDWR)
