"""Calls while a site, or all of them, does not answer: by a second site, a page, or a bin of the carrier."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response, request

from ivr.core.dialling import Dialling
from ivr.demo import NUMBER, TOKEN, Demo
from ivr.phone.asking import CallError
from ivr.phone.events import Event, Heard, HungUp
from ivr.phone.handset import Handset
from ivr.service.fallback import menu, page
from prompts.voices import VOICES
from schedules import Timetable, load_directory
from tests.support.book import load_book
from tests.support.demo import MOBILE
from tests.support.listening import Listening
from tests.support.people import NOBODY_ANSWERS, Person, rang
from tests.support.sites import BIN, BROKEN, Keeping, answering, broken_site
from tests.support.timetables import japan

SHORT = "#rc=1&rp=ct,rt&ct=100&rt=100"
"""Overrides with short time-outs, for what never answers. `python -m bench.switchover` measures the long ones."""
IN_FORCE = Timetable(load_directory()), load_book(), japan("2026-11-30 10:00"), Dialling(own=NUMBER)
FRESC, OTIT_VI = "+81120762029", "+81120250168"


def calling(site: str, fallback: str, by: str = "POST", overrides: str = "") -> Handset:
    return Handset(site, TOKEN, MOBILE, NUMBER, voice=f"{site}/voice{overrides}", fallback=fallback, fallback_by=by)


def heard(events: list[Event]) -> list[Heard]:
    return [event for event in events if isinstance(event, Heard)]


def test_the_second_site_takes_the_call(demo: Demo) -> None:
    """It is the whole service, which checks the signature of what the carrier adds."""
    with broken_site("silence") as site:
        events = calling(site, f"{demo.url}/voice", overrides=SHORT).call(Person(["1"]))
    assert heard(events)[0].text == "Tiếng Việt, phím 1."
    assert rang(events) == [OTIT_VI]


@pytest.mark.parametrize("how", BROKEN)
def test_the_carrier_says_what_was_wrong(how: str) -> None:
    told: list[dict[str, str]] = []
    app = Flask("second")

    @app.post("/voice")
    def voice() -> Response:
        told.append(request.form.to_dict())
        return Response("<Response><Hangup /></Response>", content_type="text/xml")

    second = Listening(app)
    with broken_site(how) as site:
        overrides = SHORT if how in ("no connection", "silence") else ""
        calling(site, f"{second.url}/voice", overrides=overrides).call(Person())
        assert [(each["ErrorCode"], each["ErrorUrl"]) for each in told] == [(str(BROKEN[how]), f"{site}/voice")]
    second.close()
    assert told[0]["CallStatus"] == "ringing"


def test_a_site_that_breaks_down_in_the_middle_of_a_call(demo: Demo) -> None:
    """The caller hears the menu of the second site."""
    action = "<Gather action='/broken' numDigits='1'><Say language='en-US'>Hello.</Say></Gather>"
    app = answering("<Response />", 500)
    app.add_url_rule(
        "/voice", "first", lambda: Response(f"<Response>{action}</Response>", content_type="text/xml"), methods=["POST"]
    )
    first = Listening(app)
    events = calling(first.url, f"{demo.url}/voice").call(Person(["5", "1"]))
    first.close()
    assert [each.text for each in heard(events)[:2]] == ["Hello.", "Tiếng Việt, phím 1."]
    assert rang(events) == [OTIT_VI]


def test_without_anybody_the_carrier_has_the_last_word() -> None:
    with broken_site("an error") as site, pytest.raises(CallError, match="/other answered 500"):
        calling(site, f"{site}/other").call(Person())


@pytest.fixture
def bin_and_page() -> Iterator[tuple[str, str]]:
    """The addresses of the carrier's bin and of the page."""
    keeping = Keeping(page(*IN_FORCE), TOKEN)
    listening = Listening(keeping.application())
    keeping.template = menu(*IN_FORCE, listening.url + BIN)
    yield listening.url + BIN, f"{listening.url}/fallback.xml"
    listening.close()


def test_a_page_is_heard_to_its_end(bin_and_page: tuple[str, str]) -> None:
    """In every voice of the carrier; then the line of most languages rings, and somebody says goodbye."""
    with broken_site("an error") as site:
        events = calling(site, bin_and_page[1], "GET").call(Person([], [NOBODY_ANSWERS]))
    assert {each.tag for each in heard(events)} == {voice.tag for voice in VOICES["twilio"].values()}
    assert heard(events)[0].text == "Tiếng Việt"
    assert rang(events) == [FRESC]
    assert heard(events)[-1].text == "Thank you for calling. Goodbye."
    assert events[-1] == HungUp("service")


@pytest.mark.parametrize(
    ("keys", "goodbye", "rings"),
    [
        ("1", "vi-VN", OTIT_VI),
        ("6", "th-TH", FRESC),
        ("7", "en-US", FRESC),
        ("93", "es-US", FRESC),
        ("096", "en-US", FRESC),
        ("*2", "cmn-CN", FRESC),
        ("994", "fil-PH", FRESC),
    ],
)
def test_the_bin_has_the_menu_of_the_service(
    bin_and_page: tuple[str, str], keys: str, goodbye: str, rings: str
) -> None:
    with broken_site("an error") as site:
        events = calling(site, bin_and_page[0]).call(Person(list(keys)))
    assert heard(events)[-1].tag == goodbye
    assert rang(events) == [rings]


def test_without_a_key_the_bin_goes_on_as_the_page(bin_and_page: tuple[str, str]) -> None:
    with broken_site("an error") as site:
        by_bin = calling(site, bin_and_page[0]).call(Person())
        by_page = calling(site, bin_and_page[1], "GET").call(Person())
    assert by_bin[-len(by_page) :] == by_page
    assert heard(by_bin)[0].text == "Tiếng Việt, phím 1."
