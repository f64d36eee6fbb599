"""Texts with the hours and numbers of the lines, word for word."""

from dataclasses import replace
from datetime import date

import pytest

from ivr.core.routing import decide
from ivr.core.text.writer import TextWriter
from prompts import LANGUAGES
from schedules import Timetable
from tests.support.calls import BOOK, DIRECTORY, LINKS, TIMETABLE, WRITER, at, held

FREE, MAIL = "Free advice lines in English:", "Ask online (24 hours): https://www.support.otit.go.jp/soudan/en/"
WEEKS = ("Tue, Sat 11-19", "Mon-Fri 9-17")


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
            f"{FREE}\nFRESC 0120-76-2029: open now, until 17:00\n{WEEKS[1]}\nOTIT 0120-250-147: closed\n{MAIL}",
            "FRESC: open now, until 17:00\nOTIT: closed",
            id="never opens: no hours are named",
        ),
        pytest.param(
            held("otit-en", "closed", until="Wed 11:00"),
            "Tue 12:00",
            (),
            f"{FREE}\nFRESC 0120-76-2029: open now, until 17:00\n{WEEKS[1]}\n"
            f"OTIT 0120-250-147: opens Saturday 11:00\n{WEEKS[0]}\n{MAIL}",
            "FRESC: open now, until 17:00\nOTIT: opens Saturday 11:00",
            id="held closed for a while: what is open comes first",
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
            "FRESC 0120-76-2029: đang mở đến 17:00\n"
            "T2-T6 9-17\n"
            "OTIT 0120-250-168: mở lúc 11:00 hôm nay\n"
            "T2-T6 11-19, CN 9-17\n"
            "Hỏi qua web 24h: https://www.support.otit.go.jp/soudan/vi/",
            id="Vietnamese",
        ),
        pytest.param(
            "id",
            "Konsultasi gratis bahasa Indonesia:\n"
            "FRESC 0120-76-2029: buka sekarang, sampai 17.00\n"
            "Sen-Jum 9-17\n"
            "OTIT 0120-250-192: buka besok 11.00\n"
            "Sel, Kam 11-19\n",
            id="Indonesian has a stop between hours and minutes",
        ),
        pytest.param(
            "es",
            "Consulta gratis en español:\n"
            "FRESC 0120-76-2029: atiende ahora, hasta las 17:00\n"
            "lun-vie 9-17\n"
            "Diga en japonés: Supein-go de onegai shimasu",
            id="Spanish has no line of its own: what to say in Japanese",
        ),
        pytest.param(
            "fil",
            "Libreng konsultasyon sa Filipino:\nFRESC 0120-76-2029: open ngayon, hanggang 5 PM\nLun-Biy 9 AM-5 PM\n",
            id="Filipino has a 12-hour clock",
        ),
    ],
)
def test_information_in_other_languages(language: str, text: str) -> None:
    assert WRITER.information(decide(TIMETABLE, language, at("Mon 10:00"))).startswith(text)


def test_nobody_is_told_what_to_say_in_japanese_who_has_no_need_to() -> None:
    for language in LANGUAGES:
        text = WRITER.information(decide(TIMETABLE, language, at("Mon 10:00")))
        assert ("onegai shimasu" in text) is (language in ("ko", "es", "pt", "ne", "mn"))


def test_e_mail_is_named_where_it_exists() -> None:
    korean = WRITER.information(decide(TIMETABLE, "ko", at("Mon 10:00")))
    assert "http" not in korean
    assert len(korean.splitlines()) == 4


def test_a_discreet_text_does_not_begin_with_what_it_is_about() -> None:
    decision = decide(TIMETABLE, "vi", at("Mon 12:00"))
    open_, discreet = (TextWriter(BOOK, discreet=each).information(decision).split("\n") for each in (False, True))
    assert open_[0] == BOOK.catalogues["vi"]["sms_free"]
    assert discreet[0] == "Tiếng Việt:"
    assert discreet[1:] == open_[1:]


# --- numbers that cost

