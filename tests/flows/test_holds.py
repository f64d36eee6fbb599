"""What is held by hand, for how long and for whom; each followed by a call that proves it."""

import re
from collections.abc import Callable

import pytest

from ivr.clock import parse_moment
from ivr.demo import Demo
from tests.support.console import Console, reasons
from tests.support.published import FRESC, OTIT_VI

Calls = Callable[[], list[str]]


@pytest.mark.parametrize(
    ("life", "until"),
    [("change", ""), ("reset", ""), ("moment", "2026-11-29T10:30"), ("hour", ""), ("two-hours", ""), ("today", "")],
)
def test_held_closed_by_hand_with_a_banner_everywhere(
    demo: Demo, aiko: Console, vietnamese: Calls, life: str, until: str
) -> None:
    page = aiko.post("/ops/hold", scope="otit-vi", state="closed", life=life, until=until, reason="flood", next="/ops/")
    assert "Closed now: OTIT Vietnamese." in page.text
    for path in ("/ops/", "/ops/what-if", "/ops/calls", "/ops/audit"):
        assert "Closed manually: OTIT Vietnamese" in aiko.get(path).text
    assert vietnamese() == []
    assert "closed manually: flood" in reasons(demo)
    assert "held by hand demo OTIT Vietnamese closed" in aiko.get("/ops/audit").text
    page = aiko.post("/ops/release", scope="otit-vi", next="/ops/audit")
    assert "Back on the schedule: OTIT Vietnamese" in page.text
    assert "Closed manually" not in aiko.get("/ops/").text
    assert vietnamese() == [OTIT_VI]


def test_several_lines_are_held_at_once_and_callers_are_told_of(demo: Demo, aiko: Console, vietnamese: Calls) -> None:
    demo.clock.set(parse_moment("2026-11-30 15:00"))
    page = aiko.post(
        "/ops/hold", scope=["otit-vi", "otit-zh"], state="closed", life="two-hours", reason="flood", next="/ops/"
    )
    assert "Closed now: OTIT Vietnamese, OTIT Chinese." in page.text
    assert "until Mon 2026-11-30 17:00 JST" in page.text
    assert "Vietnamese callers reach FRESC instead until 17:00 JST." in page.text
    assert vietnamese() == [FRESC]
    page = aiko.post("/ops/hold", scope="all", state="closed", life="reset", reason="fire", next="/ops/")
    assert "All callers get a text instead until" in page.text
    page = aiko.post("/ops/hold", scope="otit-km", state="closed", life="hour", reason="flu", next="/ops/")
    assert "No caller notices it" in page.text


def test_a_hold_is_undone_by_one_click_and_so_is_its_end(aiko: Console, vietnamese: Calls) -> None:
    held = {"state": "closed", "reason": "flood", "next": "/ops/hours"}
    page = aiko.press("Undo", aiko.post("/ops/hold", scope=["otit-vi", "otit-zh"], life="two-hours", **held))
    assert "Back on the schedule: OTIT Vietnamese, OTIT Chinese." in page.text
    assert page.url.endswith("/ops/hours")
    assert "Closed manually" not in page.text
    for life in ("change", "reset", "hour"):
        page = aiko.post("/ops/hold", scope="otit-vi", life=life, **held)
        banner = re.findall(r"Closed manually: OTIT Vietnamese .*? flood", page.text)
        page = aiko.press("Undo", aiko.post("/ops/release", scope="otit-vi", next="/ops/"))
        assert "Closed now: OTIT Vietnamese." in page.text
        assert re.findall(r"Closed manually: OTIT Vietnamese .*? flood", page.text) == banner != []
        assert vietnamese() == []
    page = aiko.press("Undo", aiko.post("/ops/hold", scope="otit-vi", state="open", life="reset", reason="day"))
    assert re.findall(r"Closed manually: OTIT Vietnamese .*? flood", page.text) == banner


def test_a_hold_of_some_lines_that_can_not_be_holds_none(demo: Demo, aiko: Console) -> None:
    page = aiko.post("/ops/hold", scope=["fresc", "otit-xx"], state="closed", life="hour", reason="flood")
    assert page.status == 422
    assert demo.schedule.at(demo.clock.now()).overrides == ()
    assert "choose the lines" in aiko.post("/ops/hold", state="closed", life="hour", reason="flood").text
    assert "Enter the date and time" in aiko.post("/ops/hold", scope="all", life="moment", reason="flood").text
    assert 'value="fresc" checked' in page.html


def test_what_can_not_be_held_is_said_with_what_to_do_here(aiko: Console) -> None:
    page = aiko.post("/ops/hold", scope="otit-vi", state="open", life="change", reason="open day")
    assert page.status == 422
    assert "OTIT Vietnamese is already open until Sun 2026-11-29 17:00 JST" in page.text
    assert "Choose another date and time, or “Until somebody ends it”." in page.text
    assert "--until" not in page.text
