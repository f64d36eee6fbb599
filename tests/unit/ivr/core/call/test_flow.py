"""Any step is taken in one place; one that fails still ends in a number to call."""

import pytest

from ivr.core.call.actions import Answer, Gather, Hangup, Place, Redirect, Speak
from ivr.core.call.flow import MOST_STEPS, TO_THE_MENU, failed
from prompts import Digits, Prompt
from tests.support.calls import TIMETABLE, WRITER, answer, at, call, ended, go, said, taken


@pytest.mark.parametrize("place", Place)
def test_every_place_is_a_step_that_leads_on(place: Place) -> None:
    got = answer(place, call("Sun 10:00", "vi"), ended=ended("busy"))
    assert isinstance(got.actions[-1], Redirect | Hangup) or any(isinstance(each, Gather) for each in got.actions)


def test_only_a_step_that_promises_a_text_waits_for_its_answer() -> None:
    assert isinstance(taken("connect", call("Sun 10:00", "vi")), Answer)
    assert not isinstance(taken("rest", call("Sun 10:00", "ko")), Answer)


@pytest.mark.parametrize(
    ("language", "agency", "number"), [("vi", "OTIT", "0120-250-168"), ("ko", "FRESC", "0120-76-2029")]
)
def test_a_step_that_fails_gives_the_number_of_the_first_line(language: str, agency: str, number: str) -> None:
    trouble = Prompt.of("trouble", agency=agency, number=Digits(number))
    got = failed(language, at("Sun 10:00"), TIMETABLE, WRITER)
    assert got.actions == (Speak(said(language, trouble)), Hangup())


@pytest.mark.parametrize("place", Place)
def test_a_call_of_200_steps_is_over(place: Place) -> None:
    got = answer(place, call("Sun 10:00", "vi", "1", step=MOST_STEPS), ended=ended("busy"))
    trouble = Prompt.of("trouble", agency="OTIT", number=Digits("0120-250-168"))
    assert got.actions == (Speak(said("vi", trouble)), Hangup())
    assert [str(each) for each in got.because] == ["the call has had 200 steps"]
    one_less = answer(place, call("Sun 10:00", "vi", "1", step=MOST_STEPS - 1), ended=ended("busy"))
    assert one_less.actions != got.actions


def test_a_call_without_a_language_is_over_in_the_languages_of_all() -> None:
    got = answer("menu", call("Sun 10:00", step=MOST_STEPS))
    assert got.actions[-1] == Hangup()


def test_an_address_that_is_no_step_leads_to_the_menu() -> None:
    assert TO_THE_MENU.actions == (Redirect(go("menu")),)
