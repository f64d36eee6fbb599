"""The console's hours: one line's week, its versions, confirming; each followed by a call that proves it."""

import re
from collections.abc import Callable

import pytest

from ivr.clock import parse_moment
from ivr.demo import Demo
from ivr.store.audit import verify
from ivr.store.db import read
from tests.support.console import Console, publish, reasons
from tests.support.published import FRESC, OTIT_VI

Calls = Callable[[], list[str]]
LINE = "/ops/hours/lines/otit-vi"


def test_no_mondays_any_more(demo: Demo, aiko: Console, vietnamese: Calls) -> None:
    demo.clock.set(parse_moment("2026-11-30 12:00"))
    assert vietnamese() == [OTIT_VI]
    page = aiko.post(LINE, text="火～金 11:00～19:00, Sun 9:00-17:00", token="")
    assert "OTIT Vietnamese loses Mon 11:00-19:00, 8 h a week" in page.text
    assert "OTIT Vietnamese: 48 h a week becomes 40 h" in page.text
    assert vietnamese() == [OTIT_VI]
    publish(aiko)
    assert vietnamese() == [FRESC]
    assert "outside its weekly hours" in reasons(demo)
    assert read(demo.service.engine, verify).broken is None


def test_hours_from_a_date_on_and_removed_again(
    demo: Demo,
    aiko: Console,
    vietnamese: Calls,
) -> None:
    aiko.post(LINE, **{"text": "closed", "from": "2027-02-01"})
    publish(aiko)
    demo.clock.set(parse_moment("2027-01-29 12:00"))
    assert vietnamese() == [OTIT_VI]
    demo.clock.set(parse_moment("2027-02-02 12:00"))
    assert vietnamese() == [FRESC]
    page = aiko.get(f"{LINE}?version=2027-02-01")
    assert ">closed</textarea>" in page.html
    assert "From Mon 2027-02-01" in page.text
    assert "no longer has hours of its own from 2027-02-01" in aiko.post(LINE, version="2027-02-01", act="remove").text
    publish(aiko)
    assert vietnamese() == [OTIT_VI]
    assert aiko.post(LINE, version="", act="remove").status == 422


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "Mon-Fri 11:00-19:00, Sun 17:00-9:00"}, "column 32, '9:00': closes at or before it opens"),
        ({"text": "Mon 25:00-26:00"}, "column 5, '25:00': not a time"),
        ({"text": "Mondy 11:00-19:00"}, "column 1, 'mondy': not a day"),
        ({"text": ""}, "nothing here; write 'closed'"),
        ({"text": "Mon-Fri 11:00-19:00, Sun 09:00-17:00"}, "nothing would change"),
        ({"text": "closed", "from": "1826-01-01"}, "1826-01-01 is not a date"),
    ],
)
def test_a_typo_is_refused_with_its_place(aiko: Console, fields: dict[str, str], said: str) -> None:
    page = aiko.post(LINE, **fields)
    assert page.status == 422
    assert said in page.text
    assert f">{fields['text']}</textarea>" in page.html
    assert "There is no draft." in aiko.get("/ops/hours/draft").text


def test_the_second_window_of_one_line_sees_what_the_first_did(aiko: Console) -> None:
    aiko.post(LINE, text="closed", token="")
    page = aiko.post(LINE, text="Mon 11:00-19:00", token="")
    assert page.status == 422
    assert "demo has changed the same part of the draft" in page.text
    assert "OTIT Vietnamese loses Mon-Fri 11:00-19:00, Sun 09:00-17:00, 48 h a week" in page.text
    assert ">Mon 11:00-19:00</textarea>" in page.html
    assert aiko.post("/ops/hours/lines/fresc", text="Mon-Fri 10:00-17:00", token="").url.endswith("/draft")


WEEK = {
    **{f"open-{day}": "on" for day in (0, 1, 2, 3, 4, 6)},
    **{f"opens-{day}-0": "11:00" for day in range(5)},
    **{f"closes-{day}-0": "19:00" for day in range(5)},
    "opens-5-0": "",
    "closes-5-0": "",
    "opens-6-0": "09:00",
    "closes-6-0": "17:00",
    "fields": "1",
    "shown": "Mon-Fri 11:00-19:00, Sun 09:00-17:00",
    "token": "",
}
"""What a browser sends of the shipped week, besides the text."""
TEXT = WEEK["shown"]


