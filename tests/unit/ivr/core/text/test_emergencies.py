"""HELP and words for an emergency: the numbers 110 and 119 come first."""

import re

import pytest

from ivr.core.routing import Decision
from ivr.core.text.promises import Texted
from ivr.core.text.replies import reply
from ivr.core.text.writer import MOST_SEGMENTS
from prompts import LANGUAGES, Command, Word, count_segments
from tests.support.calls import TIMETABLE, WRITER, at


def _no_reminder(_language: str, _decision: Decision) -> Texted:
    raise AssertionError("no reminder is asked for")


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("command", [Command.HELP, Command.EMERGENCY])
def test_the_emergency_numbers_come_first_in_every_language(code: str, command: Command) -> None:
    for moment in ("Sun 10:00", "Mon 12:00", "Tue 12:00", "Sat 23:00"):
        body = reply(Word(code, command), None, at(moment), TIMETABLE, WRITER, _no_reminder).body
        assert body is not None
        assert re.findall(r"\d+", body)[:2] == ["110", "119"]
        assert count_segments(body).count <= MOST_SEGMENTS
