"""Sites of agencies that a test makes up: https on this machine, with a certificate of their own."""

import ssl
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PAGES = Path(__file__).parent / "pages_of_agencies"
HOST, OTHER_HOST = "agency.example", "elsewhere.example"
HTML = "text/html"


@dataclass(frozen=True)
class Reply:
    """An answer of a site. ``write`` writes the body in place of it."""

    body: bytes = b""
    status: int = 200
    kind: str = HTML
    headers: Mapping[str, str] | None = None
    write: Callable[[Callable[[bytes], object]], None] | None = None


class AgencySite:
    """Answers for each name with the replies that a test puts in, by path; 404 for others. ``asked`` has the requests.

    Attributes:
        command: looks at a page of these sites, in place of :data:`ivr.agency_pages.COMMAND`.
    """

    def __init__(self, folder: Path) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        certificate = folder / "site.pem"
        certificate.write_bytes(_certificate(HOST, OTHER_HOST))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.port: int = self._server.server_port
        entry = "tests.support.agency_reader"
        self.command = (sys.executable, "-P", "-m", entry, str(self.port), str(certificate))

    def close(self) -> None:
        """Stop, and close the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def serve(self, name: str, path: str = "/hours") -> None:
        """Answer a path with a page of :data:`PAGES`."""
        self.replies[path] = Reply((PAGES / name).read_bytes())

    def paths(self) -> list[str]:
        """Return the paths that were asked for, in their order."""
        return [path for _, path, _ in self.asked]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                site.asked.append((headers.get("host", ""), self.path, headers))
                reply = site.replies.get(self.path, Reply(b"nothing here", 404))
                given = {"Content-Type": reply.kind, **(reply.headers or {})}
                if reply.write is None and given.get("ETag") and headers.get("if-none-match") == given["ETag"]:
                    self.send_response_only(304)
                    self.end_headers()
                    return
                self.send_response_only(reply.status)
                for name, value in given.items():
                    self.send_header(name, value)
                if reply.write is None:
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                (reply.write or (lambda write: write(reply.body)))(self.wfile.write)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of a client that has left."""


def _certificate(*names: str) -> bytes:
    """Return a key and a certificate that it has signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(map(x509.DNSName, names)), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    return private + made.public_bytes(serialization.Encoding.PEM)
