"""Which requests share threads, and what is refused by its head."""

import hmac
from base64 import b64encode

import pytest

from ivr.server.lanes import AUDIO, CALLS, CONSOLE, LANES, PAGES, PASSWORDS, UPLOADS, Lane, Places, lane_of
from ivr.server.refusals import TOO_LARGE, UNSIGNED, Refusal, client_of, length_of, refusal

SIGNATURE, SIGNATURE_256 = (b64encode(hmac.digest(b"key", b"text", digest)).decode() for digest in ("sha1", "sha256"))
MB = 1024 * 1024


@pytest.mark.parametrize(
    ("method", "path", "length", "lane"),
    [
        ("POST", "/voice", 900, CALLS),
        ("GET", "/voice", 0, CALLS),
        ("POST", "/voice/vi/connect", 900, CALLS),
        ("POST", "/sms", 900, CALLS),
        ("POST", "/sms/status", 900, CALLS),
        ("POST", "/%76oice", 900, CALLS),
        ("GET", "/audio/abc.mp3", 0, AUDIO),
        ("GET", "/", 0, PAGES),
        ("GET", "/vi", 0, PAGES),
        ("GET", "/voices", 0, PAGES),
        ("GET", "/healthz", 0, PAGES),
        ("POST", "/hours.json", None, PAGES),
        ("GET", "/ops", 0, CONSOLE),
        ("GET", "/ops/sign-in", 0, CONSOLE),
        ("POST", "/ops/sign-in", 200, PASSWORDS),
        ("POST", "//ops/sign-in", 200, PASSWORDS),
        ("POST", "/ops/%73ign-in", 200, PASSWORDS),
        ("POST", "/%6Fps%2Fsign-in", 200, PASSWORDS),
        ("POST", "/ops/sign-in", 5 * MB, PASSWORDS),
        ("POST", "/ops/account/password", 200, PASSWORDS),
        ("POST", "/ops/people/Aiko/link", 200, PASSWORDS),
        ("POST", "/ops/link/abc", 200, PASSWORDS),
        ("POST", "/ops/notices", 40_000, CONSOLE),
        ("POST", "/ops/prompts/import", 5 * MB, UPLOADS),
        ("POST", "/ops/prompts/import", None, UPLOADS),
    ],
)
def test_the_lane_of_a_request(method: str, path: str, length: int | None, lane: Lane) -> None:
    assert lane_of(method, path, length) is lane


def test_lanes_have_names_of_their_own() -> None:
    assert len({lane.name for lane in LANES}) == len(LANES)


def test_passwords_are_checked_two_at_a_time_at_most() -> None:
    assert PASSWORDS.threads == 2


@pytest.mark.parametrize(
    ("lane", "length", "signature", "refused"),
    [
        (CALLS, 900, SIGNATURE, None),
        (CALLS, None, SIGNATURE, None),
        (CALLS, 64 * 1024, SIGNATURE, None),
        (CALLS, 64 * 1024 + 1, SIGNATURE, TOO_LARGE),
        (CALLS, 900, SIGNATURE_256, None),
        (CALLS, 900, "", UNSIGNED),
        (CALLS, 900, SIGNATURE_256[1:], UNSIGNED),
        (CALLS, 900, SIGNATURE[1:], UNSIGNED),
        (CALLS, 900, f"{SIGNATURE}=", UNSIGNED),
        (CALLS, 900, f"{SIGNATURE}\n", UNSIGNED),
        (CALLS, 900, f"%{SIGNATURE[1:]}", UNSIGNED),
        (AUDIO, 0, "", None),
        (PASSWORDS, 16 * 1024, "", None),
        (PASSWORDS, 16 * 1024 + 1, "", TOO_LARGE),
        (UPLOADS, 5 * MB, "", None),
        (UPLOADS, 7 * MB, "", TOO_LARGE),
    ],
)
def test_what_is_refused_by_its_head(lane: Lane, length: int | None, signature: str, refused: Refusal | None) -> None:
    assert refusal(lane, length, signature) is refused


@pytest.mark.parametrize(
    ("headers", "length"),
    [
        ({}, 0),
        ({"Content-Length": "12"}, 12),
        ({"Content-Length": "9" * 5000}, 10**18 - 1),
        ({"Content-Length": "-1"}, None),
        ({"Content-Length": "٣"}, None),
        ({"Content-Length": "12, 12"}, None),
        ({"Transfer-Encoding": "chunked"}, None),
        ({"Transfer-Encoding": "chunked", "Content-Length": "12"}, None),
    ],
)
def test_the_length_that_a_head_says(headers: dict[str, str], length: int | None) -> None:
    assert length_of(headers) == length


@pytest.mark.parametrize(
    ("forwarded", "proxies", "client"),
    [
        ("198.51.100.7", 0, "192.0.2.1"),
        ("198.51.100.7", 1, "198.51.100.7"),
        ("198.51.100.7, 203.0.113.9", 1, "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9", 2, "198.51.100.7"),
        ("made up, 198.51.100.7,203.0.113.9", 2, "198.51.100.7"),
        ("198.51.100.7", 2, "192.0.2.1"),
        ("", 1, "192.0.2.1"),
    ],
)
def test_whose_request_it_is(forwarded: str, proxies: int, client: str) -> None:
    assert client_of("192.0.2.1", forwarded, proxies) == client


def test_a_place_is_free_again_when_it_is_left() -> None:
    places = Places(Lane("trial", threads=1, most=3, most_each=2), processes=1)
    assert [places.enter(each) for each in "aaabb"] == [True, True, False, True, False]
    places.leave("a")
    assert [places.enter(each) for each in "ba"] == [True, False]
    for each in "abb":
        places.leave(each)
    assert places.enter("a")
