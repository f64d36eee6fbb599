"""The state of a call in its addresses: what is written there, and what of an address is believed."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from ivr.carrier.step_urls import StepUrls
from ivr.core.call.actions import Go, Place, Trail
from ivr.core.text.promises import Texted
from ivr.privacy import Privacy
from prompts import LANGUAGES
from prompts.languages import Menu
from tests.support.calls import go

PRIVACY = Privacy("a secret of thirty-two characters")
STEPS = StepUrls("https://example.org", PRIVACY)
NUMBER = "+819012345678"


def read(url: str) -> tuple[str, Trail]:
    """The path of an address, and the trail in its query as it arrives with the next request."""
    parts = urlsplit(url)
    return parts.path, STEPS.trail(MultiDict(parse_qsl(parts.query, keep_blank_values=True)))


@pytest.mark.parametrize(
    ("to", "address"),
    [
        pytest.param(Go(Place.MENU), "/voice/menu", id="the menu, from the beginning"),
        pytest.param(Go(Place.CONNECT, "vi"), "/voice/vi/connect", id="connect"),
        pytest.param(Go(Place.DIALED, "en"), "/voice/en/dialed", id="dialed"),
        pytest.param(Go(Place.REST, "und"), "/voice/und/rest", id="rest"),
        pytest.param(Go(Place.NUMBER, "fil"), "/voice/fil/number", id="number"),
        pytest.param(Go(Place.NOTICE, "km"), "/voice/km/notice", id="notice"),
        pytest.param(go("menu", step=1), "/voice/menu?step=1", id="a step further"),
        pytest.param(go("menu", "vi", step=1), "/voice/menu?step=1", id="the menu is in no language"),
        pytest.param(go("menu", round=1), "/voice/menu", id="the first round is not written"),
        pytest.param(go("menu", round=2), "/voice/menu?round=2", id="the second is"),
        pytest.param(go("menu", menu=Menu.FIRST), "/voice/menu", id="nor the first page"),
        pytest.param(go("menu", menu=Menu.MORE), "/voice/menu?menu=more", id="the second page"),
        pytest.param(go("rest", "vi", tried=("fresc",)), "/voice/vi/rest?tried=fresc", id="a line"),
        pytest.param(go("rest", "vi", tried=("otit-vi", "fresc")), "/voice/vi/rest?tried=otit-vi.fresc", id="two"),
        pytest.param(go("rest", "vi", texted=Texted.COMING), "/voice/vi/rest?texted=coming", id="a text is coming"),
        pytest.param(go("rest", "vi", texted=Texted.ALREADY), "/voice/vi/rest?texted=already", id="it has come"),
        pytest.param(go("rest", "vi", texted=Texted.IMPOSSIBLE), "/voice/vi/rest?texted=impossible", id="it can not"),
        pytest.param(go("rest", "vi", reminded=True), "/voice/vi/rest?reminded=1", id="reminded"),
        pytest.param(go("rest", "vi", others=3), "/voice/vi/rest?others=3", id="other numbers"),
        pytest.param(go("notice", "vi", part=8), "/voice/vi/notice?part=8", id="a part of the notices"),
        pytest.param(go("rest", "vi", held=True), "/voice/vi/rest?held=1", id="a dial was refused"),
        pytest.param(
            go(
                "rest",
                "vi",
                step=12,
                round=3,
                menu=Menu.MORE,
                tried=("otit-vi", "fresc"),
                texted=Texted.COMING,
                reminded=True,
                others=2,
                part=4,
            ),
            "/voice/vi/rest?step=12&round=3&menu=more&tried=otit-vi.fresc&texted=coming&reminded=1&others=2&part=4",
            id="all of them",
        ),
        pytest.param(Go(Place.REST, "v&?=/ü"), "/voice/v%26%3F%3D/%C3%BC/rest", id="an odd language ends no path"),
    ],
)
def test_an_address(to: Go, address: str) -> None:
    assert STEPS.url(to) == f"https://example.org{address}"


def test_a_number_is_sealed_in_the_address() -> None:
    url = STEPS.url(go("number", "vi", step=2, number=NUMBER))
    start = "https://example.org/voice/vi/number?step=2&number="
    assert url.startswith(start)
    assert "9012345678" not in url
    assert PRIVACY.unseal(url.removeprefix(start).replace("%3D", "=")) == NUMBER
    assert read(url) == ("/voice/vi/number", Trail(step=2, number=NUMBER))
    assert STEPS.url(go("number", "vi", step=2, number=NUMBER)) != url  # the same number looks different each time


def test_a_recording_has_the_same_address_in_every_call() -> None:
    assert STEPS.audio("0a1b2c") == "https://example.org/audio/0a1b2c.mp3"


LINES = st.text("abcxyz0189-", min_size=1, max_size=60)
TRAILS = st.builds(
    Trail,
    step=st.integers(0, 10_000),
    round=st.integers(1, 100),
    menu=st.sampled_from(Menu),
    tried=st.lists(LINES, max_size=6).map(tuple),
    texted=st.sampled_from(Texted),
    number=st.just("") | st.integers(10**8, 10**11).map("+81{}".format),
    reminded=st.booleans(),
    others=st.integers(0, 100),
    part=st.integers(0, 100),
)


@given(place=st.sampled_from(Place), language=st.sampled_from([*LANGUAGES, "und"]), trail=TRAILS)
def test_what_is_written_is_read_back(place: Place, language: str, trail: Trail) -> None:
    path = "/voice/menu" if place is Place.MENU else f"/voice/{language}/{place.value}"
    assert read(STEPS.url(Go(place, language, trail))) == (path, trail)


# --- what others write


@pytest.mark.parametrize(
    ("query", "trail"),
    [
        pytest.param("", Trail(), id="nothing"),
        pytest.param("step=7", Trail(step=7), id="a step"),
        pytest.param("step=10000", Trail(step=10_000), id="the last one"),
        pytest.param("step=10001", Trail(step=10_000), id="beyond it"),
        pytest.param("step=999999", Trail(step=10_000), id="far beyond it"),
        pytest.param("step=1000000", Trail(), id="a number longer than any of ours"),
        pytest.param("step=-1", Trail(), id="below nought"),
        pytest.param("step=%2B1", Trail(), id="a sign"),
        pytest.param("step=1.5", Trail(), id="a fraction"),
        pytest.param("step=1_0", Trail(), id="a mark within"),
        pytest.param("step=%201", Trail(), id="a space"),
        pytest.param("step=x", Trail(), id="a word"),
        pytest.param("step=", Trail(), id="an empty field"),
        pytest.param("step=%EF%BC%91", Trail(), id="a digit of full width"),
        pytest.param("step=%C2%B2", Trail(), id="a small digit"),
        pytest.param("step=7&step=8", Trail(step=7), id="a field given twice: the first"),
        pytest.param("round=4", Trail(round=4), id="a round"),
        pytest.param("round=100", Trail(round=100), id="the last round"),
        pytest.param("round=101", Trail(round=100), id="a round beyond it"),
        pytest.param("round=x", Trail(round=1), id="no round is the first"),
        pytest.param("menu=more", Trail(menu=Menu.MORE), id="the second page"),
        pytest.param("menu=first", Trail(), id="the first"),
        pytest.param("menu=third", Trail(), id="no page of ours"),
        pytest.param("menu=MORE", Trail(), id="in capitals"),
        pytest.param("tried=fresc", Trail(tried=("fresc",)), id="a line"),
        pytest.param("tried=otit-vi.fresc", Trail(tried=("otit-vi", "fresc")), id="two lines, in order"),
        pytest.param("tried=gone", Trail(tried=("gone",)), id="a line that is no more"),
        pytest.param("tried=", Trail(), id="no line"),
        pytest.param("tried=...fresc..", Trail(tried=("fresc",)), id="marks without lines"),
        pytest.param("texted=coming", Trail(texted=Texted.COMING), id="a text is coming"),
        pytest.param("texted=already", Trail(texted=Texted.ALREADY), id="it has come"),
        pytest.param("texted=impossible", Trail(texted=Texted.IMPOSSIBLE), id="it can not"),
        pytest.param("texted=", Trail(), id="none yet"),
        pytest.param("texted=sent", Trail(), id="no word of ours"),
        pytest.param("reminded=1", Trail(reminded=True), id="reminded"),
        pytest.param("reminded=0", Trail(), id="not reminded"),
        pytest.param("reminded=true", Trail(), id="another yes"),
        pytest.param("others=3", Trail(others=3), id="other numbers"),
        pytest.param("others=101", Trail(others=100), id="more than anybody has"),
        pytest.param("others=-1", Trail(), id="fewer than none"),
        pytest.param("part=8", Trail(part=8), id="a part"),
        pytest.param("part=101", Trail(part=100), id="a part beyond the last"),
        pytest.param("part=x", Trail(), id="no part"),
        pytest.param("number=%2B819012345678", Trail(), id="a number that is not sealed"),
        pytest.param("number=", Trail(), id="no number"),
        pytest.param("number=gAAAAABx", Trail(), id="half a seal"),
        pytest.param("number=%C3%A9%00", Trail(), id="no letters of a seal"),
        pytest.param("language=en&place=rest&other=1", Trail(), id="fields of others"),
        pytest.param("Step=7&ROUND=2", Trail(), id="names in capitals"),
    ],
)
def test_a_field_that_is_not_one_of_ours_counts_as_absent(query: str, trail: Trail) -> None:
    assert read(f"https://example.org/voice/vi/rest?{query}")[1] == trail


def test_a_number_is_not_read_with_another_key() -> None:
    sealed = Privacy("another secret of thirty-two characters").seal(NUMBER)
    assert STEPS.trail(MultiDict({"number": sealed})).number == ""
    changed = ("B" if sealed[20] == "A" else "A").join((sealed[:20], sealed[21:]))
    assert STEPS.trail(MultiDict({"number": changed})).number == ""


def test_one_sealed_before_the_key_was_changed_is_still_read() -> None:
    sealed = PRIVACY.seal(NUMBER)
    later = StepUrls(
        "https://example.org", Privacy("a new secret of thirty-two letters.", "a secret of thirty-two characters")
    )
    assert later.trail(MultiDict({"number": sealed})).number == NUMBER


FIELDS = ["step", "round", "menu", "tried", "texted", "reminded", "others", "part", "number", "x"]


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=40)))
def test_whatever_stands_in_a_query_makes_a_trail_that_can_be_written(query: dict[str, str]) -> None:
    trail = STEPS.trail(MultiDict(query))
    assert 0 <= trail.step <= 10_000
    assert min(trail.round, trail.others, trail.part) >= 0
    assert max(trail.round, trail.others, trail.part) <= 100
    assert "" not in trail.tried
    # A round before the first is written by nobody, and taken for the first.
    assert read(STEPS.url(Go(Place.REST, "vi", trail)))[1] == replace(trail, round=max(trail.round, 1))
