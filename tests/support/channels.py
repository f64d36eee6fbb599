"""Channels of ops staff: a webhook and a mail server that take messages."""

import email
import json
import socket
import socketserver
import ssl
import threading
from base64 import b64decode
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.listening import Listening

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Webhook(Listening):
    """Takes messages as JSON while ``takes`` is true; ``asked`` counts all requests.

    It answers while ``answers`` is set.
    """

    def __init__(self) -> None:
        self.takes, self.asked = True, 0
        self.answers = threading.Event()
        self.answers.set()
        self.messages: list[dict[str, str]] = []
        super().__init__(self._take)

    @property
    def channel(self) -> str:
        """Its address in the form of Apprise."""
        return self.url.replace("http://", "json://") + "/"

    @property
    def titles(self) -> list[str]:
        """The titles of the messages that it has taken."""
        return [each["title"] for each in self.messages]

    def close(self) -> None:
        """Let those go that wait for an answer, and stop."""
        self.answers.set()
        super().close()

    def _take(self, environ: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
        said = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        self.asked += 1
        self.answers.wait()
        if self.takes:
            self.messages.append(said)
        start("200 OK" if self.takes else "503 Service Unavailable", [])
        return []


class _Session(socketserver.StreamRequestHandler):
    """A session of SMTP (RFC 5321), with as much of it as a client needs: TLS (RFC 3207), a password (RFC 4954)."""

    server: "MailServer"

    def setup(self) -> None:
        if self.server.tls == "from the start":
            self.request = self.server.wrap(self.request)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            match verb:
                case _ if verb in self.server.refuses:
                    self._say(self.server.refuses[verb])
                case "EHLO":
                    offers = ["test", *(["STARTTLS"] if self.server.tls == "asked for" else []), "AUTH PLAIN"]
                    self._say("\r\n".join([*(f"250-{each}" for each in offers[:-1]), f"250 {offers[-1]}"]))
                case "STARTTLS":
                    self._say("220 go on")
                    self.request = self.connection = self.server.wrap(self.request)
                    super().setup()
                case "AUTH":
                    secret = b64decode(line.split()[2]).decode().split("\0")[1:]
                    right = secret == ["user", "pass word"]
                    self._say("235 welcome" if right else "535 the password is wrong")
                case "DATA":
                    self._say("354 go on")
                    self._take()
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _take(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.mails.append(email.message_from_bytes(b"".join(lines), policy=default))

    def _say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail on a port of its own; ``mails`` has what came.

    ``refuses`` has its answers to commands that it refuses. ``tls``: "from the start", or "asked for" by STARTTLS;
    ``certificate`` is the file of its certificate and key.
    """

    daemon_threads = True

    def __init__(self, tls: str = "", certificate: Path | None = None) -> None:
        self.mails: list[Message] = []
        self.refuses: dict[str, str] = {}
        self.tls, self.certificate = tls, certificate
        super().__init__(("127.0.0.1", 0), _Session)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def wrap(self, connection: socket.socket) -> socket.socket:
        """Speak TLS on a connection."""
        assert self.certificate
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context.wrap_socket(connection, server_side=True)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that end the connection: some tests are of those."""

    @property
    def port(self) -> int:
        """The port on which it listens."""
        return int(self.server_address[1])

    @property
    def channel(self) -> str:
        """Its address in the form of Apprise."""
        return f"mailto://127.0.0.1:{self.port}?from=hotline@example.org&to=staff@example.org"

    def close(self) -> None:
        """Stop, and close the port."""
        self.shutdown()
        self._thread.join()
        self.server_close()
