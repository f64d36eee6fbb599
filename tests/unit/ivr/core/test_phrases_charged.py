"""What is spoken of a number that costs its caller."""

from dataclasses import replace

import pytest

from ivr.core.phrases import last_words, spoken_states
from ivr.core.routing import decide
from prompts import Digits, Prompt
from schedules import Timetable
from tests.support.calls import DIRECTORY, TIMETABLE, at, the_number

NUMBERS = [the_number("OTIT", "0120-250-168"), the_number("FRESC", "0120-76-2029")]


def charged(line_id: str) -> Timetable:
    lines = (replace(each, charged=each.id == line_id) for each in DIRECTORY.lines)
    return Timetable(replace(DIRECTORY, lines=tuple(lines)))


@pytest.mark.parametrize("moment", ["Mon 12:00", "Sun 20:00"])
def test_after_a_number_that_costs_it_is_said_that_it_does(moment: str) -> None:
    for timetable, costs in ((TIMETABLE, []), (charged("otit-vi"), NUMBERS[:1]), (charged("fresc"), NUMBERS[1:])):
        told = spoken_states(decide(timetable, "vi", at(moment)), numbers=True)
        before = [told[place - 1] for place, each in enumerate(told) if each.id == "number_charged"]
        assert before == costs


def test_without_its_number_a_line_needs_no_words_on_what_it_costs() -> None:
    decision = decide(charged("otit-vi"), "vi", at("Mon 12:00"))
    assert spoken_states(decision, numbers=False) == spoken_states(
        decide(TIMETABLE, "vi", at("Mon 12:00")), numbers=False
    )


def test_the_last_words_say_that_the_number_costs() -> None:
    number = Prompt.of("trouble", agency="OTIT", number=Digits("0120-250-168"))
    assert last_words(decide(charged("otit-vi"), "vi", at("Sat 03:00"))) == [number, Prompt("number_charged")]
    assert last_words(decide(charged("fresc"), "vi", at("Sat 03:00"))) == [number]
