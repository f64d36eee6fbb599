"""The words of call-backs: they exist in each language, and a text with them costs no more segments than others do."""

from datetime import timedelta

import pytest

from ivr.core.routing import decide
from ivr.core.text.promises import Purpose
from ivr.core.text.writer import MOST_SEGMENTS, TextWriter
from prompts import LANGUAGES, count_segments
from schedules import Timetable, load_directory
from tests.support.book import load_book
from tests.support.published import MONDAY

BOOK, TIMETABLE = load_book(), Timetable(load_directory())
NUMBERS, LINK = TextWriter(BOOK), TextWriter(BOOK, "https://hotline.example.org")
TEXTS = ("sms_call_set", "sms_call_missed", "sms_call_moved", "sms_call_later")
SPOKEN = ("key_call_back", "call_back_set", "key_no_call_back", "call_back_again", "call_back_over")
SPOKEN_TO_WHO_IS_CALLED = ("call_back_hello", "call_back_keys")
PURPOSES = (Purpose.CALL_MISSED, Purpose.CALL_MOVED, Purpose.CALL_LATER)
WEEK = [MONDAY + timedelta(hours=hour) for hour in range(1, 7 * 24, 4)]
TARGET = {NUMBERS: 3, LINK: 2}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_exists(language: str) -> None:
    words = BOOK.catalogues[language]
    for each in (*TEXTS, *SPOKEN, *SPOKEN_TO_WHO_IS_CALLED):
        assert words[each].strip(), each
        assert language == "en" or words[each] != BOOK.catalogues["en"][each], each
    assert len({words[each] for each in TEXTS}) == len(TEXTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_costs_more_than_is_aimed_at(language: str) -> None:
    """With the two tiers that ship, every four hours of a week, also after a line was tried."""
    costs = {}
    for moment in WEEK:
        for decision in (decide(TIMETABLE, language, moment), decide(TIMETABLE, language, moment, ("fresc",))):
            for writer in (NUMBERS, LINK):
                texts = {purpose: writer.of_call_back(purpose, decision) for purpose in PURPOSES}
                for what, text in (("set", writer.call_set(decision)), *texts.items()):
                    count = count_segments(text).count
                    assert count <= MOST_SEGMENTS, text
                    if count > TARGET[writer]:
                        costs[what, writer is NUMBERS] = (count, text)
    assert costs == {}
