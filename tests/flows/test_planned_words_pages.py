"""Words and hours that are planned in the console for the same moment: listed, looked at, heard then, withdrawn."""

import re
from datetime import timedelta

import requests

from ivr.clock import parse_moment
from ivr.core.roles import Role
from ivr.demo import Demo
from ivr.service.schedule.editor import ScheduleEditor
from schedules import load_directory, write_directory
from tests.flows.test_prompts_pages import draft
from tests.support.console import Console, signed_in, token_of
from tests.support.demo import Dials
from tests.support.people import Person, heard, keys_for
from tests.support.waiting import PATIENCE

AT = "2026-12-01T12:00"
T = parse_moment(AT)
WHAT_IF = "/ops/what-if?language=vi&at="


def chosen(console: Console) -> list[str]:
    return re.findall(r'name="chosen" value="([^"]+)"', console.get("/ops/prompts/vi/draft").html)


def test_hours_and_words_for_the_same_moment(demo: Demo, aiko: Console, handset: Dials) -> None:
    draft(aiko, "/ops/prompts/vi/connecting", "Xin chờ {agency}.")
    aiko.post("/ops/hours/lines/otit-vi", text="Mon-Fri 12:00-19:00")
    page = aiko.get("/ops/hours/draft")
    assert "Publish your drafted sentences for the same moment (1, in Vietnamese)" in page.text
    fields = {"token": token_of(page), "reason": "asked", "when": "at", "at": AT, "words": "yes"}
    assert "Published. It takes effect on" in aiko.post("/ops/hours/draft/publish", **fields).text

    plans = aiko.get("/ops/hours/plans").text
    assert "2026-12-01 12:00" in plans
    draft(aiko, "/ops/prompts/vi/connecting", "Chờ {agency}.")
    assert "From Tue 2026-12-01 12:00 JST on, another sentence is planned." in aiko.get("/ops/prompts/vi/draft").text
    aiko.post("/ops/prompts/vi/draft/discard", chosen=chosen(aiko))
    assert "Hours: revision 2" in plans
    assert "Words: plan 1 asked demo" in plans
    assert "Vietnamese: Xin chờ {agency} ." in plans
    before, after = aiko.get(f"{WHAT_IF}2026-12-01T11:59").text, aiko.get(f"{WHAT_IF}{AT}").text
    assert ("Xin chờ OTIT." in before, "Xin chờ OTIT." in after) == (False, True)
    assert "Put through OTIT" in after

    demo.clock.set(T - timedelta(minutes=5))
    assert "vi-VN Xin chờ OTIT." not in heard(handset("+819011110001").call(Person(keys_for("vi"))))
    demo.clock.set(T)
    assert "vi-VN Xin chờ OTIT." in heard(handset("+819011110002").call(Person(keys_for("vi"))))
    page = aiko.get("/ops/prompts/vi/connecting")  # it can be edited from then on
    assert "Xin chờ {agency}." in page.html
    assert "Nothing is planned." in aiko.get("/ops/hours/plans").text
    assert "asked" in aiko.get("/ops/prompts/vi/history").text


def test_what_would_happen_names_the_agency_of_that_moment(demo: Demo, aiko: Console) -> None:
    editor = ScheduleEditor(demo.service.engine, "Ben")
    becomes = write_directory(load_directory()).replace("OTIT", "ESDO")
    editor.save_draft(becomes, demo.clock.now())
    editor.publish_draft("a successor", demo.clock.now(), parse_moment("2026-12-02 12:00"))
    demo.schedule.refresh()
    before, after = aiko.get(f"{WHAT_IF}2026-12-02T11:59").html, aiko.get(f"{WHAT_IF}2026-12-02T12:00").html
    assert ["OTIT Vietnamese: open until" in each for each in (before, after)] == [True, False]
    assert ["ESDO Vietnamese: open until" in each for each in (before, after)] == [False, True]
    for page in (before, after):
        week = re.findall(r'aria-label="([^"]*): (OTIT|ESDO) Vietnamese"', page)
        assert [agency for _, agency in week] == ["OTIT", "OTIT", "OTIT", "ESDO", "ESDO", "ESDO", "ESDO"]
        assert week[3][0] == "Wed 2026-12-02 12:00 JST – 19:00 JST"


def test_words_alone_are_planned_withdrawn_and_refused(demo: Demo, aiko: Console) -> None:
    draft(aiko, "/ops/prompts/vi/goodbye", "NAME? xin chào.")
    fields = {"words": "yes", "at": AT, "reason": "asked", "spoken-km": "no"}
    page = aiko.post("/ops/hours/plans/words", **fields)
    assert page.status == 422
    assert "fill in NAME?" in page.text
    draft(aiko, "/ops/prompts/vi/goodbye", "Tạm biệt.")
    refusals = [({"at": ""}, 422), ({"at": "2020-01-01T00:00"}, 422), ({"reason": ""}, 422)]
    assert [
        (each, aiko.post("/ops/hours/plans/words", **{**fields, **each}).status) for each, _ in refusals
    ] == refusals
    assert "Planned for 2026-12-01 12:00" in aiko.post("/ops/hours/plans/words", **fields).text.replace("Tue ", "")
    page = aiko.get("/ops/hours/plans")
    assert "Khmer: spoken in Easy Japanese and English" in page.text
    viewer = signed_in(demo, Role.VIEWER)
    assert viewer.post("/ops/hours/plans/words/1/withdraw").status == 403
    assert "<form" not in viewer.get("/ops/hours/plans").html.partition("<main")[2].partition("</main")[0]
    assert "Withdrawn." in aiko.post("/ops/hours/plans/words/1/withdraw").text
    assert aiko.post("/ops/hours/plans/words/1/withdraw").status == 422
    assert "Your drafted sentences (1, in Vietnamese)" in aiko.get("/ops/hours/plans").text


def test_a_clip_that_only_a_plan_needs_is_listed_with_its_moment(demo: Demo, aiko: Console) -> None:
    draft(aiko, "/ops/prompts/km/goodbye", "លាហើយ។")
    aiko.post("/ops/hours/plans/words", words="yes", at=AT, reason="asked")
    page = aiko.get("/ops/prompts/km/clips")
    assert "needed from" in page.text
    (clip,) = re.findall(r'/ops/prompts/km/clips/(goodbye\.\w+)"', page.html)
    assert "លាហើយ។" in aiko.get(f"/ops/prompts/km/clips/{clip}").text


def test_pages_are_cached_no_longer_than_until_a_planned_change(demo: Demo, aiko: Console) -> None:
    draft(aiko, "/ops/prompts/vi/page_title", "Tiêu đề")
    aiko.post("/ops/hours/plans/words", words="yes", at=AT, reason="asked")
    demo.clock.set(T - timedelta(seconds=40))
    fresh = requests.get(f"{demo.url}/poster", timeout=PATIENCE).headers["Cache-Control"]
    assert 20 <= int(fresh.rpartition("=")[2]) <= 40
    assert "Tiêu đề" not in requests.get(f"{demo.url}/vi", timeout=PATIENCE).text
    demo.clock.set(T)
    for path in ("/vi", "/poster"):
        assert "Tiêu đề" in requests.get(f"{demo.url}{path}", timeout=PATIENCE).text
