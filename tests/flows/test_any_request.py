"""Any request: it is answered, an address of the carrier leads on, and without a signature nothing changes.

Calls that make sense are in :mod:`tests.flows.test_any_call`.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from string import printable
from typing import Any
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder, run_wsgi_app

from ivr.demo import TOKEN
from ivr.phone.signing import HEADER
from ivr.store.audit import Act
from ivr.store.tables import attempts, audit, metadata, refused_requests
from tests.support.answers import leads_on
from tests.support.databases import PostgreSQL
from tests.support.examples import examples
from tests.support.hotline import Hotline
from tests.support.inside import SITE

STEPS = (
    *("/voice", "/voice/menu", "/sms"),
    *(
        f"/voice/{language}/{place}"
        for language, place in product(("vi", "km", "ne", "und", "xx"), ("connect", "dialed", "rest", "number"))
    ),
)
OTHERS = ("/voice/status", "/sms/status", "/voice/", "/voice/vi", "/voice/vi/else")
SEGMENTS = (
    "voice",
    "sms",
    "ops",
    "audio",
    "vi",
    "status",
    "..",
    ".",
    "",
    "%00",
    "%2e%2e",
    "%ff",
    "ü",
    "a" * 300,
    "x.mp3",
)
FORMS = "application/x-www-form-urlencoded"
KINDS = (*[FORMS] * 6, "multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/\xff", "")

odd = st.sampled_from(
    [
        "",
        "0",
        "1",
        "2",
        "3",
        "9",
        "#",
        "*",
        "00",
        "１",
        "😀",
        "-1",
        "1" * 10_000,
        "\u0000",
        "\x1b",
        "null",
        "+819087301946",
    ]
) | st.text(max_size=30)
fields = st.dictionaries(
    st.sampled_from(
        [
            *("CallSid", "From", "To", "Digits", "CallStatus", "DialCallStatus", "DialCallDuration", "DialBridged"),
            *("Body", "MessageSid", "MessageStatus", "ErrorCode", "OptOutType", "csrf_token", "name", "password"),
        ]
    ),
    odd,
    max_size=6,
)
forms = fields.map(lambda each: urlencode(each, errors="surrogatepass").encode())
states = st.dictionaries(
    st.sampled_from(["step", "round", "menu", "tried", "texted", "number", "part", "others", "held", "text", "x"]),
    st.sampled_from(["", "1", "3", "4", "99999999999", "-1", "more", "fresc", "otit-vi.fresc", "coming", "x", "%00"]),
    max_size=4,
)
queries = states.map(lambda each: "&".join(f"{name}={value}" for name, value in each.items()).encode())
paths = st.one_of(
    st.sampled_from(STEPS),
    st.sampled_from(STEPS + OTHERS),
    st.lists(st.sampled_from(SEGMENTS), max_size=4).map(lambda each: "/" + "/".join(each)),
    st.integers(0, 500),
)
ANY_METHOD = ("POST", "POST", "POST", "GET", "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW")


@dataclass(frozen=True)
class Asked:
    """A request. A number as its path stands for one of the addresses that the service has."""

    method: str
    path: str | int
    query: bytes
    kind: str
    body: bytes


asked = st.builds(
    Asked,
    st.sampled_from(ANY_METHOD),
    paths,
    queries | st.binary(max_size=40) | st.just(b"&" * 300),
    st.sampled_from(KINDS),
    forms | st.binary(max_size=200) | st.just(b"a=1&" * 300),
)
SIGNATURES = ("", "%%%", "A" * 27 + "=", "A" * 10_000, "\xe9", "of another address", "by another key")


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    opened = Hotline(tmp_path_factory.mktemp("any-request"), ())
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def stored(hotline: Hotline) -> Iterator[Callable[[], object]]:
    """Returns all that is stored, but the records of what was refused. It is read again only after a change."""
    tables = [each for each in metadata.sorted_tables if each not in (refused_requests, attempts, audit)]
    queries = [f"SELECT * FROM {each}" for each in tables]
    queries.append(f"SELECT * FROM {audit} WHERE act <> '{Act.LINK_REFUSED}'")
    connection, read = sqlite3.connect(hotline.folder / "hotline.db"), dict[object, object]()

    def look() -> object:
        version = connection.execute("PRAGMA data_version").fetchone()
        if version not in read:
            read.clear()
            read[version] = [connection.execute(query).fetchall() for query in queries]
        return read[version]

    yield look
    connection.close()


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSQL) -> Iterator[Hotline]:
    """It refuses what SQLite stores: text that is too long, numbers that are too large, zero bytes."""
    with postgresql.database() as url:
        opened = Hotline(tmp_path_factory.mktemp("any-request"), (), url)
        yield opened
        opened.close()


@examples(500)
@given(request=asked, signature=st.none() | st.sampled_from(SIGNATURES))
@example(request=Asked("GET", "/confirm/x", b"", FORMS, b""), signature=None)
@example(request=Asked("POST", "/confirm/x", b"", FORMS, b""), signature=None)
def test_a_request_that_nobody_has_signed_changes_nothing(
    hotline: Hotline, stored: Callable[[], object], request: Asked, signature: str | None
) -> None:
    environ, before = environ_of(hotline, request), stored()
    if signature == "of another address":
        signature = signature_of(environ, "?")
    elif signature == "by another key":
        signature = signature_of(environ, token="another")
    status, _ = answered(hotline, environ, signature)
    assert status < 500, status
    webhook = re.match("/(voice|sms)(/|$)", environ["PATH_INFO"])
    assert not webhook or status >= 300, status
    assert stored() == before, "a request without a valid signature has changed something"


@examples(500)
@given(request=asked)
def test_a_signed_request_is_answered(on_postgresql: Hotline, request: Asked) -> None:
    hotline = on_postgresql
    environ = environ_of(hotline, request)
    status, said = answered(hotline, environ, signature_of(environ))
    assert status < 500, status
    if request.method == "POST" and request.path in STEPS and request.kind == FORMS:
        too_many = b"&" * 200 in request.query or b"a=1&" * 200 in request.body
        assert status == (413 if too_many else 200), status
        assert too_many or request.path == "/sms" or leads_on(said), said


@pytest.mark.parametrize("query", [b"\x80", b"language=\xff&first=\xe9", "name=ü".encode(), b"%80=%ff", b"a=\x00 #"])
def test_a_query_of_any_bytes_is_read(hotline: Hotline, query: bytes) -> None:
    for number in range(len(hotline.addresses)):
        environ = environ_of(hotline, Asked("GET", number, query, "", b""))
        status, _ = answered(hotline, environ, signature_of(environ))
        assert status < 500, environ["PATH_INFO"]


def environ_of(hotline: Hotline, request: Asked) -> dict[str, Any]:
    path = hotline.addresses[request.path % len(hotline.addresses)] if isinstance(request.path, int) else request.path
    body = b"" if request.method in ("GET", "HEAD") else request.body
    built = EnvironBuilder(method=request.method, data=body, headers=[("Content-Type", request.kind)])
    as_sent = {"PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": request.query.decode("latin-1")}
    return built.get_environ() | as_sent


def signature_of(environ: dict[str, Any], more: str = "", token: str = TOKEN) -> str:
    """Sign a request as the carrier does, its address in ASCII; ``more`` stands at the end of the signed address."""
    query = quote(environ["QUERY_STRING"].encode("latin-1"), safe=printable[:-6].replace("#", ""))
    address = f"{SITE}{quote(environ['PATH_INFO'].encode('latin-1'))}{'?' if query else ''}{query}{more}"
    form, body = MultiDict[str, str](), environ["wsgi.input"]
    if environ["REQUEST_METHOD"] == "POST" and environ.get("CONTENT_TYPE") == FORMS:
        form = MultiDict(parse_qsl(body.read().decode("utf-8", "replace"), keep_blank_values=True))
        body.seek(0)  # the service reads it again
    return str(RequestValidator(token).compute_signature(address, form))


def answered(hotline: Hotline, environ: dict[str, Any], signature: str | None) -> tuple[int, bytes]:
    """Return the status and the body of the answer. What the request changes has been stored then."""
    if signature is not None:
        environ = {**environ, "HTTP_" + HEADER.upper().replace("-", "_"): signature}
    said, status, _ = run_wsgi_app(hotline.app, environ, buffered=True)
    hotline.flush()
    return int(status.split()[0]), b"".join(said)
