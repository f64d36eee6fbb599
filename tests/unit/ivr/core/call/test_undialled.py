"""Lines that are open and not dialled, and lines whose charge is announced."""

from dataclasses import replace

import pytest

from ivr.core.call.actions import LONGEST_DIAL, Action, Dial, Gather, Redirect, Speak
from ivr.core.call.step import Call
from ivr.core.caller import Caller, Phone
from ivr.core.dialling import Dialling
from ivr.core.text.promises import Texted
from prompts import Prompt
from schedules import Timetable
from sentences import Sentence
from tests.support.calls import (
    DIRECTORY,
    KEY_NOTICE,
    TIMETABLE,
    WITHHELD,
    answer,
    at_rest,
    call,
    connecting,
    ended,
    go,
    open_until,
    said,
    the_number,
)
from tests.support.published import FRESC, OTIT_VI

OWN = "+815031234567"
OUR_OWN = Caller(OWN, Phone.FIXED)


def with_line(line_id: str, **changes: object) -> Timetable:
    lines = tuple(replace(each, **changes) if each.id == line_id else each for each in DIRECTORY.lines)  # type: ignore[arg-type]
    return Timetable(replace(DIRECTORY, lines=lines))


CHARGED = with_line("otit-vi", dial="+81570012345", charged=True)
FOREIGN = with_line("otit-vi", dial="+14155552671")


def dialled(actions: tuple[Action, ...]) -> list[str]:
    return [action.target for action in actions if isinstance(action, Dial)]


def test_a_dialled_call_is_ended_after_an_hour() -> None:
    (dial,) = [each for each in answer("connect", call("Sun 10:00", "vi")).actions if isinstance(each, Dial)]
    assert dial.longest == LONGEST_DIAL == 3600


class TestCharged:
    def test_the_charge_is_said_in_place_of_that_the_advice_is_free(self) -> None:
        gather, dial = answer("connect", call("Sun 10:00", "vi"), CHARGED).actions
        assert isinstance(gather, Gather)
        assert isinstance(dial, Dial)
        assert gather.said == said("vi", connecting("OTIT"), "charged", "text_instead")
        assert dial.target == "+81570012345"

    def test_a_key_does_not_skip_the_charge(self) -> None:
        charge, dial = answer("connect", call("Sun 10:00", "vi", key="5"), CHARGED).actions
        assert charge == Speak(said("vi", "charged"))
        assert isinstance(dial, Dial)

    def test_to_a_remembered_caller(self) -> None:
        gather = answer("ring", call("Sun 10:00"), CHARGED, remembered="vi").actions[0]
        assert isinstance(gather, Gather)
        assert gather.said[-2:] == said("vi", connecting("OTIT"), "charged")

    def test_to_a_caller_without_a_language(self) -> None:
        fresc = with_line("fresc", charged=True)
        gather = answer("menu", call("Mon 10:00", round=4), fresc, kept=Texted.COMING).actions[0]
        assert isinstance(gather, Gather)
        assert gather.said == said("und", "no_language", "text_numbers", connecting("FRESC"), "charged")

    def test_of_the_second_line(self) -> None:
        given = call("Mon 12:00", "vi", tried=("otit-vi",))
        gather = answer("dialed", given, with_line("fresc", charged=True), ended=ended("busy")).actions[0]
        assert isinstance(gather, Gather)
        busy = Prompt.of("no_answer", agency="OTIT")
        assert gather.said == said("vi", busy, connecting("FRESC"), "charged", "text_instead")

    def test_in_a_language_without_a_voice(self) -> None:
        km = with_line("otit-km", charged=True)
        gather = answer("connect", call("Thu 12:00", "km"), km).actions[0]
        assert isinstance(gather, Gather)
        assert "This call may cost money." in [piece.text for piece in gather.said]

    @pytest.mark.parametrize(
        ("language", "words"),
        [("vi", "Gọi đến số này có thể mất phí."), ("km", "Calling this number may cost money.")],
    )
    def test_of_a_number_that_is_spoken(self, language: str, words: str) -> None:
        given = call("Sun 20:00", language, caller=WITHHELD, texted=Texted.IMPOSSIBLE)
        for timetable, told in ((with_line(f"otit-{language}", charged=True), 1), (TIMETABLE, 0)):
            gather = answer("rest", given, timetable).actions[0]
            assert isinstance(gather, Gather)
            assert [piece.text for piece in gather.said].count(words) == told


