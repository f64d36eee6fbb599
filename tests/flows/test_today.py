"""*Today*: who would be reached when, and what needs a hand, each thing with what mends it."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import insert

from ivr.clock import parse_moment
from ivr.core.reports import hour_of
from ivr.core.requests import Refused
from ivr.core.roles import Role
from ivr.core.text.delivery import State
from ivr.demo import Demo
from ivr.store.carrier import note_refused
from ivr.store.db import write
from ivr.store.tables import line_counts, refused_requests
from sentences import Sentence
from tests.support.console import Console, publish, signed_in
from tests.support.recorded import a_text

_ROW = re.compile(r'<th scope="row"><a[^>]*>([^<]+)</a></th>.*?<p class="words">([^<]+)</p>', re.DOTALL)
DAY = timedelta(days=1)


def board(console: Console) -> dict[str, str]:
    """What the board says in words, by language."""
    return {language: html.unescape(words) for language, words in _ROW.findall(console.get("/ops/").html)}


def test_the_board_in_words(demo: Demo, aiko: Console) -> None:
    said = board(aiko)
    assert len(said) == 14
    assert said["Vietnamese"] == "OTIT until 17:00 · FRESC from tomorrow 09:00"
    assert said["Mongolian"] == "now nobody · FRESC from tomorrow 09:00"
    demo.clock.set(parse_moment("2026-11-30 10:30"))
    assert board(aiko)["Vietnamese"] == "FRESC until 11:00 · OTIT 11:00–19:00 · FRESC from tomorrow 09:00"


def test_languages_that_are_answered_alike_stand_together(aiko: Console) -> None:
    text = " ".join(aiko.get("/ops/").text.split())
    assert "OTIT until 17:00 · FRESC from tomorrow 09:00 Vietnamese Chinese now nobody" in text
    assert "FRESC from tomorrow 09:00 Indonesian Filipino English" in text
    assert "Closed opens Tue 1 Dec 11:00 JST" in text


def test_the_board_knows_what_is_held_and_what_is_planned(demo: Demo, aiko: Console) -> None:
    demo.clock.set(parse_moment("2026-11-30 12:00"))
    until = {"life": "moment", "until": "2026-11-30T13:15"}
    aiko.post("/ops/hold", scope="otit-vi", state="closed", reason="training", next="/ops/", **until)
    assert board(aiko)["Vietnamese"].startswith("FRESC until 13:15 · OTIT 13:15–19:00 · FRESC tomorrow")
    aiko.post("/ops/hours/lines/fresc", text="Mon-Fri 20:00-02:00 next day", token="")
    publish(aiko, when="at", at="2026-11-30T18:00")
    assert board(aiko)["Mongolian"] == "FRESC until 17:00 · FRESC 20:00–tomorrow 02:00"
    assert "A planned change takes effect on Mon 2026-11-30 18:00 JST." in aiko.get("/ops/").text


def test_what_ships_has_to_be_confirmed_and_the_notice_retired(demo: Demo, aiko: Console) -> None:
    page = aiko.get("/ops/")
    assert "The hours of OTIT Vietnamese, " in page.text
    assert "were last confirmed on 2021-06-28. Ask the agency" in page.text
    assert "The notice “Support after losing a job” is as of Mon 2021-06-28." in page.text
    assert "sentences in Khmer have no recording: callers hear Easy Japanese and English." in page.text
    lines = re.findall(r'name="line" value="([\w-]+)"', page.html)
    assert len(lines) == 9
    aiko.browser.post(f"{demo.url}/ops/hours/confirm", data={"csrf_token": token(page.html), "line": lines}, timeout=60)
    assert "were last confirmed" not in aiko.get("/ops/").text
    (draft,) = re.findall(r'name="draft" value="(\w*)"', aiko.get("/ops/").html)
    retired = aiko.post("/ops/notices/lost-job", do="retire", last_day="2026-11-29", draft=draft)
    assert "Its last day is Sun 2026-11-29." in retired.text


def token(page: str) -> str:
    return str(re.findall(r'name="csrf_token" value="([^"]+)"', page)[0])


def test_what_callers_feel_comes_first(demo: Demo, aiko: Console) -> None:
    now = demo.clock.now()
    assert "urgent" not in aiko.get("/ops/").text
    hours = ((now - 20 * DAY, 40, 36), (now - DAY, 20, 6))
    with demo.service.engine.begin() as connection:
        rows = [{"hour": hour_of(at), "line": "fresc", "dials": d, "answered": a} for at, d, a in hours]
        connection.execute(insert(line_counts), rows)
        refused = {"day": "2026-11-28", "reason": Refused.WRONG_SIGNATURE, "count": 7}
        connection.execute(insert(refused_requests).values(refused))
    a_text(demo.service.engine, "x", made_at=now - DAY, state=State.FAILED)
    write(demo.service.engine, note_refused, Sentence("no funds"), now)
    aiko.post("/ops/hold", scope="all", state="closed", life="reset", reason="flood", next="/ops/")
    demo.clock.set(now + 8 * DAY)
    with demo.service.engine.begin() as connection:
        connection.execute(insert(line_counts).values(hour=hour_of(now + 7 * DAY), line="fresc", dials=40, answered=8))
    page = aiko.get("/ops/")
    hands = page.text.partition("What needs a hand")[2]
    for said in (
        "The carrier has refused our texts since Sun 2026-11-29",
        "FRESC answers 20 % of calls. In the four weeks before, it answered 70 %. Check its number.",
        "Held by hand since Sun 2026-11-29 10:00 JST: all lines. If that is still right, change the hours. Back to the",
    ):
        assert f"urgent {said}" in hands, hands
    assert hands.rindex("urgent") < hands.index("were last confirmed")
    assert "/ops/calls?line=fresc&amp;first=2026-12-01" in page.html
    demo.clock.set(now)
    hands = aiko.get("/ops/").text.partition("What needs a hand")[2]
    assert "we have refused 7 requests with a wrong signature." in hands
    assert "1 text of the last seven days is in trouble. See why" in hands


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_only_who_may_change_things_has_buttons_that_do(demo: Demo, role: Role) -> None:
    page = signed_in(demo, role).get("/ops/").html.partition('id="hand"')[2].partition("</section>")[0]
    assert ("Retire" in page) == (role is Role.EDITOR)
    assert "/ops/notices/lost-job" in page
