"""The webhooks of a number, compared with those that it needs."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.core.hooks import Change, Hook, call_hooks, changes, elsewhere, form, service_hooks, shown, text_hooks

URL = "https://hotline.example.org"
CALLS, TEXTS = call_hooks(URL, spares=True), text_hooks(URL, spares=True)
ALL = (*CALLS, *TEXTS)
RIGHT = {
    "voice_url": f"{URL}/voice",
    "voice_method": "POST",
    "voice_fallback_url": f"{URL}/voice",
    "voice_fallback_method": "POST",
    "status_callback": f"{URL}/voice/status",
    "status_callback_method": "POST",
    "sms_url": f"{URL}/sms",
    "sms_method": "POST",
    "sms_fallback_url": f"{URL}/sms",
    "sms_fallback_method": "POST",
}
ELSEWHERE = "https://another.example.org/answer"


def changed(**fields: object) -> list[tuple[str, str, str, bool]]:
    """The changes of a number that is right but for some fields, without their events."""
    found = changes({**RIGHT, **fields}, ALL)
    return [(each.field, each.before, each.after, each.vital) for each in found]


def test_nothing_has_to_change_on_a_number_that_is_right() -> None:
    assert changed() == []


@pytest.mark.parametrize(
    ("field", "before", "after", "vital"),
    [
        ("voice_url", ELSEWHERE, f"{URL}/voice", True),
        ("voice_url", "", f"{URL}/voice", True),
        ("voice_url", f"{URL}/voice/", f"{URL}/voice", True),
        ("voice_url", "http://hotline.example.org/voice", f"{URL}/voice", True),
        ("voice_method", "GET", "POST", False),
        ("voice_method", "", "POST", False),
        ("voice_fallback_url", "", f"{URL}/voice", False),
        ("voice_fallback_method", "GET", "POST", False),
        ("status_callback", "", f"{URL}/voice/status", False),
        ("status_callback", ELSEWHERE, f"{URL}/voice/status", False),
        ("status_callback_method", "GET", "POST", False),
        ("sms_url", "", f"{URL}/sms", True),
        ("sms_url", ELSEWHERE, f"{URL}/sms", True),
        ("sms_method", "GET", "POST", False),
        ("sms_fallback_url", "", f"{URL}/sms", False),
    ],
)
def test_what_has_to_change(field: str, before: str, after: str, vital: bool) -> None:
    assert changed(**{field: before}) == [(field, before, after, vital)]


@pytest.mark.parametrize("empty", [None, 5, [], {}])
def test_what_is_no_text_counts_as_nothing(empty: object) -> None:
    assert changed(voice_url=empty) == [("voice_url", "", f"{URL}/voice", True)]


def test_methods_in_small_letters_are_the_same() -> None:
    assert changed(voice_method="post") == []


def test_an_address_for_failures_that_somebody_has_chosen_stays_with_its_method() -> None:
    assert changed(voice_fallback_url=ELSEWHERE, voice_fallback_method="GET") == []


def test_overrides_are_added_where_there_are_none_and_nobody_is_cut_off_without_them() -> None:
    mine = f"{URL}/sms#rc=5"
    found = changes({**RIGHT, "sms_url": mine, "sms_fallback_url": ELSEWHERE}, ALL, "rc=2")
    assert [(each.field, each.after, each.vital) for each in found] == [
        ("voice_url", f"{URL}/voice#rc=2", False),
        ("voice_fallback_url", f"{URL}/voice#rc=2", False),
        ("status_callback", f"{URL}/voice/status#rc=2", False),
    ]


def test_a_carrier_without_addresses_for_failures_is_given_none() -> None:
    hooks = (*call_hooks(URL, spares=False), *text_hooks(URL, spares=False))
    assert [each.field for each in changes({}, hooks)] == [
        "voice_url",
        "voice_method",
        "status_callback",
        "status_callback_method",
        "sms_url",
        "sms_method",
    ]


PAGE, SITE = "https://static.example.org/fallback.xml", "https://site-b.example.org"


@pytest.mark.parametrize(
    ("fallback", "before", "after"),
    [
        (PAGE, "", [("voice_fallback_url", PAGE), ("voice_fallback_method", "GET")]),
        (PAGE, f"{URL}/voice#rc=5", [("voice_fallback_url", PAGE), ("voice_fallback_method", "GET")]),
        (PAGE, ELSEWHERE, [("voice_fallback_url", PAGE), ("voice_fallback_method", "GET")]),
        (PAGE, f"{PAGE}#rc=3", [("voice_fallback_method", "GET")]),
        (f"{SITE}/voice", "", [("voice_fallback_url", f"{SITE}/voice#rc=2")]),
        (f"{SITE}/voice", ELSEWHERE, [("voice_fallback_url", f"{SITE}/voice#rc=2")]),
        (f"{SITE}/voice", f"{SITE}/voice#rc=3", []),
    ],
)
def test_an_address_of_the_settings_for_failures_is_set_in_any_case(
    fallback: str, before: str, after: list[tuple[str, str]]
) -> None:
    hooks = [hook for hook in call_hooks(URL, spares=True, fallback=fallback) if "fallback" in hook.url]
    found = changes({**RIGHT, "voice_fallback_url": before}, hooks, "rc=2")
    assert [(each.field, each.after) for each in found] == after
    assert not any(each.vital for each in found)


@pytest.mark.parametrize(("fallback", "texts"), [("", URL), (PAGE, URL), (f"{SITE}/voice", SITE)])
def test_texts_go_to_a_second_site_and_never_to_a_page(fallback: str, texts: str) -> None:
    _, of_number = text_hooks(URL, spares=True, fallback=fallback)
    _, of_service = service_hooks(URL, fallback)
    assert {of_number.address, of_service.address} == {f"{texts}/sms"}
    assert {of_number.spare, of_service.spare} == {texts == URL}


def test_a_messaging_service() -> None:
    assert [(each.field, each.after, each.vital) for each in changes({}, service_hooks(URL))] == [
        ("inbound_request_url", f"{URL}/sms", True),
        ("inbound_method", "POST", False),
        ("fallback_url", f"{URL}/sms", False),
        ("fallback_method", "POST", False),
    ]


def test_the_form_has_the_names_of_the_api() -> None:
    assert form(changes({}, TEXTS[:1])) == {"SmsUrl": f"{URL}/sms", "SmsMethod": "POST"}
    assert form([Change("", "voice_fallback_url", "", "x", vital=False)]) == {"VoiceFallbackUrl": "x"}


@pytest.mark.parametrize(
    ("has", "hooks", "found"),
    [
        ({"voice_application_sid": "AP1"}, ALL, [("voice_application_sid", "AP1")]),
        ({"trunk_sid": "TK1"}, ALL, [("trunk_sid", "TK1")]),
        ({"sms_application_sid": "AP2"}, ALL, [("sms_application_sid", "AP2")]),
        ({"sms_application_sid": "AP2"}, CALLS, []),
        ({"voice_application_sid": "AP1"}, TEXTS, []),
        ({"voice_application_sid": "", "trunk_sid": None}, ALL, []),
    ],
)
def test_what_makes_the_carrier_ignore_the_webhooks(
    has: Mapping[str, object], hooks: tuple[Hook, ...], found: list[tuple[str, str]]
) -> None:
    assert list(elsewhere(has, hooks)) == found


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        name: st.sampled_from(["", None, "GET", "POST", ELSEWHERE, f"{ELSEWHERE}#rc=1", value, f"{value}#rc=5"])
        for name, value in RIGHT.items()
    },
)


@given(FIELDS, st.sampled_from(["", "rc=2&rp=all"]))
def test_after_the_changes_nothing_has_to_change(has: dict[str, object], overrides: str) -> None:
    after = has | {change.field: change.after for change in changes(has, ALL, overrides)}
    assert changes(after, ALL, overrides) == []


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("", "nothing"),
        ("POST", "POST"),
        (ELSEWHERE, ELSEWHERE),
        ("https://name:secret@another.example.org/a@b", "https://…@another.example.org/a@b"),
    ],
)
def test_a_password_in_an_address_is_not_shown(value: str, printed: str) -> None:
    assert shown(value) == printed
