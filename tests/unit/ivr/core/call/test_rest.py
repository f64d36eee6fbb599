"""At rest: what is said when nobody can be reached, which keys are offered, and what they do."""

from datetime import time

import pytest

from ivr.core.call.actions import Gather
from ivr.core.call.step import Call
from ivr.core.text.promises import Texted
from prompts import Closing, Day, Prompt
from tests.support.calls import (
    KEY_NOTICE,
    WITHHELD,
    WITHOUT_NOTICES,
    Actions,
    answer,
    at,
    at_rest,
    call,
    held,
    open_until,
    the_number,
)

COMING, ALREADY, IMPOSSIBLE, NOT_YET = Texted.COMING, Texted.ALREADY, Texted.IMPOSSIBLE, Texted.NOT_YET
OTIT_OPENS_TUESDAY = Prompt.of(
    "opens_on", agency="OTIT", day=Day(at("Tue+1 11:00").date(), at("Sun 10:00").date()), time=time(11)
)
OTIT_OPENS_THURSDAY = Prompt.of(
    "opens_on", agency="OTIT", day=Day(at("Thu+1 11:00").date(), at("Sun 10:00").date()), time=time(11)
)
FRESC_OPENS_TOMORROW = Prompt.of("opens_tomorrow", agency="FRESC", time=time(9))
OTIT_EN, FRESC = the_number("OTIT", "0120-250-147"), the_number("FRESC", "0120-76-2029")
KEYS = ("key_again", "key_number", KEY_NOTICE, "other_languages")


def connect_key(agency: str) -> Prompt:
    return Prompt.of("key_connect", agency=agency)


# --- arriving, and hearing it again


