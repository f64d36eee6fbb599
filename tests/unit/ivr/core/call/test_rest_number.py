"""Another number: keyed in, read back, confirmed; how often, and what is promised to it."""

from typing import Unpack

import pytest

from ivr.core.call.actions import Gather, Redirect
from ivr.core.call.step import Call
from ivr.core.text.promises import Promise, Purpose, Texted
from prompts import Digits, Prompt
from prompts.languages import Menu
from tests.support.calls import (
    KEY_NOTICE,
    LANDLINE,
    LINKS,
    WITHHELD,
    Actions,
    Fields,
    answer,
    at,
    at_rest,
    call,
    go,
    promise,
    said,
)

KEYED, OTHER = "+818012345678", "+819087654321"
COMING, ALREADY, IMPOSSIBLE = Texted.COMING, Texted.ALREADY, Texted.IMPOSSIBLE
KEYS = ("key_again", "key_number", KEY_NOTICE, "other_languages")
KEYS_WITHOUT = ("key_again", "key_text", KEY_NOTICE, "other_languages")
KEYS_AFTER_THREE = ("key_again", KEY_NOTICE, "other_languages")


def asked(*sentences: str, **trail: Unpack[Fields]) -> Actions:
    """The number is asked for; silence asks again at the same place."""
    here = go("number", "en", **trail)
    return Gather(said("en", *sentences), here, 10, digits=None), Redirect(here)


def read_back(printed: str, **trail: Unpack[Fields]) -> Actions:
    """A number is read back; silence reads it again."""
    here = go("number", "en", **trail)
    return Gather(said("en", Prompt.of("number_check", number=Digits(printed))), here, 7), Redirect(here)


@pytest.mark.parametrize(
    ("given", "kept", "actions"),
    [
        pytest.param(
            call("Sun 10:00", "en", "08012345678", step=5, texted=COMING),
            IMPOSSIBLE,
            read_back("080-1234-5678", step=6, texted=COMING, number=KEYED),
            id="a mobile number is read back",
        ),
        pytest.param(
            call("Sun 10:00", "en", "08012345678", round=3, caller=WITHHELD),
            IMPOSSIBLE,
            read_back("080-1234-5678", step=1, number=KEYED),
            id="in the last round, too",
        ),
        pytest.param(
            call("Sun 10:00", "en", "0312345678", step=5, others=1),
            IMPOSSIBLE,
            asked("number_wrong", "number_ask", step=6, round=2, others=1),
            id="a landline is no mobile: asked again, and told why",
        ),
        pytest.param(
            call("Sun 10:00", "en", step=5),
            IMPOSSIBLE,
            asked("number_ask", step=6, round=2),
            id="silence: asked again",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1", round=2),
            IMPOSSIBLE,
            asked("number_wrong", "number_ask", step=1, round=3),
            id="1 confirms nothing before a number is keyed in",
        ),
        pytest.param(
            call("Sun 10:00", "en", round=3, texted=IMPOSSIBLE),
            IMPOSSIBLE,
            at_rest("en", "not_possible", *KEYS_WITHOUT, step=1, texted=IMPOSSIBLE),
            id="silence three times: back at rest",
        ),
        pytest.param(
            call("Sun 10:00", "en", "123", round=3, texted=COMING),
            IMPOSSIBLE,
            at_rest("en", "not_possible", "key_remind", *KEYS, step=1, texted=COMING),
            id="a wrong number three times: back at rest, the reminder still on offer",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1", step=6, number=KEYED, texted=IMPOSSIBLE),
            COMING,
            at_rest("en", "number_sent", *KEYS_WITHOUT, step=7, texted=IMPOSSIBLE, others=1),
            id="1: the text is on its way, and the number forgotten",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1", number=KEYED, texted=IMPOSSIBLE, others=1),
            ALREADY,
            at_rest("en", "number_sent", *KEYS_WITHOUT, step=1, texted=IMPOSSIBLE, others=2),
            id="one that is there already is as good",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1", number=KEYED, texted=IMPOSSIBLE, others=2),
            COMING,
            at_rest("en", "number_sent", *KEYS_AFTER_THREE, step=1, texted=IMPOSSIBLE, others=3),
            id="after the third one no more are offered",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1", number=KEYED, texted=IMPOSSIBLE),
            IMPOSSIBLE,
            at_rest("en", "number_sent", *KEYS_WITHOUT, step=1, texted=IMPOSSIBLE, others=1),
            id="nothing tells that a number has sent STOP",
        ),
        pytest.param(
            call("Tue 12:00", "en", "1", number=KEYED, texted=COMING, tried=("otit-en",)),
            COMING,
            at_rest(
                "en",
                "number_sent",
                Prompt.of("key_connect", agency="FRESC"),
                *KEYS,
                step=1,
                texted=COMING,
                others=1,
                tried=("otit-en",),
            ),
            id="the line that has not been dialled is still on offer",
        ),
        pytest.param(
            call("Sun 10:00", "en", "2", step=6, round=3, number=KEYED),
            IMPOSSIBLE,
            asked("number_ask", step=7, round=1),
            id="2: entered again, from the first round",
        ),
        pytest.param(
            call("Sun 10:00", "en", "2", number=KEYED, menu=Menu.MORE, tried=("fresc",), reminded=True, others=1),
            IMPOSSIBLE,
            asked("number_ask", step=1, menu=Menu.MORE, tried=("fresc",), reminded=True, others=1),
            id="what is known of the call is kept",
        ),
        pytest.param(
            call("Sun 10:00", "en", step=6, number=KEYED),
            IMPOSSIBLE,
            read_back("080-1234-5678", step=7, round=2, number=KEYED),
            id="silence: read back again",
        ),
        pytest.param(
            call("Sun 10:00", "en", "7", number=KEYED, round=2),
            IMPOSSIBLE,
            read_back("080-1234-5678", step=1, round=3, number=KEYED),
            id="a key without meaning: read back again",
        ),
        pytest.param(
            call("Sun 10:00", "en", "09087654321", number=KEYED),
            IMPOSSIBLE,
            read_back("080-1234-5678", step=1, round=2, number=KEYED),
            id="another number does not take the place of one that waits for 1 or 2",
        ),
        pytest.param(
            call("Sun 10:00", "en", number=KEYED, round=3, texted=COMING),
            IMPOSSIBLE,
            at_rest("en", "not_possible", "key_remind", *KEYS, step=1, texted=COMING),
            id="silence three times: the number is dropped",
        ),
    ],
)
def test_number(given: Call, kept: Texted, actions: Actions) -> None:
    got = answer("number", given, kept=kept)
    assert (got.actions, got.chose) == (actions, None)