def test_fields_of_a_week_are_saved_and_published(aiko: Console, vietnamese: Calls) -> None:
    later = {"opens-6-0": "14:00", "opens-6-1": "18:00", "closes-6-1": "20:00"}
    page = aiko.post(LINE, **{**WEEK, **later}, text=TEXT)
    changed = "OTIT Vietnamese loses Sun 09:00-14:00, 5 h a week; gains Sun 18:00-20:00, 2 h a week"
    assert changed in page.text
    publish(aiko)
    assert vietnamese() == []  # a Sunday morning


def test_the_difference_is_shown_before_it_is_saved(aiko: Console) -> None:
    page = aiko.post(LINE, **{**WEEK, "opens-6-0": "14:00"}, text=TEXT, act="check")
    assert "OTIT Vietnamese loses Sun 09:00-14:00, 5 h a week" in page.text
    assert "43 h a week" in page.text
    assert ">Mon-Fri 11:00-19:00, Sun 14:00-17:00</textarea>" in page.html
    page = aiko.post(LINE, **WEEK, text="closed", act="check")
    assert "OTIT Vietnamese loses Mon-Fri 11:00-19:00, Sun 09:00-17:00, 48 h a week" in page.text
    assert "Nothing is changed." in aiko.post(LINE, **WEEK, text=TEXT, act="check").text
    assert "There is no draft." in aiko.get("/ops/hours/draft").text


def test_a_mistake_in_a_field_is_marked_and_put_right_in_one_click(aiko: Console) -> None:
    wrong = {**WEEK, "opens-6-0": "9"}
    page = aiko.post(LINE, **wrong, text=TEXT)
    assert page.status == 422
    assert "write the minutes too: 9:00" in page.text
    assert re.search(r'name="opens-6-0" value="9"[^>]*aria-invalid="true"', page.html)
    assert 'value="fix-6-0">Use 09:00-17:00' in page.html
    page = aiko.post(LINE, **wrong, text=TEXT, act="fix-6-0")
    assert page.status == 200
    assert 'name="opens-6-0" value="09:00"' in page.html
    assert "There is no draft." in aiko.get("/ops/hours/draft").text


def test_a_mistake_in_the_text_is_marked_and_put_right_in_one_click(aiko: Console) -> None:
    page = aiko.post(LINE, **WEEK, text="Mon-Fri 11-19")
    assert page.status == 422
    assert "Mon-Fri <mark>11</mark>-19" in page.html
    assert 'value="fix-text">Use Mon-Fri 11:00-19:00' in page.html
    page = aiko.post(LINE, **WEEK, text="Mon-Fri 11-19", act="fix-text")
    assert "OTIT Vietnamese loses Sun 09:00-17:00, 8 h a week" in page.text
    assert ">Mon-Fri 11:00-19:00</textarea>" in page.html


def test_fields_and_text_that_were_both_changed_are_asked_about(aiko: Console) -> None:
    page = aiko.post(LINE, **{**WEEK, "opens-6-0": "14:00"}, text="closed")
    assert page.status == 422
    assert "The fields and the typed hours were both changed" in page.text
    assert ">closed</textarea>" in page.html
    assert 'name="opens-6-0" value="14:00"' in page.html


def test_buttons_of_a_day_work_without_a_script(aiko: Console) -> None:
    page = aiko.post(LINE, **WEEK, text=TEXT, act="copy-6", **{"to-6": "5"})
    assert "OTIT Vietnamese gains Sat 09:00-17:00, 8 h a week" in page.text
    assert 'name="opens-5-1"' in aiko.post(LINE, **{**WEEK, "opens-5-0": "9:00"}, text=TEXT, act="add-5").html
    assert "OTIT Vietnamese loses Sun" in aiko.post(LINE, **WEEK, text=TEXT, act="remove-6-0").text


def test_still_holds_in_one_click_while_a_draft_is_open(
    demo: Demo,
    aiko: Console,
    vietnamese: Calls,
) -> None:
    aiko.post(LINE, text="Sun 14:00-17:00")
    before = aiko.get("/ops/hours").html.count("not confirmed for 90 days")
    page = aiko.post("/ops/hours/confirm", line="otit-vi")
    assert "the hours of OTIT Vietnamese are unchanged" in page.text
    assert page.html.count("not confirmed for 90 days") == before - 1
    assert "already confirmed on 2026-11-29" in aiko.post("/ops/hours/confirm", line="otit-vi").text
    assert aiko.post("/ops/hours/confirm").status == 200
    assert vietnamese() == [OTIT_VI]
    assert "It is live for callers now" in publish(aiko).text
    assert vietnamese() == []  # a Sunday morning