CHARGED = Timetable(replace(DIRECTORY, lines=tuple(replace(line, charged=True) for line in DIRECTORY.lines)))
COST = {
    "vi": "gọi mất phí",
    "zh": "通话收费",
    "id": "panggilan berbayar",
    "fil": "may bayad ang tawag",
    "en": "call costs",
    "th": "โทรเสียเงิน",
    "km": "ហៅអស់លុយ",
    "my": "ခေါ်ခ ပေးရ",
    "ja": "でんわだいが かかります",
    "ko": "통화료 있음",
    "es": "llamada con costo",
    "pt": "chamada paga",
    "ne": "फोनको पैसा लाग्छ",
    "mn": "дуудлага төлбөртэй",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_beside_a_number_that_costs_the_text_says_so(language: str) -> None:
    free, told = (WRITER.information(decide(each, language, at("Mon 10:00"))) for each in (TIMETABLE, CHARGED))
    numbers = [line.number for line in CHARGED.lines_for(language, at("Mon 10:00"))]
    assert [f"{number} ({COST[language]}):" in told for number in numbers] == [True] * len(numbers)
    without = [row.replace(f" ({COST[language]})", "").rstrip() for row in told.splitlines()]
    assert without == [row.rstrip() for row in free.splitlines()]  # spaces at the ends of lines move a segment's border


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_does_the_text_of_a_notice(language: str) -> None:
    assert WRITER.notices(CHARGED, language, at("Mon 10:00")).endswith(f"0120-76-2029 ({COST[language]})")


def test_only_a_number_that_costs_is_marked() -> None:
    one = replace(DIRECTORY, lines=(*DIRECTORY.lines[:-1], replace(DIRECTORY.lines[-1], charged=True)))
    text = WRITER.information(decide(Timetable(one), "en", at("Tue 12:00")))
    assert "OTIT 0120-250-147: open now" in text
    assert "FRESC 0120-76-2029 (call costs): open now" in text


def test_a_text_without_numbers_or_language_needs_no_words_for_it() -> None:
    assert LINKS.information(decide(CHARGED, "en", at("Tue 12:00"))) == LINKS.information(
        decide(TIMETABLE, "en", at("Tue 12:00"))
    )
    assert WRITER.all_numbers(CHARGED, at("Sun 10:00")) == "\n".join(f"{row} ¥" for row in NUMBERS.splitlines())
    assert WRITER.language_list(CHARGED, at("Sun 10:00")) == f"{CHOICES}\nFRESC 0120-76-2029 ¥"


# --- lists

NUMBERS = """\
Tiếng Việt 0120250168
中文 0120250169
Indonesia 0120250192
Filipino 0120250197
English 0120250147
ไทย 0120250198
ខ្មែរ 0120250366
မြန်မာ 0120250302
にほんご 한국어 Español Português नेपाली Монгол 0120762029"""
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
    assert WRITER.all_numbers(timetable, at("Sun 10:00")) == NUMBERS.rpartition("\n")[0]
    assert WRITER.language_list(timetable, at("Sun 10:00")) == CHOICES
    assert WRITER.all_numbers(timetable, at("Fri 23:59:59")) == NUMBERS


def test_the_list_of_languages() -> None:
    assert WRITER.language_list(TIMETABLE, at("Sun 10:00")) == f"{CHOICES}\nFRESC 0120-76-2029"
    assert LINKS.language_list(TIMETABLE, at("Sun 10:00")) == f"{CHOICES}\nhttps://example.org/"


def test_a_line_of_two_languages_is_known_by_those_that_have_no_line_of_their_own() -> None:
    own, shared = DIRECTORY.lines[0], replace(DIRECTORY.lines[1], languages=frozenset({"vi", "km"}))
    assert own.languages == {"vi"}
    both = Timetable(replace(DIRECTORY, lines=(shared, own)))
    assert WRITER.all_numbers(both, at("Sun 10:00")) == "Tiếng Việt 0120250168\nខ្មែរ 0120250169"
    twice = replace(shared, id="other", number="0120-250-999", languages=frozenset({"vi", "km"}))
    named = Timetable(replace(DIRECTORY, lines=(shared, twice)))
    assert WRITER.all_numbers(named, at("Sun 10:00")) == "Tiếng Việt ខ្មែរ 0120250169\nOTIT 0120250999"


def test_the_list_of_languages_names_a_line_of_two_languages_by_its_agency() -> None:
    shared = replace(DIRECTORY.lines[0], languages=frozenset({"vi", "km"}))
    timetable = Timetable(replace(DIRECTORY, lines=(shared,)))
    assert WRITER.language_list(timetable, at("Sun 10:00")) == f"{CHOICES}\nOTIT 0120-250-168"
