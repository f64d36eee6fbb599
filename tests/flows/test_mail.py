"""Mail goes to a mail server by SMTP, with TLS and a password or without; why it was not taken is said."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ivr.core.findings import Fail, Ok, line
from ivr.mail import MailError, MailServer
from ivr.service.doctor.mail import server as found_by_doctor
from ivr.settings import Settings
from tests.support import channels

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)
Servers = Callable[..., channels.MailServer]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of 127.0.0.1 that nobody has signed, with its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(datetime.now(UTC) - timedelta(days=1))
    built = built.not_valid_after(datetime.now(UTC) + timedelta(days=1))
    host = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = built.add_extension(host, critical=True).sign(key, hashes.SHA256())
    kind, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = tmp_path / "certificate.pem"
    file.write_bytes(signed.public_bytes(kind) + key.private_bytes(kind, form, serialization.NoEncryption()))
    return file


@pytest.fixture
def servers(certificate: Path) -> Iterator[Servers]:
    with ExitStack() as stack:

        def start(tls: str = "") -> channels.MailServer:
            server = channels.MailServer(tls, certificate)
            stack.callback(server.close)
            return server

        yield start


def settings_with(**more: Any) -> Settings:
    """Return settings with a mail server or none."""
    return Settings(
        public_url="https://hotline.example.org",
        secret_key="s" * 32,
        account_sid="AC1",
        auth_token="token",
        phone_number="+815031234567",
        **more,
    )


def send(url: str, sender: str = "hotline@example.org", certificates: Path | None = None, patience: float = 20) -> None:
    server = MailServer(url, sender, patience, str(certificates) if certificates else None)
    server.send("office@example.org", "件名 subject", "本文\nfrom us\n.\n", NOW)


def test_a_mail(servers: Servers) -> None:
    server = servers()
    send(f"smtp://127.0.0.1:{server.port}", "つなぐ Hotline <hotline@example.org>")
    (mail,) = server.mails
    assert mail["From"] == "つなぐ Hotline <hotline@example.org>"
    assert (mail["To"], mail["Subject"]) == ("office@example.org", "件名 subject")
    assert (mail["Date"], mail["Auto-Submitted"]) == ("Mon, 30 Nov 2026 01:00:00 +0000", "auto-generated")
    assert mail["Message-ID"].endswith("@example.org>")
    assert mail.get_payload(decode=True) == "本文\r\nfrom us\r\n..\r\n".encode()


@pytest.mark.parametrize(("scheme", "tls"), [("smtps", "from the start"), ("smtp+starttls", "asked for")])
def test_with_tls_and_a_password(servers: Servers, certificate: Path, scheme: str, tls: str) -> None:
    server = servers(tls)
    address = f"{scheme}://user:pass%20word@127.0.0.1:{server.port}"
    send(address, certificates=certificate)
    assert len(server.mails) == 1
    with pytest.raises(MailError, match="certificate verify failed"):
        send(address)
    with pytest.raises(MailError, match="535 the password is wrong") as refused:
        send(address.replace("pass%20word", "guess"), certificates=certificate)
    assert not refused.value.final, "somebody may mend it"
    assert len(server.mails) == 1


def test_no_password_goes_to_a_server_that_has_no_tls(servers: Servers, certificate: Path) -> None:
    server = servers()
    with pytest.raises(MailError, match="STARTTLS"):
        send(f"smtp+starttls://user:pass%20word@127.0.0.1:{server.port}", certificates=certificate)


@pytest.mark.parametrize(
    ("command", "reply", "final"),
    [
        ("RCPT", "550 5.1.1 no such mailbox", True),
        ("RCPT", "550 5.1.1 <office@example.org>: who?", True),
        ("RCPT", "451 4.7.1 come back later", False),
        ("MAIL", "530 5.7.0 sign in first", False),
        ("DATA", "554 5.7.1 not from you", False),
    ],
)
def test_what_a_server_refuses(servers: Servers, command: str, reply: str, final: bool) -> None:
    server = servers()
    server.refuses[command] = reply
    with pytest.raises(MailError) as refused:
        send(f"smtp://127.0.0.1:{server.port}")
    assert str(refused.value) == reply.replace("<office@example.org>", "(address)")
    assert refused.value.final is final


def test_doctor_looks_whether_the_mail_server_takes_us(servers: Servers) -> None:
    (unset,) = found_by_doctor(settings_with())
    assert unset == Ok("mail", "agencies get no mail, since SMTP_URL is not set; links are copied from the console")
    server = servers()
    settings = {"smtp_url": f"smtp://user:pass%20word@127.0.0.1:{server.port}", "mail_from": "hotline@example.org"}
    (good,) = found_by_doctor(settings_with(**settings))
    assert good == Ok("mail", "the mail server 127.0.0.1 answers and takes us")
    (wrong,) = found_by_doctor(
        settings_with(smtp_url=settings["smtp_url"].replace("word", "guess"), mail_from="a@example.org")
    )
    assert isinstance(wrong, Fail)
    assert "the mail server 127.0.0.1: 535 the password is wrong" in line(wrong)
    assert server.mails == []


def test_nobody_listens_or_says_anything() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(MailError, match="timed out"):
            send(address, patience=0.1)
    with pytest.raises(MailError, match="refused"):
        send(address)
