"""Transcripts: a call for each ending, in every language."""

import pytest

from ivr.core.call.preview import Heard, Rung, Sent
from ivr.core.call.transcripts import Transcriber, Transcript
from prompts import LANGUAGES
from tests.support.calls import TIMETABLE, WITHOUT_NOTICES, WRITER, at

TRANSCRIBER = Transcriber(TIMETABLE, WRITER, at("Mon 00:00"))


def heard(transcript: Transcript, language: str) -> list[str]:
    """The sentences in a language."""
    pieces = (piece for event in transcript.events if isinstance(event, Heard) for piece in event.pieces)
    return [piece.text for piece in pieces if piece.language == language]


def named(language: str) -> dict[str, Transcript]:
    return {each.situation: each for each in TRANSCRIBER.of(language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_call_for_each_ending(language: str) -> None:
    found = named(language)
    lines = len(TIMETABLE.lines_for(language, at("Mon 00:00")))
    assert len(found) == (15 if lines > 1 else 13)
    assert all(any(isinstance(event, Heard) for event in each.events) for each in found.values())
    assert [event.line.id for event in found["No line answers"].events if isinstance(event, Rung) and event.line] == [
        line.id for line in TIMETABLE.lines_for(language, at("Mon 00:00"))
    ]
    assert any(isinstance(event, Sent) for event in found["All lines are closed"].events)
    assert not any(isinstance(event, Sent) for event in found["All lines are closed; no text can be sent"].events)


def test_the_words_are_those_of_the_call() -> None:
    found = named("en")
    assert heard(found["The language is remembered; the line answers"], "en") == [
        "Other languages 0.",
        "Connecting you to OTIT.",
        "Thank you for calling. Goodbye.",
    ]
    assert heard(found["The line is busy, the next answers"], "en")[3:5] == [
        "OTIT did not answer.",
        "Connecting you to FRESC.",
    ]
    assert heard(found["A recording answers and hangs up"], "en")[3].startswith("The call to OTIT has ended.")
    assert heard(found["It is confirmed"], "en")[0] == "We are sending the text message to that phone, if we can."
    assert heard(found["Something in the system fails"], "en")[0].startswith("Sorry, we have a technical problem.")


def test_after_lines_that_did_not_answer_each_fact_is_told_once() -> None:
    told = heard(named("en")["No line answers"], "en")
    assert [each for each in told if "did not answer" in each] == [
        "OTIT did not answer.",
        "FRESC did not answer just now. It is open until 5 PM. Please call again later.",
    ]
    assert "Nobody can take your call right now." not in told


def test_calls_without_a_language() -> None:
    found = {each.situation: each for each in TRANSCRIBER.without_language()}
    assert [len(each.events) for each in found.values()][:2] == [1, 1]
    assert heard(found["The menu"], "vi") == ["Tiếng Việt, phím 1."]
    closed = found["No language after three rounds; no line is open"]
    assert heard(closed, "en")[0] == "We do not know which language you speak."


def test_a_situation_that_does_not_occur_is_left_out() -> None:
    situations = {each.situation for each in Transcriber(WITHOUT_NOTICES, WRITER, at("Mon 00:00")).of("vi")}
    assert "Key 4 at rest: the notices" not in situations
