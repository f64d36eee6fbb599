"""Fetches a page as its site wants it: robots.txt is asked first, and an unchanged page is not sent again.

Redirects, bytes and kinds of content are limited. It runs in ``python -m ivr.agency_pages`` only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from protego import Protego
from urllib3.exceptions import HTTPError, SSLError
from urllib3.response import BaseHTTPResponse

from ivr.agency_pages.network import ClosedError, Network
from ivr.core.agency_pages.state import Question, State
from sentences import Sentence, SentenceError

LARGEST = 2_000_000
"""Most bytes of a page, also when it is unpacked. Pages of agencies have some 100,000."""
_LARGEST_RULES = 500_000
"""Most bytes of a robots.txt that are read (RFC 9309, 2.5)."""
_REDIRECTS = 5
_NAME = "Tsunagu"
"""Our name in robots.txt."""
_HTML = ("text/html", "application/xhtml+xml")
_LONGEST_VALIDATOR = 200
_LONGEST_ADDRESS = 500


class RefusedError(SentenceError):
    """A page that was not fetched; ``stay_away`` is how many seconds its site asks us not to come."""

    def __init__(self, state: State, sentence: Sentence, stay_away: int = 0) -> None:
        super().__init__(sentence)
        self.state = state
        self.stay_away = stay_away


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page. ``content`` is None if it is the same as before.

    Attributes:
        address: where it was found after redirects.
        charset: that of its server; may be empty.
    """

    address: str
    content: bytes | None
    charset: str
    etag: str
    modified: str


def fetch(question: Question, network: Network) -> Fetched:
    """Fetch a page.

    Raises:
        RefusedError: it was not fetched.
    """
    headers = {"User-Agent": question.agent, "Accept": ", ".join(_HTML), "Accept-Encoding": "gzip"}
    asked = {name: value for name, value in _validators(question) if value}
    rules: dict[str, Protego | None] = {}
    address = question.address
    for _ in range(_REDIRECTS + 1):
        host, target = _parts(address)
        if host not in rules:
            rules[host] = _rules(host, headers, network)
        found = rules[host]
        if found is not None and not found.can_fetch(address, _NAME):
            raise RefusedError(State.FORBIDDEN, Sentence("the site asks programs not to read it (robots.txt)"))
        answer = _get(host, target, {**headers, **asked}, network)
        try:
            if onward := _onward(answer, address):
                address = onward
                continue
            return _taken(answer, address)
        finally:
            answer.close()
    raise RefusedError(State.FAILED, Sentence("it leads on more than {number} times", number=_REDIRECTS))


def _validators(question: Question) -> tuple[tuple[str, str], ...]:
    return ("If-None-Match", question.etag), ("If-Modified-Since", question.modified)


def _parts(address: str) -> tuple[str, str]:
    """Return the host and the rest of an address that may be asked.

    Raises:
        RefusedError: it may not.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme != "https" or port not in (None, 443) or not parts.hostname or not address.isascii():
        raise RefusedError(State.FAILED, Sentence("it leads to an address that is not asked: only https is"))
    return parts.hostname, f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _get(host: str, target: str, headers: Mapping[str, str], network: Network) -> BaseHTTPResponse:
    try:
        return network.get(host, target, headers)
    except ClosedError:
        raise RefusedError(State.FAILED, Sentence("{host} has no public address that answers", host=host)) from None
    except SSLError:
        raise RefusedError(State.FAILED, Sentence("{host} has no certificate that is valid", host=host)) from None
    except (HTTPError, UnicodeError) as error:
        said = Sentence("{host} can't be asked: {error}", host=host, error=error.__class__.__name__)
        raise RefusedError(State.FAILED, said) from None


def _onward(answer: BaseHTTPResponse, address: str) -> str | None:
    """Return the address that an answer leads to; None if it leads nowhere."""
    place = answer.headers.get("Location")
    if answer.status not in (301, 302, 303, 307, 308) or not place:
        return None
    try:
        return urljoin(address, place)[:_LONGEST_ADDRESS]
    except ValueError:
        return "invalid:"


def _rules(host: str, headers: Mapping[str, str], network: Network) -> Protego | None:
    """Return the rules of a site; None if it has none.

    Raises:
        RefusedError: nobody can tell what it wants, and then it is not asked (RFC 9309, 2.3.1.4).
    """
    address = f"https://{host}/robots.txt"
    for _ in range(_REDIRECTS + 1):
        answer = _get(*_parts(address), headers, network)
        try:
            if onward := _onward(answer, address):
                address = onward
                continue
            if answer.status >= 500 or answer.status == 429:
                raise RefusedError(
                    State.FAILED,
                    Sentence("its robots.txt is answered with {number}", number=answer.status),
                    _stay_away(answer),
                )
            if answer.status != 200:
                return None
            return Protego.parse(_body(answer, _LARGEST_RULES)[0].decode("utf-8", "replace"))
        finally:
            answer.close()
    return None


def _taken(answer: BaseHTTPResponse, address: str) -> Fetched:
    etag, modified = (_validator(answer, name) for name in ("ETag", "Last-Modified"))
    if answer.status == 304:
        return Fetched(address, None, "", etag, modified)
    if answer.status in (404, 410):
        raise RefusedError(State.GONE, Sentence("the site answers with {number}", number=answer.status))
    if answer.status != 200:
        said = Sentence("the site answers with {number}", number=answer.status)
        raise RefusedError(State.FAILED, said, _stay_away(answer))
    kind, _, parameters = answer.headers.get("Content-Type", _HTML[0]).partition(";")
    if (kind := kind.strip().lower()) not in _HTML:
        if kind == "application/pdf":
            raise RefusedError(State.UNREADABLE, Sentence("it is a PDF, which can't be read"))
        raise RefusedError(State.UNREADABLE, Sentence("it is not a page but {text}", text=kind[:60]))
    content, whole = _body(answer, LARGEST)
    if not whole:
        raise RefusedError(State.UNREADABLE, Sentence("it has more than {number} bytes", number=LARGEST))
    charset = parameters.lower().partition("charset=")[2].strip(" \"'").partition(";")[0]
    return Fetched(address, content, charset, etag, modified)


def _body(answer: BaseHTTPResponse, most: int) -> tuple[bytes, bool]:
    """Return the unpacked body, or as much of it as may be read, and whether that is all.

    Raises:
        RefusedError: the connection fails, or it can't be unpacked.
    """
    parts, left = list[bytes](), most
    try:
        for part in answer.stream(65_536, decode_content=True):
            parts.append(part[:left])
            left -= len(part)
            if left < 0:
                break
    except HTTPError as error:
        raise RefusedError(
            State.FAILED, Sentence("its answer breaks off: {error}", error=error.__class__.__name__)
        ) from None
    return b"".join(parts), left >= 0


def _validator(answer: BaseHTTPResponse, name: str) -> str:
    value = answer.headers.get(name, "")
    return value if len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable() else ""


def _stay_away(answer: BaseHTTPResponse) -> int:
    """Return the seconds of Retry-After: they are given, or a date, which is compared with the site's own clock."""
    wish = answer.headers.get("Retry-After", "").strip()
    if wish.isdecimal() and wish.isascii() and len(wish) < 9:
        return int(wish)
    try:
        ahead = parsedate_to_datetime(wish) - parsedate_to_datetime(answer.headers.get("Date", ""))
    except (ValueError, TypeError):
        return 0
    return max(0, int(ahead.total_seconds()))
