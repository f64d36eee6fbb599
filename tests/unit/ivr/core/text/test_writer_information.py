"""Texts with the hours and numbers of the lines, word for word, and reminders."""

from dataclasses import replace
from datetime import date

import pytest

from ivr.core.routing import decide
from ivr.core.text.writer import TextWriter
from schedules import Timetable
from tests.support.calls import DIRECTORY, LINKS, TIMETABLE, WRITER, at, held

FREE, MAIL = "Free advice lines in English:", "E-mail, 24 h: https://www.support.otit.go.jp/soudan/en/"
WEEKS = ("Tue, Sat 11:00-19:00", "Mon-Fri 09:00-17:00")


def english(otit: str, fresc: str) -> str:
    """How both lines stand, with their hours."""
    return f"{FREE}\nOTIT 0120-250-147: {otit}\n{WEEKS[0]}\nFRESC 0120-76-2029: {fresc}\n{WEEKS[1]}\n{MAIL}"


@pytest.mark.parametrize(
    ("timetable", "moment", "tried", "text", "linked"),
    [
        pytest.param(
            TIMETABLE,
            "Tue 12:00",
            (),
            english("open now, until 19:00", "open now, until 17:00"),
            "OTIT: open now, until 19:00\nFRESC: open now, until 17:00",
            id="open",
        ),
        pytest.param(
            TIMETABLE,
            "Tue 08:00",
            (),
            english("opens today 11:00", "opens today 09:00"),
            "OTIT: opens today 11:00\nFRESC: opens today 09:00",
            id="opens today",
        ),
        pytest.param(
            TIMETABLE,
            "Mon 18:00",
            (),
            english("opens tomorrow 11:00", "opens tomorrow 09:00"),
            "OTIT: opens tomorrow 11:00\nFRESC: opens tomorrow 09:00",
            id="opens tomorrow",
        ),
        pytest.param(
            TIMETABLE,
            "Wed 18:00",
            (),
            english("opens Saturday 11:00", "opens tomorrow 09:00"),
            "OTIT: opens Saturday 11:00\nFRESC: opens tomorrow 09:00",
            id="opens on a day",
        ),
        pytest.param(
            TIMETABLE,
            "Tue 12:00",
            ("fresc",),
            english("open now, until 19:00", "did not answer, call again later"),
            "OTIT: open now, until 19:00\nFRESC: did not answer, call again later",
            id="has not answered",
        ),
        pytest.param(
            TIMETABLE,
            "Tue 18:00",
            ("fresc",),
            english("open now, until 19:00", "opens tomorrow 09:00"),
            "OTIT: open now, until 19:00\nFRESC: opens tomorrow 09:00",
            id="had not answered, and has closed",
        ),
        pytest.param(
            held("otit-en", "open"),
            "Tue 12:00",
            (),
            english("open day and night", "open now, until 17:00"),
            "OTIT: open day and night\nFRESC: open now, until 17:00",
            id="never closes",
        ),
        pytest.param(
            held("otit-en", "closed"),
            "Tue 12:00",
            (),
            f"{FREE}\nOTIT 0120-250-147: closed\nFRESC 0120-76-2029: open now, until 17:00\n{WEEKS[1]}\n{MAIL}",
            "OTIT: closed\nFRESC: open now, until 17:00",
            id="never opens: no hours are named",
        ),
        pytest.param(
            held("otit-en", "closed", until="Wed 11:00"),
            "Tue 12:00",
            (),
            english("opens Saturday 11:00", "open now, until 17:00"),
            "OTIT: opens Saturday 11:00\nFRESC: open now, until 17:00",
            id="held closed for a while",
        ),
    ],
)
def test_information(timetable: Timetable, moment: str, tried: tuple[str, ...], text: str, linked: str) -> None:
    decision = decide(timetable, "en", at(moment), tried)
    assert WRITER.information(decision) == text
    assert LINKS.information(decision) == f"{linked}\nNumbers and hours: https://example.org/en"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param(
            "vi",
            "Tư vấn miễn phí tiếng Việt:\n"
            "OTIT 0120-250-168: mở lúc 11:00 hôm nay\n"
            "T2-T6 11-19, CN 9-17\n"
            "FRESC 0120-76-2029: đang mở đến 17:00\n"
            "T2-T6 9-17\n"
            "Email 24h: https://www.support.otit.go.jp/soudan/vi/",
            id="Vietnamese",
        ),
        pytest.param(
            "id",
            "Konsultasi gratis bahasa Indonesia:\n"
            "OTIT 0120-250-192: buka besok 11.00\n"
            "Sel, Kam 11.00-19.00\n"
            "FRESC 0120-76-2029: buka sekarang, sampai 17.00\n"
            "Sen-Jum 09.00-17.00\n",
            id="Indonesian has a stop between hours and minutes",
        ),
        pytest.param("ko", "한국어 무료 상담:\nFRESC 0120-76-2029: ", id="Korean has one line"),
    ],
)
def test_information_in_other_languages(language: str, text: str) -> None:
    assert WRITER.information(decide(TIMETABLE, language, at("Mon 10:00"))).startswith(text)


