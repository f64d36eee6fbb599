"""Signed requests that somebody has seen and sends again: they are answered, and change nothing any more."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from werkzeug.test import Client

from ivr.clock import parse_moment
from ivr.demo import TOKEN, Demo
from ivr.phone.signing import HEADER, sign
from ivr.service.purge import forget
from ivr.store.callers import remembered_language, wants_no_texts
from ivr.store.db import read
from ivr.store.tables import call_steps, callers, outbox
from ivr.store.tables import calls as calls_table
from tests.support.book import load_book
from tests.support.demo import MOBILE
from tests.support.waiting import texts_delivered

EN = load_book().catalogues["en"]
CLOSED = parse_moment("2026-11-29 18:00")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def post(demo: Demo, path: str, form: dict[str, str]) -> str:
    """A signed request and its answer. The same arguments are the same request: its signature has no time in it."""
    headers = {HEADER: sign(TOKEN, demo.url + path, form)}
    response = Client(demo.service.wsgi).post(path, data=form, headers=headers)
    assert response.status_code in (200, 204)
    demo.service.recorder.flush()
    return response.text


def called(demo: Demo, path: str, sid: str = "CA1", **form: str) -> str:
    return post(demo, path, {"CallSid": sid, "From": MOBILE, "CallStatus": "in-progress", **form})


def texted(demo: Demo, body: str, sid: str) -> str:
    answer = post(demo, "/sms", {"MessageSid": sid, "From": MOBILE, "Body": body})
    found = re.search(r"<Message>(.*)</Message>", answer, re.DOTALL)
    return found[1] if found else ""


def later(demo: Demo, by: timedelta) -> None:
    demo.clock.set(demo.clock.now() + by)


def promises(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(outbox)) or 0


def language(demo: Demo) -> str | None:
    return read(demo.service.engine, remembered_language, hashes(demo))


def hashes(demo: Demo) -> tuple[str, ...]:
    with demo.service.engine.connect() as connection:
        return tuple(connection.scalars(select(callers.c.caller)))


def stopped(demo: Demo) -> bool:
    return read(demo.service.engine, wants_no_texts, hashes(demo))


REMIND = "/voice/en/rest?step=3&texted=coming"


def ask_for_a_reminder(demo: Demo) -> str:
    called(demo, "/voice")
    called(demo, "/voice/menu?step=1", Digits="5")
    return called(demo, REMIND, Digits="1")


def test_a_reminder_is_not_set_again_by_the_same_request(demo: Demo) -> None:
    """Its reminder was sent meanwhile, and the carrier does not report the ends of calls."""
    demo.clock.set(CLOSED)
    answer = ask_for_a_reminder(demo)
    assert EN["reminder_set"] in answer
    assert promises(demo.service.engine) == 1
    assert called(demo, REMIND, Digits="1") == answer
    demo.clock.set(parse_moment("2026-11-30 09:00"))
    texts_delivered(demo.service.engine, 1)
    for _ in range(3):
        later(demo, timedelta(hours=9))
        assert called(demo, REMIND, Digits="1").startswith("<?xml")
    assert promises(demo.service.engine) == 1


@pytest.mark.parametrize(("reported", "after"), [(True, 2 * MINUTE), (False, DAY)])
def test_a_call_that_is_over_promises_no_text(demo: Demo, reported: bool, after: timedelta) -> None:
    demo.clock.set(CLOSED)
    called(demo, "/voice")
    called(demo, "/voice/menu?step=1", Digits="5")
    if reported:
        called(demo, "/voice/status", CallStatus="completed")
    later(demo, after)
    for path in ("/voice/en/rest?step=2", REMIND, "/voice/menu?round=4&step=4"):
        answer = called(demo, path, **({"Digits": "1"} if path == REMIND else {}))
        assert "is coming to your phone" not in answer
        assert EN["reminder_set"] not in answer
    assert promises(demo.service.engine) == 0
    with demo.service.engine.connect() as connection:
        assert connection.scalars(select(call_steps.c.step).order_by(call_steps.c.step)).all() == [0, 1]
        assert connection.scalar(select(func.count()).select_from(calls_table)) == 1


def test_the_last_requests_of_a_call_may_come_after_its_end(demo: Demo) -> None:
    demo.clock.set(CLOSED)
    called(demo, "/voice")
    called(demo, "/voice/status", CallStatus="completed")
    assert "is coming to your phone" in called(demo, "/voice/en/rest?step=2")
    assert promises(demo.service.engine) == 1


@pytest.mark.parametrize("after", [timedelta(), 2 * MINUTE, 2 * DAY])
def test_a_language_that_was_deleted_does_not_come_back_by_a_call(demo: Demo, after: timedelta) -> None:
    called(demo, "/voice")
    called(demo, "/voice/menu?step=1", Digits="5")
    called(demo, "/voice/status", CallStatus="completed")
    assert language(demo) == "en"
    forget(demo.service.engine, hashes(demo), "a test", demo.clock.now(), opt_out_too=True)
    later(demo, after)
    for path, form in (("/voice", {}), ("/voice/menu?step=1", {"Digits": "5"}), ("/voice/en/rest?step=2", {})):
        called(demo, path, **form)
    assert hashes(demo) == ()


def test_a_key_forgets_once(demo: Demo) -> None:
    for sid, keys in (("CA1", "5"), ("CA2", "*"), ("CA3", "1")):
        called(demo, "/voice", sid)
        called(demo, "/voice/menu?step=1", sid, Digits=keys)
        called(demo, "/voice/status", sid, CallStatus="completed")
        assert language(demo) == {"5": "en", "*": None, "1": "vi"}[keys]
        later(demo, 2 * MINUTE)
    called(demo, "/voice/menu?step=1", "CA2", Digits="*")
    assert language(demo) == "vi"


def test_a_language_that_was_changed_since_stays_changed(demo: Demo) -> None:
    for sid, key in (("CA1", "5"), ("CA2", "1")):
        called(demo, "/voice", sid)
        called(demo, "/voice/menu?step=1", sid, Digits=key)
        called(demo, "/voice/status", sid, CallStatus="completed")
        later(demo, 2 * MINUTE)
    called(demo, "/voice/menu?step=1", "CA1", Digits="5")
    assert language(demo) == "vi"


@pytest.mark.parametrize("after", [timedelta(), 2 * DAY])
def test_a_language_that_was_deleted_does_not_come_back_by_a_text(demo: Demo, after: timedelta) -> None:
    texted(demo, "english", "SM1")
    assert language(demo) == "en"
    forget(demo.service.engine, hashes(demo), "a test", demo.clock.now(), opt_out_too=True)
    later(demo, after)
    assert "OTIT" in texted(demo, "english", "SM1")
    assert hashes(demo) == ()


def test_an_earlier_text_does_not_bring_back_its_language(demo: Demo) -> None:
    first = texted(demo, "english", "SM1")
    texted(demo, "vn", "SM2")
    assert texted(demo, "english", "SM1") == first
    assert language(demo) == "vi"


@pytest.mark.parametrize("after", [timedelta(), 2 * DAY])
def test_an_earlier_start_does_not_undo_a_stop(demo: Demo, after: timedelta) -> None:
    texted(demo, "START", "SM1")
    assert texted(demo, "STOP", "SM2") == EN["sms_stopped"]
    later(demo, after)
    texted(demo, "START", "SM1")
    assert stopped(demo)
    assert texted(demo, "english", "SM3") == ""


@pytest.mark.parametrize("after", [timedelta(), 2 * DAY])
def test_an_earlier_stop_does_not_undo_a_start(demo: Demo, after: timedelta) -> None:
    texted(demo, "STOP", "SM1")
    texted(demo, "START", "SM2")
    later(demo, after)
    assert texted(demo, "STOP", "SM1") == EN["sms_stopped"]
    assert not stopped(demo)
    assert "OTIT" in texted(demo, "english", "SM3")


def test_a_text_sets_one_reminder(demo: Demo) -> None:
    demo.clock.set(CLOSED)
    texted(demo, "english", "SM1")
    answer = texted(demo, "remind", "SM2")
    assert texted(demo, "remind", "SM2") == answer
    assert promises(demo.service.engine) == 1
    demo.clock.set(parse_moment("2026-11-30 09:00"))
    texts_delivered(demo.service.engine, 1)
    for _ in range(3):
        later(demo, timedelta(hours=9))
        texted(demo, "remind", "SM2")
    assert promises(demo.service.engine) == 1


def test_a_text_that_was_not_obeyed_in_a_day_is_never(demo: Demo) -> None:
    """The first request was only noted: the process was killed before it obeyed."""
    texted(demo, "hello?", "SM1")
    later(demo, DAY)
    texted(demo, "STOP", "SM1")
    assert not stopped(demo)
