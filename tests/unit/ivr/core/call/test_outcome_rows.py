"""What a call has come to: each way a line can end, each place it can end at, and the words that are kept of it."""

from datetime import timedelta

import pytest

from ivr.core.call.outcome import (
    LONGEST_CALL,
    UNANSWERED,
    Ending,
    LanguageBy,
    Leg,
    Outcome,
    RecordedStep,
    Summary,
    leg,
    summary,
)
from ivr.core.call.step import Dialed
from tests.support.calls import ended


@pytest.mark.parametrize(
    ("result", "how"),
    [
        pytest.param(ended("completed", 15), Leg.ANSWERED, id="a talk"),
        pytest.param(ended("completed", 15, gone=True), Leg.ANSWERED, id="a talk that our caller has ended"),
        pytest.param(ended("completed", None), Leg.ANSWERED, id="of unknown length"),
        pytest.param(ended("completed", 14), Leg.SHORT, id="an announcement"),
        pytest.param(ended("completed", 14, gone=True), Leg.HUNG_UP, id="our caller was gone before it counted"),
        pytest.param(ended("busy"), Leg.BUSY, id="busy"),
        pytest.param(ended("busy", gone=True), Leg.HUNG_UP, id="busy, and our caller gone"),
        pytest.param(ended("no-answer", 25), Leg.NO_ANSWER, id="no answer"),
        pytest.param(ended("failed"), Leg.FAILED, id="failed"),
        pytest.param(ended("canceled"), Leg.FAILED, id="cancelled"),
    ],
)
def test_how_a_line_has_ended(result: Dialed, how: Leg) -> None:
    assert leg(result) is how


@pytest.mark.parametrize(
    ("how", "against"),
    [
        ("answered", False),
        ("busy", True),
        ("no answer", True),
        ("failed", True),
        ("too short", True),
        ("caller hung up", False),
    ],
)
def test_what_counts_against_a_line(how: str, against: bool) -> None:
    assert (Leg(how) in UNANSWERED) is against
    outcome = summary([RecordedStep(2, "dialed", "vi", "otit-vi", how)]).outcome
    assert outcome == (
        "nobody answered" if against else "put through" if how == "answered" else "hung up while connecting"
    )


@pytest.mark.parametrize(
    ("fact", "outcome"),
    [
        pytest.param(RecordedStep(3, "rest", "vi"), "hours told", id="at rest"),
        pytest.param(RecordedStep(3, "number", "vi"), "hours told", id="at another number"),
        pytest.param(RecordedStep(3, "notice", "vi"), "hours told", id="while the notices were told"),
        pytest.param(RecordedStep(3, "rest", "vi", texted="coming"), "text promised", id="a text is coming"),
        pytest.param(RecordedStep(3, "rest", "vi", texted="already"), "text promised", id="it has come"),
        pytest.param(RecordedStep(3, "rest", "vi", texted="impossible"), "hours told", id="it can not"),
        pytest.param(RecordedStep(3, "connect", "vi"), "hung up while connecting", id="while connecting"),
        pytest.param(RecordedStep(3, "menu"), "hung up in the menu", id="in the menu"),
    ],
)
def test_where_a_call_has_ended(fact: RecordedStep, outcome: str) -> None:
    assert summary([RecordedStep(0, "ring"), RecordedStep(1, "menu"), fact]).outcome == outcome


def test_the_last_language_is_that_of_the_call_unless_it_is_none() -> None:
    facts = [
        RecordedStep(0, "ring", "en"),
        RecordedStep(2, "connect", "vi"),
        RecordedStep(3, "menu"),
        RecordedStep(7, "rest", "und"),
    ]
    told = Summary("vi", Outcome.TOLD, None, (), Ending.REST, LanguageBy.CHOSEN)
    assert summary(reversed(facts)) == told


def test_the_words_that_stand_in_the_record() -> None:
    assert [each.value for each in Outcome] == [
        "put through",
        "text promised",
        "hours told",
        "nobody answered",
        "hung up while connecting",
        "hung up in the menu",
        "going on",
    ]
    assert [each.value for each in Ending] == [
        "in the language menu",
        "while a line was announced",
        "while a line rang",
        "after a line did not answer",
        "after the conversation",
        "while the hours were told",
        "while another number was keyed in",
        "while the notices were told",
    ]
    assert [each.value for each in LanguageBy] == ["remembered", "chosen"]
    assert timedelta(hours=4) == LONGEST_CALL
