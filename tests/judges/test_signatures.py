"""Whether a webhook comes from the carrier, by the npm package `twilio`: two of Twilio's libraries, two languages.

Two differences are known and left out below. An address that ends in a bare `?` is another one for twilio-node; a
service never sees that `?`. Several values of one field are sorted by UTF-16 there and by code points here; no field
that a carrier sends has more than one.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from ivr.carrier.signature import Signature
from ivr.phone.signing import sign
from tests.support.judges import ask_node

SITES = ("https://hotline.example.org", "https://hotline.example.org:8443", "http://127.0.0.1:5000", "http://a.example")
PATHS = ("/voice", "/voice/menu", "/voice/vi/connect", "/voice/fil/dialed", "/sms", "/sms/status")
FIELDS = (
    "CallSid",
    "From",
    "To",
    "Caller",
    "Digits",
    "CallStatus",
    "Body",
    "DialCallStatus",
    "FromCity",
    "Äpfel",
    "称",
)
CHARACTERS = "abcXYZ019 +&=%?#/'\"<>~*()!é漢ကខ្មែর😀\n"
HOW_MANY = 4000


def words(random: Random, longest: int) -> str:
    return "".join(random.choices(CHARACTERS, k=random.randint(0, longest)))


def request(random: Random) -> dict[str, Any]:
    query = {name: words(random, 8) for name in random.sample(("tried", "from", "key", "x"), random.randint(0, 3))}
    safe = random.choice(("", "'", "!*()'"))
    path = random.choice(PATHS) + ("?" + urlencode(query, quote_via=quote, safe=safe) if query else "")
    form = {name: words(random, 20) for name in random.sample(FIELDS, random.randint(0, len(FIELDS)))}
    return {"token": f"token {random.random()}", "site": random.choice(SITES), "path": path, "form": form}


def change_path(random: Random, path: str, form: dict[str, str]) -> tuple[str, dict[str, str]]:
    place = random.randrange(1, len(path))
    return path[:place] + random.choice("abz019") + path[place:], form


def add_to_query(_: Random, path: str, form: dict[str, str]) -> tuple[str, dict[str, str]]:
    return f"{path}{'&' if '?' in path else '?'}debug=1", form


def drop_query(_: Random, path: str, form: dict[str, str]) -> tuple[str, dict[str, str]]:
    return path.partition("?")[0], form


def change_field(random: Random, path: str, form: dict[str, str]) -> tuple[str, dict[str, str]]:
    name = random.choice(FIELDS)
    return path, {**form, name: form.get(name, "") + random.choice(("1", " ", "0"))}


def drop_field(random: Random, path: str, form: dict[str, str]) -> tuple[str, dict[str, str]]:
    dropped = random.choice(sorted(form)) if form else ""
    return path, {name: value for name, value in form.items() if name != dropped}


def move_a_letter(_: Random, path: str, form: dict[str, str]) -> tuple[str, dict[str, str]]:
    """From one field to the next: Twilio's own form of signing can't tell where a field ends."""
    first, *rest = sorted(form) or [""]
    if not rest or not form[first]:
        return path, form
    return path, {**form, first: form[first][:-1], rest[0]: form[first][-1] + form[rest[0]]}


CHANGES: tuple[Callable[[Random, str, dict[str, str]], tuple[str, dict[str, str]]], ...] = (
    change_path,
    add_to_query,
    drop_query,
    change_field,
    drop_field,
    move_a_letter,
)


@pytest.fixture(scope="module")
def judged() -> list[tuple[dict[str, Any], Any]]:
    random = Random(4)
    cases = []
    for case in (request(random) for _ in range(HOW_MANY)):
        path, form = random.choice(CHANGES)(random, case["path"], case["form"])
        url = case["site"] + case["path"]
        changed = {"path": path, "url": case["site"] + path, "form": form}
        cases.append({**case, "url": url, "changed": changed, "ours": sign(case["token"], url, case["form"])})
    return list(zip(cases, ask_node("signatures.cjs", cases), strict=True))


def is_taken(case: Mapping[str, Any], path: str, form: Mapping[str, str], signature: str) -> bool:
    return Signature(case["token"], case["site"]).is_valid(path, form.items(), signature)


def test_what_twilio_signs_is_taken(judged: list[tuple[dict[str, Any], Any]]) -> None:
    refused = [case for case, found in judged if not is_taken(case, case["path"], case["form"], found["signature"])]
    assert not refused, refused[:3]


def test_what_our_telephone_signs_twilio_takes(judged: list[tuple[dict[str, Any], Any]]) -> None:
    refused = [case for case, found in judged if not found["takes_ours"]]
    assert not refused, refused[:3]


def test_what_was_changed_on_its_way_is_taken_by_us_only_if_twilio_takes_it(
    judged: list[tuple[dict[str, Any], Any]],
) -> None:
    both, refused = 0, 0
    for case, found in judged:
        changed = case["changed"]
        ours = is_taken(case, changed["path"], changed["form"], found["signature"])
        assert not ours or found["takes_changed"], case
        both, refused = both + ours, refused + (not ours)
    assert refused > HOW_MANY / 2, "most changes are changes"
    assert both > 0, "some are none: what is dropped was not there"
