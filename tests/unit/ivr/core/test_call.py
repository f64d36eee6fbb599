"""The call, step by step: who, where, which key and when in; what is said, dialled and asked out."""

import pytest

from ivr.core.actions import Action, Answer, Dial, Gather, Hangup, Redirect, Speak, Texted
from ivr.core.call import Call, Dialed
from ivr.core.texts import Promise, Purpose
from prompts import Name, Piece, Prompt, Said
from prompts.languages import Menu
from schedules import Timetable
from tests.support.calls import (
    LANDLINE,
    LINKS,
    TIMETABLE,
    WITHHELD,
    answer,
    at,
    call,
    connecting,
    ended,
    go,
    held,
    open_until,
    promise,
    said,
    the_number,
)

OTIT_VI, FRESC = "+81120250168", "+81120762029"


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

Actions = tuple[Action, ...]


# --- ring


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
                Gather(said("vi", "other_languages", connecting("OTIT")), go("connect", "vi", step=1), timeout=1),
                Dial(OTIT_VI, go("dialed", "vi", step=1, tried=("otit-vi",)), timeout=25),
            ),
            id="a remembered language is put straight through",
        ),
        pytest.param(
            "vi",
            call("Mon 10:00", caller=WITHHELD),
            (
                Gather(said("vi", "other_languages", connecting("FRESC")), go("connect", "vi", step=1), timeout=1),
                Dial(FRESC, go("dialed", "vi", step=1, tried=("fresc",)), timeout=25),
            ),
            id="to the second tier while the first is closed",
        ),
        pytest.param(
            "km",
            call("Sun 10:00"),
            (
                Gather(said("km", "other_languages"), go("connect", "km", step=1), timeout=1),
                Redirect(go("rest", "km", step=1)),
            ),
            id="or to rest while both are closed, after a moment for 0",
        ),
        pytest.param(
            "ko",
            call("Mon 16:59:59"),
            (
                Gather(said("ko", "other_languages", connecting("FRESC")), go("connect", "ko", step=1), timeout=1),
                Dial(FRESC, go("dialed", "ko", step=1, tried=("fresc",)), timeout=25),
            ),
            id="until the last second",
        ),
        pytest.param(
            "ko",
            call("Mon 17:00"),
            (
                Gather(said("ko", "other_languages"), go("connect", "ko", step=1), timeout=1),
                Redirect(go("rest", "ko", step=1)),
            ),
            id="and not one longer",
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
        "Khmer, press 7.",  # no voice speaks Khmer or Mongolian, and nobody has recorded them
        "Mongolian, press 9.",
    ]


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
            call("Sun 10:00", key="*", step=4),
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
        assert answer("menu", given) == Answer((Redirect(then),), (f"key {key} is {english}",), chose=language)


# --- after the last round


def unchosen(moment: str = "Sun 10:00", *, tried: tuple[str, ...] = (), step: int = 3) -> Call:
    return call(moment, round=4, tried=tried, step=step)


