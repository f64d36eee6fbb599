"""Who calls decides what may be promised; what was promised before decides what is promised again."""

from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import event, select

from ivr.clock import parse_moment
from ivr.core.caller import Phone
from ivr.demo import NUMBER, TOKEN, Demo
from ivr.phone.handset import Handset
from ivr.store.tables import call_steps, callers, calls, outbox
from tests.support.book import load_book
from tests.support.demo import MOBILE, Dials, start
from tests.support.people import NOBODY_ANSWERS, Person, heard, heard_after, keys_for, pressed, promised, rang
from tests.support.published import EMAIL, FOURTEEN, OTIT_KM, OTIT_VI
from tests.support.waiting import eventually, texts_taken

THURSDAY_NOON = parse_moment("2026-11-26 12:00")
NIGHT = parse_moment("2026-11-29 03:00")
FALLBACK = ("km", "mn")
TWO_NUMBERS = ("09087654321", "09087654322")
"""The first has sent STOP."""
CANNOT_TEXT = ["anonymous", "", "+266696687", "+81312345678", "+815012345678", "+14155552671", "sip:me@example.org"]


@pytest.mark.parametrize("number", CANNOT_TEXT)
@pytest.mark.parametrize("language", ["en", "km"])
def test_no_text_is_announced_that_can_not_come(demo: Demo, handset: Dials, number: str, language: str) -> None:
    said = "\n".join(heard(handset(number).call(Person(keys_for(language)))))
    assert "is coming" not in said
    assert "in the text message" not in said
    assert "the next time a line opens" not in said
    assert "0 1 2 0, 7 6, 2 0 2 9. Again: 0 1 2 0, 7 6, 2 0 2 9." in said
    assert "To get a text message on a mobile phone, press 3." in said
    assert promised(demo.service.engine) == 0


@pytest.mark.parametrize("language", FOURTEEN)
def test_e_mail_is_promised_only_where_it_exists(demo: Demo, handset: Dials, language: str) -> None:
    demo.clock.set(NIGHT)
    said = heard(handset().call(Person(keys_for(language))))
    book = load_book()
    mentions = {
        f"{book.voices[spoken].tag if spoken in book.voices else spoken} {book.catalogues[spoken]['email_in_text']}"
        for spoken in ("ja", "en", language)
    }
    # Callers without a voice of their language read of it in the text only.
    assert len(mentions & set(said)) == (1 if language in EMAIL and language not in FALLBACK else 0)
    (text,) = texts_taken(demo.carrier, 1)
    assert ("https://" in text.body) is (language in EMAIL)


def test_the_same_text_comes_once_in_ten_minutes(demo: Demo, handset: Dials) -> None:
    telephone = handset()
    assert "is coming to your phone" in "\n".join(heard(telephone.call(Person(["5"]))))
    demo.service.recorder.flush()
    again = "\n".join(heard(telephone.call(Person([]))))
    assert "We have already sent you a text message" in again
    assert promised(demo.service.engine) == 1
    demo.clock.set(demo.clock.now() + timedelta(minutes=11))
    assert "is coming to your phone" in "\n".join(heard(telephone.call(Person([]))))
    assert promised(demo.service.engine) == 2


def test_another_language_and_another_state_are_other_texts(demo: Demo, handset: Dials) -> None:
    handset().call(Person(["5", "0", "7"]))
    assert promised(demo.service.engine) == 2


def test_a_caller_who_has_sent_stop_is_told_the_numbers(demo: Demo, handset: Dials) -> None:
    handset().text("STOP")
    said = "\n".join(heard(handset().call(Person(["5"]))))
    assert "is coming" not in said
    assert "0 1 2 0, 2 5 0, 1 4 7" in said
    assert promised(demo.service.engine) == 0


def test_the_language_is_remembered(demo: Demo, handset: Dials) -> None:
    telephone = handset()
    telephone.call(Person(["1"]))
    demo.service.recorder.flush()
    said = heard(telephone.call(Person([])))
    assert said == [
        "vi-VN Ngôn ngữ khác, phím 0.",
        "en-US Other languages 0.",
        "vi-VN Đang nối máy đến OTIT.",
        "vi-VN Cảm ơn bạn đã gọi. Xin chào tạm biệt.",
    ]


def test_a_call_waits_for_no_question_to_the_database(demo: Demo, handset: Dials) -> None:
    """As soon as the process has read what it follows: neither for the language nor for the budgets of a caller."""
    asked: list[str] = []
    event.listen(demo.service.engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))

    def questions(number: int) -> list[str]:
        """Return what two calls of somebody ask: one with the menu, one in the remembered language."""
        asked.clear()
        caller = handset(f"+8190{number:08}")
        assert heard(caller.call(Person(["1"])))[0] == "vi-VN Tiếng Việt, phím 1."
        demo.service.recorder.flush()
        assert heard(caller.call(Person([])))[0] == "vi-VN Ngôn ngữ khác, phím 0."
        return [each for each in asked if "callers.language" in each or "sum(coalesce(dials" in each]

    numbers = count(12345678)
    eventually(lambda: not questions(next(numbers)))


def test_no_language_is_kept_if_a_setting_says_so(tmp_path: Path) -> None:
    forgetful = start(tmp_path, remember_language=False)
    telephone = Handset(forgetful.url, TOKEN, MOBILE, NUMBER)
    telephone.call(Person(["1"]))
    telephone.text("Tiếng Việt")
    forgetful.service.recorder.flush()
    assert heard(telephone.call(Person([])))[0] == "vi-VN Tiếng Việt, phím 1."
    assert telephone.text("STOP") == load_book().catalogues["en"]["sms_stopped"]
    with forgetful.service.engine.connect() as connection:
        assert connection.scalars(select(callers.c.language)).all() == [None]
    forgetful.close()


