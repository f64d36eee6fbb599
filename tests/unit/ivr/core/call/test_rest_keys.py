"""At rest: what each key does, which text is promised, and why."""

from datetime import datetime

import pytest

from ivr.core.call.actions import Gather, Hangup, Redirect, Speak
from ivr.core.call.step import Call
from ivr.core.text.promises import Promise, Purpose, Texted
from prompts import Prompt
from prompts.languages import Menu
from schedules import Timetable
from tests.support.calls import (
    KEY_NOTICE,
    LANDLINE,
    TIMETABLE,
    WITHHELD,
    WITHOUT_NOTICES,
    Actions,
    answer,
    at,
    at_rest,
    call,
    go,
    held,
    promise,
    said,
)

COMING, ALREADY, IMPOSSIBLE, NOT_YET = Texted.COMING, Texted.ALREADY, Texted.IMPOSSIBLE, Texted.NOT_YET
KEYS = ("key_again", "key_number", KEY_NOTICE, "other_languages")


def connect_key(agency: str) -> Prompt:
    return Prompt.of("key_connect", agency=agency)


# --- keys


@pytest.mark.parametrize(
    ("given", "kept", "timetable", "actions"),
    [
        pytest.param(
            call("Mon 12:00", "vi", "1", step=3, texted=COMING),
            IMPOSSIBLE,
            TIMETABLE,
            (Redirect(go("connect", "vi", step=4, texted=COMING)),),
            id="1 while a line is open: connected after all",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1", step=3, texted=COMING, round=3),
            COMING,
            TIMETABLE,
            at_rest("en", "reminder_set", *KEYS, step=4, texted=COMING, reminded=True),
            id="1 while nobody is there: reminded",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1", step=3, texted=ALREADY),
            ALREADY,
            TIMETABLE,
            at_rest("en", "reminder_set", *KEYS, step=4, texted=ALREADY, reminded=True),
            id="a reminder that stands already is one",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1", step=3, texted=COMING),
            IMPOSSIBLE,
            TIMETABLE,
            at_rest("en", "not_possible", "key_remind", *KEYS, step=4, texted=COMING),
            id="one that can not be kept is not promised, and offered again",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1", texted=IMPOSSIBLE),
            IMPOSSIBLE,
            TIMETABLE,
            at_rest("en", "key_again", "key_text", KEY_NOTICE, "other_languages", step=1, round=2, texted=IMPOSSIBLE),
            id="1 has no meaning where no text can be sent",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1"),
            IMPOSSIBLE,
            TIMETABLE,
            at_rest("en", *KEYS, step=1, round=2),
            id="nor before one was",
        ),
        pytest.param(
            call("Sun 10:00", "und", "1", texted=COMING),
            IMPOSSIBLE,
            TIMETABLE,
            at_rest("und", "key_again", "key_number", "other_languages", step=1, round=2, texted=COMING),
            id="nor in no language",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1", texted=COMING),
            IMPOSSIBLE,
            held("all", "closed"),
            at_rest("en", *KEYS, step=1, round=2, texted=COMING),
            id="nor where no line ever opens",
        ),
        pytest.param(
            call("Sun 10:00", "en", "3", step=2, round=3, texted=COMING, others=2),
            IMPOSSIBLE,
            TIMETABLE,
            (
                Gather(said("en", "number_ask"), go("number", "en", step=3, texted=COMING, others=2), 10, digits=None),
                Redirect(go("number", "en", step=3, texted=COMING, others=2)),
            ),
            id="3: another number is asked for",
        ),
        pytest.param(
            call("Sun 10:00", "en", "3", texted=COMING, others=3),
            IMPOSSIBLE,
            TIMETABLE,
            at_rest(
                "en",
                "key_remind",
                "key_again",
                KEY_NOTICE,
                "other_languages",
                step=1,
                round=2,
                texted=COMING,
                others=3,
            ),
            id="after three others 3 has no meaning",
        ),
        pytest.param(
            call("Sun 10:00", "en", "4", step=2, texted=COMING),
            IMPOSSIBLE,
            TIMETABLE,
            (Redirect(go("notice", "en", step=3, texted=COMING)),),
            id="4: the notices",
        ),
        pytest.param(
            call("Sun 10:00", "ko", "4"),
            IMPOSSIBLE,
            WITHOUT_NOTICES,
            at_rest("ko", "key_again", "key_number", "other_languages", step=1, round=2),
            id="without notices 4 has no meaning",
        ),
        pytest.param(
            call(
                "Sun 10:00", "en", "0", step=2, tried=("fresc",), others=1, reminded=True, texted=COMING, menu=Menu.MORE
            ),
            IMPOSSIBLE,
            TIMETABLE,
            (Redirect(go("menu", step=3, tried=("fresc",), others=1)),),
            id="0: the language menu, as after no text and no reminder",
        ),
        pytest.param(
            call("Mon 12:00", "vi", "7", round=2, texted=COMING),
            IMPOSSIBLE,
            TIMETABLE,
            at_rest("vi", connect_key("OTIT"), *KEYS, step=1, round=3, texted=COMING),
            id="a key without meaning: the keys again",
        ),
        pytest.param(
            call("Mon 12:00", "vi", "7", round=3, texted=COMING),
            IMPOSSIBLE,
            TIMETABLE,
            (Speak(said("vi", "goodbye")), Hangup()),
            id="three times: goodbye",
        ),
    ],
)
def test_keys(given: Call, kept: Texted, timetable: Timetable, actions: Actions) -> None:
    got = answer("rest", given, timetable, kept=kept)
    assert (got.actions, got.chose) == (actions, None)


# --- the text that is promised