def test_e_mail_is_named_where_it_exists() -> None:
    korean = WRITER.information(decide(TIMETABLE, "ko", at("Mon 10:00")))
    assert "http" not in korean
    assert len(korean.splitlines()) == 3


# --- lists

NUMBERS = """\
Tiếng Việt 0120-250-168
中文 0120-250-169
Bahasa Indonesia 0120-250-192
Filipino 0120-250-197
English 0120-250-147
ภาษาไทย 0120-250-198
ភាសាខ្មែរ 0120-250-366
မြန်မာဘာသာ 0120-250-302
FRESC 0120-76-2029"""
CHOICES = """\
1 Tiếng Việt
2 中文
3 Bahasa Indonesia
4 Filipino
5 English
6 ภาษาไทย
7 ភាសាខ្មែរ
8 မြန်မာဘာသာ
ja にほんご
ko 한국어
es Español
pt Português
ne नेपाली
mn Монгол хэл"""


def test_all_numbers() -> None:
    assert WRITER.all_numbers(TIMETABLE, at("Sun 10:00")) == NUMBERS
    assert WRITER.information(decide(TIMETABLE, "und", at("Sun 10:00"))) == NUMBERS
    assert LINKS.all_numbers(TIMETABLE, at("Sun 10:00")) == "https://example.org/"
    assert LINKS.information(decide(TIMETABLE, "und", at("Sun 10:00"))) == "https://example.org/"


def test_a_line_that_has_ended_is_in_no_list() -> None:
    ended = replace(DIRECTORY.lines[-1], last_day=date(2026, 11, 27))
    timetable = Timetable(replace(DIRECTORY, lines=(*DIRECTORY.lines[:-1], ended)))
    assert WRITER.all_numbers(timetable, at("Sun 10:00")) == NUMBERS.removesuffix("\nFRESC 0120-76-2029")
    assert WRITER.language_list(timetable, at("Sun 10:00")) == CHOICES
    assert WRITER.all_numbers(timetable, at("Fri 23:59:59")) == NUMBERS


def test_the_list_of_languages() -> None:
    assert WRITER.language_list(TIMETABLE, at("Sun 10:00")) == f"{CHOICES}\nFRESC 0120-76-2029"
    assert LINKS.language_list(TIMETABLE, at("Sun 10:00")) == f"{CHOICES}\nhttps://example.org/"


def test_a_line_of_two_languages_is_known_by_its_agency() -> None:
    shared = replace(DIRECTORY.lines[0], languages=frozenset({"vi", "km"}))
    timetable = Timetable(replace(DIRECTORY, lines=(shared,)))
    assert WRITER.all_numbers(timetable, at("Sun 10:00")) == "OTIT 0120-250-168"
    assert WRITER.language_list(timetable, at("Sun 10:00")) == f"{CHOICES}\nOTIT 0120-250-168"


# --- reminders


def test_a_reminder_says_why_it_comes_and_whom_to_call() -> None:
    decision = decide(TIMETABLE, "en", at("Tue 12:00"))
    states = "OTIT 0120-250-147: open now, until 19:00\nFRESC 0120-76-2029: open now, until 17:00"
    assert WRITER.reminder(decision) == f"You asked to be told when it opens.\n{states}"
    assert LINKS.reminder(decision) == (
        "OTIT: open now, until 19:00\nFRESC: open now, until 17:00\nNumbers and hours: https://example.org/en"
    )


@pytest.mark.parametrize(
    ("writer", "states"),
    [
        pytest.param(
            WRITER,
            "OTIT 0120-250-147: opens Tuesday 11:00\nFRESC 0120-76-2029: opens tomorrow 09:00",
            id="with numbers",
        ),
        pytest.param(LINKS, "OTIT: opens Tuesday 11:00\nFRESC: opens tomorrow 09:00", id="without"),
    ],
)
def test_a_reminder_is_promised_and_moved(writer: TextWriter, states: str) -> None:
    decision = decide(TIMETABLE, "en", at("Sun 10:00"))
    assert writer.reminder_set(decision) == f"{states}\nWe will text you when it opens."
    assert writer.moved(decision) == f"It is closed after all, sorry. We will text you when it opens.\n{states}"