def test_a_number_is_read_back_digit_by_digit() -> None:
    wait = answer("number", call("Sun 10:00", "en", "09087654321")).actions[0]
    assert isinstance(wait, Gather)
    assert [piece.text for piece in wait.said] == [
        "You entered 0 9 0, 8 7 6 5, 4 3 2 1. If this is right, press 1. To enter it again, press 2."
    ]
    assert wait.then.trail.number == OTHER


# --- the text that is promised

TEXT = """\
Free advice lines in English:
OTIT 0120-250-147: opens Tuesday 11:00
Tue, Sat 11-19
FRESC 0120-76-2029: opens tomorrow 09:00
Mon-Fri 9-17
Ask online (24 hours): https://www.support.otit.go.jp/soudan/en/"""


@pytest.mark.parametrize(
    ("given", "asked_by"),
    [
        pytest.param(call("Sun 10:00", "en", "1", number=KEYED), "+819012345678", id="a mobile"),
        pytest.param(call("Sun 10:00", "en", "1", number=KEYED, caller=LANDLINE), "+81312345678", id="a landline"),
        pytest.param(call("Sun 10:00", "en", "1", number=KEYED, caller=WITHHELD), None, id="somebody unknown"),
        pytest.param(call("Sun 10:00", "en", "1", number=KEYED, others=2), "+819012345678", id="for the third time"),
    ],
)
def test_whoever_confirms_a_number_has_it_texted(given: Call, asked_by: str | None) -> None:
    assert promise("number", given) == Promise(
        f"CA1:number:{KEYED}:en", Purpose.KEYED, "en", KEYED, TEXT, at("Sun 10:00"), asked_by
    )


def test_what_is_texted_follows_the_language_and_what_was_tried() -> None:
    tried = promise("number", call("Mon 12:00", "en", "1", number=KEYED, tried=("fresc",)))
    assert tried is not None
    assert tried.body is not None
    assert "FRESC 0120-76-2029: did not answer, call again later" in tried.body
    unknown = promise("number", call("Sun 10:00", "und", "1", number=KEYED), writer=LINKS)
    assert unknown is not None
    assert (unknown.key, unknown.body) == (f"CA1:number:{KEYED}:und", "https://example.org/")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(call("Sun 10:00", "en", "1"), id="no number has been keyed in"),
        pytest.param(call("Sun 10:00", "en", "2", number=KEYED), id="it is wrong"),
        pytest.param(call("Sun 10:00", "en", number=KEYED), id="silence"),
        pytest.param(call("Sun 10:00", "en", "11", number=KEYED), id="two keys"),
        pytest.param(call("Sun 10:00", "en", "1", number=KEYED, others=3), id="three have been sent"),
    ],
)
def test_no_text_is_promised(given: Call) -> None:
    assert promise("number", given) is None


def test_a_fourth_number_is_not_sent_by_any_way() -> None:
    """No page offers it; the address of an older one can be asked for again."""
    given = call("Sun 10:00", "en", "1", number=KEYED, texted=IMPOSSIBLE, others=3)
    expected = at_rest("en", "not_possible", *KEYS_AFTER_THREE, step=1, texted=IMPOSSIBLE, others=3)
    assert answer("number", given).actions == expected


@pytest.mark.parametrize(
    ("given", "kept", "because"),
    [
        (call("Sun 10:00", "en", "1", number=KEYED), COMING, ("a text to another number: coming",)),
        (call("Sun 10:00", "en", "1", number=KEYED), IMPOSSIBLE, ("a text to another number: impossible",)),
        (call("Sun 10:00", "en", round=3), IMPOSSIBLE, ("no number in 3 rounds",)),
        (call("Sun 10:00", "en", "08012345678"), IMPOSSIBLE, ()),
    ],
)
def test_each_answer_says_why(given: Call, kept: Texted, because: tuple[str, ...]) -> None:
    assert tuple(map(str, answer("number", given, kept=kept).because)) == because
