"""Budgets in calls and texts: what is refused is told in another way, and who has called before is still served."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import Client

from ivr.app import Service, compose
from ivr.carrier.signature import HEADER
from ivr.clock import MovableClock
from ivr.core.budgets import Budget
from ivr.demo import NUMBER, TOKEN
from ivr.phone.signing import sign
from ivr.settings import Settings
from ivr.store.db import read
from ivr.store.metrics import delivery_metrics
from ivr.store.tables import call_steps
from ivr.worker import live
from tests.support.databases import sqlite_database
from tests.support.demo import SUNDAY
from tests.support.waiting import LONG

SITE = "https://hotline.example.org"
ALICE, BOB = "+819011111111", "+819022222222"
NUMBERS = "0 1 2 0, 2 5 0, 1 6 8"


class Hotline:
    """A service with budgets, and a carrier that brings it signed requests."""

    def __init__(self, service: Service, clock: MovableClock) -> None:
        self.service, self.clock = service, clock
        self._client = Client(service.wsgi)
        self._calls = 0

    def post(self, path: str, **form: str) -> str:
        headers = {HEADER: sign(TOKEN, f"{SITE}{path}", form)}
        response = self._client.post(path, data=form, headers=headers)
        assert response.status_code in (200, 204)
        self.service.recorder.flush()
        return response.text

    def choose(self, caller: str) -> str:
        """Call and choose Vietnamese. Return what is answered at *connect*."""
        self._calls += 1
        fixed = {"CallSid": f"CA{self._calls}", "From": caller, "CallStatus": "in-progress"}
        self.post("/voice", **fixed)
        self.post("/voice/menu?step=1", Digits="1", **fixed)
        return self.post("/voice/vi/connect?step=2", **fixed)

    def rest(self, caller: str) -> str:
        """Return what the last call's caller hears at *rest* after a refused dial."""
        sid = f"CA{self._calls}"
        return self.post("/voice/vi/rest?step=3&held=1", CallSid=sid, From=caller, CallStatus="in-progress")

    def text(self, sender: str, sid: str, body: str = "vn") -> bool:
        return "<Message>" in self.post("/sms", MessageSid=sid, From=sender, Body=body)

    @property
    def refused(self) -> dict[str, int]:
        return dict(read(self.service.engine, delivery_metrics, self.clock.now()).refused)


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Callable[..., Hotline]]:
    with ExitStack() as running:

        def start(**budgets: Any) -> Hotline:
            settings = Settings(
                public_url=SITE,
                secret_key="a secret of thirty-two characters",
                account_sid="AC1",
                auth_token=TOKEN,
                phone_number=NUMBER,
                sms_sender=NUMBER,
                carrier="simulated",
                database_url=sqlite_database(tmp_path / "budgets.db"),
                schedule_copy="",
                **budgets,
            )
            clock = MovableClock(SUNDAY)
            schedule, book = live(settings, clock, LONG)
            service = compose(settings, schedule, book, clock, patience=LONG)
            running.callback(service.close)
            return Hotline(service, clock)

        yield start


def test_one_caller_in_an_hour(hotline: Callable[..., Hotline], caplog: pytest.LogCaptureFixture) -> None:
    line = hotline(dials_per_caller_hour=2)
    with caplog.at_level(logging.WARNING, "ivr.service.refusal_log"):
        answers = [line.choose(ALICE) for _ in range(4)]
    assert ["<Dial" in each for each in answers] == [True, True, False, False]
    assert "/voice/vi/rest?step=3&amp;held=1" in answers[-1]
    assert NUMBERS in line.rest(ALICE)
    assert "<Dial" in line.choose(BOB)
    assert line.refused == {Budget.CALLER_HOUR: 4}  # at the ring in the remembered language, and after the key
    assert [each.getMessage() for each in caplog.records] == [f"{Budget.CALLER_HOUR}: 1 refused"]
    with line.service.engine.connect() as connection:
        reasons = [str(each) for row in connection.scalars(select(call_steps.c.because)) for each in row]
    assert any(f"otit-vi: not dialled: {Budget.CALLER_HOUR}; open until" in each for each in reasons)
    line.clock.set(SUNDAY + timedelta(hours=1, minutes=1))
    assert "<Dial" in line.choose(ALICE)


def test_a_repeated_request_gets_the_same_answer(hotline: Callable[..., Hotline]) -> None:
    line = hotline(dials_per_caller_hour=1)
    first = line.choose(ALICE)
    again = line.post("/voice/vi/connect?step=2", CallSid="CA1", From=ALICE, CallStatus="in-progress")
    assert again == first
    assert "<Dial" in again