@pytest.mark.parametrize(
    ("given", "kept", "actions"),
    [
        pytest.param(
            call("Sun 10:00", "en", step=2),
            COMING,
            at_rest(
                "en",
                "nobody",
                "text_coming",
                OTIT_OPENS_TUESDAY,
                FRESC_OPENS_TOMORROW,
                "email_in_text",
                "key_remind",
                *KEYS,
                step=3,
                texted=COMING,
            ),
            id="when each line opens, that a text is coming, and the keys",
        ),
        pytest.param(
            call("Sun 10:00", "en", step=2),
            ALREADY,
            at_rest(
                "en",
                "nobody",
                "text_already",
                OTIT_OPENS_TUESDAY,
                FRESC_OPENS_TOMORROW,
                "email_in_text",
                "key_remind",
                *KEYS,
                step=3,
                texted=ALREADY,
            ),
            id="a text that came minutes ago does not come twice",
        ),
        pytest.param(
            call("Sun 10:00", "en", caller=WITHHELD),
            IMPOSSIBLE,
            at_rest(
                "en",
                "nobody",
                OTIT_OPENS_TUESDAY,
                OTIT_EN,
                FRESC_OPENS_TOMORROW,
                FRESC,
                Prompt.of("email_on_site", agency="OTIT"),
                "key_again",
                "key_text",
                KEY_NOTICE,
                "other_languages",
                step=1,
                texted=IMPOSSIBLE,
            ),
            id="without a text the numbers are spoken, and no reminder is offered",
        ),
        pytest.param(
            call("Sun 10:00", "ko"),
            COMING,
            at_rest(
                "ko",
                "nobody",
                "text_coming",
                FRESC_OPENS_TOMORROW,
                "key_remind",
                *KEYS,
                step=1,
                texted=COMING,
            ),
            id="e-mail is named only where it exists",
        ),
        pytest.param(
            call("Sun 10:00", "km"),
            COMING,
            at_rest(
                "km",
                "nobody",
                "text_coming",
                OTIT_OPENS_THURSDAY,
                FRESC_OPENS_TOMORROW,
                "email_in_text",
                "key_remind",
                *KEYS,
                step=1,
                texted=COMING,
            ),
            id="a language without a voice has the same sentences",
        ),
        pytest.param(
            call("Sun 10:00", "und", step=4, texted=COMING),
            IMPOSSIBLE,
            at_rest(
                "und",
                "text_numbers",
                FRESC_OPENS_TOMORROW,
                "key_again",
                "key_number",
                "other_languages",
                step=5,
                texted=COMING,
            ),
            id="who has chosen no language is not told that nobody is there, and offered no reminder",
        ),
        pytest.param(
            call("Sun 10:00", "und", step=4, texted=IMPOSSIBLE),
            IMPOSSIBLE,
            at_rest(
                "und",
                FRESC_OPENS_TOMORROW,
                FRESC,
                "key_again",
                "key_text",
                "other_languages",
                step=5,
                texted=IMPOSSIBLE,
            ),
            id="nor of a text that can not come",
        ),
        pytest.param(
            call("Mon 12:00", "vi", step=3),
            COMING,
            at_rest(
                "vi",
                "text_coming",
                open_until("OTIT", 19),
                open_until("FRESC", 17),
                "email_in_text",
                connect_key("OTIT"),
                *KEYS,
                step=4,
                texted=COMING,
            ),
            id="who asked for the text while a line is open can still be connected",
        ),
        pytest.param(
            call("Mon 12:00", "vi", step=4, tried=("otit-vi",)),
            COMING,
            at_rest(
                "vi",
                Prompt.of("call_later", agency="OTIT", time=Closing(time(19))),
                "text_coming",
                open_until("FRESC", 17),
                connect_key("FRESC"),
                *KEYS,
                step=5,
                tried=("otit-vi",),
                texted=COMING,
            ),
            id="to the line that has not been dialled",
        ),
        pytest.param(
            call("Mon 12:00", "vi", step=5, tried=("otit-vi", "fresc")),
            COMING,
            at_rest(
                "vi",
                Prompt.of("call_later", agency="FRESC", time=Closing(time(17))),
                "text_coming",
                "key_remind",
                *KEYS,
                step=6,
                tried=("otit-vi", "fresc"),
                texted=COMING,
            ),
            id="after two lines that have not answered the fact is told once, and the next useful key follows",
        ),
        pytest.param(
            call("Sun 10:00", "en", texted=COMING, reminded=True, others=3, round=3),
            IMPOSSIBLE,
            at_rest(
                "en",
                "nobody",
                "text_coming",
                OTIT_OPENS_TUESDAY,
                FRESC_OPENS_TOMORROW,
                "email_in_text",
                "key_again",
                KEY_NOTICE,
                "other_languages",
                step=1,
                texted=COMING,
                reminded=True,
                others=3,
            ),
            id="what has been done is not offered again",
        ),
        pytest.param(
            call("Sun 10:00", "en", key="2", step=3, texted=COMING, others=2),
            IMPOSSIBLE,
            at_rest(
                "en",
                "nobody",
                "text_coming",
                OTIT_OPENS_TUESDAY,
                FRESC_OPENS_TOMORROW,
                "email_in_text",
                "key_remind",
                *KEYS,
                step=4,
                texted=COMING,
                others=2,
            ),
            id="2: all of it again",
        ),
    ],
)
def test_what_is_told(given: Call, kept: Texted, actions: Actions) -> None:
    assert answer("rest", given, kept=kept).actions == actions


def test_the_words_at_rest() -> None:
    wait = answer("rest", call("Sun 10:00", "en"), kept=COMING).actions[0]
    assert isinstance(wait, Gather)
    assert [piece.text for piece in wait.said] == [
        "Nobody can take your call right now.",
        "A text message with the telephone numbers and opening hours is coming to your phone.",
        "OTIT opens on Tuesday at 11 AM.",
        "FRESC opens tomorrow at 9 AM.",
        "You can also ask by e-mail, day or night. The address of the web page is in the text message.",
        "To get a text message the next time a line opens, press 1.",
        "To hear this again, press 2.",
        "To send the text message to another mobile phone, press 3.",
        "To hear about Support after losing a job, press 4.",
        "For other languages, press 0.",
    ]


def test_without_notices_no_key_for_them_is_offered() -> None:
    expected = (
        "nobody",
        "text_coming",
        FRESC_OPENS_TOMORROW,
        "key_remind",
        "key_again",
        "key_number",
        "other_languages",
    )
    actions = answer("rest", call("Sun 10:00", "ko"), WITHOUT_NOTICES, kept=COMING).actions
    assert actions == at_rest("ko", *expected, step=1, texted=COMING)


def test_a_line_that_never_opens_is_not_told_of_and_no_reminder_offered() -> None:
    actions = answer("rest", call("Sun 10:00", "ko"), held("all", "closed"), kept=COMING).actions
    assert actions == at_rest("ko", "nobody", "text_coming", *KEYS, step=1, texted=COMING)
