"""Texts with notices, word for word."""

from dataclasses import replace
from datetime import date

import pytest

from prompts import count_segments
from schedules import Notice, Timetable, Wording
from tests.support.calls import DIRECTORY, LINKS, WRITER, at

AS_OF = "Information as of Jan 2, 2025. Ask what applies now:"
ASK = "OTIT 0120-250-147\nFRESC 0120-76-2029"


def a_notice(name: str, text: str, language: str = "en") -> Notice:
    return Notice(name, date(2025, 1, 2), "a test", {language: Wording(f"Title of “{name}”", ("Part.",), text)})


def telling(*notices: Notice) -> Timetable:
    return Timetable(replace(DIRECTORY, notices=notices))


@pytest.mark.parametrize(
    ("timetable", "text", "linked"),
    [
        pytest.param(
            telling(a_notice("a", "It’s – “so”.")),
            f'It\'s - "so".\n{AS_OF}\n{ASK}',
            f'Title of "a"\n{AS_OF}\nhttps://example.org/en',
            id="dated, with whom to ask, in letters that cost little",
        ),
        pytest.param(
            telling(a_notice("a", "One."), a_notice("b", "Two.")),
            f"One.\n{AS_OF}\n{ASK}\n\nTwo.\n{AS_OF}\n{ASK}",
            f'Title of "a"\n{AS_OF}\nhttps://example.org/en\n\nTitle of "b"\n{AS_OF}\nhttps://example.org/en',
            id="two of them",
        ),
        pytest.param(
            telling(a_notice("a", "Một.", "vi"), a_notice("b", "Two.")),
            f"Two.\n{AS_OF}\n{ASK}",
            f'Title of "b"\n{AS_OF}\nhttps://example.org/en',
            id="those in the language",
        ),
        pytest.param(
            telling(a_notice("a", "Một.", "vi")),
            "There is no such information at present.",
            "There is no such information at present.",
            id="none",
        ),
    ],
)
def test_notices(timetable: Timetable, text: str, linked: str) -> None:
    assert WRITER.notices(timetable, "en", at("Sun 10:00")) == text
    assert LINKS.notices(timetable, "en", at("Sun 10:00")) == linked


@pytest.mark.parametrize(
    ("length", "both"),
    [
        pytest.param(5 * 153 - 2 * len(f"\n{AS_OF}\n{ASK}") - len("\n\n") - len("One."), True, id="five segments"),
        pytest.param(
            5 * 153 - 2 * len(f"\n{AS_OF}\n{ASK}") - len("\n\n") - len("One.") + 1, False, id="one letter more"
        ),
    ],
)
def test_as_many_notices_as_fit_five_segments(length: int, both: bool) -> None:
    text = WRITER.notices(telling(a_notice("a", "One."), a_notice("b", "x" * length)), "en", at("Sun 10:00"))
    assert ("x" in text) is both
    assert count_segments(text).count == (5 if both else 1)


def test_the_first_notice_is_told_however_long_it_is() -> None:
    text = WRITER.notices(telling(a_notice("a", "x" * 1000), a_notice("b", "Two.")), "en", at("Sun 10:00"))
    assert text == f"{'x' * 1000}\n{AS_OF}\n{ASK}"
