"""The signature check: Twilio's published examples, and that no part of a request can be changed unnoticed."""

import hashlib
from collections.abc import Callable
from urllib.parse import ParseResult, urlparse

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator, add_port, remove_port
from werkzeug.datastructures import MultiDict

from ivr.carrier.signature import HEADER, Signature, signed_form
from tests.support.examples import examples
from tests.support.signing import HOST, TOKEN, signed

# The example of Twilio's documentation (https://www.twilio.com/docs/usage/security), with its signature.
PATH = "/myapp.php?foo=1&bar=2"
FIELDS = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def is_valid(
    path: str = PATH,
    form: dict[str, str] | list[tuple[str, str]] = FIELDS,
    signature: str | None = SIGNATURE,
    *,
    host: str = HOST,
    token: str = TOKEN,
) -> bool:
    fields = form.items() if isinstance(form, dict) else form
    valid = Signature(token, host).is_valid(path, fields, signature)
    assert valid is True or valid is False
    return valid


FIELDS_BY_HAND = "CallSidCA1234567890ABCDECaller+14158675309Digits1234From+14158675309To+18005551212"


def test_the_published_example() -> None:
    assert is_valid()
    assert signed(HOST + PATH + FIELDS_BY_HAND) == SIGNATURE


def test_what_we_sign_ourselves_is_the_published_example() -> None:
    assert Signature(TOKEN, HOST, earlier=("old",)).sign(PATH, FIELDS.items()) == SIGNATURE


def test_the_published_example_of_a_field_that_is_repeated() -> None:
    form = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")]
    assert is_valid(form=form, signature="IK+Dwps556ElfBT0I3Rgjkr1wJU=")
    assert signed(HOST + PATH + "Digits1234Digits5678SidCA123SidAccountAC123") == "IK+Dwps556ElfBT0I3Rgjkr1wJU="


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in FIELDS.items() if key != name}


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/myapp.php?foo=1", id="a part of the query left out"),
        pytest.param("/myapp.php", id="the whole query left out"),
        pytest.param("/myapp.php?", id="the query emptied"),
        pytest.param("/myapp.php?foo=1&bar=3", id="a value changed"),
        pytest.param("/myapp.php?fool=1&bar=2", id="a name changed"),
        pytest.param("/myapp.php?bar=2&foo=1", id="the order changed"),
        pytest.param("/myapp.php?foo=1&bar=2&tried=otit-vi", id="a field added"),
        pytest.param("/myapp.php?foo=1&bar=2&", id="a mark added"),
        pytest.param("/myapp.php?foo=1&bar=2#x", id="a fragment added"),
        pytest.param("/myapp.php?foo=%31&bar=2", id="a letter spelt otherwise"),
        pytest.param("/myapp.phP?foo=1&bar=2", id="the case of the path"),
        pytest.param("/other.php?foo=1&bar=2", id="another path"),
        pytest.param("/myapp.php/?foo=1&bar=2", id="a slash more"),
        pytest.param("//myapp.php?foo=1&bar=2", id="a slash before"),
        pytest.param("", id="no path"),
    ],
)
def test_another_address_is_not_signed(path: str) -> None:
    assert not is_valid(path)


@pytest.mark.parametrize(
    "host",
    [
        "http://mycompany.com",
        "https://mycompany.org",
        "https://www.mycompany.com",
        "https://mycompany.com/hotline",
        "https://user@mycompany.com",
        "",
    ],
)
def test_another_host_is_not_signed(host: str) -> None:
    assert not is_valid(host=host)


