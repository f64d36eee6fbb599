"""Call-backs: the key at rest, the number that is keyed in for one, and the person who is called."""

from dataclasses import replace

import pytest

from ivr.core.call.actions import Gather, Hangup, Redirect, Speak
from ivr.core.call.step import Call
from ivr.core.callbacks.due import NOT_CONNECTED
from ivr.core.callbacks.promises import CallBack, NoCallBack
from ivr.core.text.promises import Texted
from prompts import Digits, Prompt
from tests.support.calls import (
    KEY_NOTICE,
    LANDLINE,
    MOBILE,
    WITHHELD,
    Actions,
    answer,
    at,
    at_rest,
    call,
    go,
    held,
    promised,
    said,
)

COMING, ALREADY, IMPOSSIBLE = Texted.COMING, Texted.ALREADY, Texted.IMPOSSIBLE
KEYS = ("key_again", "key_number", KEY_NOTICE, "other_languages")
TEXT_KEYS = ("key_again", "key_text", KEY_NOTICE, "other_languages")
SET = Prompt.of("call_back_set", number=Digits("5678"))


def calls_back(given: Call) -> Call:
    return replace(given, calls_back=True)


@pytest.mark.parametrize(
    ("given", "kept", "actions"),
    [
        pytest.param(
            call("Sun 10:00", "en", "5", step=3, texted=COMING),
            COMING,
            at_rest("en", SET, "key_remind", *KEYS, step=4, texted=COMING, called_back=True),
            id="5: the last digits are repeated, and it is not offered again",
        ),
        pytest.param(
            call("Sun 10:00", "en", "5", step=3, texted=COMING),
            ALREADY,
            at_rest("en", SET, "key_remind", *KEYS, step=4, texted=COMING, called_back=True),
            id="one that stands already is one",
        ),
        pytest.param(
            call("Sun 10:00", "en", "5", step=3, texted=COMING),
            IMPOSSIBLE,
            at_rest("en", "not_possible", "key_call_back", "key_remind", *KEYS, step=4, texted=COMING),
            id="one that can not be kept is not promised",
        ),
        pytest.param(
            call("Sun 10:00", "en", "5", caller=WITHHELD, step=3, texted=IMPOSSIBLE),
            COMING,
            (
                Gather(
                    said("en", "number_ask"),
                    go("number", "en", step=4, texted=IMPOSSIBLE, to_call=True),
                    10,
                    digits=None,
                ),
                Redirect(go("number", "en", step=4, texted=IMPOSSIBLE, to_call=True)),
            ),
            id="who withholds the number keys one in",
        ),
        pytest.param(
            call("Sun 10:00", "und", "5", step=3, texted=COMING),
            COMING,
            at_rest("und", "key_again", "key_number", "other_languages", step=4, round=2, texted=COMING),
            id="5 has no meaning without a language",
        ),
        pytest.param(
            call("Mon 12:00", "vi", "5", step=3, texted=COMING),
            COMING,
            at_rest("vi", Prompt.of("key_connect", agency="OTIT"), *KEYS, step=4, round=2, texted=COMING),
            id="nor while a line can be dialled",
        ),
    ],
)
def test_key_5_at_rest(given: Call, kept: Texted, actions: Actions) -> None:
    assert answer("rest", calls_back(given), kept=kept).actions == actions


def test_without_call_backs_key_5_has_no_meaning() -> None:
    given = call("Sun 10:00", "en", "5", step=3, texted=COMING)
    assert answer("rest", given).actions == at_rest("en", "key_remind", *KEYS, step=4, round=2, texted=COMING)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            call("Sun 10:00", "en", "5", step=3, texted=COMING),
            CallBack("call-back:CA1:3:+819012345678:en", "en", "+819012345678", at("Mon+1 09:00")),
            id="at the next opening",
        ),
        pytest.param(
            call("Tue 12:00", "ne", "5", step=3, texted=COMING, tried=("fresc",)),
            CallBack("call-back:CA1:3:+819012345678:ne", "ne", "+819012345678", at("Tue 12:05")),
            id="some minutes after a line that did not answer",
        ),
    ],
)
def test_what_is_promised(given: Call, expected: CallBack) -> None:
    assert promised("rest", calls_back(given)) == expected


