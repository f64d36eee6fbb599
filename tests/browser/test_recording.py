"""A sentence recorded in the browser is heard by the next caller."""

import re

from playwright.sync_api import expect

from ivr.demo import Demo
from tests.browser.visit import Visitors, axe, sign_in
from tests.support.demo import Dials
from tests.support.people import Person


def test_a_clip_recorded_with_the_microphone_is_served_and_heard(visitor: Visitors, demo: Demo, handset: Dials) -> None:
    said = demo.book.fresh().sentences["km"].by_id["goodbye"]
    assert not any("km" in str(event) and said in str(event) for event in handset().call(Person(["7"])))
    page = sign_in(visitor(), demo.password)
    page.goto("/ops/prompts/km/clips/goodbye")
    page.get_by_role("button", name="Record").click()
    page.wait_for_timeout(1500)
    assert float(page.locator("#level").evaluate("meter => meter.value")) >= 0
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#listen")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page).not_to_have_url(re.compile("goodbye"))  # the next one that is missing
    page.goto("/ops/prompts/km/clips/goodbye")
    expect(page.get_by_label("The recording in use")).to_be_visible()
    address = page.locator("main audio").first.get_attribute("src") or ""
    assert address.startswith("/audio/")

    served = page.request.get(address)
    assert served.headers["content-type"] == "audio/mpeg"
    assert len(served.body()) > 2000
    heard = handset().play(f"{demo.url}{address}")
    assert heard.tag == "km"
    assert heard.text == said


def test_a_sentence_changed_without_javascript_is_heard_by_the_next_caller(
    visitor: Visitors, demo: Demo, handset: Dials
) -> None:
    page = sign_in(visitor(javascript=False), demo.password)
    page.goto("/ops/prompts/vi/goodbye")
    page.locator("textarea[name=sentence]").fill("Cảm ơn bạn. Hẹn gặp lại.")
    page.get_by_role("button", name="Save and publish…").click()
    page.get_by_role("button", name="Publish the chosen sentences").click()
    expect(page.get_by_role("status").first).to_contain_text("Published")
    assert "Hẹn gặp lại" in str(handset().call(Person(["1"])))


def test_a_placeholder_that_is_lost_is_refused_and_the_words_are_kept(visitor: Visitors, demo: Demo) -> None:
    page = sign_in(visitor(), demo.password)
    page.goto("/ops/prompts/vi/connecting")
    page.locator("textarea[name=sentence]").fill("Đang nối máy.")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.locator("textarea[name=sentence]")).to_have_value("Đang nối máy.")
    expect(page.locator("main")).to_contain_text("{agency}")


def test_a_sentence_is_corrected_in_three_clicks_and_taken_back_in_one(visitor: Visitors, demo: Demo) -> None:
    """In the list, where each mistake shows as it is typed."""
    page = sign_in(visitor(), demo.password)
    page.goto("/ops/prompts/vi?q=connecting+you")
    page.locator("#connecting").get_by_role("link", name="Edit").click()
    sentence = page.locator("#connecting textarea")
    expect(sentence).to_be_focused()
    sentence.fill("Xin chờ.")
    expect(page.locator("#preview-connecting")).to_contain_text("has other placeholders")
    sentence.fill("Xin chờ .")
    sentence.press("ArrowLeft")
    page.get_by_role("button", name="Insert {agency}").click()
    expect(page.locator("#preview-connecting")).to_contain_text("Xin chờ OTIT.")
    axe(page)
    page.get_by_role("button", name="Save and publish…").click()
    page.get_by_role("button", name="Publish the chosen sentences").click()
    expect(page.get_by_role("status").first).to_contain_text("Published")
    assert demo.book.fresh().sentences["vi"].by_id["connecting"] == "Xin chờ {agency}."
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").first).to_contain_text("Undone")
    assert demo.book.fresh().sentences["vi"].by_id["connecting"] != "Xin chờ {agency}."