@pytest.mark.parametrize(
    "form",
    [
        *(pytest.param(without(name), id=f"{name} left out") for name in FIELDS),
        *(pytest.param({**FIELDS, name: "x"}, id=f"{name} changed") for name in FIELDS),
        *(pytest.param({**FIELDS, name: ""}, id=f"{name} emptied") for name in FIELDS),
        *(pytest.param({**without(name), name.lower(): FIELDS[name]}, id=f"{name} renamed") for name in FIELDS),
        *(pytest.param([*FIELDS.items(), (name, "x")], id=f"{name} given twice") for name in FIELDS),
        pytest.param({**FIELDS, "From": FIELDS["To"], "To": FIELDS["From"]}, id="two values swapped"),
        pytest.param({**FIELDS, "Extra": "x"}, id="a field added"),
        pytest.param({**FIELDS, "Extra": ""}, id="an empty field added"),
        pytest.param({**FIELDS, "Digits": "1234 "}, id="a space added"),
        pytest.param({}, id="no fields"),
    ],
)
def test_another_form_is_not_signed(form: dict[str, str] | list[tuple[str, str]]) -> None:
    assert not is_valid(form=form)


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param(None, id="no header"),
        pytest.param("", id="an empty header"),
        pytest.param(" ", id="a space"),
        pytest.param(SIGNATURE.lower(), id="other case"),
        pytest.param(SIGNATURE.rstrip("="), id="cut at the end"),
        pytest.param(SIGNATURE[1:], id="cut at the beginning"),
        pytest.param(f"{SIGNATURE} ", id="a space after it"),
        pytest.param(f"{SIGNATURE},{SIGNATURE}", id="twice"),
        pytest.param(SIGNATURE.replace("/", "_"), id="in the alphabet of addresses"),
        pytest.param("RSOYDt4T1cUTdK1PDd93/VVr8B9=", id="the last letter changed"),
        pytest.param("SSOYDt4T1cUTdK1PDd93/VVr8B8=", id="the first letter changed"),
        pytest.param("é" * len(SIGNATURE), id="no letters of Base64"),
        pytest.param(signed(HOST + PATH + FIELDS_BY_HAND, digest="sha256"), id="of another kind"),
        pytest.param(signed(HOST + PATH + FIELDS_BY_HAND, token="12346"), id="made with another key"),
        pytest.param(signed(HOST + PATH), id="over the address alone"),
        pytest.param(signed(FIELDS_BY_HAND), id="over the form alone"),
        pytest.param(signed(""), id="over nothing"),
    ],
)
def test_another_signature_is_not_valid(signature: str | None) -> None:
    assert not is_valid(signature=signature)


@pytest.mark.parametrize("token", ["", "1234", "123456", "54321", "12345 "])
def test_another_key_does_not_open(token: str) -> None:
    assert not is_valid(token=token)


def test_the_order_of_the_fields_does_not_count() -> None:
    assert is_valid(form=dict(reversed(FIELDS.items())))


@pytest.mark.parametrize(
    ("host", "address", "valid"),
    [
        pytest.param(HOST, "https://mycompany.com:443", True, id="signed with the port that it has anyway"),
        pytest.param("http://mycompany.com", "http://mycompany.com:80", True, id="also without TLS"),
        pytest.param("https://mycompany.com:8443", "https://mycompany.com", True, id="signed without ours"),
        pytest.param("https://mycompany.com:8443", "https://mycompany.com:8443", True, id="signed with ours"),
        pytest.param("https://mycompany.com:8443", "https://mycompany.com:443", False, id="signed with another"),
        pytest.param(HOST, "https://mycompany.com:8443", False, id="signed with one that we do not have"),
        pytest.param(HOST, "http://mycompany.com:80", False, id="signed without TLS"),
    ],
)
def test_carriers_sign_with_and_without_the_port(host: str, address: str, valid: bool) -> None:
    assert is_valid(signature=signed(address + PATH + FIELDS_BY_HAND), host=host) is valid


@pytest.mark.parametrize(
    ("path", "form", "text"),
    [
        pytest.param("/voice", [], "/voice", id="no fields"),
        pytest.param("/voice", [("b", "2"), ("a", "1"), ("B", "3")], "/voiceB3a1b2", id="capitals come first"),
        pytest.param("/voice", [("a", "")], "/voicea", id="an empty field"),
        pytest.param("/voice", [("a", "2"), ("a", "1"), ("a", "2")], "/voicea1a2", id="a field that is repeated"),
        pytest.param("/voice", [("Body", "Tiếng Việt 😀\r\n&=")], "/voiceBodyTiếng Việt 😀\r\n&=", id="any letters"),
        pytest.param("/voice?a=%20%E3%81%82", [("あ", "い")], "/voice?a=%20%E3%81%82あい", id="a spelt address"),
    ],
)
def test_what_is_signed_by_hand(path: str, form: list[tuple[str, str]], text: str) -> None:
    assert is_valid(path, form, signed(HOST + text))
    assert not is_valid(path, form, signed(HOST + text + "x"))


