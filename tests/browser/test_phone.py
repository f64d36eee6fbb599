"""The telephone in the browser: whole calls, to each of their ends."""

from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from ivr.clock import parse_moment
from ivr.demo import Demo
from prompts import LANGUAGES
from tests.browser.visit import DESKTOP, NARROW, PHONE, Visitors, axe, fits, tab_to
from tests.support.book import load_book
from tests.support.demo import Dials
from tests.support.scenarios import read_scenario, replay
from tests.support.waiting import PATIENCE

BOOK = load_book()
TABLET = 768
MONDAY_NOON = "2026-11-30 12:00"
SUNDAY_EVENING = "2026-11-29 20:00"
# A server that takes half a second to set its clock.
SLOW_CLOCK = """() => {
    const quick = window.fetch;
    window.fetch = async (url, options) => {
        if (options?.method === "POST" && url.endsWith("/clock")) await new Promise((done) => setTimeout(done, 500));
        return quick(url, options);
    };
}"""


class Screen:
    """A person at the telephone on the screen, who reads unless ``sound`` is wanted."""

    def __init__(self, page: Page, *, sound: bool = False) -> None:
        self.page = page
        page.goto("/phone/")
        expect(page.locator("#now")).not_to_be_empty()  # what the script fills in moves what is below
        page.get_by_label("Voices and tones").set_checked(sound)
        self.captions = page.get_by_role("log", name="What is heard")
        self.thread = page.get_by_role("log", name="Text messages")

    def set_clock(self, moment: str) -> None:
        self.page.get_by_label("Another moment").fill(moment.replace(" ", "T"))
        self.page.get_by_role("button", name="Set").click()

    def phone(self, kind: str) -> None:
        self.page.get_by_role("radio", name=kind).check()

    def call(self, *keys: str) -> None:
        self.page.get_by_role("button", name="Call", exact=True).click()
        expect(self.captions).not_to_be_empty()
        for key in keys:
            self.page.get_by_role("button", name=key, exact=True).click()
            expect(self.captions).to_contain_text(f"You press {key}")

    def waits(self) -> None:
        expect(self.page.locator("#silence")).to_be_enabled()

    def silence(self) -> None:
        self.waits()
        self.page.get_by_role("button", name="Stay silent").click()

    def rings(self, line: str, answer: str) -> None:
        expect(self.page.locator("#who")).to_contain_text(line)
        self.page.get_by_role("button", name=answer, exact=True).click()

    def hears(self, words: str, language: str) -> None:
        expect(self.captions.locator(f"[lang|={language}]").filter(has_text=words).first).to_be_visible()

    def is_over(self, by: str = "The service hangs up") -> None:
        expect(self.captions).to_contain_text(by)
        expect(self.page.get_by_role("button", name="Call", exact=True)).to_be_enabled()

    def hang_up(self) -> None:
        self.page.get_by_role("button", name="Hang up", exact=True).click()
        self.is_over("You hang up")


@pytest.fixture
def screen(page: Page) -> Screen:
    return Screen(page)


def test_as_somebody_new_would_try_it(screen: Screen) -> None:
    """Vietnamese is heard, a call is put through, and on a Sunday evening a text comes in."""
    screen.page.get_by_label("Voices and tones").check()
    screen.page.get_by_role("button", name="Monday 12:00").click()
    expect(screen.page.locator("#now")).to_contain_text("Mon")
    screen.call("1")
    screen.hears("Đang nối máy đến OTIT", "vi")
    screen.silence()
    screen.rings("OTIT 0120-250-168", "Somebody answers")
    expect(screen.captions).to_contain_text("You are put through to OTIT 0120-250-168")
    screen.is_over()
    expect(screen.page.locator("#decisions")).to_contain_text("otit-vi: open until Mon")

    screen.page.get_by_role("button", name="Sunday 20:00").click()
    expect(screen.page.locator("#now")).to_contain_text("Sun")
    screen.page.get_by_role("button", name="Call").click()
    screen.hears("Hiện giờ chưa có ai nghe máy được", "vi")  # the language is remembered
    expect(screen.thread).to_contain_text("OTIT 0120-250-168: mở lúc 11:00 ngày mai")
    screen.hang_up()
    screen.page.get_by_role("button", name="Call").click()
    expect(screen.captions).not_to_contain_text("You hang up")
    screen.hears("Hiện giờ chưa có ai nghe máy được", "vi")
    screen.hang_up()
    expect(screen.captions).to_contain_text("No second text: the same words went to this telephone")


