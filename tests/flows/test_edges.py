"""Every language, at each opening and closing of a week: whom a call reaches, and in what order.

The hours between, and the last second, are `tests/unit/ivr/core/call/test_every_hour.py`.
"""

import pytest

from ivr.demo import Demo
from tests.support.demo import Dials
from tests.support.people import NOBODY_ANSWERS, Person, keys_for, rang
from tests.support.published import FOURTEEN, edges, open_lines


@pytest.mark.parametrize("language", FOURTEEN)
def test_a_call_reaches_the_lines_that_are_open_in_order(demo: Demo, handset: Dials, language: str) -> None:
    """Nobody answers, so that every line is tried that would be; a withheld number is owed no text."""
    telephone = handset("anonymous")
    for moment in edges(language, before=60):  # the clock goes on while the call does
        demo.clock.set(moment)
        events = telephone.call(Person(keys_for(language), otherwise=NOBODY_ANSWERS))
        assert rang(events) == open_lines(language, moment), moment