@pytest.mark.parametrize(
    ("given", "kept", "actions"),
    [
        pytest.param(
            unchosen(),
            Texted.COMING,
            (Speak(said("und", "no_key")), Redirect(go("rest", "und", step=4, texted=Texted.COMING))),
            id="to rest while the line of Easy Japanese is closed",
        ),
        pytest.param(
            unchosen(),
            Texted.IMPOSSIBLE,
            (Speak(said("und", "no_key")), Redirect(go("rest", "und", step=4, texted=Texted.IMPOSSIBLE))),
            id="also where no text can be sent",
        ),
        pytest.param(
            unchosen("Mon 12:00"),
            Texted.COMING,
            (
                Gather(
                    said("und", "no_key", "text_numbers", connecting("FRESC")),
                    go("connect", "und", step=4, texted=Texted.COMING),
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
                    said("und", "no_key", "text_numbers", connecting("FRESC")),
                    go("connect", "und", step=4, texted=Texted.ALREADY),
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
                        "no_key",
                        open_until("FRESC", 17),
                        the_number("FRESC", "0120-76-2029"),
                        connecting("FRESC"),
                    ),
                    go("connect", "und", step=4, texted=Texted.IMPOSSIBLE),
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
                Speak(said("und", "no_key")),
                Redirect(go("rest", "und", step=4, tried=("otit-vi", "fresc"), texted=Texted.COMING)),
            ),
            id="the line that has not answered is not dialled again",
        ),
        pytest.param(
            unchosen("Mon 12:00", tried=("otit-vi",)),
            Texted.COMING,
            (
                Gather(
                    said("und", "no_key", "text_numbers", connecting("FRESC")),
                    go("connect", "und", step=4, tried=("otit-vi",), texted=Texted.COMING),
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
Tiếng Việt 0120-250-168
中文 0120-250-169
Bahasa Indonesia 0120-250-192
Filipino 0120-250-197
English 0120-250-147
ภาษาไทย 0120-250-198
ភាសាខ្មែរ 0120-250-366
မြန်မာဘာသာ 0120-250-302
FRESC 0120-76-2029"""


def test_all_numbers_are_promised_after_three_rounds() -> None:
    mobile = "+819012345678"
    expected = Promise(f"CA1:{mobile}:und", Purpose.INFORMATION, "und", mobile, ALL_NUMBERS, at("Sun 10:00"))
    assert promise("menu", unchosen()) == expected
    linked = promise("menu", unchosen(), writer=LINKS)
    assert linked is not None
    assert linked.body == "https://example.org/"


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


# --- connect


@pytest.mark.parametrize(
    ("given", "actions"),
    [
        pytest.param(
            call("Sun 10:00", "vi", step=2),
            (
                Gather(said("vi", connecting("OTIT"), "text_instead"), go("connect", "vi", step=3), timeout=1),
                Dial(OTIT_VI, go("dialed", "vi", step=3, tried=("otit-vi",)), timeout=25),
            ),
            id="the open line is announced and dialled",
        ),
        pytest.param(
            call("Sun 10:00", "vi", caller=WITHHELD),
            (
                Gather(said("vi", connecting("OTIT")), go("connect", "vi", step=1), timeout=1),
                Dial(OTIT_VI, go("dialed", "vi", step=1, tried=("otit-vi",)), timeout=25),
            ),
            id="a text is offered to none who can not get one",
        ),
        pytest.param(
            call("Mon 12:00", "vi"),
            (
                Gather(said("vi", connecting("OTIT"), "text_instead"), go("connect", "vi", step=1), timeout=1),
                Dial(OTIT_VI, go("dialed", "vi", step=1, tried=("otit-vi",)), timeout=25),
            ),
            id="of two open lines the first tier",
        ),
        pytest.param(
            call("Mon 12:00", "vi", tried=("otit-vi",), others=1, reminded=True, texted=Texted.COMING),
            (
                Gather(
                    said("vi", connecting("FRESC"), "text_instead"),
                    go(
                        "connect",
                        "vi",
                        step=1,
                        tried=("otit-vi",),
                        others=1,
                        reminded=True,
                        texted=Texted.COMING,
                    ),
                    timeout=1,
                ),
                Dial(
                    FRESC,
                    go(
                        "dialed",
                        "vi",
                        step=1,
                        tried=("otit-vi", "fresc"),
                        others=1,
                        reminded=True,
                        texted=Texted.COMING,
                    ),
                    timeout=25,
                ),
            ),
            id="the second once the first has been dialled, what is known of the call kept",
        ),
        pytest.param(
            call("Mon 12:00", "vi", tried=("otit-vi", "fresc")),
            (Redirect(go("rest", "vi", step=1, tried=("otit-vi", "fresc"))),),
            id="to rest once both have been",
        ),
        pytest.param(
            call("Sun 10:00", "km", round=3), (Redirect(go("rest", "km", step=1)),), id="to rest while both are closed"
        ),
        pytest.param(
            call("Mon 12:00", "und", texted=Texted.COMING),
            (
                Gather(
                    said("und", connecting("FRESC"), "text_instead"),
                    go("connect", "und", step=1, texted=Texted.COMING),
                    timeout=1,
                ),
                Dial(FRESC, go("dialed", "und", step=1, tried=("fresc",), texted=Texted.COMING), timeout=25),
            ),
            id="who has chosen no language gets the line of Easy Japanese",
        ),
        pytest.param(
            call("Sun 10:00", "vi", key="1", step=2),
            (Dial(OTIT_VI, go("dialed", "vi", step=3, tried=("otit-vi",)), timeout=25),),
            id="a doubled key costs nothing: the line is dialled without further words",
        ),
        pytest.param(
            call("Sun 10:00", "vi", key="#"),
            (Dial(OTIT_VI, go("dialed", "vi", step=1, tried=("otit-vi",)), timeout=25),),
            id="as does any key without meaning",
        ),
        pytest.param(
            call("Sun 10:00", "vi", key="2", step=2, texted=Texted.NOT_YET),
            (Redirect(go("rest", "vi", step=3)),),
            id="2: the hours by text instead",
        ),
        pytest.param(
            call("Sun 10:00", "vi", key="0", step=2, tried=("fresc",), others=3, menu=MORE, texted=Texted.COMING),
            (Redirect(go("menu", step=3, tried=("fresc",), others=3)),),
            id="0: the language menu, its first page; what was tried and sent is kept, what was texted is not",
        ),
    ],
)
def test_connect(given: Call, actions: Actions) -> None:
    got = answer("connect", given)
    assert (got.actions, got.chose) == (actions, None)


def test_what_is_heard_while_connecting() -> None:
    def heard(language: str) -> list[str]:
        gather = answer("connect", call("Mon 12:00", language)).actions[0]
        assert isinstance(gather, Gather)
        return [piece.text for piece in gather.said]

    assert heard("vi") == [
        "Đang nối máy đến OTIT. Cuộc gọi này miễn phí.",
        "Nếu không nối máy mà chỉ muốn nhận giờ làm việc qua tin nhắn, xin bấm phím 2.",
    ]
    assert heard("en") == [
        "Connecting you to FRESC. The call is free.",
        "To get the opening hours by text message instead, press 2.",
    ]


# --- dialed

PLACED = call("Mon 12:00", "vi", step=3, tried=("otit-vi",))
"""OTIT has been dialled, and FRESC is open."""
LAST = call("Mon 12:00", "vi", step=4, tried=("otit-vi", "fresc"))
"""Both have been dialled."""
SUNDAY = call("Sun 10:00", "vi", step=3, tried=("otit-vi",))
"""OTIT has been dialled, and FRESC is closed."""
GOODBYE = (Speak(said("vi", "goodbye")), Hangup())


def about(prompt: str, agency: str) -> Prompt:
    return Prompt.of(prompt, agency=agency)


def second_tier(news: str) -> Actions:
    return (
        Gather(
            said("vi", about(news, "OTIT"), connecting("FRESC"), "text_instead"),
            go("connect", "vi", step=4, tried=("otit-vi",)),
            timeout=1,
        ),
        Dial(FRESC, go("dialed", "vi", step=4, tried=("otit-vi", "fresc")), timeout=25),
    )


@pytest.mark.parametrize(
    ("given", "result", "actions"),
    [
        pytest.param(PLACED, ended("completed", 15), GOODBYE, id="answered for 15 s: goodbye"),
        pytest.param(PLACED, ended("completed", 3600), GOODBYE, id="for an hour: goodbye"),
        pytest.param(PLACED, ended("completed", None), GOODBYE, id="the carrier does not say how long: goodbye"),
        pytest.param(PLACED, ended("completed", 14), second_tier("call_ended"), id="for 14 s: an announcement"),
        pytest.param(PLACED, ended("completed", 0), second_tier("call_ended"), id="for no time at all"),
        pytest.param(PLACED, ended("busy"), second_tier("no_answer"), id="busy"),
        pytest.param(PLACED, ended("no-answer"), second_tier("no_answer"), id="no answer"),
        pytest.param(PLACED, ended("failed", None), second_tier("no_answer"), id="failed"),
        pytest.param(PLACED, ended("canceled"), second_tier("no_answer"), id="cancelled"),
        pytest.param(PLACED, ended("no-answer", 30), second_tier("no_answer"), id="no answer is none, however long"),
        pytest.param(PLACED, ended("completed", 15, gone=True), (Hangup(),), id="the caller is gone after a talk"),
        pytest.param(PLACED, ended("completed", 14, gone=True), (Hangup(),), id="or after an announcement"),
        pytest.param(PLACED, ended("no-answer", gone=True), (Hangup(),), id="or while it rang"),
        pytest.param(
            LAST,
            ended("busy"),
            (
                Speak(said("vi", about("no_answer", "FRESC"))),
                Redirect(go("rest", "vi", step=5, tried=("otit-vi", "fresc"))),
            ),
            id="nobody is left: that it did not answer, then to rest",
        ),
        pytest.param(
            LAST,
            ended("completed", 3),
            (Redirect(go("rest", "vi", step=5, tried=("otit-vi", "fresc"))),),
            id="nobody is left after an announcement: to rest, with nothing to stay on the line for",
        ),
        pytest.param(
            SUNDAY,
            ended("no-answer"),
            (
                Speak(said("vi", about("no_answer", "OTIT"))),
                Redirect(go("rest", "vi", step=4, tried=("otit-vi",))),
            ),
            id="the second tier is closed",
        ),
        pytest.param(
            call("Mon 12:00", "vi", tried=("otit-vi",), caller=LANDLINE),
            ended("busy"),
            (
                Gather(
                    said("vi", about("no_answer", "OTIT"), connecting("FRESC")),
                    go("connect", "vi", step=1, tried=("otit-vi",)),
                    timeout=1,
                ),
                Dial(FRESC, go("dialed", "vi", step=1, tried=("otit-vi", "fresc")), timeout=25),
            ),
            id="a landline is offered no text",
        ),
        pytest.param(
            call("Mon 12:00", "vi", tried=("gone",)),
            ended("busy"),
            (
                Gather(
                    said("vi", connecting("OTIT"), "text_instead"),
                    go("connect", "vi", step=1, tried=("gone",)),
                    timeout=1,
                ),
                Dial(OTIT_VI, go("dialed", "vi", step=1, tried=("gone", "otit-vi")), timeout=25),
            ),
            id="of a line that is gone nothing is said",
        ),
        pytest.param(
            call("Sun 10:00", "km"),
            ended("busy"),
            (Redirect(go("rest", "km", step=1)),),
            id="a trail without lines leads on, too",
        ),
    ],
)
def test_dialed(given: Call, result: Dialed, actions: Actions) -> None:
    got = answer("dialed", given, ended=result)
    assert (got.actions, got.chose) == (actions, None)


def test_what_is_heard_after_nobody_has_answered() -> None:
    def heard(language: str, tried: str, result: Dialed) -> list[str]:
        gather = answer("dialed", call("Tue 12:00", language, tried=(tried,)), ended=result).actions[0]
        assert isinstance(gather, Gather)
        return [piece.text for piece in gather.said]

    assert heard("en", "otit-en", ended("busy"))[0] == "OTIT did not answer."
    assert heard("vi", "otit-vi", ended("completed", 5))[0] == (
        "Cuộc gọi đến OTIT đã kết thúc. Nếu cần giúp thêm, xin vui lòng giữ máy."
    )


# --- why

OTIT_OPEN = (
    "otit-vi: open until Sun 2026-11-29 17:00 JST, within its weekly hours (Mon-Fri 11:00-19:00, Sun 09:00-17:00)"
)
NO_KHMER = (
    "otit-km: closed until Thu 2026-12-03 11:00 JST, outside its weekly hours (Thu 11:00-19:00)",
    "fresc: closed until Mon 2026-11-30 09:00 JST, outside its weekly hours (Mon-Fri 09:00-17:00)",
)
FRESC_CLOSED = NO_KHMER[1]
OTIT_TRIED = OTIT_OPEN.replace("otit-vi: ", "otit-vi: already tried in this call; ")


@pytest.mark.parametrize(
    ("place", "given", "remembered", "result", "because"),
    [
        ("ring", call("Sun 10:00"), None, None, ()),
        ("ring", call("Sun 10:00"), "vi", None, ("vi is remembered from the last call", OTIT_OPEN)),
        ("ring", call("Sun 10:00"), "km", None, ("km is remembered from the last call", *NO_KHMER)),
        ("menu", call("Sun 10:00"), None, None, ()),
        ("menu", call("Sun 10:00", key="*"), None, None, ("key * has no meaning here",)),
        ("menu", call("Sun 10:00", key="7" * 30), None, None, ("key " + "7" * 20 + " has no meaning here",)),
        ("menu", unchosen(), None, None, ("no language was chosen in 3 rounds of the menu", FRESC_CLOSED)),
        ("connect", call("Sun 10:00", "vi"), None, None, (OTIT_OPEN,)),
        ("connect", call("Sun 10:00", "km"), None, None, NO_KHMER),
        ("connect", call("Sun 10:00", "vi", "0"), None, None, ("the caller asked for other languages",)),
        ("connect", call("Sun 10:00", "vi", "2"), None, None, ("the caller asked for the hours by text instead",)),
        ("dialed", SUNDAY, None, ended("completed", 15), ("otit-vi: completed",)),
        ("dialed", SUNDAY, None, ended("busy", gone=True), ("otit-vi: busy; the caller has hung up",)),
        ("dialed", SUNDAY, None, ended("failed"), ("otit-vi: failed", OTIT_TRIED, FRESC_CLOSED)),
        (
            "dialed",
            SUNDAY,
            None,
            ended("completed", 14),
            ("otit-vi: completed after 14 s, too short to have been a person", OTIT_TRIED, FRESC_CLOSED),
        ),
        ("dialed", call("Sun 10:00", "km"), None, ended("busy"), ("a line that is gone: busy", *NO_KHMER)),
    ],
)
def test_each_answer_says_why(
    place: str, given: Call, remembered: str | None, result: Dialed | None, because: tuple[str, ...]
) -> None:
    assert answer(place, given, remembered=remembered, ended=result).because == because


def test_why_a_line_was_put_through_after_three_rounds() -> None:
    assert answer("menu", unchosen("Mon 12:00"), kept=Texted.COMING).because == (
        "no language was chosen in 3 rounds of the menu",
        "fresc: open until Mon 2026-11-23 17:00 JST, within its weekly hours (Mon-Fri 09:00-17:00)",
    )


# --- what is held by hand


@pytest.mark.parametrize(
    ("timetable", "dialled"),
    [
        pytest.param(TIMETABLE, OTIT_VI, id="nothing"),
        pytest.param(held("otit-vi", "closed"), FRESC, id="the first tier closed"),
        pytest.param(held("all", "closed"), None, id="everything closed"),
    ],
)
def test_connect_follows_what_is_held_by_hand(timetable: Timetable, dialled: str | None) -> None:
    actions = answer("connect", call("Mon 12:00", "vi", key="1"), timetable).actions
    assert [action.target for action in actions if isinstance(action, Dial)] == ([dialled] if dialled else [])


def test_a_line_that_never_closes_is_said_to_be_open_day_and_night() -> None:
    gather = answer("menu", unchosen(), held("fresc", "open"), kept=Texted.IMPOSSIBLE).actions[0]
    assert isinstance(gather, Gather)
    assert gather.said == said(
        "und",
        "no_key",
        Prompt.of("open_always", agency="FRESC"),
        the_number("FRESC", "0120-76-2029"),
        connecting("FRESC"),
    )
