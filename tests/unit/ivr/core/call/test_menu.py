"""The call until a language is chosen: ring, and the menu."""

from dataclasses import replace

import pytest

from ivr.core.call.actions import Answer, Dial, Gather, Go, Place, Redirect, Trail
from ivr.core.call.step import Call
from ivr.core.text.promises import Texted
from prompts import Name, Piece, Prompt, Said
from prompts.languages import Menu
from sentences import Sentence
from tests.support.calls import WITHHELD, Actions, answer, at, call, connecting, go, said
from tests.support.published import FRESC, OTIT_EN, OTIT_VI


def option(language: str, key: str) -> tuple[Piece, ...]:
    return said(language, Prompt.of("menu_option", language=Name(language), key=key))


FIRST_PAGE = (
    *option("vi", "1"),
    *option("zh", "2"),
    *option("id", "3"),
    *option("fil", "4"),
    *option("en", "5"),
    *option("th", "6"),
    *option("km", "7"),
    *option("my", "8"),
    *option("ja", "9"),
    *option("ko", "9"),
    *option("es", "9"),
    *option("pt", "9"),
    *option("ne", "9"),
    *option("mn", "9"),
)
SECOND_PAGE = (
    *option("ja", "1"),
    *option("ko", "2"),
    *option("es", "3"),
    *option("pt", "4"),
    *option("ne", "5"),
    *option("mn", "6"),
)
ASKED_FIRST = (Gather(FIRST_PAGE, go("menu", step=1), timeout=5), Redirect(go("menu", step=1, round=2)))

# --- ring

IN_ENGLISH = Said("en", "Other languages 0.")
OTHERS = {
    "vi": (Said("vi", "Ngôn ngữ khác, phím 0."), IN_ENGLISH),
    "ko": (Said("ko", "다른 언어 0번."), IN_ENGLISH),
    "km": (IN_ENGLISH,),
    "en": (IN_ENGLISH,),
}
"""The first words to a caller whose language is remembered."""


@pytest.mark.parametrize(
    ("remembered", "given", "actions"),
    [
        pytest.param(None, call("Sun 10:00"), ASKED_FIRST, id="a new caller hears the menu"),
        pytest.param("xx", call("Sun 10:00"), ASKED_FIRST, id="a language that is no more leads to the menu"),
        pytest.param("und", call("Sun 10:00"), ASKED_FIRST, id="one that was never chosen leads to the menu"),
        pytest.param(
            "vi",
            call("Sun 10:00"),
            (
                Gather((*OTHERS["vi"], *said("vi", connecting("OTIT"))), go("menu", step=1), timeout=1),
                Dial(OTIT_VI, go("dialed", "vi", step=1, tried=("otit-vi",)), timeout=25),
            ),
            id="a remembered language is put straight through",
        ),
        pytest.param(
            "vi",
            call("Mon 10:00", caller=WITHHELD),
            (
                Gather((*OTHERS["vi"], *said("vi", connecting("FRESC"))), go("menu", step=1), timeout=1),
                Dial(FRESC, go("dialed", "vi", step=1, tried=("fresc",)), timeout=25),
            ),
            id="to the second tier while the first is closed",
        ),
        pytest.param(
            "km",
            call("Sun 10:00"),
            (
                Gather(OTHERS["km"], go("menu", step=1), timeout=1),
                Redirect(go("rest", "km", step=1)),
            ),
            id="or to rest while both are closed, after a moment for 0",
        ),
        pytest.param(
            "ko",
            call("Mon 16:59:59"),
            (
                Gather((*OTHERS["ko"], *said("ko", connecting("FRESC"))), go("menu", step=1), timeout=1),
                Dial(FRESC, go("dialed", "ko", step=1, tried=("fresc",)), timeout=25),
            ),
            id="until the last second",
        ),
        pytest.param(
            "ko",
            call("Mon 17:00"),
            (
                Gather(OTHERS["ko"], go("menu", step=1), timeout=1),
                Redirect(go("rest", "ko", step=1)),
            ),
            id="and not one longer",
        ),
        pytest.param(
            "en",
            call("Tue 12:00"),
            (
                Gather((*OTHERS["en"], *said("en", connecting("OTIT"))), go("menu", step=1), timeout=1),
                Dial(OTIT_EN, go("dialed", "en", step=1, tried=("otit-en",)), timeout=25),
            ),
            id="English is not said twice",
        ),
    ],
)
def test_ring(remembered: str | None, given: Call, actions: Actions) -> None:
    got = answer("ring", given, remembered=remembered)
    assert (got.actions, got.chose) == (actions, None)


def test_the_menu_begins_with_each_language_in_its_own_voice() -> None:
    gather = answer("ring", call("Sun 10:00")).actions[0]
    assert isinstance(gather, Gather)
    assert gather.said[0] == Said("vi", "Tiếng Việt, phím 1.")
    assert gather.said[4] == Said("en", "English, press 5.")
    assert [piece.text for piece in gather.said if piece.language == "en"] == [
        "English, press 5.",
        "Cambodian, press 7.",  # no voice speaks Khmer or Mongolian, and nobody has recorded them
        "Mongolian, press 9.",
    ]


