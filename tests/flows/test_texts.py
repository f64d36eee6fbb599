"""Texts: what is answered to whom, what it says in each language, and what it costs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests

from ivr.clock import parse_moment
from ivr.core.phrases import spoken_states
from ivr.core.routing import decide
from ivr.core.text.samples import State, samples
from ivr.core.text.writer import TextWriter
from ivr.demo import NUMBER, TOKEN, Demo
from ivr.phone.handset import Handset
from ivr.settings import LINK
from prompts import LANGUAGES, count_segments
from prompts.written import week
from schedules import Hours, Timetable, load_directory, parse_hours
from tests.support.book import load_book
from tests.support.demo import MOBILE, Dials, start
from tests.support.people import Person, promised
from tests.support.published import EMAIL, FOURTEEN, LINES, MONDAY, edges
from tests.support.waiting import PATIENCE, texts_taken

BOOK, TIMETABLE = load_book(), Timetable(load_directory())
WRITER = TextWriter(BOOK)


def lines_of(text: str) -> list[str]:
    return text.splitlines()


@pytest.mark.parametrize("language", FOURTEEN)
def test_numbers_hours_and_e_mail_in_every_state(language: str) -> None:
    own = [line for line in TIMETABLE.directory.lines if language in line.languages]
    for moment in [MONDAY, *edges(language)]:
        for tried in ((), tuple(line.id for line in own)):
            text = WRITER.information(decide(TIMETABLE, language, moment, tried))
            assert [line.number for line in own] == [
                line.number for line in TIMETABLE.directory.lines if line.number in text
            ]
            for number, languages, hours in LINES:
                if language in languages:
                    for _, first, last in hours:
                        assert number
                        assert printed(language, first, last) in text
            assert ("https://www.support.otit.go.jp/soudan/" in text) is (language in EMAIL)
            assert "{" not in text
            assert "\u202f" not in text


def printed(language: str, first: int, last: int) -> str:
    return week(language, [([(0, 0)], [(time(first), time(last))])], short=True).split(" ", 1)[1]


@pytest.mark.parametrize("language", FOURTEEN)
def test_a_text_costs_at_most_three_segments_and_says_nothing_private(language: str) -> None:
    moments = [MONDAY, *edges(language)]
    everybody = [line.id for line in TIMETABLE.directory.lines]
    texts = {
        WRITER.information(decide(TIMETABLE, language, moment, tried))
        for moment in moments
        for tried in ([], everybody)
    }
    assert len(texts) > 2
    for text in texts:
        counted = count_segments(text)
        assert counted.count <= 3, (counted, text)
        if language in ("en", "id", "fil"):
            assert counted.encoding == "GSM-7", text
        for word in ("dismiss", "laid off", "fired", "SOS", "解雇", "解雇された", "sa thải", "kehilangan pekerjaan"):
            assert word not in text


def test_a_line_that_has_not_answered_is_not_called_open() -> None:
    monday_noon = parse_moment("2026-11-23 12:00")
    text = WRITER.information(decide(TIMETABLE, "en", monday_noon, tried=["fresc"]))
    assert "FRESC 0120-76-2029: did not answer, call again later" in text
    assert "open now" not in text


def with_fresc(hours: str = "Mon-Fri 09:00-17:00", zone: str = "Asia/Tokyo") -> Timetable:
    fresc = TIMETABLE.directory.lines[-1]
    changed = replace(fresc, hours=(Hours(parse_hours(hours)),), zone=ZoneInfo(zone))
    return Timetable(replace(TIMETABLE.directory, lines=(*TIMETABLE.directory.lines[:-1], changed)))


def test_a_line_that_nobody_knows_to_open_again_keeps_its_number() -> None:
    text = WRITER.information(decide(with_fresc("closed"), "ko", MONDAY))
    assert text.splitlines()[1].startswith("FRESC 0120-76-2029: ")
    assert BOOK.catalogues["ko"]["sms_closed"].removeprefix("{line}") in text
    assert "09:00" not in text


def test_a_line_elsewhere_is_told_by_the_clock_of_japan() -> None:
    """It opens at nine in New York, which is eleven at night of the same day in Japan."""
    timetable = with_fresc(zone="America/New_York")
    text = WRITER.information(decide(timetable, "en", parse_moment("2026-11-23 12:10")))
    assert "FRESC 0120-76-2029: opens today 23:00" in text
    assert "Mon-Fri 9-17 (America/New_York)" in text
    said = spoken_states(decide(timetable, "en", parse_moment("2026-11-25 23:30")), numbers=False)
    assert "FRESC is open until 7 AM." in [BOOK.sentence("en", prompt) for prompt in said]


def test_a_closing_at_midnight_is_the_end_of_the_day() -> None:
    text = WRITER.information(decide(with_fresc("Mon-Fri 09:00-24:00"), "ko", parse_moment("2026-11-23 12:10")))
    assert "24:00" in text.splitlines()[1]


def test_a_day_a_week_away_has_its_date() -> None:
    thursday_evening = parse_moment("2026-11-26 19:00")
    text = WRITER.information(decide(TIMETABLE, "km", thursday_evening))
    assert "ធ្នូ" in text.splitlines()[1]  # December


def test_the_list_and_the_numbers_fit() -> None:
    assert count_segments(WRITER.language_list(TIMETABLE, MONDAY)).count <= 3
    assert count_segments(WRITER.all_numbers(TIMETABLE, MONDAY)).count <= 3
    assert all(language.name in WRITER.language_list(TIMETABLE, MONDAY) for language in LANGUAGES.values())


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("Tiếng Việt", "OTIT 0120-250-168: đang mở đến 17:00"),
        ("vn", "OTIT 0120-250-168"),
        ("tieng viet", "OTIT 0120-250-168"),
        ("2", "OTIT 0120-250-169"),
        ("Khmer", "OTIT 0120-250-366"),
        ("ko", "FRESC 0120-76-2029"),
        ("help", "Tsunagu: tells you"),
        ("たすけて", "Tsunagu"),
        ("???", "1 Tiếng Việt"),
        ("", "1 Tiếng Việt"),
        ("9", "1 Tiếng Việt"),
    ],
)
def test_an_inbound_text_is_answered(demo: Demo, handset: Dials, sent: str, expected: str) -> None:
    answer = handset().text(sent)
    assert answer is not None
    assert expected in answer
    assert promised(demo.service.engine) == 0


def test_a_reaction_gets_no_answer(handset: Dials) -> None:
    telephone = handset()
    answer = telephone.text("english please")
    assert telephone.text(f"Liked “{answer}”") is None
    assert telephone.text(f"“{answer}”に“いいね!”しました") is None
    assert "0120-250-168" in (telephone.text(f"“{answer}” Tiếng Việt?") or "")


def test_stop_holds_until_start(handset: Dials) -> None:
    telephone = handset(repeat=True)
    assert telephone.text("Dừng lại") == BOOK.catalogues["vi"]["sms_stopped"]
    assert telephone.text("Tiếng Việt") is None
    assert telephone.text("help") is None
    assert telephone.text("START") == BOOK.catalogues["en"]["sms_started"]
    assert "0120-250-168" in (telephone.text("Tiếng Việt") or "")


def test_forget_deletes_the_language_and_nothing_else(demo: Demo, handset: Dials) -> None:
    telephone = handset()
    telephone.text("タイ語")
    demo.service.recorder.flush()
    assert telephone.text("FORGET") == BOOK.catalogues["th"]["sms_forgotten"]
    assert telephone.text("STOP") == BOOK.catalogues["en"]["sms_stopped"]
    assert telephone.text("FORGET") is None
    assert telephone.text("タイ語") is None


def test_stop_is_answered_in_the_language_that_is_remembered(demo: Demo, handset: Dials) -> None:
    telephone = handset()
    telephone.text("タイ語")
    demo.service.recorder.flush()
    assert telephone.text("STOP") == BOOK.catalogues["th"]["sms_stopped"]


def test_a_withheld_number_can_not_stop_anything(handset: Dials) -> None:
    assert handset("anonymous").text("STOP") is None


@pytest.mark.parametrize(("pages", "most"), [(None, 3), ("https://hotline.example.org", 2)])
def test_every_text_keeps_within_its_segments(pages: str | None, most: int) -> None:
    found = samples(TextWriter(load_book(), pages), TIMETABLE, MONDAY)
    assert {(each.language, each.state) for each in found} == {(code, state) for code in FOURTEEN for state in State}
    for each in found:
        allowed = 5 if each.state is State.NOTICE and pages is None else most
        assert each.segments.count <= allowed, each
        if each.language in ("en", "id", "fil"):
            assert each.segments.encoding == "GSM-7", each
        assert (pages is None) or "0120" not in each.text


def test_a_text_about_numbers_that_cost_has_one_segment_more_at_most() -> None:
    charged = [replace(line, charged=True) for line in TIMETABLE.directory.lines]
    found = samples(WRITER, Timetable(replace(TIMETABLE.directory, lines=tuple(charged))), MONDAY)
    assert all("(" in each.text for each in found)
    for each in found:
        assert each.segments.count <= (5 if each.state is State.NOTICE else 4), each
        if each.language in ("en", "id", "fil"):
            assert each.segments.encoding == "GSM-7", each


def test_a_notice_in_a_text_is_dated_and_says_whom_to_ask() -> None:
    for each in samples(TextWriter(load_book()), TIMETABLE, MONDAY):
        if each.state is State.NOTICE:
            assert "2021" in each.text or "၂၀၂၁" in each.text or "२०२१" in each.text
            assert "FRESC 0120-76-2029" in each.text


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("Tiếng Việt", "0120-250-168"),
        ("INFO", "Thực tập sinh"),  # the language is remembered
        ("thông tin", "Thực tập sinh"),
        ("informasi", "Pemagang"),
        ("おしらせ", "どういしょ"),
    ],
)
def test_info_is_answered_with_the_notice(demo: Demo, sent: str, expected: str) -> None:
    telephone = Handset(demo.url, TOKEN, MOBILE, NUMBER)
    telephone.text("Tiếng Việt")
    demo.service.recorder.flush()
    assert expected in (telephone.text(sent) or "")


def test_info_from_somebody_whose_language_is_not_known_is_answered_with_the_list(demo: Demo) -> None:
    assert "1 Tiếng Việt" in (Handset(demo.url, TOKEN, MOBILE, NUMBER).text("info") or "")


def test_a_discreet_service_begins_with_the_name_of_the_language(tmp_path: Path) -> None:
    discreet = start(tmp_path, text_discreet=True)
    text = Handset(discreet.url, TOKEN, MOBILE, NUMBER).text("Tiếng Việt") or ""
    assert text.splitlines()[0] == "Tiếng Việt:"
    discreet.close()


@pytest.fixture
def linking(tmp_path: Path) -> Iterator[Demo]:
    running = start(tmp_path, sms_content=LINK)
    yield running
    running.close()


def test_a_text_with_a_link_has_no_number_and_leads_to_a_page(linking: Demo) -> None:
    telephone = Handset(linking.url, TOKEN, MOBILE, NUMBER)
    telephone.call(Person(["7"]))
    (text,) = texts_taken(linking.carrier, 1)
    assert "0120" not in text.body
    address = text.body.split()[-1]
    assert address == f"{linking.url}/km"
    page = requests.get(address, timeout=PATIENCE)
    assert page.status_code == 200
    assert "0120-250-366" in page.text
    assert "0120" not in (telephone.text("Tiếng Việt") or "0120")
    assert "0120" not in (telephone.text("INFO") or "0120")
    assert (telephone.text("???") or "").endswith(f"{linking.url}/")
