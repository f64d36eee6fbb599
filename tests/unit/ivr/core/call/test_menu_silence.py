"""The call after three rounds of the menu in which no language was chosen."""

import pytest

from ivr.core.call.actions import Dial, Gather, Redirect, Speak
from ivr.core.call.step import Call
from ivr.core.text.promises import Promise, Purpose, Texted
from ivr.core.text.writer import TextWriter
from tests.support.calls import (
    BOOK,
    LANDLINE,
    LINKS,
    WITHHELD,
    Actions,
    answer,
    at,
    call,
    connecting,
    go,
    open_until,
    promise,
    said,
    taken,
    the_number,
)
from tests.support.published import FRESC


def unchosen(moment: str = "Sun 10:00", *, tried: tuple[str, ...] = (), step: int = 3) -> Call:
    return call(moment, round=4, tried=tried, step=step)


@pytest.mark.parametrize(
    ("given", "kept", "actions"),
    [
        pytest.param(
            unchosen(),
            Texted.COMING,
            (Speak(said("und", "no_language")), Redirect(go("rest", "und", step=4, texted=Texted.COMING))),
            id="to rest while the line of Easy Japanese is closed",
        ),
        pytest.param(
            unchosen(),
            Texted.IMPOSSIBLE,
            (Speak(said("und", "no_language")), Redirect(go("rest", "und", step=4, texted=Texted.IMPOSSIBLE))),
            id="also where no text can be sent",
        ),
        pytest.param(
            unchosen("Mon 12:00"),
            Texted.COMING,
            (
                Gather(
                    said("und", "no_language", "text_numbers", connecting("FRESC")),
                    go("menu", step=4),
                    timeout=1,
                ),
                Dial(FRESC, go("dialed", "und", step=4, tried=("fresc",), texted=Texted.COMING), timeout=25),
            ),
            id="put through while it is open, a text on its way",
        ),
        pytest.param(
            unchosen("Mon 12:00"),
            Texted.ALREADY,
            (
                Gather(
                    said("und", "no_language", "text_numbers", connecting("FRESC")),
                    go("menu", step=4),
                    timeout=1,
                ),
                Dial(FRESC, go("dialed", "und", step=4, tried=("fresc",), texted=Texted.ALREADY), timeout=25),
            ),
            id="or there already",
        ),
        pytest.param(
            unchosen("Mon 12:00"),
            Texted.IMPOSSIBLE,
            (
                Gather(
                    said(
                        "und",
                        "no_language",
                        open_until("FRESC", 17),
                        the_number("FRESC", "0120-76-2029"),
                        connecting("FRESC"),
                    ),
                    go("menu", step=4),
                    timeout=1,
                ),
                Dial(FRESC, go("dialed", "und", step=4, tried=("fresc",), texted=Texted.IMPOSSIBLE), timeout=25),
            ),
            id="without a text the number is spoken",
        ),
        pytest.param(
            unchosen("Mon 12:00", tried=("otit-vi", "fresc")),
            Texted.COMING,
            (
                Speak(said("und", "no_language")),
                Redirect(go("rest", "und", step=4, tried=("otit-vi", "fresc"), texted=Texted.COMING)),
            ),
            id="the line that has not answered is not dialled again",
        ),
        pytest.param(
            unchosen("Mon 12:00", tried=("otit-vi",)),
            Texted.COMING,
            (
                Gather(
                    said("und", "no_language", "text_numbers", connecting("FRESC")),
                    go("menu", step=4, tried=("otit-vi",)),
                    timeout=1,
                ),
                Dial(FRESC, go("dialed", "und", step=4, tried=("otit-vi", "fresc"), texted=Texted.COMING), timeout=25),
            ),
            id="after another one it is",
        ),
    ],
)
def test_nobody_is_dropped_after_three_rounds(given: Call, kept: Texted, actions: Actions) -> None:
    assert answer("menu", given, kept=kept).actions == actions


ALL_NUMBERS = """\
Tiếng Việt 0120250168
中文 0120250169
Indonesia 0120250192
Filipino 0120250197
English 0120250147
ไทย 0120250198
ខ្មែរ 0120250366
မြန်မာ 0120250302
にほんご 한국어 Español Português नेपाली Монгол 0120762029"""


def test_all_numbers_are_promised_after_three_rounds() -> None:
    mobile = "+819012345678"
    expected = Promise(f"CA1:{mobile}:und", Purpose.INFORMATION, "und", mobile, ALL_NUMBERS, at("Sun 10:00"))
    assert promise("menu", unchosen()) == expected
    linked = promise("menu", unchosen(), writer=LINKS)
    assert linked is not None
    assert linked.body == "https://example.org/"


@pytest.mark.parametrize("moment", ["Sun 10:00", "Mon 12:00"])
def test_nobody_is_texted_after_silence_unless_it_is_set(moment: str) -> None:
    given = unchosen(moment)
    assert promise("menu", given, writer=TextWriter(BOOK)) is None
    assert taken("menu", given, writer=TextWriter(BOOK)) == answer("menu", given, kept=Texted.IMPOSSIBLE)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(call("Sun 10:00", round=4, caller=WITHHELD), id="a number that is withheld"),
        pytest.param(call("Sun 10:00", round=4, caller=LANDLINE), id="a landline"),
        pytest.param(call("Sun 10:00", round=3), id="the third round"),
        pytest.param(call("Sun 10:00", key="5", round=4), id="a key after all"),
    ],
)
def test_no_text_is_promised_before_and_to_none_who_can_not_get_one(given: Call) -> None:
    assert promise("menu", given) is None