def test_a_call_begins_without_a_language_and_a_key() -> None:
    begun = Call("CA1", WITHHELD, Trail(), at("Sun 10:00"))
    assert (begun.language, begun.key) == ("", "")
    assert Go(Place.MENU) == Go(Place.MENU, "", Trail(0, 1, Menu.FIRST, (), Texted.NOT_YET, "", False, 0, 0))


# --- menu


def page(menu: Menu, round: int = 1, step: int = 1) -> Actions:  # noqa: A002
    """The question of a page; silence leads to the next round."""
    sentences = FIRST_PAGE if menu is Menu.FIRST else SECOND_PAGE
    return (
        Gather(sentences, go("menu", step=step, round=round, menu=menu), timeout=5),
        Redirect(go("menu", step=step, round=round + 1, menu=menu)),
    )


FIRST, MORE = Menu.FIRST, Menu.MORE


@pytest.mark.parametrize(
    ("given", "actions"),
    [
        pytest.param(call("Sun 10:00"), page(FIRST), id="silence: the menu"),
        pytest.param(call("Sun 10:00", step=1, round=2), page(FIRST, 2, 2), id="silence again: its second round"),
        pytest.param(call("Sun 10:00", step=2, round=3), page(FIRST, 3, 3), id="and its third"),
        pytest.param(call("Sun 10:00", key="0", round=2), page(FIRST, 2), id="0: the same round again"),
        pytest.param(call("Sun 10:00", key="0", round=4), page(FIRST, 4), id="0 counts after the last round, too"),
        pytest.param(call("Sun 10:00", key="9"), page(MORE), id="9: the other six"),
        pytest.param(call("Sun 10:00", key="9", round=3, step=7), page(MORE, 3, 8), id="9 in the last round"),
        pytest.param(call("Sun 10:00", menu=MORE, round=2), page(MORE, 2), id="silence on the second page"),
        pytest.param(call("Sun 10:00", key="0", menu=MORE), page(MORE), id="0 on the second page: that page"),
        pytest.param(call("Sun 10:00", key="9", menu=MORE), page(FIRST), id="9 on the second page: back"),
        pytest.param(
            call("Sun 10:00", key="#", step=4),
            (Redirect(go("menu", step=5, round=2)),),
            id="a key without meaning costs a round",
        ),
        pytest.param(
            call("Sun 10:00", key="#", round=3), (Redirect(go("menu", step=1, round=4)),), id="also the last one"
        ),
        pytest.param(
            call("Sun 10:00", key="11"), (Redirect(go("menu", step=1, round=2)),), id="two keys are not the first"
        ),
        pytest.param(
            call("Sun 10:00", key="7", menu=MORE, tried=("fresc",)),
            (Redirect(go("menu", step=1, round=2, menu=MORE, tried=("fresc",))),),
            id="7 has no meaning on the second page, where the call stays",
        ),
    ],
)
def test_menu(given: Call, actions: Actions) -> None:
    assert answer("menu", given).actions == actions
    assert answer("menu", given).chose is None


@pytest.mark.parametrize(
    ("menu", "key", "language", "english"),
    [
        (FIRST, "1", "vi", "Vietnamese"),
        (FIRST, "2", "zh", "Chinese"),
        (FIRST, "3", "id", "Indonesian"),
        (FIRST, "4", "fil", "Filipino"),
        (FIRST, "5", "en", "English"),
        (FIRST, "6", "th", "Thai"),
        (FIRST, "7", "km", "Khmer"),
        (FIRST, "8", "my", "Burmese"),
        (MORE, "1", "ja", "Easy Japanese"),
        (MORE, "2", "ko", "Korean"),
        (MORE, "3", "es", "Spanish"),
        (MORE, "4", "pt", "Portuguese"),
        (MORE, "5", "ne", "Nepali"),
        (MORE, "6", "mn", "Mongolian"),
    ],
)
def test_a_key_chooses_a_language_in_every_round(menu: Menu, key: str, language: str, english: str) -> None:
    for round_ in (1, 3, 4):
        given = call("Sun 03:00", key=key, menu=menu, step=2, round=round_, tried=("fresc",), others=2)
        then = go("connect", language, menu=menu, step=3, tried=("fresc",), others=2)
        because = Sentence("key {key} is {language}", key=key, language=english)
        assert answer("menu", given) == Answer((Redirect(then),), (because,), chose=language)


@pytest.mark.parametrize(
    ("place", "given", "remembered", "language"),
    [
        ("ring", call("Sun 10:00"), "vi", "vi"),
        ("ring", call("Sun 10:00"), None, None),
        ("menu", call("Sun 10:00", key="1"), None, None),  # chosen: the next step is in it
        ("menu", call("Sun 10:00", round=4), None, "und"),
    ],
)
def test_the_language_that_a_step_goes_on_in_is_recorded(
    place: str, given: Call, remembered: str | None, language: str | None
) -> None:
    assert answer(place, given, remembered=remembered).language == language


@pytest.mark.parametrize("given", [call("Sun 10:00", key="*"), call("Sun 10:00", key="*", round=2, menu=MORE)])
def test_the_star_forgets_the_language_and_the_menu_is_heard_again(given: Call) -> None:
    step, again = answer("menu", given), answer("menu", replace(given, key="0"))
    assert step.forgets
    assert not again.forgets
    assert step.actions == again.actions
    assert step.because == (Sentence("asked to forget the language"),)
