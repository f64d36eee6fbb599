"""Every language, every hour of a week: which lines are tried, in what order; the published table is the judge."""

from datetime import datetime, timedelta

import pytest

from ivr.core.routing import decide
from schedules import Timetable, load_directory
from tests.support.published import FOURTEEN, MONDAY, edges, open_lines

TIMETABLE = Timetable(load_directory())
HOURS = [MONDAY + timedelta(hours=hour) for hour in range(7 * 24)]


def tried(language: str, moment: datetime) -> list[str]:
    """What is dialled, one after the other, while nobody answers."""
    numbers: list[str] = []
    ids: list[str] = []
    while line := decide(TIMETABLE, language, moment, tuple(ids)).line:
        numbers.append(line.dial)
        ids.append(line.id)
    return numbers


@pytest.mark.parametrize("language", FOURTEEN)
def test_the_lines_that_are_open_are_tried_in_order(language: str) -> None:
    for moment in [*HOURS, *edges(language)]:
        assert tried(language, moment) == open_lines(language, moment), moment