MOBILE = "+819012345678"
ENGLISH_TEXT = """\
Free advice lines in English:
OTIT 0120-250-147: opens Tuesday 11:00
Tue, Sat 11-19
FRESC 0120-76-2029: opens tomorrow 09:00
Mon-Fri 9-17
Ask online (24 hours): https://www.support.otit.go.jp/soudan/en/"""


def test_the_information_is_promised_on_arrival() -> None:
    expected = Promise(f"CA1:{MOBILE}:en", Purpose.INFORMATION, "en", MOBILE, ENGLISH_TEXT, at("Sun 10:00"))
    assert promise("rest", call("Sun 10:00", "en")) == expected


def test_the_information_does_not_call_a_line_open_that_has_not_answered() -> None:
    promised = promise("rest", call("Mon 12:00", "en", tried=("fresc",)))
    assert promised is not None
    assert promised.body is not None
    assert "FRESC 0120-76-2029: did not answer, call again later" in promised.body


@pytest.mark.parametrize(
    ("given", "due"),
    [
        pytest.param(
            call("Sun 10:00", "vi", "1", texted=COMING, tried=("otit-vi",)), at("Mon+1 09:00"), id="FRESC first"
        ),
        pytest.param(call("Sun 18:00", "km", "1", texted=COMING), at("Mon+1 09:00"), id="on Monday"),
        pytest.param(call("Thu 19:00", "km", "1", texted=ALREADY), at("Fri 09:00"), id="a text came before"),
        pytest.param(
            call("Mon 12:00", "ko", "1", texted=COMING, tried=("fresc",)), at("Tue 09:00"), id="it has not answered"
        ),
    ],
)
def test_a_reminder_is_promised_for_the_next_opening(given: Call, due: datetime) -> None:
    key = f"reminder:CA1:{given.trail.step}:{MOBILE}:{given.language}"
    assert promise("rest", given) == Promise(key, Purpose.REMINDER, given.language, MOBILE, None, due)


def test_a_reminder_is_due_in_the_daytime() -> None:
    """Held closed until five in the morning, the line opens at a time when nobody is disturbed."""
    timetable = held("fresc", "open", since="Wed 05:00")
    promised = promise("rest", call("Tue 20:00", "ko", "1", texted=COMING), timetable)
    assert promised is not None
    assert promised.not_before == at("Wed 08:00")


@pytest.mark.parametrize(
    ("given", "timetable"),
    [
        pytest.param(call("Sun 10:00", "en", caller=WITHHELD), TIMETABLE, id="a withheld number"),
        pytest.param(call("Sun 10:00", "en", caller=LANDLINE), TIMETABLE, id="a landline"),
        pytest.param(
            call("Sun 10:00", "en", "1", caller=LANDLINE, texted=COMING), TIMETABLE, id="nor a reminder to one"
        ),
        pytest.param(call("Sun 10:00", "en", texted=COMING), TIMETABLE, id="once more"),
        pytest.param(call("Sun 10:00", "en", texted=ALREADY), TIMETABLE, id="when one came before"),
        pytest.param(call("Sun 10:00", "en", texted=IMPOSSIBLE), TIMETABLE, id="when none could"),
        pytest.param(call("Sun 10:00", "en", "2"), TIMETABLE, id="on 2"),
        pytest.param(call("Sun 10:00", "en", "0", texted=COMING), TIMETABLE, id="on 0"),
        pytest.param(call("Sun 10:00", "en", "1"), TIMETABLE, id="a reminder before the information"),
        pytest.param(call("Sun 10:00", "en", "1", texted=IMPOSSIBLE), TIMETABLE, id="a reminder that could not come"),
        pytest.param(call("Sun 10:00", "und", "1", texted=COMING), TIMETABLE, id="a reminder in no language"),
        pytest.param(call("Mon 12:00", "vi", "1", texted=COMING), TIMETABLE, id="a reminder while a line is open"),
        pytest.param(call("Sun 10:00", "en", "1", texted=COMING), held("all", "closed"), id="a reminder of nothing"),
    ],
)
def test_no_text_is_promised(given: Call, timetable: Timetable) -> None:
    assert promise("rest", given, timetable) is None


# --- why

KO_CLOSED = "fresc: closed until Mon 2026-11-30 09:00 JST, outside its weekly hours (Mon-Fri 09:00-17:00)"


@pytest.mark.parametrize(
    ("given", "kept", "because"),
    [
        (call("Sun 10:00", "ko"), COMING, ("the information text: coming", KO_CLOSED)),
        (call("Sun 10:00", "ko"), IMPOSSIBLE, ("the information text: impossible", KO_CLOSED)),
        (call("Sun 10:00", "ko", "2", texted=ALREADY), IMPOSSIBLE, ("the information text: already", KO_CLOSED)),
        (call("Sun 10:00", "ko", "2"), COMING, ("the information text: impossible", KO_CLOSED)),
        (call("Mon 12:00", "ko", "1"), IMPOSSIBLE, ("the caller asked to be connected after all",)),
        (call("Sun 10:00", "ko", "1", texted=COMING), COMING, ("a reminder: coming",)),
        (call("Sun 10:00", "ko", "3"), IMPOSSIBLE, ()),
        (call("Sun 10:00", "ko", "4"), IMPOSSIBLE, ("the caller asked for the notices",)),
        (call("Sun 10:00", "ko", "0"), IMPOSSIBLE, ("the caller asked for other languages",)),
        (call("Sun 10:00", "ko", "7" * 30), IMPOSSIBLE, ("several keys have no meaning here",)),
        (call("Sun 10:00", "ko", "7", round=3), IMPOSSIBLE, ("an unknown key was pressed three times",)),
    ],
)
def test_each_answer_says_why(given: Call, kept: Texted, because: tuple[str, ...]) -> None:
    assert tuple(map(str, answer("rest", given, kept=kept).because)) == because