def test_busy_then_the_next_line_then_a_text(screen: Screen) -> None:
    screen.set_clock(MONDAY_NOON)
    screen.call("2")
    screen.silence()
    screen.rings("OTIT 0120-250-169", "Busy")
    screen.hears("OTIT无人接听", "zh")
    screen.silence()
    screen.rings("FRESC 0120-76-2029", "Nobody answers")
    expect(screen.thread).to_contain_text("FRESC 0120-76-2029")
    screen.waits()
    screen.hang_up()


def test_a_language_without_a_voice(screen: Screen) -> None:
    """Easy Japanese and English are heard, and the text comes in Khmer."""
    screen.set_clock(SUNDAY_EVENING)
    screen.call("7")
    screen.hears("カンボジアごの ショートメッセージ", "ja")
    screen.hears("A text message in Cambodian is coming", "en")
    expect(screen.thread).to_contain_text("OTIT 0120-250-366: បើក")


def test_recordings_are_played(screen: Screen) -> None:
    screen.page.get_by_label("Voices and tones").check()
    screen.set_clock(SUNDAY_EVENING)
    with screen.page.expect_response(lambda answer: "/audio/" in answer.url) as played:
        screen.call("8")
    assert played.value.headers["content-type"] == "audio/mpeg"
    screen.hears("အခုချိန်မှာ ဖုန်းကိုင်ပေးနိုင်မယ့်သူ မရှိပါဘူး", "my")


def test_an_announcement_that_answers_is_no_person(screen: Screen) -> None:
    screen.set_clock(MONDAY_NOON)
    screen.call("1")
    screen.silence()
    screen.rings("OTIT", "An announcement")
    screen.hears(BOOK.catalogues["vi"]["call_ended"].format(agency="OTIT"), "vi")
    screen.silence()
    screen.rings("FRESC", "Answers, I hang up")
    screen.is_over("You hang up")


def test_unreachable_and_a_withheld_number(screen: Screen) -> None:
    """No text can come, so that the numbers are told; one can be sent to another telephone."""
    screen.set_clock(MONDAY_NOON)
    screen.phone("withheld")
    screen.call("5")
    screen.silence()
    screen.rings("FRESC", "Unreachable")
    screen.hears("0 1 2 0", "en")
    screen.waits()
    screen.page.keyboard.press("3")
    screen.waits()
    screen.page.keyboard.type("09011112222#")
    screen.waits()
    screen.page.keyboard.press("1")
    screen.hears("if we can", "en")
    screen.hang_up()


def test_silence_is_not_dropped(screen: Screen) -> None:
    screen.set_clock(SUNDAY_EVENING)
    screen.phone("landline")
    screen.call()
    for _ in range(3):
        screen.hears("Tiếng Việt", "vi")
        screen.silence()
    screen.hears(BOOK.catalogues["ja"]["no_language"], "ja")
    screen.hears("The number for FRESC is 0 1 2 0", "en")
    screen.hang_up()


def test_hanging_up_while_it_rings(screen: Screen) -> None:
    screen.set_clock(MONDAY_NOON)
    screen.call("1")
    screen.silence()
    expect(screen.page.locator("#who")).to_be_focused()
    screen.hang_up()
    expect(screen.page.locator("#ringing")).to_be_hidden()


def test_who_leaves_the_page_hangs_up(screen: Screen, demo: Demo) -> None:
    with screen.page.expect_response(lambda answer: answer.url.endswith("/phone/calls")) as begun:
        screen.call("1")
    sid = begun.value.json()["sid"]
    screen.page.goto("/vi")
    ended = requests.get(f"{demo.url}/phone/calls/{sid}?after=1000", timeout=PATIENCE).json()
    assert ended["over"]


