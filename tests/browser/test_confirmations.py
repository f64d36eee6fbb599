"""An agency answers in a browser: on a telephone, without JavaScript; the console's pages of what it has answered."""

from playwright.sync_api import Page, expect

from ivr.demo import PERSON, Demo
from tests.browser.visit import DESKTOP, NARROW, PHONE, Visitors, axe, fits_at, sign_in

GONE = 404


def link_of(visitor: Visitors, demo: Demo) -> tuple[Page, str]:
    """Make a link for OTIT in the console; return the page of the person who made it, and the link."""
    ops = sign_in(visitor(), demo.password, PERSON)
    ops.goto("/ops/confirmations")
    ops.locator("li.card", has_text="OTIT").get_by_role("button", name="Make a link to copy").click()
    axe(ops)
    fits_at(ops, DESKTOP, PHONE, NARROW)
    return ops, ops.locator("#link").inner_text()


def test_an_agency_answers_on_a_telephone(visitor: Visitors, demo: Demo) -> None:
    visitor.watch.expected.add(GONE)
    ops, link = link_of(visitor, demo)
    agency = visitor("ja-JP", PHONE, javascript=False)
    agency.goto(link)
    field = agency.get_by_label("正しい受付時間")
    expect(field.first).to_be_hidden()
    for line in ("vi", "zh", "id", "fil", "en", "th", "km"):
        agency.locator(f"[name=says-otit-{line}][value=right]").check()
    agency.locator("[name=says-otit-my][value=hours]").check()
    field.last.fill("月～金 9－17")
    agency.get_by_label("お名前").fill("山田花子")
    agency.get_by_role("button", name="回答を送信する").click()
    agency.get_by_role("button", name="はい、この時間にする").click()
    expect(agency.get_by_text("読み取った時間：月～金 09:00～17:00")).to_be_visible()
    agency.get_by_role("button", name="回答を送信する").click()
    expect(agency.locator("h1")).to_have_text("ありがとうございました。回答を受け取りました。")
    agency.goto(link)
    expect(agency.locator("h1")).to_have_text("つなぐ Tsunagu")

    ops.goto("/ops/confirmations/1")
    axe(ops)
    fits_at(ops, DESKTOP, PHONE, NARROW)
    ops.get_by_role("link", name="See what the draft changes").click()
    axe(ops)
    ops.get_by_role("button", name="Publish the draft of OTIT/1 now").click()
    expect(ops.get_by_text("Published. It is live for callers now.")).to_be_visible()


def test_the_page_is_accessible_and_fits(visitor: Visitors, demo: Demo) -> None:
    visitor.watch.expected.add(GONE)
    _, link = link_of(visitor, demo)
    page = visitor()
    for reader in ("ja", "easy", "en"):
        page.goto(f"{link}?in={reader}")
        axe(page)
        fits_at(page, DESKTOP, PHONE, NARROW)
    page.locator("[name=says-otit-vi][value=hours]").check()
    page.get_by_label("The right hours").first.fill("Mon-Fri 9-17")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Your answer is not sent yet.")
    axe(page)
    fits_at(page, DESKTOP, PHONE, NARROW)
    page.goto(f"{link}x")
    axe(page)
    fits_at(page, NARROW)
