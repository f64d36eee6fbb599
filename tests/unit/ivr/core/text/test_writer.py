"""Text messages, word for word: what each says in which state, with numbers or with a link."""

from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from ivr.core.routing import decide
from ivr.core.text.writer import TextWriter, hours, state, times
from prompts import Closing, Prompt, count_segments
from schedules import Hours, Notice, Timetable, Window, Wording, parse_hours
from tests.support.calls import BOOK, DIRECTORY, LINKS, TIMETABLE, WRITER, at, held

FREE = "Calls are free.\nE-mail, 24 h: https://www.support.otit.go.jp/soudan/en/"
WEEKS = ("Tue, Sat 11:00-19:00", "Mon-Fri 09:00-17:00")


def english(otit: str, fresc: str) -> str:
    """How both lines stand, with their hours."""
    return f"OTIT 0120-250-147: {otit}\n{WEEKS[0]}\nFRESC 0120-76-2029: {fresc}\n{WEEKS[1]}\n{FREE}"


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
            f"OTIT 0120-250-147: closed\nFRESC 0120-76-2029: open now, until 17:00\n{WEEKS[1]}\n{FREE}",
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
            "OTIT 0120-250-168: mở lúc 11:00 hôm nay\n"
            "T2-T6 11:00-19:00, CN 9:00-17:00\n"
            "FRESC 0120-76-2029: đang mở đến 17:00\n"
            "T2-T6 9:00-17:00\n"
            "Gọi miễn phí\n"
            "Email 24h: https://www.support.otit.go.jp/soudan/vi/",
            id="Vietnamese",
        ),
        pytest.param(
            "id",
            "OTIT 0120-250-192: buka besok 11.00\n"
            "Sel, Kam 11.00-19.00\n"
            "FRESC 0120-76-2029: buka sekarang, sampai 17.00\n"
            "Sen-Jum 09.00-17.00\n",
            id="Indonesian has a stop between hours and minutes",
        ),
        pytest.param("ko", "FRESC 0120-76-2029: ", id="Korean has one line"),
    ],
)
def test_information_in_other_languages(language: str, text: str) -> None:
    assert WRITER.information(decide(TIMETABLE, language, at("Mon 10:00"))).startswith(text)


def test_e_mail_is_named_where_it_exists() -> None:
    korean = WRITER.information(decide(TIMETABLE, "ko", at("Mon 10:00")))
    assert "http" not in korean
    assert korean.splitlines()[-1] == BOOK.catalogues["ko"]["sms_free"]


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


# --- notices

AS_OF = "As of Jan 2, 2025. Ask what holds today:"
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


# --- pieces


def test_a_single_prompt() -> None:
    assert WRITER.one("en", "sms_started") == "You will get texts from us again. To stop them, send STOP."
    assert WRITER.one("vi", "sms_trouble") == "Xin lỗi, chưa làm được. Xin gửi lại sau."


def test_how_a_line_stands_is_written_under_the_name_that_is_asked_for() -> None:
    (otit, fresc) = decide(TIMETABLE, "en", at("Tue 12:00"), ["fresc"]).considered
    assert state(otit, at("Tue 12:00"), "X") == [Prompt.of("sms_open", line="X", time=Closing(time(19)))]
    assert state(fresc, at("Tue 12:00"), "X") == [Prompt.of("sms_no_answer", line="X")]


@pytest.mark.parametrize(
    ("written", "zone", "expected"),
    [
        pytest.param("Mon-Fri 09:00-17:00", "Asia/Tokyo", "Mon-Fri 09:00-17:00", id="in Japan"),
        pytest.param("Mon-Fri 09:00-17:00", "Asia/Manila", "Mon-Fri 09:00-17:00 (Asia/Manila)", id="elsewhere"),
        pytest.param("Mon 09:00-12:00, 13:00-24:00", "Asia/Tokyo", "Mon 09:00-12:00, 13:00-24:00", id="until midnight"),
        pytest.param(
            "Mon-Wed, Sat 03:00-09:00, Fri 22:00-02:00 next day",
            "Asia/Tokyo",
            "Mon-Wed, Sat 03:00-09:00, Fri 22:00-02:00",
            id="over midnight",
        ),
    ],
)
def test_the_hours_of_a_line(written: str, zone: str, expected: str) -> None:
    fresc = replace(DIRECTORY.lines[-1], hours=(Hours(parse_hours(written)),), zone=ZoneInfo(zone))
    (each,) = decide(Timetable(replace(DIRECTORY, lines=(fresc,))), "en", at("Tue 12:00")).considered
    assert hours("en", each) == expected


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (9 * 60, 17 * 60 + 30, (time(9), time(17, 30))),
        (0, 24 * 60, (time(0), time(0))),
        (22 * 60, 26 * 60, (time(22), time(2))),
    ],
)
def test_a_window_by_the_clock_on_the_wall(opens: int, closes: int, expected: tuple[time, time]) -> None:
    assert times(Window(opens, closes)) == expected


def test_no_letter_is_torn_between_two_segments() -> None:
    """The Khmer text is longer than a segment; a space at the end of a line moves the border."""
    text = WRITER.reminder_set(decide(TIMETABLE, "km", at("Sun 10:00")))
    first, *rest = text.splitlines()
    assert first.endswith("11:00 ")
    assert not any(line.endswith(" ") for line in rest)
