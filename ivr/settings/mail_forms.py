"""The forms of addresses of mail: of a mailbox, of a sender, of a mail server."""

import re
from email.utils import parseaddr
from urllib.parse import urlsplit

SMTP_PORTS = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}
"""The port of each scheme. `smtps` is TLS from the start, `smtp+starttls` asks for TLS first, `smtp` has none."""
_HERE = ("localhost", "127.0.0.1", "::1")
_LONGEST = 254
"""Characters of an address (RFC 3696, erratum 1690)."""
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})+")
"""What fields for e-mail of HTML take, with a domain of two parts or more."""


def is_mailbox(text: str) -> bool:
    """Whether it is the address of one mailbox, in ASCII."""
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def is_mail_sender(text: str) -> bool:
    """Whether it is ``NAME <ADDRESS>`` or an address."""
    name, address = parseaddr(text)
    return is_mailbox(address) and name.isprintable() and text.strip() in (address, f"{name} <{address}>")


def is_mail_server(text: str) -> bool:
    """Whether it is the address of a mail server: ``smtps://USER:PASSWORD@HOST:PORT``, see :data:`SMTP_PORTS`.

    Without TLS a password may only go to this machine.
    """
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        return False
    if url.scheme not in SMTP_PORTS or not url.hostname or port == 0 or not text.isprintable() or " " in text:
        return False
    in_clear = url.scheme == "smtp" and bool(url.password) and url.hostname not in _HERE
    return not in_clear and url.path in ("", "/") and not url.query and not url.fragment