def test_texts_are_written_and_answered(screen: Screen, demo: Demo) -> None:
    screen.set_clock(SUNDAY_EVENING)
    for words, answer in [("tieng viet", "mở lúc 11:00 ngày mai"), ("INFO", "28/6/2021"), ("???", "1 Tiếng Việt")]:
        screen.page.get_by_label("Text message", exact=True).fill(words)
        screen.page.keyboard.press("Enter")
        expect(screen.thread).to_contain_text(answer)
        demo.service.recorder.flush()  # by now the language is remembered
    screen.phone("foreign mobile")
    expect(screen.thread).not_to_contain_text("Tiếng Việt")
    screen.phone("mobile +819012345678")
    expect(screen.thread).to_contain_text("Tiếng Việt")


def test_who_writes_when_a_call_ends_goes_on_writing(screen: Screen) -> None:
    screen.set_clock(SUNDAY_EVENING)
    screen.call("7")
    screen.waits()
    text = screen.page.get_by_label("Text message", exact=True)
    text.fill("vn")
    screen.page.get_by_role("button", name="Hang up", exact=True).dispatch_event("click")  # the focus stays
    screen.is_over("You hang up")
    expect(text).to_be_focused()
    screen.page.keyboard.press("Enter")
    expect(screen.thread).to_contain_text("Tư vấn miễn phí")


def test_by_keyboard_alone(screen: Screen) -> None:
    keyboard = screen.page.keyboard
    screen.set_clock(MONDAY_NOON)
    tab_to(screen.page, "Call")
    keyboard.press("Enter")
    screen.waits()
    keyboard.press("9")
    screen.hears(LANGUAGES["ko"].name, "ko")
    screen.waits()
    keyboard.press("2")
    screen.hears("FRESC", "ko")
    screen.waits()
    tab_to(screen.page, "Stay silent")
    keyboard.press("Enter")
    expect(screen.page.locator("#who")).to_be_focused()
    tab_to(screen.page, "Somebody answers")
    keyboard.press("Enter")
    screen.is_over()


def test_a_call_is_saved_as_a_scenario_that_replays(screen: Screen, demo: Demo, handset: Dials, tmp_path: Path) -> None:
    """A call that begins while the clock is still being set is at the time that was set."""
    screen.page.evaluate(SLOW_CLOCK)
    screen.set_clock(MONDAY_NOON)
    screen.call("2")
    screen.silence()
    screen.rings("OTIT", "Nobody answers")
    screen.silence()
    screen.rings("FRESC", "Somebody answers")
    screen.is_over()
    with screen.page.expect_download() as saved:
        screen.page.get_by_role("link", name="Save as scenario").click()
    saved.value.save_as(tmp_path / "call.yaml")
    scenario = read_scenario("saved", (tmp_path / "call.yaml").read_text("utf-8"))
    assert scenario.at == MONDAY_NOON
    demo.clock.set(parse_moment(scenario.at))
    replay(scenario, handset("+818011112222"))


def test_each_step_shows_its_twiml(screen: Screen) -> None:
    screen.call("1")
    first = screen.page.locator("#decisions > li").first
    first.get_by_text("TwiML").click()
    expect(first.locator("pre")).to_contain_text('<Gather action="http')


@pytest.mark.parametrize("width", [NARROW, TABLET, DESKTOP])
def test_accessible_and_fits(visitor: Visitors, width: int) -> None:
    screen = Screen(visitor(width=width))
    fits(screen.page)
    axe(screen.page)
    screen.set_clock(MONDAY_NOON)
    screen.call("1")
    screen.silence()
    expect(screen.page.locator("#who")).to_be_visible()
    screen.page.locator("summary").first.click()
    fits(screen.page)
    axe(screen.page)


def test_in_japanese_it_fits_a_telephone_and_so_does_the_tour(visitor: Visitors) -> None:
    page = visitor("ja-JP", PHONE)
    for path, title in (("/phone/", "つなぐを試すための電話"), ("/demo/", "5つの操作")):
        page.goto(path)
        expect(page.locator("h1")).to_have_text(title)
        fits(page)
        axe(page)
    page.goto("/phone/")
    page.get_by_label("音声と操作音").uncheck()
    page.get_by_role("button", name="電話をかける").click()
    page.get_by_role("button", name="何も押さない").click()
    expect(page.locator("#captions")).to_contain_text("何も押しませんでした")
    fits(page)
    page.get_by_role("button", name="切る", exact=True).click()
    expect(page.locator("#captions")).to_contain_text("電話を切りました")
