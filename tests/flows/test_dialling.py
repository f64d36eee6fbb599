"""What is rung, by signed webhooks: not a number that the settings do not allow, and nobody in a loop."""

import pytest

from ivr.core.dialling import Dialling
from ivr.demo import NUMBER, Demo
from ivr.service.schedule.editor import ScheduleEditor
from tests.support.console import Console
from tests.support.demo import Dials
from tests.support.people import Person, heard, rang

ABROAD = Dialling(
    countries=frozenset({"JP", "US"}), kinds=frozenset({"satellite"}), sip_hosts=frozenset({"evil.example"})
)


def publish(demo: Demo, *changes: tuple[str, str]) -> None:
    """Publish as an older version would have done, which had no such check."""
    editor, now = ScheduleEditor(demo.service.engine, "Aiko", ABROAD), demo.clock.now()
    document = editor.head(now).document
    for was, becomes in changes:
        assert was in document
        document = document.replace(was, becomes)
    editor.save_draft(document, now)
    editor.publish_draft("a test", now)
    demo.schedule.refresh()


@pytest.mark.parametrize("dial", ["+870 773 111 632", "+1 415 555 2671", "sip:fraud@evil.example"])
def test_a_published_line_that_is_not_allowed_is_not_rung(demo: Demo, handset: Dials, dial: str) -> None:
    publish(demo, ("number: 0120-250-168", f'number: 0120-250-168, dial: "{dial}"'))
    events = handset("anonymous").call(Person(["1"]))
    assert rang(events) == []
    assert "0 1 2 0, 2 5 0, 1 6 8" in "\n".join(heard(events))


def test_a_charged_line_is_announced(demo: Demo, handset: Dials) -> None:
    charged = ("number: 0120-250-168", "number: 0570-012-345, charged: true")
    publish(demo, charged)
    events = handset().call(Person(["1"]))
    assert rang(events) == ["+81570012345"]
    assert "vi-VN Cuộc gọi này có thể mất phí." in heard(events)


@pytest.mark.parametrize("caller", [NUMBER, "+81120250168", "+81120762029"])
def test_a_line_that_forwards_to_us_is_not_rung(demo: Demo, handset: Dials, caller: str) -> None:
    events = handset(caller).call(Person(["1"]))
    assert rang(events) == []
    assert "0 1 2 0, 2 5 0, 1 6 8" in "\n".join(heard(events))


def test_the_console_says_which_line_is_charged(demo: Demo, aiko: Console) -> None:
    told = "callers hear that the call may cost money"
    assert told not in aiko.get("/ops/hours/lines/otit-vi").text
    publish(demo, ("number: 0120-250-168", "number: 0570-012-345, charged: true"))
    assert told in aiko.get("/ops/hours/lines/otit-vi").text