@pytest.mark.parametrize("caller", [WITHHELD, LANDLINE])
def test_a_number_that_was_keyed_in_is_called_once_it_is_confirmed(caller: object) -> None:
    keyed = call("Sun 10:00", "en", "1", step=5, texted=IMPOSSIBLE, number="+819087654321", to_call=True)
    given = calls_back(replace(keyed, caller=caller))  # type: ignore[arg-type]
    asked_by = given.caller.number
    expected = CallBack("call-back:CA1:5:+819087654321:en", "en", "+819087654321", at("Mon+1 09:00"), asked_by=asked_by)
    assert promised("number", given) == expected
    told = Prompt.of("call_back_set", number=Digits("4321"))
    rest = at_rest("en", told, *TEXT_KEYS, step=6, texted=IMPOSSIBLE, called_back=True)
    assert answer("number", given, kept=COMING).actions == rest


@pytest.mark.parametrize(
    ("given", "actions"),
    [
        pytest.param(
            call("Tue 12:00", "km", back=1),
            (
                Gather(
                    said("km", "call_back_hello", "call_back_keys"), go("answered", "km", step=1, round=2, back=1), 5
                ),
                Redirect(go("answered", "km", step=1, round=2, back=1)),
            ),
            id="who has answered is asked for a key",
        ),
        pytest.param(
            call("Tue 12:00", "km", step=2, round=3, back=1),
            (
                Gather(
                    said("km", "call_back_hello", "call_back_keys"), go("answered", "km", step=3, round=4, back=1), 5
                ),
                Speak(said("km", "goodbye")),
                Hangup(),
            ),
            id="and in the end the call is over: a machine is not put through",
        ),
        pytest.param(
            call("Tue 12:00", "km", "1", step=1, round=2, back=1),
            (Redirect(go("connect", "km", step=2, back=1)),),
            id="1: put through",
        ),
        pytest.param(
            call("Tue 12:00", "km", "8", step=1, round=2, back=1),
            (
                Gather(
                    said("km", "call_back_hello", "call_back_keys"), go("answered", "km", step=2, round=3, back=1), 5
                ),
                Redirect(go("answered", "km", step=2, round=3, back=1)),
            ),
            id="another key: asked again",
        ),
    ],
)
def test_a_person_who_is_called(given: Call, actions: Actions) -> None:
    assert answer("answered", calls_back(given)).actions == actions


@pytest.mark.parametrize(("kept", "prompt"), [(COMING, "call_back_over"), (IMPOSSIBLE, "not_possible")])
def test_key_2_ends_it_if_that_can_be_stored(kept: Texted, prompt: str) -> None:
    given = calls_back(call("Tue 12:00", "km", "2", step=1, back=1))
    assert promised("answered", given) == NoCallBack("km", MOBILE.number or "")
    assert answer("answered", given, kept=kept).actions == (Speak(said("km", prompt)), Hangup())


def test_after_a_line_that_did_not_answer_they_hear_that_they_are_called_again() -> None:
    given = calls_back(call("Tue 12:00", "ne", step=4, tried=("fresc",), texted=COMING, back=1))
    said_now = answer("rest", replace(given, key="2"), held("fresc", "open")).actions[0]
    assert isinstance(said_now, Gather)
    assert said_now.said[0] == said("ne", Prompt.of("no_answer", agency="FRESC"))[0]
    assert said("ne", "call_back_again")[0] in said_now.said
    assert said("ne", "key_no_call_back")[0] in said_now.said
    ends = answer("rest", replace(given, key="5"), kept=COMING).actions[0]
    assert isinstance(ends, Gather)
    assert ends.said[0] == said("ne", "call_back_over")[0]
    assert ends.then.trail.back == NOT_CONNECTED
