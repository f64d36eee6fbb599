"""Texts in trouble: the reason in plain words, *Send again*, *Seen*."""

import html
import re

import pytest
from sqlalchemy import select, update

from ivr.core.roles import Role
from ivr.core.text.delivery import State
from ivr.demo import Demo
from ivr.store.tables import outbox
from sentences import Sentence
from tests.support.console import Console, signed_in
from tests.support.demo import Dials
from tests.support.people import Person
from tests.support.waiting import texts_delivered

TROUBLE = "/ops/texts?trouble=1"


@pytest.fixture
def failed(demo: Demo, handset: Dials) -> Demo:
    """A text was promised in a call, and did not arrive."""
    handset().call(Person(["7"]))
    texts_delivered(demo.service.engine, 1)
    with demo.service.engine.begin() as connection:
        problem = Sentence("not delivered, code {code}", code="30003")
        sealed = demo.worker.privacy.seal("+819012345678")
        values = {"state": State.FAILED, "problem": problem, "sealed_number": sealed}
        connection.execute(update(outbox).values(values))
    return demo


def state(demo: Demo) -> str:
    with demo.service.engine.connect() as connection:
        return str(connection.scalars(select(outbox.c.state)).one())


def ended(console: Console) -> str:
    return html.unescape(re.findall(r'name="ended" value="([^"]+)"', console.get(TROUBLE).html)[0])


def test_the_reason_and_send_again(failed: Demo, aiko: Console) -> None:
    page = aiko.get(TROUBLE)
    assert "The phone was switched off or out of reach. Send it again later." in page.text
    assert "The phone was switched off" in aiko.get("/ops/texts/1").text
    seen_as = ended(aiko)
    sent = aiko.post("/ops/texts/1/again", ended=seen_as, next=TROUBLE)
    assert "It is sent again." in sent.text
    again = aiko.post("/ops/texts/1/again", ended=seen_as, next=TROUBLE)
    assert "Nothing was done" in again.text
    texts_delivered(failed.service.engine, 1)
    assert len(failed.carrier.texts) == 2
    assert "No text is in trouble." in aiko.get(TROUBLE).text
    assert "text sent again" in aiko.get("/ops/audit").text


def test_seen(failed: Demo, aiko: Console) -> None:
    assert "Taken off the list." in aiko.post("/ops/texts/1/seen", next=TROUBLE).text
    assert "No text is in trouble." in aiko.get(TROUBLE).text
    assert "not on the list any more" in aiko.post("/ops/texts/1/seen").text
    text = aiko.get("/ops/texts/1")
    assert "Somebody has seen it." in text.text
    assert "Send again" not in text.text


def test_what_can_not_be_sent_again_has_no_button(failed: Demo, aiko: Console) -> None:
    with failed.service.engine.begin() as connection:
        connection.execute(update(outbox).values(problem=Sentence("not delivered, code {code}", code="30006")))
    page = aiko.get(TROUBLE)
    assert "The number is a landline, or its network takes no texts." in page.text
    assert "Send again" not in page.text


def test_nothing_typed_breaks_it(failed: Demo, aiko: Console) -> None:
    then = "2026-11-29T10:00:00"
    for moment in ("", "yesterday", then, "0001-01-01T00:00:00+23:00"):
        assert aiko.post("/ops/texts/1/again", ended=moment).status == 400, moment
    assert aiko.post("/ops/texts/99999999999/again", ended=f"{then}+00:00").status == 400
    assert aiko.post("/ops/texts/7/again", ended=f"{then}+00:00").status == 200
    assert aiko.post("/ops/texts/99999999999/seen").status == 200
    assert state(failed) == State.FAILED


def test_a_viewer_may_only_look(failed: Demo, aiko: Console) -> None:
    chika = signed_in(failed, Role.VIEWER, "Chika")
    page = chika.get(TROUBLE)
    assert "The phone was switched off" in page.text
    assert "Send again" not in page.text
    for path in ("1/again", "1/seen"):
        assert chika.post(f"/ops/texts/{path}", ended=ended(aiko)).status == 403
