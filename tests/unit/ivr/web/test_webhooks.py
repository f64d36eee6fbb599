"""The guard before each webhook, by requests that no server takes: who is refused, and what is read of a form."""

import base64
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from ivr.carrier.signature import Signature
from ivr.core.requests import Refused
from ivr.web.webhooks import Hook, Reply, Webhooks, fields_of, xml
from tests.support.examples import examples

TOKEN, HOST = "12345", "https://hotline.example"


def client(refused: list[Refused] | None = None, https: bool = False) -> Client:
    """A service with one webhook, which says what it has read; ``X-Signed`` is the carrier's header."""

    def voice(hook: Hook) -> Reply:
        if hook.method != "POST":
            return xml("<asked-again/>")
        where = hook.path.removeprefix("/voice/")
        return xml(f"<{where}>{hook.field('Digits')}|{hook.field('Name', 3)}|{hook.field('Missing')}</{where}>")

    told = [] if refused is None else refused
    return Client(Webhooks(Signature(TOKEN, HOST, "X-Signed"), told.append, https, {"voice": voice}))


def post(
    path: str, form: Mapping[str, str], *, signed_path: str | None = None, header: str = "X-Signed"
) -> TestResponse:
    """A request with the signature of the carrier over an address, as that is written on the wire."""
    text = HOST + (path if signed_path is None else signed_path) + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), "sha1").digest()).decode()
    return client().post(path, data=form, headers={header: signature})


@pytest.mark.parametrize(
    ("path", "signed_path"),
    [
        ("/voice/menu", "/voice/menu"),
        ("/voice/menu?round=2", "/voice/menu?round=2"),
        ("/voice/menu?", "/voice/menu"),
        ("/voice/menu?tried=a%2Cb&x=%E3%81%82", "/voice/menu?tried=a%2Cb&x=%E3%81%82"),
        ("/voice/%E3%81%82", "/voice/%E3%81%82"),
        ("http://localhost//voice/menu", "//voice/menu"),
    ],
)
def test_what_the_carrier_has_signed_gets_in(path: str, signed_path: str) -> None:
    answer = post(path, {"Digits": "1"}, signed_path=signed_path)
    assert (answer.status_code, answer.content_type) == (200, "text/xml; charset=utf-8")
    assert ">1||</" in answer.text


@pytest.mark.parametrize(
    ("path", "signed_path", "header"),
    [
        ("/voice/menu?round=2", "/voice/menu", "X-Signed"),
        ("/voice/menu", "/voice/menu?round=2", "X-Signed"),
        ("/voice/menu", "/voice/rest", "X-Signed"),
        ("/voice/menu", "/voice/menu", "X-Twilio-Signature"),
    ],
)
def test_what_it_has_not_signed_is_refused_and_told_why(path: str, signed_path: str, header: str) -> None:
    answer = post(path, {"Digits": "1"}, signed_path=signed_path, header=header)
    assert (answer.status_code, answer.content_type) == (403, "text/plain; charset=utf-8")
    assert answer.text == (
        "not signed by the carrier: CARRIER, PUBLIC_URL and the signing key must be those that it uses\n"
    )


@pytest.mark.parametrize(
    ("signed_query", "status"),
    [
        ("From=sip%3A%2B819012345678%40203.0.113.5", 200),
        ("From=sip:%2B819012345678@203.0.113.5", 200),
        ("From=sip:+819012345678@203.0.113.5", 200),
        ("From=sip:+819012345679@203.0.113.5", 403),
        ("", 403),
    ],
)
def test_a_get_is_let_in_by_the_spelling_that_the_carrier_signs(signed_query: str, status: int) -> None:
    text = f"{HOST}/voice?{signed_query}"
    signature = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), "sha1").digest()).decode()
    path = "/voice?From=sip%3A%2B819012345678%40203.0.113.5"
    assert client().get(path, headers={"X-Signed": signature}).status_code == status
    assert client().get(path).status_code == 403


def test_more_fields_than_a_carrier_sends_are_refused_before_they_are_looked_at() -> None:
    fields = {f"F{number:03}": "x" for number in range(201)}
    answer = post("/voice/menu", fields)
    assert (answer.status_code, answer.content_type, answer.text) == (
        413,
        "text/plain; charset=utf-8",
        "too many fields\n",
    )
    fields.pop("F000")
    assert post("/voice/menu", fields).status_code == 200


def test_values_of_one_field_and_of_the_query_are_counted_too() -> None:
    """The check of a signature takes time for each, whoever sends them."""
    signature = {"X-Signed": "A" * 27 + "="}
    for count, status in ((200, 403), (201, 413)):
        one_field = client().post("/voice/menu", data={"F": ["x"] * count}, headers=signature)
        by_get = client().get("/voice?" + "&".join(["x=1"] * count), headers=signature)
        assert (one_field.status_code, by_get.status_code) == (status, status)


@pytest.mark.parametrize("length", ["x", "-1", "+5", "", "1e3", "５", "9" * 30])
def test_a_length_that_is_none_is_that_of_an_empty_form(length: str) -> None:
    """Of which nothing is signed: to read on until the end of the connection would hold a thread."""
    headers = {"X-Signed": "A" * 27 + "=", "Content-Type": "application/x-www-form-urlencoded"}
    answer = client().post("/voice", data="a=1", headers=headers, environ_overrides={"CONTENT_LENGTH": length})
    assert answer.status_code == (413 if length == "9" * 30 else 403)


@examples(500)
@given(st.text("ab&=+%é ;#0", max_size=20) | st.text(max_size=10))
@example("a=1&a=2&&=&b&c=%41+%zz")
def test_fields_are_read_as_the_standard_library_reads_them(text: str) -> None:
    assert fields_of(text) == parse_qsl(text, keep_blank_values=True)


def test_other_methods_are_told_which_there_are() -> None:
    answer = client().put("/voice")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize("https", [True, False])
def test_a_webhook_has_the_security_headers(https: bool) -> None:
    answer = client(https=https).post("/voice")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("Strict-Transport-Security" in answer.headers) is https


def test_who_is_refused_is_told() -> None:
    refused: list[Refused] = []
    client(refused).post("/voice")
    client(refused).post("/voice", headers={"X-Signed": "A" * 27 + "="})
    assert refused == [Refused.UNSIGNED, Refused.WRONG_SIGNATURE]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({}, "||"),
        ({"Digits": " 1\n2\x00 "}, "12||"),
        ({"Digits": "9" * 65}, "9" * 64 + "||"),
        ({"Digits": "9" * 63 + " 8"}, "9" * 63 + "||"),
        ({"Name": "abcd", "Digits": "あ"}, "あ|abc|"),
    ],
)
def test_what_is_read_of_a_form(sent: Mapping[str, str], read: str) -> None:
    assert post("/voice/menu", sent).text == f"<menu>{read}</menu>"


def test_a_request_signed_with_a_shared_key() -> None:
    text = f"{HOST}/voice/menuDigits1"
    signature = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), "sha256").digest()).decode()
    headers = {"X-Signed": signature, "X-Twilio-Webhooks-Signature-Settings": "key=k1,algorithm=HMAC_SHA256"}
    service = client()
    assert service.post("/voice/menu", data={"Digits": "1"}, headers=headers).status_code == 200
    del headers["X-Twilio-Webhooks-Signature-Settings"]
    assert service.post("/voice/menu", data={"Digits": "1"}, headers=headers).status_code == 403
