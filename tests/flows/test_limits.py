"""Limits against abuse and cost, and conversations with robots: refused politely, counted, dying out."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from ivr.clock import MovableClock, parse_moment
from ivr.core.actions import Texted
from ivr.core.delivery import State
from ivr.core.limits import Answering, Inbound, Lately, Limit, Limits, answering, reached
from ivr.core.texts import Purpose
from ivr.demo import TOKEN, Demo
from ivr.phone.signing import HEADER, sign
from ivr.store.figures import figures
from ivr.store.privacy import Privacy
from ivr.store.tables import call_steps, inbound, outbox, refusals
from prompts import load_book
from tests.support.demo import MOBILE, Dials
from tests.support.desk import NOW, PROMISE, Carrier, Desk
from tests.support.people import Person, heard

EN = load_book().catalogues["en"]


@pytest.fixture
def desk(engine: Engine, privacy: Privacy) -> Desk:
    return Desk(engine, privacy, Carrier(), MovableClock(NOW))


def numbers(count: int, prefix: str = "+81901234") -> list[str]:
    return [f"{prefix}{each:04}" for each in range(count)]


@pytest.mark.parametrize(
    ("keyed", "lately", "limit"),
    [
        (False, Lately(), None),
        (False, Lately(to_number=9, to_range=19, in_all=1999), None),
        (False, Lately(to_number=10), Limit.NUMBER),
        (False, Lately(to_range=20), Limit.RANGE),
        (False, Lately(in_all=2000), Limit.ALL),
        (False, Lately(keyed_to_number=9, keyed_by_caller=9, keyed_in_all=999), None),
        (True, Lately(keyed_to_number=1), Limit.KEYED_NUMBER),
        (True, Lately(keyed_by_caller=3), Limit.KEYED_CALLER),
        (True, Lately(keyed_in_all=200), Limit.KEYED_ALL),
    ],
)
def test_a_limit_is_named(keyed: bool, lately: Lately, limit: Limit | None) -> None:
    assert reached(keyed, lately, Limits()) is limit


def test_one_number_in_a_day(desk: Desk) -> None:
    kept = [desk.keep(replace(PROMISE, key=f"CA{each}", body=f"text {each}")) for each in range(12)]
    assert kept == [Texted.COMING] * 10 + [Texted.IMPOSSIBLE] * 2
    assert figures(desk.engine, NOW).refused == {Limit.NUMBER: 2}
    assert desk.keep(replace(PROMISE, key="CA99"), NOW + (parse_moment("2026-11-02") - parse_moment("2026-11-01"))) is (
        Texted.COMING
    )


def test_a_range_of_numbers_in_a_day(desk: Desk) -> None:
    """As when a swindler lets us text numbers that pay for each text they get."""
    pumped = [desk.keep(replace(PROMISE, key=f"CA{to}", to=to)) for to in numbers(25)]
    assert pumped == [Texted.COMING] * 20 + [Texted.IMPOSSIBLE] * 5
    assert desk.keep(replace(PROMISE, key="CA", to="+819099990000")) is Texted.COMING


def test_numbers_that_are_keyed_in(desk: Desk) -> None:
    caller, other = "+81312345678", "+81612345678"
    keyed = replace(PROMISE, purpose=Purpose.KEYED, asked_by=caller)
    first, *rest = numbers(5)
    assert desk.keep(replace(keyed, key="1", to=first)) is Texted.COMING
    assert desk.keep(replace(keyed, key="2", to=first, body="another", asked_by=other)) is Texted.IMPOSSIBLE
    kept = [desk.keep(replace(keyed, key=to, to=to)) for to in rest]
    assert kept == [Texted.COMING, Texted.COMING, Texted.IMPOSSIBLE, Texted.IMPOSSIBLE]
    assert desk.keep(replace(PROMISE, key="own", to=first, body="own")) is Texted.COMING


def test_limits_hold_when_all_ask_at_once(desk: Desk) -> None:
    keyed = replace(PROMISE, purpose=Purpose.KEYED, asked_by="+81312345678")
    with ThreadPoolExecutor(12) as pool:
        kept = Counter(pool.map(lambda to: desk.keep(replace(keyed, key=to, to=to)), numbers(12)))
    assert kept == {Texted.COMING: 3, Texted.IMPOSSIBLE: 9}


def test_limits_hold_over_a_change_of_the_key(desk: Desk) -> None:
    for each in range(10):
        desk.keep(replace(PROMISE, key=f"CA{each}", body=f"text {each}"))
    desk.privacy = Privacy("a new secret of thirty-two chars.", "a secret of thirty-two characters")
    assert desk.keep(replace(PROMISE, key="CA11", body="one more")) is Texted.IMPOSSIBLE


def test_callers_who_withhold_their_number_are_not_one_caller(desk: Desk) -> None:
    keyed = replace(PROMISE, purpose=Purpose.KEYED, asked_by=None)
    assert {desk.keep(replace(keyed, key=to, to=to)) for to in numbers(8)} == {Texted.COMING}


def test_a_limit_is_heard_as_the_numbers_and_seen_by_those_who_run_it(demo: Demo, handset: Dials) -> None:
    for language in ("1", "2", "3", "4", "5", "6", "7", "8"):  # OTIT's Vietnamese line is open: key 2 asks for a text
        handset().call(Person(["0", language, "2"]))
    demo.clock.set(parse_moment("2026-11-29 18:00"))
    for language in ("1", "2"):
        handset().call(Person(["0", language]))
    events = handset().call(Person(["0", "3"]))
    said = "\n".join(heard(events))
    assert "0 1 2 0, 2 5 0, 1 9 2" in said
    demo.service.recorder.flush()
    with demo.service.engine.connect() as connection:
        reasons = [reason for steps in connection.scalars(select(call_steps.c.because)) for reason in steps]
        assert connection.scalars(select(refusals.c["count"])).all() == [1]
    assert Limit.NUMBER in reasons


@given(st.booleans(), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_every_conversation_with_a_robot_ends(understood: bool, ten: int, day: int, not_understood: int) -> None:
    inbound = Inbound(min(ten, day), day, min(not_understood, day))
    more = Inbound(inbound.ten_minutes + 7, inbound.day + 7, inbound.not_understood + (0 if understood else 7))
    assert answering(understood, more) is not Answering.YES
    assert answering(understood, Inbound(more.ten_minutes + 1, more.day + 1, more.not_understood + 1)) is Answering.NO


def text(demo: Demo, body: str, sid: str, sender: str = MOBILE, **fields: str) -> str:
    """What is answered to a text that the carrier brings; empty: nothing."""
    form = {"From": sender, "To": "+815031234567", "Body": body, "MessageSid": sid, **fields}
    headers = {HEADER: sign(TOKEN, f"{demo.url}/sms", form)}
    response = demo.service.flask.test_client().post("/sms", data=form, headers=headers)
    assert response.status_code == 200
    found = re.search(r"<Message>(.*)</Message>", response.text, re.DOTALL)
    return found[1] if found else ""


def test_two_robots_do_not_talk_for_ever(demo: Demo) -> None:
    """The other one answers whatever it gets, with our own words or its own."""
    said, answers = "I am driving and will answer later.", []
    for turn in range(30):
        answer = text(demo, said, f"SM{turn}")
        answers.append(answer)
        said = answer if turn % 2 else "I am driving and will answer later."
    sent = [answer for answer in answers if answer]
    assert len(sent) <= 8
    assert sent[-1] == EN["sms_limit"]
    assert not any(answers[10:])


def test_a_robot_that_says_stop_is_not_confirmed_for_ever(demo: Demo) -> None:
    answers = [text(demo, "STOP", f"SM{turn}") for turn in range(20)]
    assert answers[0] == EN["sms_stopped"]
    assert not any(answers[10:])


def test_a_person_who_tries_several_languages_is_answered(demo: Demo) -> None:
    assert all(text(demo, word, f"SM{word}") for word in ("hello?", "vn", "english", "help", "info"))


def test_a_request_that_is_repeated_counts_once_and_gets_the_same_answer(demo: Demo) -> None:
    answers = {text(demo, "english", "SM1") for _ in range(20)}
    assert len(answers) == 1
    with demo.service.engine.connect() as connection:
        (row,) = connection.execute(select(inbound)).all()
    assert (row.sid, row.language) == ("SM1", "en")


@pytest.mark.parametrize("sender", ["anonymous", "+14155552671", "+81312345678", "BANK", "12345"])
def test_who_can_not_be_texted_is_not_answered(demo: Demo, sender: str) -> None:
    assert text(demo, "english", "SM1", sender) == ""


def test_stop_by_the_carriers_own_words(demo: Demo) -> None:
    """With Advanced Opt-Out the carrier has answered; we keep it, and say nothing more."""
    assert text(demo, "arrêter", "SM1", OptOutType="STOP") == ""
    assert text(demo, "english", "SM2") == ""
    assert text(demo, "début", "SM3", OptOutType="START") == ""
    assert "OTIT" in text(demo, "english", "SM4")


def test_remind_by_text(demo: Demo) -> None:
    demo.clock.set(parse_moment("2026-11-29 18:00"))
    text(demo, "english", "SM1")
    demo.service.recorder.flush()
    answer = text(demo, "remind", "SM2")
    assert answer.endswith(EN["sms_reminder_set"])
    assert "FRESC 0120-76-2029: opens tomorrow 09:00" in answer
    assert text(demo, "remind me", "SM3") == answer
    with demo.service.engine.connect() as connection:
        (row,) = connection.execute(select(outbox)).all()
    assert (row.purpose, row.language, row.state) == (Purpose.REMINDER, "en", State.WAITING)
    assert text(demo, "STOP", "SM4") == EN["sms_stopped"]
    with demo.service.engine.connect() as connection:
        assert connection.execute(select(outbox)).one().state == State.CANCELLED


def test_remind_in_a_language_of_its_own_and_while_it_is_open(demo: Demo) -> None:
    assert "đang mở" in text(demo, "nhắc tôi", "SM1")  # Sunday ten: OTIT's Vietnamese line is open
    assert "English" in text(demo, "remind", "SM2")  # no language is known: the list
