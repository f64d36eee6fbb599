"""Texts and what callers hear with more lines than fit: what is left out, and in which order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from ivr.core.phrases import MOST_SAID, spoken_states
from ivr.core.routing import decide
from ivr.core.text.samples import texts_of
from ivr.core.text.writer import MOST_SEGMENTS, TextWriter
from prompts import LANGUAGES, count_segments
from schedules import Directory, Timetable, load_directory
from schedules.document.reader import example
from schedules.edits import add_part
from tests.support.book import load_book
from tests.support.published import TOKYO

BOOK = load_book()
MONDAY = datetime(2026, 12, 7, tzinfo=TOKYO)
SHIPPED = load_directory()


def three_tiers() -> Directory:
    part = load_directory(example("labour-standards"), LANGUAGES, whole=False)
    return add_part(SHIPPED, replace(part, lines=tuple(replace(line, hidden=False) for line in part.lines)))


def twelve_tiers() -> Directory:
    fresc = SHIPPED.lines[-1]
    more = (
        replace(
            fresc, id=f"line-{tier}", tier=tier, agency=f"Consultation Centre {tier}", number=f"0120-76-20{tier:02}"
        )
        for tier in range(3, 13)
    )
    return replace(SHIPPED, lines=(*SHIPPED.lines, *more))


def every_text(directory: Directory, language: str) -> Iterator[str]:
    timetable = Timetable(directory)
    for pages in (None, "https://tsunagu.example"):
        writer = TextWriter(BOOK, pages)
        yield from (text for _, text in texts_of(writer, timetable, language, MONDAY))
        yield writer.all_numbers(timetable, MONDAY)
        yield writer.language_list(timetable, MONDAY)


@pytest.mark.parametrize(
    "directory", [pytest.param(three_tiers(), id="3"), pytest.param(twelve_tiers(), id="12", marks=pytest.mark.long)]
)
@pytest.mark.parametrize("language", ["vi", "en", "my"])
def test_no_text_is_longer_than_carriers_deliver(directory: Directory, language: str) -> None:
    for text in every_text(directory, language):
        assert count_segments(text).count <= MOST_SEGMENTS, text


def test_hours_are_left_out_before_lines_and_the_last_tiers_first() -> None:
    timetable = Timetable(twelve_tiers())
    text = TextWriter(BOOK).information(decide(timetable, "vi", MONDAY))
    told = [line for line in timetable.directory.lines if line.number in text]
    assert told[:2] == [timetable.directory.lines[0], SHIPPED.lines[-1]]
    assert [line.tier for line in told] == list(range(1, len(told) + 1))
    assert 2 < len(told) < 12
    assert SHIPPED.email["vi"].address in text


def test_with_three_tiers_nothing_is_left_out() -> None:
    timetable = Timetable(three_tiers())
    text = TextWriter(BOOK).information(decide(timetable, "en", MONDAY))
    assert "Mon-Fri 17-22" in text
    assert all(number in text for number in ("0120-250-147", "0120-76-2029", "0120-531-401"))


def test_the_text_of_all_numbers_has_one_line_of_a_language() -> None:
    writer = TextWriter(BOOK)
    assert writer.all_numbers(Timetable(three_tiers()), MONDAY) == writer.all_numbers(Timetable(SHIPPED), MONDAY)


def test_a_caller_hears_of_the_lines_that_open_first() -> None:
    decision = decide(Timetable(twelve_tiers()), "vi", MONDAY)
    assert len(spoken_states(decision, numbers=False)) == MOST_SAID
    assert len(spoken_states(decision, numbers=True)) == 2 * MOST_SAID
