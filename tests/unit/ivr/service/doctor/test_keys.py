"""Which key Twilio signs a webhook with, by its rules, and whether it is one of ours."""

import pytest

from ivr.core.findings import line
from ivr.service.doctor.keys import shared_keys, signing
from ivr.settings import load_settings
from tests.support.settings import GOOD

HOST = "https://hotline.example.org"
SETTINGS: dict[str, dict[str, object]] = {
    "ours": {"id": "ours", "signature": {"type": "SHARED_KEY", "sharedKeyId": "SK1", "algorithm": "HMAC_SHA256"}},
    "next": {"id": "next", "signature": {"type": "SHARED_KEY", "sharedKeyId": "SK2"}},
    "plain": {"id": "plain", "signature": None},
}


def rule(kind: str, where: str, *settings: str) -> dict[str, object]:
    place = {"EXACT_MATCH": "value", "PREFIX_MATCH": "prefix"}.get(kind, "description")
    return {"matchType": kind, place: where, "settings": [{"settingId": each} for each in settings]}


EXACT, LONG = rule("EXACT_MATCH", f"{HOST}/voice", "ours"), rule("PREFIX_MATCH", f"{HOST}/voice/", "plain")
SHORT, DEFAULT = rule("PREFIX_MATCH", f"{HOST}/", "next"), rule("DEFAULT", "", "ours", "plain")


@pytest.mark.parametrize(
    ("path", "rules", "keys"),
    [
        ("/voice", [], {""}),
        ("/voice", [LONG], {""}),
        ("/voice", [DEFAULT, SHORT, EXACT], {"SK1"}),
        ("/voice/menu", [SHORT, LONG, DEFAULT, EXACT], {""}),
        ("/sms", [DEFAULT, SHORT, LONG], {"SK2"}),
        ("/sms", [DEFAULT, EXACT, LONG], {"SK1", ""}),
        ("/sms", [rule("DEFAULT", "", "deleted")], {""}),
        ("/sms", [{"matchType": "NEW_IN_THE_BETA"}, {}], {""}),
    ],
)
def test_which_key_signs(path: str, rules: list[dict[str, object]], keys: set[str]) -> None:
    assert shared_keys(f"{HOST}{path}", rules, SETTINGS) == keys


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ["ok    keys: webhooks are signed with the auth token"]),
        ({"SIGNING_KEY": "shared token"}, ["ok    keys: webhooks may be signed with 2 keys"]),
        ({"SIGNING_KEY": "shared"}, ["warn  keys: SIGNING_KEY lacks the auth token: webhooks that no rule"]),
        ({"SIGNING_KEY": "shared", "CARRIER": "somleng"}, []),
    ],
)
def test_what_the_settings_tell_alone(given: dict[str, str], said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**GOOD, **given}.items():
        monkeypatch.setenv(name, value)
    found = [line(each) for each in signing(load_settings(), None)]
    assert [text.startswith(start) for text, start in zip(found, said, strict=True)] == [True] * len(said), found
