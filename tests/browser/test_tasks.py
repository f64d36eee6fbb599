"""What ops staff come to do, done in a browser, each time followed by a call that proves that it reached the caller."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from playwright.sync_api import Page, expect
from sqlalchemy import select

from ivr.clock import parse_moment
from ivr.core.roles import Role
from ivr.demo import Demo
from ivr.service.schedule.editor import ScheduleEditor
from ivr.store.tables import call_steps
from schedules import print_hours
from schedules.edits import set_hours
from tests.browser.tasks import (
    MOST,
    Hand,
    Way,
    close_tomorrow,
    hold_two_hours,
    open_hours,
    publish,
    reached,
    save_closed,
    undo,
)
from tests.browser.visit import PASSWORD, PHONE, Visitors, axe, sign_in
from tests.support.demo import Dials
from tests.support.people import Person, rang

OTIT_VI, FRESC = "+81120250168", "+81120762029"


@dataclass(frozen=True)
class Words:
    """What the pages say in one language."""

    held: str
    meanwhile: str
    published: str
    stays: str
    undone: str


WORDS = {
    "en-GB": Words(
        "Closed manually: OTIT Vietnamese",
        "Vietnamese callers get a text instead until 12:00 JST.",
        "It is live for callers now",
        "It stays planned. It will then change: OTIT Chinese loses Wed, Fri 11:00-19:00, Sun 09:00-17:00",
        "Undone: revision 3.",
    ),
    "ja-JP": Words(
        "OTIT ベトナム語",
        "12:00 JST",
        "相談者への案内に反映されます",
        "その時点で次のように変わります",
        "第3版を取り消しました",
    ),
}


def words(way: Way) -> Words:
    return WORDS[way[0]]


def why(demo: Demo) -> str:
    """The reasons that are recorded of the calls so far."""
    demo.service.recorder.flush()
    with demo.service.engine.connect() as connection:
        return "\n".join(str(reason) for row in connection.scalars(select(call_steps.c.because)) for reason in row)


def test_the_vietnamese_line_closed_for_a_named_holiday_in_six_clicks(page: Page, demo: Demo, handset: Dials) -> None:
    clicks = 0

    def click(role: str, name: str | re.Pattern[str]) -> None:
        nonlocal clicks
        clicks += 1
        page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    page.goto("/ops/sign-in")
    page.get_by_label("Name", exact=True).fill("demo")
    page.get_by_label("Password").fill(demo.password)
    click("button", "Sign in")
    click("link", "Hours")
    click("link", re.compile("Close a line on this day.*2027-02-23"))
    expect(page.get_by_label("Name", exact=True)).to_have_value("天皇誕生日")
    click("checkbox", "OTIT Vietnamese")
    click("button", "Save to the draft")
    click("button", "Publish now")
    expect(page.get_by_text("It is live for callers now")).to_be_visible()
    assert clicks <= 6
    demo.clock.set(parse_moment("2027-02-23 12:00"))
    assert rang(handset().call(Person(["1"]))) == [FRESC]
    assert "closed on a special day: 天皇誕生日" in why(demo)
    page.goto("/ops/calls")
    page.locator("main a[href^='/ops/calls/']").first.click()
    expect(page.get_by_text("天皇誕生日").first).to_be_visible()


def test_closed_for_tomorrow_on_a_telephone_without_javascript(visitor: Visitors, demo: Demo, handset: Dials) -> None:
    page = sign_in(visitor("ja-JP", PHONE, javascript=False), demo.password)
    page.goto("/ops/hours/special-days?date=2026-11-30")
    page.get_by_label("OTIT ベトナム語").check()
    page.locator("input[name=name]").fill("研修")
    page.locator("form[action$='/special-days'] button").last.click()
    page.locator("button[name=when][value=now]").click()
    expect(page.locator(".message.done")).to_be_visible()
    demo.clock.set(parse_moment("2026-11-30 12:00"))
    assert rang(handset().call(Person(["1"]))) == [FRESC]
    demo.clock.set(parse_moment("2026-12-01 12:00"))
    assert rang(handset("+818011112222").call(Person(["1"]))) == [OTIT_VI]


def test_published_for_a_minute_to_come_then_withdrawn(page: Page, demo: Demo, handset: Dials) -> None:
    sign_in(page, demo.password)
    page.goto("/ops/hours/lines/otit-vi")
    page.locator("#text").fill("Mon-Fri 11:00-19:00")
    page.get_by_role("button", name="Save to the draft").click()
    at = demo.clock.now() + timedelta(hours=9, minutes=2)
    page.locator("input[name=at]").fill(at.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Publish at that time").click()
    expect(page.get_by_text("Published. It takes effect on")).to_be_visible()
    assert rang(handset().call(Person(["1"]))) == [OTIT_VI]
    page.goto("/ops/hours/history")
    page.get_by_role("link", name="Withdraw…").click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_text("Withdrawn: revision 2.")).to_be_visible()
    assert demo.schedule.at(demo.clock.now()).then is None
    demo.clock.set(parse_moment("2026-11-29 10:30"))
    assert rang(handset("+818011112222").call(Person(["1"]))) == [OTIT_VI]


def test_the_vietnamese_line_held_closed(visitor: Visitors, demo: Demo, handset: Dials, way: Way) -> None:
    page = sign_in(visitor(*way), demo.password)
    reached(page, ".hold > summary")
    hand = Hand(page)
    hold_two_hours(hand)
    assert hand.clicks <= MOST["hold Vietnamese for two hours"]
    for path in ("/ops/prompts", "/ops/"):
        page.goto(path)
        expect(page.locator(".banner")).to_contain_text(words(way).held)
        expect(page.locator(".banner")).to_contain_text(words(way).meanwhile)
    axe(page)
    assert rang(handset().call(Person(["1"]))) == []
    page.locator("form[action$='/release'] button").click()
    expect(page.locator(".banner")).to_have_count(0)
    assert rang(handset("+818011112222").call(Person(["1"]))) == [OTIT_VI]


def test_the_vietnamese_line_closed_tomorrow(visitor: Visitors, demo: Demo, handset: Dials, way: Way) -> None:
    page = sign_in(visitor(*way), demo.password)
    hand = Hand(page)
    close_tomorrow(hand)
    assert hand.clicks <= MOST["close Vietnamese tomorrow"]
    expect(page.get_by_role("status")).to_contain_text(words(way).published)
    demo.clock.set(parse_moment("2026-11-30 12:00"))
    assert rang(handset().call(Person(["1"]))) == [FRESC]


def test_an_urgent_edit_with_a_plan_waiting_then_undone(
    visitor: Visitors, demo: Demo, handset: Dials, way: Way
) -> None:
    planner, now = ScheduleEditor(demo.service.engine, "Ben"), demo.clock.now()
    planner.edit(partial(set_hours, line_id="otit-zh", text="Mon 11:00-19:00"), now)
    planner.publish_draft("fewer people", now, now + timedelta(days=7))
    page = sign_in(visitor(*way), demo.password)
    hand = Hand(page)
    open_hours(hand)
    reached(page, "main a[href='/ops/hours/lines/fresc']")
    save_closed(hand)
    expect(page.locator("main")).to_contain_text(words(way).stays)
    axe(page)
    publish(hand)
    assert hand.clicks <= MOST["urgent edit with a plan waiting"]
    expect(page.get_by_role("status")).to_contain_text(words(way).published)
    axe(page)
    assert rang(handset().call(Person(["1"]))) == []
    hand.clicks = 0
    undo(hand)
    assert hand.clicks <= MOST["undo"]
    expect(page.get_by_role("status")).to_contain_text(words(way).undone)
    assert rang(handset("+818011112222").call(Person(["1"]))) == [OTIT_VI]
    then = demo.schedule.at(now + timedelta(days=7)).directory.line("otit-zh")
    assert then is not None
    assert print_hours(then.hours[0].week) == "Mon 11:00-19:00"


def test_a_viewer_sees_the_hours_and_can_not_change_them(visitor: Visitors, demo: Demo) -> None:
    visitor.watch.expected.add(403)
    visitor.add("Chika", Role.VIEWER)
    page = sign_in(visitor(), PASSWORD, name="Chika")
    page.goto("/ops/hours")
    expect(page.get_by_text("Close now")).to_have_count(0)
    token = page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    answer = page.request.post(
        "/ops/hold", form={"csrf_token": token, "scope": "all", "state": "closed", "life": "reset", "reason": "x"}
    )
    assert answer.status == 403
    assert demo.schedule.at(demo.clock.now()).overrides == ()
