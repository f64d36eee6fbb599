"""Special days, holiday rules, the draft and history, each followed by a call that proves it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from ivr.clock import parse_moment
from ivr.core.roles import Role
from ivr.demo import Demo
from ivr.store.db import writing
from ivr.store.tables import revisions
from schedules import shipped
from tests.support.console import Console, publish, reasons, signed_in, token_of
from tests.support.demo import Dials
from tests.support.people import Person, heard
from tests.support.published import FRESC, OTIT_VI

Calls = Callable[[], list[str]]
ON_HOLIDAYS = {"tier": "1", "public": "usual", "new-year": "usual"}
"""The form of the holiday rules as it is before anybody has chosen anything."""
CLOSED_ON_HOLIDAY: dict[str, Any] = {"scope": "otit-vi", "name": "天皇誕生日", "date": "2027-02-23", "kind": "closed"}
"""A Tuesday: OTIT's Vietnamese line would be open from 11:00, FRESC from 9:00."""
THAT_DAY = parse_moment("2027-02-23 12:00")


def test_closed_on_a_named_holiday(demo: Demo, aiko: Console, vietnamese: Calls) -> None:
    demo.clock.set(THAT_DAY)
    assert vietnamese() == [OTIT_VI]
    page = aiko.post("/ops/hours/special-days", **CLOSED_ON_HOLIDAY)
    assert page.url.endswith("/ops/hours/draft")
    assert "special day added for OTIT Vietnamese: 2027-02-23 (天皇誕生日): closed" in page.text
    assert vietnamese() == [OTIT_VI]  # a draft changes nothing
    assert "It is live for callers now" in publish(aiko).text
    assert vietnamese() == [FRESC]
    assert "otit-vi: closed until Wed 2027-02-24 11:00 JST, closed on a special day: 天皇誕生日" in reasons(demo)


@pytest.mark.parametrize("sunday", ["2021-11-28", "2026-11-29", "2071-11-29"])  # before and after the machine's clock
def test_published_for_a_moment_to_come_and_taken_back(
    demo: Demo, aiko: Console, vietnamese: Calls, sunday: str
) -> None:
    demo.clock.set(parse_moment(f"{sunday} 10:00"))
    now = demo.clock.now()
    aiko.post("/ops/hours/special-days", **{**CLOSED_ON_HOLIDAY, "date": sunday, "name": "Training"})
    later = (now + timedelta(hours=9, minutes=3)).strftime("%Y-%m-%dT%H:%M")  # Japan's clock
    assert "Published. It takes effect on" in publish(aiko, when="at", at=later).text
    assert vietnamese() == [OTIT_VI]
    page = aiko.get("/ops/hours/history")
    assert "scheduled" in page.text
    assert "Withdrawn: revision 2" in aiko.post("/ops/hours/history/withdraw").text
    assert "No scheduled revisions." in aiko.post("/ops/hours/history/withdraw").text


def test_rolled_back_byte_for_byte(demo: Demo, aiko: Console, vietnamese: Calls) -> None:
    demo.clock.set(THAT_DAY)
    aiko.post("/ops/hours/special-days", **CLOSED_ON_HOLIDAY)
    publish(aiko)
    assert vietnamese() == [FRESC]
    page = aiko.get("/ops/hours/history/1")
    assert "special day removed for OTIT Vietnamese" in page.text
    page = aiko.post("/ops/hours/history/1", reason="a mistake")
    assert "Revision 1 is live again." in page.text
    assert vietnamese() == [OTIT_VI]
    assert aiko.post("/ops/hours/history/1", reason="again").status == 422


