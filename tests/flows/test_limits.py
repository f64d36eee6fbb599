"""Limits against abuse and cost, and conversations with robots: refused politely, counted, dying out."""

import re

import pytest
from sqlalchemy import select
from werkzeug.test import Client

from ivr.clock import parse_moment
from ivr.core.text.delivery import State
from ivr.core.text.limits import Limit
from ivr.core.text.promises import Purpose
from ivr.demo import TOKEN, Demo
from ivr.phone.signing import HEADER, sign
from ivr.store.tables import call_steps, inbound, outbox, refusals
from tests.support.book import load_book
from tests.support.demo import MOBILE, Dials
from tests.support.people import Person, heard

EN = load_book().catalogues["en"]


def test_a_limit_is_heard_as_the_numbers_and_seen_by_those_who_run_it(demo: Demo, handset: Dials) -> None:
    # OTIT's Vietnamese and Chinese lines are open: key 2 asks for a text, in Chinese the second one after the choice.
    for language in ("1", "2", "3", "4", "5", "6", "7", "8"):
        handset().call(Person(["0", language, "2", "2"]))
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
    assert Limit.NUMBER in map(str, reasons)


def text(demo: Demo, body: str, sid: str, sender: str = MOBILE, **fields: str) -> str:
    """What is answered to a text that the carrier brings; empty: nothing."""
    form = {"From": sender, "To": "+815031234567", "Body": body, "MessageSid": sid, **fields}
    headers = {HEADER: sign(TOKEN, f"{demo.url}/sms", form)}
    response = Client(demo.service.wsgi).post("/sms", data=form, headers=headers)
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
    assert "English" in text(demo, "remind", "SM1")  # no language is known: the list
    assert "đang mở" in text(demo, "nhắc tôi", "SM2")  # Sunday ten: OTIT's Vietnamese line is open
