"""What a device says about a passkey: an honest answer is taken, and each lie is refused."""

import json
from typing import Any

import pytest
from fido2.cose import CoseKey

from ivr.service.people.credentials import PasskeyError
from ivr.service.people.site import Site, site_of
from ivr.service.people.webauthn import claimed, creation_options, made, proved, request_options
from tests.support.authenticator import FLAG, Device

SITE = Site("https://hotline.example.org", "hotline.example.org")
CHALLENGE, HANDLE = "c" * 43, "h" * 32
LIES: list[dict[str, Any]] = [
    {"origin": "https://hotline.example.org.evil.example"},
    {"origin": "http://hotline.example.org"},
    {"origin": "https://other.hotline.example.org"},
    {"origin": "https://hotline.example.org:8443"},
    {"origin": 7},
    {"origin": None},
    {"challenge": "d" * 43},
    {"challenge": ""},
    {"kind": "payment.get"},
    {"rp_id": "example.org"},
    {"flags": FLAG.UP},
    {"flags": FLAG.UV},
    {"framed": True},
]


@pytest.mark.parametrize(
    ("public_url", "site"),
    [
        ("https://hotline.example.org", SITE),
        ("https://Hotline.Example.ORG:443/base", SITE),
        ("https://hotline.example.org:8443", Site("https://hotline.example.org:8443", "hotline.example.org")),
        ("http://localhost:8000", Site("http://localhost:8000", "localhost")),
        ("http://hotline.example.org", None),
        ("http://127.0.0.1:8000", None),
        ("https://192.0.2.1", None),
        ("https://[2001:db8::1]", None),
    ],
)
def test_where_browsers_use_passkeys(public_url: str, site: Site | None) -> None:
    assert site_of(public_url) == site


def test_an_honest_device() -> None:
    device = Device(counter=5)
    options = creation_options(SITE, CHALLENGE, HANDLE, "Aiko", [])
    passkey = made(SITE, CHALLENGE, device.make(options))
    assert passkey.counter == 5
    answer = device.prove(request_options(SITE, CHALLENGE))
    claim = claimed(answer)
    assert (claim.id, claim.handle) == (passkey.id, HANDLE)
    assert proved(SITE, CHALLENGE, passkey.credential, answer) == 6
    again = creation_options(SITE, CHALLENGE, HANDLE, "Aiko", [passkey.credential])
    assert [each["id"] for each in again["excludeCredentials"]] == [passkey.id]


def test_what_browsers_are_asked() -> None:
    options = creation_options(SITE, CHALLENGE, HANDLE, "Aiko", [])
    assert options["authenticatorSelection"]["residentKey"] == "required"
    for asked in (options["authenticatorSelection"], request_options(SITE, CHALLENGE)):
        assert asked["userVerification"] == "required"
    assert options["attestation"] == "none"
    assert "allowCredentials" not in request_options(SITE, CHALLENGE)
    assert json.loads(json.dumps(options)) == options


@pytest.mark.parametrize("lie", [*LIES, {"public": CoseKey({1: 2, 3: -999})}], ids=str)
def test_a_passkey_is_not_made_by_a_lie(lie: dict[str, Any]) -> None:
    options = creation_options(SITE, CHALLENGE, HANDLE, "Aiko", [])
    with pytest.raises(PasskeyError):
        made(SITE, CHALLENGE, Device().make(options, **lie))


@pytest.mark.parametrize("lie", [*LIES, {"signature": b"x" * 70}, {"signature": b""}], ids=str)
def test_a_passkey_is_not_proved_by_a_lie(lie: dict[str, Any]) -> None:
    device = Device()
    passkey = made(SITE, CHALLENGE, device.make(creation_options(SITE, CHALLENGE, HANDLE, "Aiko", [])))
    with pytest.raises(PasskeyError):
        proved(SITE, CHALLENGE, passkey.credential, device.prove(request_options(SITE, CHALLENGE), **lie))


def test_another_key_does_not_prove_a_passkey() -> None:
    device = Device()
    passkey = made(SITE, CHALLENGE, device.make(creation_options(SITE, CHALLENGE, HANDLE, "Aiko", [])))
    for other in (Device(id=device.id), Device(key=device.key)):
        with pytest.raises(PasskeyError):
            proved(SITE, CHALLENGE, passkey.credential, other.prove(request_options(SITE, CHALLENGE)))


@pytest.mark.parametrize(
    "answer",
    ["", "null", "[]", "{}", '{"id": 1}', '{"rawId": "AA", "response": {}}', "[" * 8000, '{"rawId": 5, "response": 6}'],
)
def test_what_is_no_answer_is_refused(answer: str) -> None:
    with pytest.raises(PasskeyError):
        claimed(answer)
    with pytest.raises(PasskeyError):
        made(SITE, CHALLENGE, answer)


def test_an_answer_of_one_kind_is_not_one_of_the_other() -> None:
    device = Device()
    answer = device.make(creation_options(SITE, CHALLENGE, HANDLE, "Aiko", []))
    passkey = made(SITE, CHALLENGE, answer)
    with pytest.raises(PasskeyError):
        proved(SITE, CHALLENGE, passkey.credential, answer)
    with pytest.raises(PasskeyError):
        made(SITE, CHALLENGE, device.prove(request_options(SITE, CHALLENGE)))
