"""What stands around a sentence in a call."""

from collections.abc import Iterator

import pytest

from ivr.core.call.preview import Heard, Rung
from ivr.core.call.surroundings import Around, Step, _marked, surroundings
from ivr.core.call.transcripts import Transcriber
from ivr.core.text.writer import TextWriter
from prompts import LANGUAGES, Said
from prompts.order import in_order
from tests.support.calls import BOOK, TIMETABLE, at

WEEK = at("Mon 00:00")
ELSEWHERE = {"text_coming_in", "call_directly", "text_numbers", "open_always", "no_language"}
"""Heard in other languages, when no service of ours answers, or with other settings or hours than those that ship."""
BY_LINES = {"no_answer", "call_ended", "email_in_text", "email_on_site"}
"""Heard in languages with two lines, or with consultation by e-mail."""


def around(prompt: str, language: str = "en") -> Around:
    return surroundings(BOOK, TIMETABLE, language, WEEK)[prompt]


def words(step: Step | None) -> str:
    assert isinstance(step, Said)
    return step.text


def test_a_sentence_stands_between_two_others() -> None:
    free = around("advice_free")
    assert free.situation == "The language is chosen; the line answers"
    assert (words(free.before), free.here.text) == ("Connecting you to OTIT.", "The advice is free.")
    assert words(free.after) == "To get the opening hours by text message instead, press 2."


def test_a_call_begins_rings_and_ends() -> None:
    assert around("connecting").before is None
    after = around("text_instead").after
    assert isinstance(after, Rung)
    assert after.line is not None
    assert after.line.id == "otit-en"
    assert around("goodbye").after is None


def test_another_language_stands_beside_it() -> None:
    first = around("other_languages_now", "vi")
    assert first.after == Said("en", "Other languages 0.")
    assert around("menu_option", "vi").after == Said("zh", "中文，按2。")


def test_a_line_that_costs_is_announced() -> None:
    assert words(around("charged").before) == "Connecting you to OTIT."
    assert words(around("number_charged").before).startswith("The number for OTIT is")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_calls_is_found_in_every_language(language: str) -> None:
    found = surroundings(BOOK, TIMETABLE, language, WEEK)
    spoken = {prompt for prompt in BOOK.catalogues[language] if not prompt.startswith(("sms_", "page_"))}
    assert spoken - found.keys() - ELSEWHERE - BY_LINES == set()
    assert language != "vi" or found.keys() >= BY_LINES
    assert all(each.here.language == language for each in found.values())


def heard(language: str, situation: str) -> Iterator[str]:
    """Yield the prompts of a call in the order in which they are first heard."""
    transcriber = Transcriber(TIMETABLE, TextWriter(_marked(BOOK)), WEEK)
    (call,) = [each for each in transcriber.of(language) if each.situation == situation]
    pieces = [piece for event in call.events if isinstance(event, Heard) for piece in event.pieces]
    yield from dict.fromkeys(piece.text.split("\x1f")[0] for piece in pieces if piece.language == language)


@pytest.mark.parametrize(
    "situation",
    [
        "The language is remembered; the line answers",
        "A recording answers and hangs up",
        "No line answers",
        "No line answers; no text can be sent",
        "All lines are closed",
        "All lines are closed; no text can be sent",
    ],
)
def test_the_order_is_that_of_calls(situation: str) -> None:
    order = [*heard("vi", situation)]
    assert order == in_order(order)