@pytest.mark.parametrize("asked", [True, False])
def test_the_numbers_are_texted_after_silence_if_a_setting_says_so(tmp_path: Path, asked: bool) -> None:
    demo = start(tmp_path, text_after_silence=asked)
    Handset(demo.url, TOKEN, MOBILE, NUMBER).call(Person([]))
    assert promised(demo.service.engine) == asked
    demo.close()


def test_what_is_known_of_a_keyed_in_number_is_not_heard(demo: Demo, handset: Dials) -> None:
    """The words are the same for a number that has sent STOP, for one that was texted just now, and for any other."""
    handset("+819087654321").text("STOP")
    said = [heard(handset("anonymous").call(Person(["5", "3", number, "1"]))) for number in TWO_NUMBERS * 2]
    after = [one[one.index(next(each for each in one if "You entered" in each)) + 1 :] for one in said]
    assert after[0] == after[1] == after[2] == after[3]
    assert promised(demo.service.engine) == 1


def test_a_remembered_language_can_be_left(demo: Demo, handset: Dials) -> None:
    telephone = handset()
    telephone.call(Person(["1"]))
    demo.service.recorder.flush()
    said = heard(telephone.call(Person(["0", "5"])))
    assert "en-US Nobody can take your call right now." in said


def test_a_remembered_language_is_forgotten_by_a_key(demo: Demo, handset: Dials) -> None:
    telephone = handset()
    telephone.call(Person(["1"]))
    demo.service.recorder.flush()
    left = telephone.call(Person(["*"]))
    assert heard(left)[0] == "vi-VN Ngôn ngữ khác, phím 0."
    assert heard_after(left, pressed("*"))[0] == "vi-VN Tiếng Việt, phím 1."
    demo.service.recorder.flush()
    assert heard(telephone.call(Person([])))[0] == "vi-VN Tiếng Việt, phím 1."


def test_a_shared_telephone(demo: Demo, handset: Dials) -> None:
    """The next person at a telephone chooses a language at the first announcement, by the keys of the menu."""
    demo.clock.set(THURSDAY_NOON)
    telephone = handset()
    assert rang(telephone.call(Person(["1"]))) == [OTIT_VI]
    demo.service.recorder.flush()
    khmer = telephone.call(Person(["7"]))
    assert heard(khmer)[0] == "vi-VN Ngôn ngữ khác, phím 0."
    assert heard_after(khmer, pressed("7"))[0] == "ja-JP OTITに つなぎます。"
    assert rang(khmer) == [OTIT_KM]
    demo.service.recorder.flush()
    remembered = telephone.call(Person([]))
    assert heard(remembered)[:2] == ["en-US Other languages 0.", "ja-JP OTITに つなぎます。"]
    assert rang(remembered) == [OTIT_KM]


def test_a_remembered_language_at_rest(demo: Demo, handset: Dials) -> None:
    """Nothing is open: other languages are offered, then the rest is said."""
    telephone = handset()
    telephone.call(Person(["5"]))
    demo.service.recorder.flush()
    said = heard(telephone.call(Person([])))
    assert said[:2] == ["en-US Other languages 0.", "en-US Nobody can take your call right now."]


def test_a_withheld_number_is_not_remembered(demo: Demo, handset: Dials) -> None:
    telephone = handset("anonymous")
    telephone.call(Person(["1"]))
    demo.service.recorder.flush()
    assert heard(telephone.call(Person(["1"])))[0] == "vi-VN Tiếng Việt, phím 1."


def test_a_receipt_ends_a_text_and_the_number_is_forgotten(demo: Demo, handset: Dials) -> None:
    handset().call(Person(["5"]))

    def row() -> tuple[object, ...]:
        with demo.service.engine.connect() as connection:
            return tuple(connection.execute(select(outbox.c.state, outbox.c.sealed_number)).one())

    eventually(lambda: row()[0] == "delivered")
    assert row() == ("delivered", None)


def test_one_call_can_text_three_other_numbers(demo: Demo, handset: Dials) -> None:
    demo.clock.set(NIGHT)
    keys = [key for number in range(6) for key in ("3", f"0908765432{number}", "1")]
    said = heard(handset("anonymous").call(Person(["5", *keys])))
    assert said.count("en-US We are sending the text message to that phone, if we can.") == 3
    assert promised(demo.service.engine) == 3


def test_a_call_is_recorded_step_by_step_with_reasons(demo: Demo, handset: Dials) -> None:
    demo.clock.set(demo.clock.now() + timedelta(days=1, hours=2))  # Monday noon
    handset(repeat=True).call(Person(["2"], otherwise=NOBODY_ANSWERS))
    demo.service.recorder.flush()
    with demo.service.engine.connect() as connection:
        steps = connection.execute(select(call_steps).order_by(call_steps.c.step)).all()
        call = connection.execute(select(calls)).one()
    assert [step.place for step in steps] == ["ring", "menu", "connect", "dialed", "dialed", "rest"]
    assert [step.language for step in steps] == ["", "", "zh", "zh", "zh", "zh"]
    assert "otit-zh: open until Mon 2026-11-30 19:00 JST, within its weekly hours" in str(steps[2].because[0])
    assert str(steps[3].because[0]) == "otit-zh: no-answer"
    assert "fresc: already tried in this call" in str(steps[5].because[2])
    assert call.status == "completed"
    assert call.phone == Phone.MOBILE