def test_a_rule_for_public_holidays(demo: Demo, aiko: Console, vietnamese: Calls) -> None:
    demo.clock.set(THAT_DAY)
    page = aiko.post("/ops/hours/holidays", **ON_HOLIDAYS | {"public": "closed"})
    assert "tier 1 (OTIT) on public holidays: the weekly hours becomes closed" in page.text
    publish(aiko)
    assert vietnamese() == [FRESC]
    assert "closed on a public holiday: 天皇誕生日" in reasons(demo)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"date": "2027-02-30"}, "2027-02-30 is not a date such as"),
        ({"date": ""}, "Choose a date."),
        ({"name": " "}, "Give the day a name"),
        ({"to": "2027-02-01"}, "The last day must be on or after the first day"),
        ({"kind": "other", "hours": "19:00-11:00"}, "closes at or before it opens"),
        ({"kind": "other", "hours": "ten to four"}, "column 1, 'ten': a time is expected here"),
        ({"kind": "extra", "hours": ""}, "hours"),
        ({"scope": "otit-xx"}, "otit-xx"),
        ({"scope": ""}, "there is no line"),
        ({"name": "x" * 300}, "1 to 200 characters"),
        ({"date": "2026-02-29", "yearly": "yes"}, "2026-02-29 is not a date such as"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place_and_kept_in_the_form(
    demo: Demo, aiko: Console, wrong: dict[str, str], said: str
) -> None:
    page = aiko.post("/ops/hours/special-days", **{**CLOSED_ON_HOLIDAY, **wrong})
    assert page.status == 422
    assert said in page.text
    for name, value in wrong.items():
        if name in ("name", "hours", "date", "to") and value.strip():
            assert f'value="{value}"' in page.html
    assert "There is no draft." in aiko.get("/ops/hours/draft").text


def test_several_lines_at_once(aiko: Console) -> None:
    page = aiko.post("/ops/hours/special-days", **{**CLOSED_ON_HOLIDAY, "scope": ["otit-vi", "otit-zh", "fresc"]})
    for name in ("OTIT Vietnamese", "OTIT Chinese", "FRESC"):
        assert f"special day added for {name}: 2027-02-23" in page.text
    page = aiko.post("/ops/hours/special-days", **{**CLOSED_ON_HOLIDAY, "scope": ["tier 1", "otit-id"]})
    assert page.text.count("special day added for") == 4  # the tier has the line


def test_what_may_not_be_meant_is_asked(demo: Demo, aiko: Console) -> None:
    both = {**CLOSED_ON_HOLIDAY, "hours": "10:00-12:00"}
    page = aiko.post("/ops/hours/special-days", **both)
    assert page.status == 422
    assert "You have entered hours, 10:00-12:00, and chosen “Closed”" in page.text
    assert 'value="10:00-12:00"' in page.html
    page = aiko.post("/ops/hours/special-days", **both, sure="hours")
    assert "2027-02-23 (天皇誕生日): 10:00-12:00" in page.text
    past = {**both, "scope": "fresc", "date": "2026-11-26"}
    page = aiko.post("/ops/hours/special-days", **past, sure="closed")
    assert "Thu 2026-11-26 is past" in page.text
    assert '<input type="hidden" name="sure" value="closed">' in page.html
    page = aiko.post("/ops/hours/special-days", **past, sure=["closed", "past"])
    assert "special day added for FRESC: 2026-11-26 (天皇誕生日): closed" in page.text


@pytest.mark.parametrize("again", [{}, {"date": "2027-02-22", "to": "2027-02-24"}, {"yearly": "on"}])
def test_a_second_one_for_a_date_leads_to_the_first(aiko: Console, again: dict[str, str]) -> None:
    aiko.post("/ops/hours/special-days", **CLOSED_ON_HOLIDAY)
    page = aiko.post("/ops/hours/special-days", **{**CLOSED_ON_HOLIDAY, "name": "Again", **again})
    assert page.status == 422
    assert "OTIT Vietnamese already has a special day on this date: 天皇誕生日" in page.text
    assert '<a href="#special-0">天皇誕生日</a>' in page.html
    assert 'id="special-0"' in page.html


def test_a_viewer_changes_nothing_by_hand_made_requests(demo: Demo, aiko: Console) -> None:
    aiko.post("/ops/hours/special-days", **CLOSED_ON_HOLIDAY)
    aiko.post("/ops/hours/draft/share", shared="yes")
    ben = signed_in(demo, Role.VIEWER)
    draft = ben.get("/ops/hours/draft?of=demo")
    assert "special day added for OTIT Vietnamese" in draft.text
    assert "Publish the draft" not in draft.text
    for path in (
        "/ops/hours/draft/publish",
        "/ops/hours/draft/discard",
        "/ops/hours/draft/rebase",
        "/ops/hours/special-days",
        "/ops/hours/special-days/remove",
        "/ops/hours/holidays",
        "/ops/hours/confirm",
        "/ops/hours/lines/otit-vi",
        "/ops/hours/history/1",
        "/ops/hours/history/1/undo",
        "/ops/hours/history/1/again",
        "/ops/hours/history/withdraw",
        "/ops/hours/draft/share",
        "/ops/hours/draft/work",
        "/ops/hold",
        "/ops/release",
        "/ops/notices",
        "/ops/notices/lost-job",
        "/ops/notices/lost-job/vi",
    ):
        page = ben.post(path, **CLOSED_ON_HOLIDAY, reason="x", life="reset", state="closed", do="remove", when="now")
        assert page.status == 403, path
    assert "special day added for OTIT Vietnamese" in aiko.get("/ops/hours/draft").text
    assert demo.schedule.at(demo.clock.now()).revision == 1


def test_discarded_after_asking_once(aiko: Console) -> None:
    aiko.post("/ops/hours/special-days", **CLOSED_ON_HOLIDAY)
    page = aiko.post("/ops/hours/draft/discard", token=token_of(aiko.get("/ops/hours/draft")))
    assert "Draft discarded." in page.text
    assert "There is no draft." in aiko.get("/ops/hours/draft").text


def test_a_notice_is_changed_published_and_told(demo: Demo, aiko: Console, handset: Dials) -> None:
    words = {
        "title": "Flood",
        "spoken": "The office is flooded.\nPlease call tomorrow.",
        "text": "Office flooded, call tomorrow",
    }
    page = aiko.post("/ops/notices", id="flood", as_of="2026-11-29", source="OTIT", language="en", **words)
    assert "Changed in the draft, not yet published" in page.text
    assert aiko.post("/ops/notices/lost-job", do="retire", last_day="2026-11-28").status == 200
    publish(aiko)
    caller = handset()
    events = caller.call(Person(["5", "4"]))
    assert any("The office is flooded." in each for each in heard(events))
    demo.service.recorder.flush()  # the language of the caller is remembered
    assert "Office flooded" in (caller.text("INFO") or "")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"id": "no good!"}, "no good!"),
        ({"id": "lost-job"}, "there is already a notice “Support after losing a job”"),
        ({"as_of": "yesterday"}, "'yesterday' is not a date"),
        ({"language": "xx"}, "choose a language"),
        ({"spoken": "x" * 251}, "250 characters"),
        ({"title": ""}, "title"),
    ],
)
def test_a_notice_that_can_not_be_is_refused(aiko: Console, fields: dict[str, str], said: str) -> None:
    good = {"id": "n", "as_of": "2026-11-29", "source": "s", "language": "en", "title": "T", "spoken": "S", "text": "X"}
    page = aiko.post("/ops/notices", **{**good, **fields})
    assert page.status == 422
    assert said in page.text


