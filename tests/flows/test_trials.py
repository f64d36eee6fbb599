"""Test dials: a call to a person and, when it is answered, to the line. The carrier is the simulated one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from ivr.core.roles import Role
from ivr.demo import NUMBER, Demo
from ivr.store.audit import verify
from ivr.store.db import read
from tests.support.console import Console, signed_in

DETAILS, DIAL = "/ops/hours/lines/otit-vi/details", "/ops/hours/lines/otit-vi/test-dial"
MINE = "090-1234-5678"


@pytest.fixture
def real(demo: Demo) -> Iterator[Demo]:
    """A service that has an account and no telephone of a demo."""
    phone = demo.service.flask.config.pop("PHONE_PAGE")
    yield demo
    demo.service.flask.config["PHONE_PAGE"] = phone


def test_my_telephone_rings_then_the_line(real: Demo, aiko: Console) -> None:
    page = aiko.get(DETAILS)
    assert f"Your telephone is called from {NUMBER}." in page.text
    assert "/phone/" not in page.html.split("<main")[1]
    assert "Your telephone rings now." in aiko.post(DIAL, telephone=MINE).text
    [call] = real.carrier.calls
    assert (call["To"], call["From"], call["TimeLimit"]) == ("+819012345678", NUMBER, "300")
    assert f'<Dial callerId="{NUMBER}"' in call["Twiml"]
    assert "<Number>+81120250168</Number></Dial><Hangup />" in call["Twiml"]
    log = aiko.get("/ops/audit").text
    assert "test dial demo OTIT Vietnamese" in log
    assert "90-1234" not in log
    assert read(real.service.engine, verify).broken is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("12", "12 is not a telephone number that can be dialled"),
        ("", "is not a telephone number"),
        (NUMBER, "is the number of this service or of a line"),
        ("0120-250-169", "is the number of this service or of a line"),
        ("+84912345678", "is in VN, which DIAL_COUNTRIES does not name"),
        ("0570-012-345", "is not a number of a telephone"),
        ("sip:me@elsewhere.example", "is not a number of a telephone"),
    ],
)
def test_only_telephones_of_people_are_called(real: Demo, aiko: Console, number: str, said: str) -> None:
    page = aiko.post(DIAL, telephone=number)
    assert page.status == 422
    assert said in page.text
    assert f'value="{number}"' in page.html
    assert real.carrier.calls == []


def test_five_in_an_hour(real: Demo, aiko: Console) -> None:
    for _ in range(5):
        assert aiko.post(DIAL, telephone=MINE).status == 200
    page = aiko.post(DIAL, telephone=MINE)
    assert page.status == 422
    assert "there were 5 test dials in the last hour" in page.text
    real.clock.set(real.clock.now() + timedelta(hours=1))
    assert aiko.post(DIAL, telephone=MINE).status == 200
    assert len(real.carrier.calls) == 6


@pytest.mark.parametrize("status", [400, 401, 503])
def test_what_the_carrier_says_is_shown_without_the_number(real: Demo, aiko: Console, status: int) -> None:
    real.carrier.fail_next.append(status)
    page = aiko.post(DIAL, telephone=MINE)
    assert page.status == 422
    assert f"the carrier refused: {status}, " in page.text
    assert "told to fail for (number)" in page.text


def test_who_may(real: Demo, aiko: Console) -> None:
    ben = signed_in(real, Role.VIEWER)
    assert "Test dial" not in ben.get(DETAILS).text
    assert ben.post(DIAL, telephone=MINE).status == 403
    assert aiko.post("/ops/hours/lines/none/test-dial", telephone=MINE).status == 404
    real.service.flask.config["PHONE_PAGE"] = "/phone/"
    assert aiko.post(DIAL, telephone=MINE).status == 404
    assert real.carrier.calls == []
