"""The console's hours: one line's week, its versions, confirming; each followed by a call that proves it."""

import json
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
    assert "otit-vi loses Mon 11:00-19:00, 8 h a week" in page.text
    assert "otit-vi: 48 h a week becomes 40 h" in page.text
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
    assert "otit-vi loses Mon-Fri 11:00-19:00, Sun 09:00-17:00, 48 h a week" in page.text
    assert ">Mon 11:00-19:00</textarea>" in page.html
    assert aiko.post("/ops/hours/lines/fresc", text="Mon-Fri 10:00-17:00", token="").url.endswith("/draft")


def test_what_is_typed_is_read_while_typing(aiko: Console) -> None:
    good = json.loads(aiko.get("/ops/hours/parse?text=Fri 22:00-02:00 next day").html)
    assert good["text"] == "Fri 22:00-02:00 next day"
    assert good["total"] == "4 h a week"
    assert good["days"][4] == [{"from": 1320, "to": 1560, "opens": "22:00", "closes": "02:00", "next": True}]
    assert "column 5" in json.loads(aiko.get("/ops/hours/parse?text=Fri 30:00-31:00").html)["error"]


def test_still_holds_in_one_click_while_a_draft_is_open(
    demo: Demo,
    aiko: Console,
    vietnamese: Calls,
) -> None:
    aiko.post(LINE, text="Sun 14:00-17:00")
    before = aiko.get("/ops/hours").html.count("more than 90 days ago")
    page = aiko.post("/ops/hours/confirm", line="otit-vi")
    assert "the hours of OTIT Vietnamese are unchanged" in page.text
    assert page.html.count("more than 90 days ago") == before - 1
    assert "already confirmed on 2026-11-29" in aiko.post("/ops/hours/confirm", line="otit-vi").text
    assert aiko.post("/ops/hours/confirm").status == 200
    assert vietnamese() == [OTIT_VI]
    assert "It is live for callers now" in publish(aiko).text
    assert vietnamese() == []  # a Sunday morning
