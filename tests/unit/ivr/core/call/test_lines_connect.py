"""The call to a line: which line is dialled, and what the caller hears before."""

import pytest

from ivr.core.call.actions import Dial, Gather, Redirect
from ivr.core.call.step import Call
from ivr.core.text.promises import Texted
from prompts import Prompt
from prompts.languages import Menu
from schedules import Timetable
from tests.support.calls import TIMETABLE, WITHHELD, Actions, answer, call, connecting, go, held, said, the_number
from tests.support.published import FRESC, OTIT_VI, OTIT_ZH


@pytest.mark.parametrize(
    ("given", "actions"),
    [
        pytest.param(
            call("Sun 10:00", "vi", step=2),
            (
                Gather(
                    said("vi", connecting("OTIT"), "advice_free", "text_instead"),
                    go("connect", "vi", step=3),
                    timeout=1,
                ),
                Dial(OTIT_VI, go("dialed", "vi", step=3, tried=("otit-vi",)), timeout=25),
            ),
            id="the open line is announced and dialled",
        ),
        pytest.param(
            call("Sun 10:00", "vi", caller=WITHHELD),
            (
                Gather(said("vi", connecting("OTIT"), "advice_free"), go("connect", "vi", step=1), timeout=1),
                Dial(OTIT_VI, go("dialed", "vi", step=1, tried=("otit-vi",)), timeout=25),
            ),
            id="a text is offered to none who can not get one",
        ),
        pytest.param(
            call("Mon 12:00", "vi"),
            (
                Gather(
                    said("vi", connecting("OTIT"), "advice_free", "text_instead"),
                    go("connect", "vi", step=1),
                    timeout=1,
                ),
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
                    said("und", connecting("FRESC"), "advice_free", "text_instead"),
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
            call("Mon 12:00", "zh", key="2", step=2),
            (
                Gather(
                    said("zh", connecting("OTIT"), "advice_free", "text_instead"),
                    go("connect", "zh", step=3, round=2),
                    timeout=1,
                ),
                Dial(OTIT_ZH, go("dialed", "zh", step=3, tried=("otit-zh",)), timeout=25),
            ),
            id="2 in Chinese may be a doubled key: the announcement is repeated",
        ),
        pytest.param(
            call("Mon 12:00", "zh", key="2", step=3, round=2),
            (Redirect(go("rest", "zh", step=4)),),
            id="pressed once more it asks for the hours",
        ),
        pytest.param(
            call("Mon 12:00", "ko", key="2", step=3, menu=Menu.MORE),
            (
                Gather(
                    said("ko", connecting("FRESC"), "advice_free", "text_instead"),
                    go("connect", "ko", step=4, round=2, menu=Menu.MORE),
                    timeout=1,
                ),
                Dial(FRESC, go("dialed", "ko", step=4, menu=Menu.MORE, tried=("fresc",)), timeout=25),
            ),
            id="the same in Korean, on the second page",
        ),
        pytest.param(
            call("Mon 12:00", "zh", key="2", step=3, tried=("otit-zh",)),
            (Redirect(go("rest", "zh", step=4, tried=("otit-zh",))),),
            id="while the second line is announced, 2 is not doubled",
        ),
        pytest.param(
            call("Mon 12:00", "und", key="2", step=3),
            (Redirect(go("rest", "und", step=4)),),
            id="nor where no language was chosen",
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
        "Đang nối máy đến OTIT.",
        "Tư vấn miễn phí.",
        "Nếu chỉ muốn nhận tin nhắn về giờ làm việc, xin bấm phím 2.",
    ]
    assert heard("en") == [
        "Connecting you to FRESC.",
        "The advice is free.",
        "To get the opening hours by text message instead, press 2.",
    ]


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
        "no_language",
        Prompt.of("open_always", agency="FRESC"),
        the_number("FRESC", "0120-76-2029"),
        connecting("FRESC"),
    )
