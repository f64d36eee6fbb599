"""*Last confirmed*: who has confirmed what, when and from which source; confirmed anew in the draft."""

from datetime import date

from ivr.demo import Demo
from schedules import Confirmation, Directory
from tests.support.console import Console, publish

PAGE = "/ops/hours/confirmed"
TODAY = date(2026, 11, 29)
CALL = Confirmation(TODAY, "telephone call", "Ms Sato")


def test_all_lines_of_an_agency_are_confirmed_in_the_draft(demo: Demo, aiko: Console) -> None:
    page = aiko.get(PAGE)
    assert "Source: published page" in page.text
    old = page.html.count("not confirmed for 90 days")
    assert old == len(_directory(demo).lines) + len(_directory(demo).email)
    before = _directory(demo)
    said = aiko.post(PAGE, group="lines OTIT", act="all", source="telephone call", by="Ms Sato").text
    assert "OTIT Vietnamese: confirmed: 2021-06-28 becomes 2026-11-29" in said
    assert _directory(demo) == before
    publish(aiko)
    assert {line.confirmation for line in _directory(demo).lines if line.agency == "OTIT"} == {CALL}
    assert [line.confirmation for line in _directory(demo).lines if line.agency == "FRESC"] == [
        line.confirmation for line in before.lines if line.agency == "FRESC"
    ]
    assert aiko.get(PAGE).html.count("not confirmed for 90 days") == old - 8


def test_only_what_is_ticked_is_confirmed(demo: Demo, aiko: Console) -> None:
    before = _directory(demo).email["zh"]
    aiko.post(PAGE, group="pages", act="ticked", source="telephone call", by="Ms Sato", page=["vi", "km"])
    aiko.post(PAGE, group="lines OTIT", act="ticked", source="telephone call", by="Ms Sato", line="otit-vi")
    publish(aiko)
    directory = _directory(demo)
    assert {code for code, page in directory.email.items() if page.confirmation == CALL} == {"vi", "km"}
    assert directory.email["zh"] == before
    assert [line.id for line in directory.lines if line.confirmation == CALL] == ["otit-vi"]
    assert "(Ms Sato) · Source: telephone call" in aiko.get("/ops/hours/lines/otit-vi").text


def test_holiday_rules_are_confirmed_also_that_there_are_none(demo: Demo, aiko: Console) -> None:
    rules = "/ops/hours/holidays"
    assert aiko.get(rules).text.count("never confirmed") == 2
    aiko.post(PAGE, group="rules", act="ticked", source="telephone call", by="Ms Sato", tier="2")
    publish(aiko)
    assert {tier: each.confirmation for tier, each in _directory(demo).holidays.items()} == {2: CALL}
    assert _directory(demo).holidays[2].hours == {}
    assert aiko.get(rules).text.count("never confirmed") == 1
    assert aiko.post(PAGE, group="rules", act="ticked", source="x", tier="3").status == 422


def test_a_confirmation_needs_something_that_is_confirmed_and_a_source(aiko: Console) -> None:
    page = aiko.post(PAGE, group="lines OTIT", act="ticked", source="telephone call", by="Ms Sato")
    assert (page.status, "Tick what the agency has confirmed." in page.text) == (422, True)
    assert 'value="telephone call"' in page.html
    page = aiko.post(PAGE, group="lines OTIT", act="ticked", source=" ", line="otit-vi")
    assert (page.status, "as the source" in page.text) == (422, True)
    page = aiko.post(PAGE, group="lines OTIT", act="all", source="x" * 201)
    assert (page.status, "one line of 1 to 200 characters" in page.text) == (422, True)
    assert aiko.post(PAGE, group="nobody", act="all", source="x").status == 400


def _directory(demo: Demo) -> Directory:
    return demo.schedule.at(demo.clock.now()).directory
