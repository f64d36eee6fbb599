"""Sends mail through a mail server (SMTP), with time-outs. The standard library speaks the protocol."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

from ivr.settings.mail_forms import SMTP_PORTS

_PATIENCE = 20.0
"""Seconds for each step of the protocol."""
_MAILBOX = re.compile(r"<?[^\s<>]+@[^\s<>]+>?")
_LONGEST_PROBLEM = 200


class MailError(Exception):
    """A mail was not taken. The message says why, without addresses; ``final``: trying again does not help."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(_MAILBOX.sub("(address)", " ".join(reason.split()))[:_LONGEST_PROBLEM])
        self.final = final


@dataclass(frozen=True)
class MailServer:
    """A mail server, and from whom its mails are.

    ``url`` and ``sender`` have the forms of :mod:`ivr.settings.mail_forms`. ``certificates`` is a file of those
    that are trusted, by default those of the machine.
    """

    url: str
    sender: str
    patience: float = _PATIENCE
    certificates: str | None = None

    def send(self, to: str, subject: str, text: str, now: datetime) -> None:
        """Send a mail.

        Raises:
            MailError: the server has not taken it.
        """
        name, address = parseaddr(self.sender)
        mail = EmailMessage()
        mail["From"], mail["To"] = Address(name, addr_spec=address), Address(addr_spec=to)
        mail["Subject"], mail["Date"] = subject, format_datetime(now)
        mail["Message-ID"] = make_msgid(domain=self._domain)
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence is answered to it
        mail.set_content(text)
        with self._session() as server:
            server.send_message(mail, address, [to])

    def check(self) -> None:
        """Connect to the server and sign in. Nothing is sent.

        Raises:
            MailError: it does not answer, or refuses us.
        """
        with self._session() as server:
            server.noop()

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """Give a session of SMTP, whose errors are those of this module."""
        try:
            with self._open() as server:
                yield server
        except smtplib.SMTPRecipientsRefused as error:
            ((code, said),) = error.recipients.values()
            raise MailError(_said(code, said), final=code >= 500) from None
        except smtplib.SMTPResponseException as error:
            raise MailError(_said(error.smtp_code, error.smtp_error)) from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(str(error) or error.__class__.__name__) from None

    @property
    def _domain(self) -> str:
        """The domain of the sender, by which this client calls itself."""
        return parseaddr(self.sender)[1].partition("@")[2]

    def _open(self) -> smtplib.SMTP:
        """Connect and sign in."""
        url = urlsplit(self.url)
        host, port = str(url.hostname), url.port or SMTP_PORTS[url.scheme]
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, self._domain, timeout=self.patience, context=self._tls()
            )
        else:
            server = smtplib.SMTP(host, port, self._domain, timeout=self.patience)
        try:
            if url.scheme == "smtp+starttls":
                server.starttls(context=self._tls())
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
        except BaseException:
            server.close()
            raise
        return server

    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.certificates)


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
