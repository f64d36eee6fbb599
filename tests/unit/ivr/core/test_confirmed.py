"""What callers and readers are told of hours that nobody has confirmed for long, and when they are not told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ivr.core.call.actions import Gather, Place
from ivr.core.confirmed import about_hours, email_unconfirmed_words, unconfirmed_since, unconfirmed_words
from ivr.core.routing import decide
from ivr.core.text.promises import Texted
from ivr.core.text.samples import State, samples, texts_of
from ivr.core.text.writer import MOST_SEGMENTS, TextWriter
from prompts import LANGUAGES, Piece, Said
from schedules import EmailPage, Timetable
from schedules.confirmation import CONFIRMED_FOR, Confirmation
from tests.support.calls import BOOK, DIRECTORY, TIMETABLE, WRITER, at, call, taken
from tests.support.published import FOURTEEN

SAYING = replace(WRITER, confirmed_for=CONFIRMED_FOR)
MONDAY = at("Mon 00:00")
SAID = "Please note: these hours have not been confirmed for a long time."
TODAY = date(2026, 11, 23)
FOUR_SEGMENTS = ("vi", "th", "km", "my")
"""Languages whose text has three full segments without the line."""


def confirmed(*line_ids: str, on: date = TODAY) -> Timetable:
    lines = tuple(replace(line, confirmed=on) if line.id in line_ids else line for line in DIRECTORY.lines)
    return Timetable(replace(DIRECTORY, lines=lines))


def heard(timetable: Timetable, writer: TextWriter, language: str = "en") -> tuple[Piece, ...]:
    """Return what a caller hears at rest on a Sunday, when the text is coming."""
    step = taken(Place.REST, call("Sun 10:00", language), timetable, writer=writer)
    answer = step if not hasattr(step, "answer") else step.answer(Texted.COMING)
    (gather,) = [each for each in answer.actions if isinstance(each, Gather)]
    return gather.said


def words(said: tuple[Piece, ...]) -> str:
    return " ".join(piece.text for piece in said if isinstance(piece, Said))


def test_a_call_says_it_once_before_the_hours() -> None:
    said = words(heard(TIMETABLE, SAYING))
    assert said.count(SAID) == 1
    assert said.index("coming to your phone") < said.index(SAID) < said.index("OTIT opens")
    assert SAID in words(heard(confirmed("fresc"), SAYING))


@pytest.mark.parametrize(
    ("timetable", "writer"), [(TIMETABLE, WRITER), (confirmed("otit-en", "fresc"), SAYING)], ids=["off", "confirmed"]
)
def test_a_call_does_not_say_it(timetable: Timetable, writer: TextWriter) -> None:
    assert SAID not in words(heard(timetable, writer))
    assert heard(timetable, writer) == heard(timetable, WRITER)


@pytest.mark.parametrize("language", FOURTEEN)
def test_a_call_in_each_language_says_it(language: str) -> None:
    assert heard(TIMETABLE, SAYING, language) != heard(TIMETABLE, WRITER, language)


def test_a_text_has_one_line_with_the_oldest_date() -> None:
    decision = decide(confirmed("fresc", on=date(2026, 1, 5)), "en", at("Sun 10:00"))
    without, text = WRITER.information(decision).split("\n"), SAYING.information(decision).split("\n")
    added = "Hours last confirmed: Jun 28, 2021"
    assert text == [*without[:-1], added, without[-1]]
    assert unconfirmed_since(decide(confirmed("otit-en"), "en", at("Sun 10:00")), CONFIRMED_FOR) == date(2021, 6, 28)


@pytest.mark.parametrize("language", FOURTEEN)
def test_each_text_keeps_within_its_segments(language: str) -> None:
    most = 4 if language in FOUR_SEGMENTS else 3
    for each in samples(SAYING, TIMETABLE, MONDAY, [language]):
        assert each.segments.count <= (MOST_SEGMENTS if each.state is State.NOTICE else most), each
        if language in ("en", "id", "fil"):
            assert each.segments.encoding == "GSM-7", each
    for each in samples(replace(SAYING, pages="https://hotline.example.org"), TIMETABLE, MONDAY, [language]):
        assert each.segments.count <= 2, each


@pytest.mark.parametrize("language", ["vi", "en", "ja"])
def test_texts_are_the_same_if_all_is_confirmed(language: str) -> None:
    fresh = confirmed(*(line.id for line in DIRECTORY.lines))
    assert list(texts_of(SAYING, fresh, language, MONDAY)) == list(texts_of(WRITER, TIMETABLE, language, MONDAY))


@pytest.mark.parametrize(("days", "old"), [(89, False), (90, True), (91, True)])
def test_the_limit(days: int, old: bool) -> None:
    (line, *_) = DIRECTORY.lines
    checked = replace(line, confirmed=TODAY - timedelta(days=days))
    said = unconfirmed_words(checked, MONDAY, CONFIRMED_FOR, BOOK, "en")
    assert said == ("Hours last confirmed on Aug 25, 2026. They may have changed." if days == 90 else said)
    assert bool(said) is old


@pytest.mark.parametrize(("days", "old"), [(89, False), (90, True), (None, True)])
def test_an_email_page_is_unconfirmed_if_nobody_checked_it_for_long(days: int | None, old: bool) -> None:
    checked = None if days is None else Confirmation(TODAY - timedelta(days=days), "a call")
    page = EmailPage("https://agency.example/mail", checked)
    said = email_unconfirmed_words(page, MONDAY, CONFIRMED_FOR, BOOK, "en")
    assert said == ("This e-mail page has not been confirmed for a long time. It may have changed." if old else "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_and_calendars_have_the_date_and_the_source_but_not_the_person(language: str) -> None:
    line = replace(DIRECTORY.lines[0], confirmed=TODAY, source="a call", confirmed_by="Ms Sato")
    said = about_hours(MONDAY, CONFIRMED_FOR, BOOK, language)
    assert said(line).endswith("(a call)")
    assert "Sato" not in said(line)
    assert said(line) != said(DIRECTORY.lines[0])