def test_a_body_of_another_kind_is_refused_however_it_is_signed() -> None:
    """Twilio signs the address of a JSON body, which names the hash of that body; we take forms alone."""
    body = "{}"
    path = f"/voice?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    for form in ({}, FIELDS):
        text = HOST + path + (FIELDS_BY_HAND if form else "")
        assert not is_valid(path, form, signed(text))
    assert is_valid("/voice?bodysha256=1", {}, signed(f"{HOST}/voice?bodysha256=1"))


def test_the_header_is_the_carriers() -> None:
    assert HEADER == "X-Twilio-Signature"
    assert Signature(TOKEN, HOST).header == "X-Twilio-Signature"
    assert Signature(TOKEN, HOST, "X-Another-Signature").header == "X-Another-Signature"


SHARED = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"


@pytest.mark.parametrize(
    ("digest", "settings", "valid"),
    [
        ("sha256", SHARED, True),
        ("sha256", None, False),
        ("sha256", "key=webhooks_sharedkey_1", False),
        ("sha1", SHARED, False),
        ("sha1", "", True),
        ("sha1", "key=1,algorithm=HMAC_SHA1", True),
        ("md5", "key=1,algorithm=HMAC_MD5", False),
        ("sha256", "key=1,algorithm=", False),
    ],
)
def test_a_shared_key_signs_with_the_algorithm_that_its_header_names(
    digest: str, settings: str | None, valid: bool
) -> None:
    signature = signed(HOST + PATH + FIELDS_BY_HAND, digest=digest)
    assert Signature(TOKEN, HOST).is_valid(PATH, FIELDS.items(), signature, settings) is valid
    by_get = signed(HOST + PATH, digest=digest)
    assert Signature(TOKEN, HOST).is_valid_get(PATH, by_get, settings) is valid


@pytest.mark.parametrize(("key", "valid"), [("new", True), ("old", True), ("older", True), ("another", False)])
def test_while_a_key_is_changed_earlier_ones_are_valid(key: str, valid: bool) -> None:
    verifier = Signature("new", HOST, earlier=("old", "older"))
    assert verifier.is_valid(PATH, FIELDS.items(), signed(HOST + PATH + FIELDS_BY_HAND, key)) is valid


def test_a_signature_of_other_letters_is_not_valid() -> None:
    assert not is_valid(signature="é" * 28)


TEXTS = st.text(max_size=8)


@examples(300)
@given(st.lists(st.tuples(st.sampled_from(["Body", "From", "Sid", "SidAccount", ""]) | TEXTS, TEXTS), max_size=8))
@example([("a", "bc"), ("ab", "c"), ("a", "bc"), ("a", "")])
def test_a_form_is_signed_as_the_sdk_signs_it(form: list[tuple[str, str]]) -> None:
    theirs = RequestValidator(TOKEN).compute_signature(HOST + PATH, MultiDict(form))
    assert signed(HOST + PATH + signed_form(form)) == theirs
    assert is_valid(form=form, signature=theirs)


@pytest.mark.parametrize("host", ["https://a.example", "https://a.example:443", "http://[::1]:8000", "http://a/prefix"])
@pytest.mark.parametrize("spelt", [add_port, remove_port])
def test_an_address_is_signed_with_or_without_its_port_as_the_sdk_spells_it(
    host: str, spelt: Callable[[ParseResult], str]
) -> None:
    theirs = RequestValidator(TOKEN).compute_signature(spelt(urlparse(host + PATH)), FIELDS)
    assert is_valid(host=host, signature=theirs)