@pytest.mark.parametrize(
    "fields", [{"tier": "x"}, {"tier": "²"}, {}, {"tier": "1"}, {"tier": "1", "public": "x", "new-year": "usual"}]
)
def test_what_no_form_sends_gets_no_words_of_a_library(aiko: Console, fields: dict[str, str]) -> None:
    page = aiko.post("/ops/hours/holidays", **fields)
    assert page.status == 400
    assert "This form has expired." in page.text


@pytest.mark.parametrize(
    "path",
    [
        "special-days?month=2026-13",
        "special-days?month=x",
        "special-days?date=9999-12-01",
        "special-days",
        "lines/otit-vi",
        "lines/fresc?version=x",
        "holidays",
        "history",
        "draft",
    ],
)
def test_every_address_is_answered(aiko: Console, path: str) -> None:
    assert aiko.get(f"/ops/hours/{path}").status == 200


@pytest.mark.parametrize("path", ["history/99", "history/99999999999999999999", "lines/none"])
def test_what_is_not_there_is_said(aiko: Console, path: str) -> None:
    assert aiko.get(f"/ops/hours/{path}").status == 404


@pytest.mark.parametrize("path", ["/ops/hours/lines/otit-vi", "/ops/hours/special-days", "/ops/notices"])
def test_a_published_document_that_this_version_refuses_is_said(demo: Demo, aiko: Console, path: str) -> None:
    with writing(demo.service.engine) as connection:  # as an older version has published it
        old = shipped().replace("zone: Asia/Tokyo", "zone: Etc/GMT-9", 1)
        connection.execute(update(revisions).values(document=old))
    page = aiko.get(path)
    assert page.status == 503
    assert "The published schedule can't be read: line 4: directory: zone: Etc/GMT-9 is UTC+9" in page.text
    assert "Asia/Tokyo (UTC+9)" in page.text