def test_an_announcement_that_a_key_has_ended_does_not_count(hotline: Callable[..., Hotline]) -> None:
    line = hotline(dials_per_caller_hour=1)
    line.choose(ALICE)
    pressed = {"CallSid": "CA1", "From": ALICE, "CallStatus": "in-progress", "Digits": "5"}
    answers = [line.post("/voice/vi/connect?step=3", **pressed) for _ in range(2)]
    assert answers[0] == answers[1]
    assert "<Dial" in answers[0]


@pytest.mark.parametrize(
    ("budgets", "dials"),
    [
        ({"dials_per_caller_hour": 1}, False),
        ({"dials_per_caller_hour": 2}, True),
        ({"dials_per_caller_day": 1}, False),
        ({"dials_per_day": 1}, False),
        ({"dials_per_day": 3}, True),
        ({"dial_minutes_per_day": 1}, False),  # one minute was talked
        ({"dial_minutes_per_day": 4}, True),
    ],
)
def test_a_line_that_has_just_hung_up_counts_as_reported(
    hotline: Callable[..., Hotline], budgets: dict[str, int], dials: bool
) -> None:
    line = hotline(**budgets)
    line.clock.set(SUNDAY + timedelta(days=1, hours=2))  # Monday noon
    line.choose(ALICE)
    ended = {"DialCallStatus": "failed", "DialCallDuration": "70"}
    answers = [
        line.post("/voice/vi/dialed?step=3&tried=otit-vi", CallSid="CA1", From=ALICE, CallStatus="in-progress", **ended)
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert ("<Dial" in answers[0]) is dials


def test_a_remembered_caller_is_refused_at_the_ring(hotline: Callable[..., Hotline]) -> None:
    line = hotline(dials_per_caller_hour=1)
    line.choose(ALICE)
    ring = line.post("/voice", CallSid="CA9", From=ALICE, CallStatus="ringing")
    assert "<Dial" not in ring
    assert "held=1" in ring


def test_forged_numbers_leave_a_share_for_those_who_have_called_before(hotline: Callable[..., Hotline]) -> None:
    line = hotline(dials_per_day=8)
    line.choose(ALICE)
    line.clock.set(SUNDAY + timedelta(days=1, hours=2))  # Monday noon
    forged = [line.choose(f"+819010{each:06}") for each in range(20)]
    assert sum("<Dial" in each for each in forged) == 6
    assert "<Dial" not in line.choose("anonymous")
    assert "<Dial" not in line.choose(BOB)
    assert ["<Dial" in line.choose(ALICE) for _ in range(3)] == [True, True, False]
    assert line.refused == {Budget.NEW_CALLS: 16, Budget.CALLS: 2}  # a remembered caller at the ring, too


def test_minutes_in_a_day(hotline: Callable[..., Hotline]) -> None:
    line = hotline(dial_minutes_per_day=80)
    line.choose(ALICE)
    assert "<Dial" not in line.choose(BOB)  # the first may still last an hour
    ended = {"DialCallStatus": "completed", "DialCallDuration": "600"}
    path = "/voice/vi/dialed?step=3&tried=otit-vi"
    line.post(path, CallSid="CA1", From=ALICE, CallStatus="completed", **ended)
    assert "<Dial" in line.choose(BOB)


def test_answers_to_texts_in_a_day(hotline: Callable[..., Hotline]) -> None:
    line = hotline(sms_answers_per_day=4)
    line.text(ALICE, "SM0", "STOP")
    line.text(ALICE, "SM1", "START")
    line.clock.set(SUNDAY + timedelta(days=1, hours=1))
    assert [line.text(f"+819010{each:06}", f"SM1{each}") for each in range(5)] == [True, True, True, False, False]
    assert line.text("+819010000000", "SM10")  # a repetition of the first
    assert [line.text(ALICE, f"SM2{each}") for each in range(2)] == [True, False]
    assert line.refused == {Budget.NEW_ANSWERS: 2, Budget.ANSWERS: 1}


def test_stop_is_obeyed_when_no_answer_is_allowed(hotline: Callable[..., Hotline]) -> None:
    line = hotline(sms_answers_per_day=1)
    assert line.text(ALICE, "SM1")
    assert not line.text(BOB, "SM2", "STOP")
    line.clock.set(SUNDAY + timedelta(days=1, hours=1))
    assert not line.text(BOB, "SM3")
    assert line.text(ALICE, "SM4")
