"""Why did this caller go to FRESC? Two clicks and typing the number; and the board that says who is reached when."""

from playwright.sync_api import expect

from ivr.clock import parse_moment
from ivr.demo import Demo
from tests.browser.tasks import MOST, Hand, Way, find_call
from tests.browser.visit import DESKTOP, Visitors, axe, fits, sign_in
from tests.support.demo import Dials
from tests.support.people import Person, rang

FRESC = "+81120762029"
WORDS = {
    "en-GB": ("A Khmer caller on Monday 30 November at 12:00 was put through to FRESC for 60 s.", "closed until Thu"),
    "ja-JP": (
        "11月30日(月) 12:00のカンボジア語（クメール語）の通話：FRESCにつながり、60秒話しました。",
        "2026年12月3日(木) 11:00 JSTまで受付時間外",
    ),
}


def test_why_a_caller_was_put_through_to_fresc(visitor: Visitors, demo: Demo, handset: Dials, way: Way) -> None:
    demo.clock.set(parse_moment("2026-11-30 12:00"))
    assert rang(handset().call(Person(["7"]))) == [FRESC]
    handset("+818011112222").call(Person(["1"]))
    demo.service.recorder.flush()
    page = sign_in(visitor(*way), demo.password)
    wide = way[1] == DESKTOP
    expect(page.locator(".alike li").first).to_be_visible(visible=not wide)
    expect(page.locator(".board .bar").first).to_be_visible(visible=wide)
    expect(page.locator(".alike li").first).to_contain_text("OTIT 19:00" if way[0] == "ja-JP" else "OTIT until 19:00")
    hand = Hand(page)
    find_call(hand, "090-1234-5678")
    assert hand.clicks <= MOST["why did this caller go to FRESC?"]
    assert "1234" not in page.content() + page.url
    told, reason = WORDS[way[0]]
    expect(page.locator(".told")).to_have_text(told)
    expect(page.locator(".story")).to_contain_text(reason)
    fits(page)
    axe(page)
