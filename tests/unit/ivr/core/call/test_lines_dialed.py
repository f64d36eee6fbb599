"""What follows by how a line answered; and the reasons that each step gives."""

import pytest

from ivr.core.call.actions import Dial, Gather, Hangup, Redirect, Speak
from ivr.core.call.step import Call, Dialed
from ivr.core.text.promises import Texted
from prompts import Prompt
from tests.support.calls import LANDLINE, Actions, answer, call, connecting, ended, go, said
from tests.support.published import FRESC, OTIT_VI

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
            (Redirect(go("rest", "vi", step=5, tried=("otit-vi", "fresc"))),),
            id="nobody is left: to rest, which says that it did not answer",
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
            (Redirect(go("rest", "vi", step=4, tried=("otit-vi",))),),
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
        "Cuộc gọi đến OTIT đã kết thúc. Nếu cần giúp đỡ thêm, xin vui lòng giữ máy."
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
        ("menu", call("Sun 10:00", key="#"), None, None, ("key # has no meaning here",)),
        ("menu", call("Sun 10:00", key="7" * 30), None, None, ("several keys have no meaning here",)),
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
