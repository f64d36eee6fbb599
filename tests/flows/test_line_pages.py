"""Lines as objects: added, changed, hidden, retired and tried in the console; each followed by a call."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests

from ivr.clock import parse_moment
from ivr.core.roles import Role
from ivr.demo import Demo
from tests.support.console import Console, publish, signed_in
from tests.support.demo import Dials
from tests.support.people import Person, rang
from tests.support.published import FRESC, OTIT_VI
from tests.support.waiting import PATIENCE

Calls = Callable[[], list[str]]
DETAILS = "/ops/hours/lines/otit-vi/details"
VIETNAMESE: dict[str, Any] = {
    "agency": "OTIT",
    "languages": "vi",
    "tier": "1",
    "number": "0120-250-168",
    "zone": "Asia/Tokyo",
    "source": "a call with the agency",
    "confirmed": "2026-11-29",
}
KOREAN = {**VIETNAMESE, "languages": "ko", "number": "０１２０−２５０−１４７", "hours": "daily 9:00-21:00"}


def test_a_line_is_added_and_rings(demo: Demo, aiko: Console, handset: Dials) -> None:
    page = aiko.post("/ops/hours/new-line", **KOREAN, notes="Ask for Ms Kim.")
    assert page.url.endswith("/ops/hours/draft")
    assert "OTIT Korean is added: OTIT 0120-250-147 (Korean), Mon-Sun 09:00-21:00" in page.text
    publish(aiko)
    assert rang(handset().call(Person(["9", "2"]))) == ["+81120250147"]
    assert 'href="/ops/hours/lines/otit-ko"' in aiko.get("/ops/hours").html


def test_lines_of_one_agency_and_language_are_told_apart_by_their_numbers(aiko: Console) -> None:
    again = {**KOREAN, "languages": "vi", "tier": "2"}
    page = aiko.post("/ops/hours/new-line", **again)
    assert "OTIT Vietnamese (0120-250-147) is added" in page.text
    assert "OTIT Vietnamese (0120-250-168)" in aiko.get("/ops/hours/special-days").text
    assert "all lines of OTIT in tier 1" in aiko.get("/ops/hours/special-days").text


def test_a_hidden_line_leaves_its_callers_to_the_next(demo: Demo, aiko: Console, vietnamese: Calls) -> None:
    demo.clock.set(parse_moment("2026-11-30 12:00"))
    assert vietnamese() == [OTIT_VI]
    page = aiko.post(DETAILS, **VIETNAMESE, hidden="on")
    assert "OTIT Vietnamese is hidden: callers are not offered it" in page.text
    publish(aiko)
    assert vietnamese() == [FRESC]
    assert "OTIT" not in requests.get(f"{demo.url}/vi", timeout=PATIENCE).text.replace("support.otit.go.jp", "")
    page = aiko.get("/ops/hours")
    assert re.search(r"Lines that callers are not offered OTIT Vietnamese hidden", page.text)
    aiko.post(DETAILS, **VIETNAMESE)
    publish(aiko)
    assert vietnamese() == [OTIT_VI]


def test_a_line_is_retired(demo: Demo, aiko: Console, vietnamese: Calls) -> None:
    page = aiko.post(DETAILS, **VIETNAMESE, last_day="2026-11-29")
    assert "OTIT Vietnamese: last day: none becomes 2026-11-29" in page.text
    publish(aiko)
    assert vietnamese() == [OTIT_VI]
    demo.clock.set(parse_moment("2026-11-30 12:00"))
    assert vietnamese() == [FRESC]
    assert "OTIT Vietnamese ended on Sun 2026-11-29" in aiko.get("/ops/hours").text


def test_only_what_was_changed_is_in_the_difference(aiko: Console) -> None:
    page = aiko.get(DETAILS)
    assert 'value="0120-250-168"' in page.html
    page = aiko.post(DETAILS, **{**VIETNAMESE, "languages": ["vi", "en"]}, confirmed_by="Ms Sato", notes="Ask.\n\nBen")
    assert "OTIT Vietnamese: languages: Vietnamese becomes English, Vietnamese" in page.text
    assert "confirmed by: none becomes Ms Sato" in page.text
    assert "number" not in page.text.split("Changes")[1].split("Publish")[0]
    assert "Ask.\n\nBen</textarea>" in aiko.get(DETAILS).html


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"number": "0120-250-16"}, "number", "0120-250-16 is not a telephone number"),
        ({"number": "090-1234-5678"}, "number", "is a mobile number, which DIAL_KINDS does not name"),
        ({"number": "0570-012-345"}, "number", "the line must be marked as charged"),
        ({"dial": "sip:vi@elsewhere.example"}, "dial", "is not in SIP_HOSTS"),
        ({"dial": "vi"}, "dial", "column 1"),
        ({"agency": " "}, "agency", "one line of 1 to 200 characters"),
        ({"languages": []}, "languages", "a line speaks at least one language"),
        ({"languages": ["xx"]}, "languages", "a line speaks at least one language"),
        ({"tier": "100"}, "tier", "100 is not 1 to 99"),
        ({"tier": "first"}, "tier", "Choose 1 to 99."),
        ({"zone": "JST"}, "zone", "write Asia/Tokyo"),
        ({"source": ""}, "source", "one line of 1 to 200 characters"),
        ({"confirmed": ""}, "confirmed", "Choose a date."),
        ({"last_day": "soon"}, "last_day", "soon is not a date"),
        ({"confirmed_by": "x" * 201}, "confirmed_by", "one line of 1 to 200 characters"),
        ({"notes": "\u0007"}, "notes", "without control characters"),
    ],
)
def test_each_mistake_is_at_its_field_and_what_was_typed_stays(
    aiko: Console, wrong: dict[str, Any], field: str, said: str
) -> None:
    for path, fields in ((DETAILS, VIETNAMESE), ("/ops/hours/new-line", KOREAN)):
        page = aiko.post(path, **{**fields, **wrong})
        assert page.status == 422
        shown = re.search(rf'id="{field}-error">([^<]*)<', page.html)
        assert shown, field
        assert said in shown[1]
        assert page.html.count('<p class="error" id="') == 1
        if isinstance(wrong.get(field), str) and wrong[field].strip():
            assert wrong[field] in page.html
    assert "There is no draft." in aiko.get("/ops/hours/draft").text


def test_hours_of_a_new_line_are_checked(aiko: Console) -> None:
    page = aiko.post("/ops/hours/new-line", **{**KOREAN, "hours": "Mon 11-19"})
    assert page.status == 422
    assert "write the minutes too: 11:00" in page.text
    page = aiko.post(DETAILS, **VIETNAMESE, first_day="2026-12-02", last_day="2026-12-01")
    assert page.status == 422
    assert "2026-12-01 is before" in page.text


def test_a_viewer_sees_a_line_and_changes_nothing(demo: Demo) -> None:
    ben = signed_in(demo, Role.VIEWER)
    page = ben.get(DETAILS)
    assert page.status == 200
    assert "Save to the draft" not in page.text
    assert ben.get("/ops/hours/new-line").status == 403
    for path in (DETAILS, "/ops/hours/new-line"):
        assert ben.post(path, **KOREAN).status == 403
    assert ben.get("/ops/hours/lines/none/details").status == 404


def test_the_telephone_of_the_demo_says_how_to_reach_a_line(demo: Demo, aiko: Console) -> None:
    link = re.search(r'href="(/phone/\?line=81120250168&amp;keys=1&amp;language=en)"', aiko.get(DETAILS).html)
    assert link
    page = requests.get(demo.url + link[1].replace("&amp;", "&"), timeout=PATIENCE).text
    assert "Test of OTIT 0120-250-168." in page
    assert "press 1." in " ".join(page.split())
    for query in ("line=81311112222", "line=<script>", "keys=1", ""):
        assert "Test of" not in requests.get(f"{demo.url}/phone/?{query}", timeout=PATIENCE).text
