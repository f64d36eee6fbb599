"""The call to a line: connect, and what follows by how it answered; and why, for every step up to there."""

import pytest

from ivr.core.call.actions import Action, Dial, Gather, Hangup, Redirect, Speak
from ivr.core.call.step import Call, Dialed
from ivr.core.text.promises import Texted
from prompts import Prompt
from prompts.languages import Menu
from schedules import Timetable
from tests.support.calls import (
    LANDLINE,
    TIMETABLE,
    WITHHELD,
    answer,
    call,
    connecting,
    ended,
    go,
    held,
    said,
    the_number,
)

OTIT_VI, FRESC = "+81120250168", "+81120762029"

Actions = tuple[Action, ...]


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
            call("Sun 10:00", "vi", key="0", step=2, tried=("fresc",), others=3, menu=Menu.MORE, texted=Texted.COMING),
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
            id="of a removed line nothing is said",
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
    gather = answer("menu", call("Sun 10:00", round=4), held("fresc", "open"), kept=Texted.IMPOSSIBLE).actions[0]
    assert isinstance(gather, Gather)
    assert gather.said == said(
        "und",
        "no_key",
        Prompt.of("open_always", agency="FRESC"),
        the_number("FRESC", "0120-76-2029"),
        connecting("FRESC"),
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
        (
            "menu",
            call("Sun 10:00", round=4),
            None,
            None,
            ("no language was chosen in 3 rounds of the menu", FRESC_CLOSED),
        ),
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
        ("dialed", call("Sun 10:00", "km"), None, ended("busy"), ("a removed line: busy", *NO_KHMER)),
    ],
)
def test_each_answer_says_why(
    place: str, given: Call, remembered: str | None, result: Dialed | None, because: tuple[str, ...]
) -> None:
    assert tuple(map(str, answer(place, given, remembered=remembered, ended=result).because)) == because


def test_why_a_line_was_put_through_after_three_rounds() -> None:
    assert tuple(map(str, answer("menu", call("Mon 12:00", round=4), kept=Texted.COMING).because)) == (
        "no language was chosen in 3 rounds of the menu",
        "fresc: open until Mon 2026-11-23 17:00 JST, within its weekly hours (Mon-Fri 09:00-17:00)",
    )