class TestRefused:
    @pytest.mark.parametrize("key", ["", "5"])
    def test_a_line_whose_number_is_not_dialled_is_skipped(self, key: str) -> None:
        given = call("Mon 12:00", "vi", key=key)
        step = answer("connect", given, FOREIGN)
        assert dialled(step.actions) == [FRESC]
        assert str(step.because[0]) == (
            "otit-vi: not dialled: +14155552671 is in US, which DIAL_COUNTRIES does not name; "
            "open until Mon 2026-11-23 19:00 JST, within its weekly hours "
            "(Mon-Fri 11:00-19:00, Sun 09:00-17:00)"
        )

    def test_settings_allow_it(self) -> None:
        given = replace(call("Mon 12:00", "vi"), dialling=Dialling(OWN, frozenset({"JP", "US"})))
        assert dialled(answer("connect", given, FOREIGN).actions) == ["+14155552671"]

    def test_without_another_line_its_number_is_said(self) -> None:
        given = call("Sun 10:00", "vi", step=2)
        assert answer("connect", given, FOREIGN).actions == (Redirect(go("rest", "vi", step=3)),)
        for kept in (Texted.COMING, Texted.IMPOSSIBLE):
            step = answer("rest", call("Sun 10:00", "vi"), FOREIGN, kept=kept)
            gather = step.actions[0]
            assert isinstance(gather, Gather)
            number, first = the_number("OTIT", "0120-250-168"), open_until("OTIT", 17)
            assert {*said("vi", first), *said("vi", number)} <= {*gather.said}
            assert not {*said("vi", "nobody")} & {*gather.said}
            assert not {*said("vi", Prompt.of("key_connect", agency="OTIT"))} & {*gather.said}

    def test_key_1_does_not_dial_it(self) -> None:
        step = answer("rest", call("Sun 10:00", "vi", key="1", texted=Texted.IMPOSSIBLE), FOREIGN)
        assert not any(isinstance(each, Redirect) for each in step.actions)


STEPS = [
    ("connect", call("Mon 12:00", "vi", caller=OUR_OWN), {}),
    ("connect", call("Mon 12:00", "vi", key="1", caller=OUR_OWN), {}),
    ("dialed", call("Mon 12:00", "vi", tried=("otit-vi",), caller=OUR_OWN), {"ended": ended("busy")}),
    ("ring", call("Mon 12:00", caller=OUR_OWN), {"remembered": "vi"}),
    ("menu", call("Mon 12:00", round=4, caller=OUR_OWN), {}),
]


@pytest.mark.parametrize(("place", "given", "more"), STEPS)
@pytest.mark.parametrize("number", [OWN, OTIT_VI, FRESC])
def test_a_call_from_our_own_number_or_a_line_rings_nobody(
    place: str, given: Call, more: dict[str, object], number: str
) -> None:
    looping = replace(given, caller=Caller(number, Phone.FIXED), dialling=Dialling(OWN))
    step = answer(place, looping, **more)  # type: ignore[arg-type]
    assert dialled(step.actions) == []
    assert any("the call comes from this service or from one of the lines" in str(each) for each in step.because)
    other = replace(given, caller=WITHHELD, dialling=Dialling(OWN))
    assert len(dialled(answer(place, other, **more).actions)) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(("place", "given", "more"), STEPS)
def test_a_call_whose_dial_is_refused_rings_nobody_any_more(place: str, given: Call, more: dict[str, object]) -> None:
    refused = replace(given, caller=WITHHELD, refused=Sentence("too many"))
    step = answer(place, refused, **more)  # type: ignore[arg-type]
    assert dialled(step.actions) == []
    (rest,) = [each.to for each in step.actions if isinstance(each, Redirect)]
    assert (rest.place, rest.trail.held) == ("rest", True)
    assert any("not dialled: too many" in str(each) for each in step.because)


def test_then_the_numbers_are_said_and_a_reminder_is_not_offered_as_a_call() -> None:
    given = call("Mon 12:00", "vi", caller=WITHHELD, held=True, texted=Texted.IMPOSSIBLE)
    assert answer("rest", given, TIMETABLE).actions == at_rest(
        "vi",
        open_until("OTIT", 19),
        the_number("OTIT", "0120-250-168"),
        open_until("FRESC", 17),
        the_number("FRESC", "0120-76-2029"),
        Prompt.of("email_on_site", agency="OTIT"),
        "key_again",
        "key_text",
        KEY_NOTICE,
        "other_languages",
        step=1,
        texted=Texted.IMPOSSIBLE,
        held=True,
    )
