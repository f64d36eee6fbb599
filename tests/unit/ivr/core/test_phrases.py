"""What is spoken of a decision and of notices: which prompts, in which order, with which values."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from ivr.core.phrases import (
    announcement,
    calendar_closed,
    clips_needed,
    closing,
    last_words,
    notice_parts,
    opening,
    passages,
    spoken_states,
    spoken_text_news,
    spoken_unanswered,
    told_parts,
)
from ivr.core.routing import decide
from ivr.core.text.promises import Texted
from prompts import Book, Closing, Dated, Day, Digits, Passage, Prompt
from schedules import Hours, Notice, Timetable, Wording, parse_hours
from tests.support.calls import BOOK, DIRECTORY, TIMETABLE, at, held

# --- how each line stands

BOTH = ("otit-vi", "fresc")
NUMBERS = [
    Prompt.of("the_number", agency="OTIT", number=Digits("0120-250-168")),
    Prompt.of("the_number", agency="FRESC", number=Digits("0120-76-2029")),
]


def about(prompt: str, agency: str, hour: int | None = None, *, closes: bool = True) -> Prompt:
    if hour is None:
        return Prompt.of(prompt, agency=agency)
    return Prompt.of(prompt, agency=agency, time=Closing(time(hour)) if closes else time(hour))


@pytest.mark.parametrize(
    ("timetable", "moment", "tried", "states"),
    [
        pytest.param(
            TIMETABLE,
            "Mon 12:00",
            (),
            [about("open_now", "OTIT", 19), about("open_now", "FRESC", 17)],
            id="open: until when",
        ),
        pytest.param(
            TIMETABLE,
            "Mon 10:00",
            (),
            [about("opens_today", "OTIT", 11, closes=False), about("open_now", "FRESC", 17)],
            id="opens today",
        ),
        pytest.param(
            TIMETABLE,
            "Sun 20:00",
            (),
            [about("opens_tomorrow", "OTIT", 11, closes=False), about("opens_tomorrow", "FRESC", 9, closes=False)],
            id="opens tomorrow",
        ),
        pytest.param(
            TIMETABLE,
            "Mon 12:00",
            BOTH,
            [],
            id="has not answered, and is open: spoken_unanswered tells of it",
        ),
        pytest.param(
            TIMETABLE,
            "Mon 18:00",
            BOTH,
            [about("opens_tomorrow", "FRESC", 9, closes=False)],
            id="has not answered, and has closed since",
        ),
        pytest.param(held("all", "closed"), "Mon 12:00", (), [], id="never opens: nothing is said"),
        pytest.param(
            held("all", "open"),
            "Mon 12:00",
            (),
            [about("open_always", "OTIT"), about("open_always", "FRESC")],
            id="never closes",
        ),
        pytest.param(
            held("all", "open"),
            "Mon 12:00",
            BOTH,
            [],
            id="never closes, and has not answered",
        ),
    ],
)
def test_how_each_line_stands(timetable: Timetable, moment: str, tried: tuple[str, ...], states: list[Prompt]) -> None:
    decision = decide(timetable, "vi", at(moment), tried)
    assert spoken_states(decision, numbers=False) == states
    with_numbers = spoken_states(decision, numbers=True)
    assert [each for each in with_numbers if each.id == "the_number"] == NUMBERS
    assert [each for each in with_numbers if each.id != "the_number"] == states


@pytest.mark.parametrize(
    ("timetable", "moment", "tried", "said"),
    [
        pytest.param(TIMETABLE, "Mon 12:00", (), [], id="none was tried"),
        pytest.param(TIMETABLE, "Mon 12:00", ("otit-vi",), [about("call_later", "OTIT", 19)], id="one was"),
        pytest.param(TIMETABLE, "Mon 12:00", BOTH, [about("call_later", "FRESC", 17)], id="of two only the last"),
        pytest.param(TIMETABLE, "Mon 18:00", BOTH, [about("no_answer", "FRESC")], id="it has closed since"),
        pytest.param(held("all", "open"), "Mon 12:00", BOTH, [about("no_answer", "FRESC")], id="it never closes"),
        pytest.param(TIMETABLE, "Mon 12:00", ("otit-th",), [], id="a line of another language"),
    ],
)
def test_a_line_that_did_not_answer_is_told_of_once(
    timetable: Timetable, moment: str, tried: tuple[str, ...], said: list[Prompt]
) -> None:
    assert spoken_unanswered(decide(timetable, "vi", at(moment), tried), tried) == said


def test_the_number_follows_what_is_said_of_its_line() -> None:
    said = spoken_states(decide(TIMETABLE, "vi", at("Mon 12:00")), numbers=True)
    assert [each.id for each in said] == ["open_now", "the_number", "open_now", "the_number"]


@pytest.mark.parametrize(
    ("opens", "now", "expected"),
    [
        pytest.param("Mon 11:00", "Mon 00:00", Prompt.of("x_today", agency="A", time=time(11)), id="today"),
        pytest.param("Mon 23:30", "Mon 23:29", Prompt.of("x_today", agency="A", time=time(23, 30)), id="in a minute"),
        pytest.param("Tue 00:00", "Mon 23:59", Prompt.of("x_tomorrow", agency="A", time=time()), id="at midnight"),
        pytest.param("Tue 11:00", "Mon 00:00", Prompt.of("x_tomorrow", agency="A", time=time(11)), id="tomorrow"),
        pytest.param("Tue 08:00", "Mon 20:00", Prompt.of("x_tomorrow", agency="A", time=time(8)), id="in twelve hours"),
        pytest.param(
            "Wed 11:00",
            "Mon 23:59",
            Prompt.of("x_on", agency="A", day=Day(date(2026, 11, 25), date(2026, 11, 23)), time=time(11)),
            id="the day after",
        ),
        pytest.param(
            "Mon+1 09:00",
            "Mon 08:00",
            Prompt.of("x_on", agency="A", day=Day(date(2026, 11, 30), date(2026, 11, 23)), time=time(9)),
            id="in a week",
        ),
    ],
)
def test_today_and_tomorrow_by_the_clock_of_japan(opens: str, now: str, expected: Prompt) -> None:
    assert opening("x", at(opens), at(now), agency="A") == expected


@pytest.mark.parametrize(
    ("until", "now", "expected"),
    [
        pytest.param("Mon 19:00", "Mon 12:00", Closing(time(19)), id="today"),
        pytest.param("Tue 00:00", "Mon 12:00", Closing(time()), id="at midnight"),
        pytest.param("Tue 11:59:59", "Mon 12:00", Closing(time(11, 59, 59)), id="within a day"),
        pytest.param("Tue 12:00", "Mon 12:00", None, id="a day away its time alone would mislead"),
        pytest.param(None, "Mon 12:00", None, id="never"),
    ],
)
def test_when_a_line_closes(until: str | None, now: str, expected: Closing | None) -> None:
    assert closing(at(until) if until else None, at(now)) == expected


# --- the text, and trouble


@pytest.mark.parametrize(
    ("texted", "language", "prompts"),
    [
        (Texted.COMING, "vi", ["text_coming"]),
        (Texted.ALREADY, "vi", ["text_already"]),
        (Texted.IMPOSSIBLE, "vi", []),
        (Texted.NOT_YET, "vi", []),
        (Texted.COMING, "und", ["text_numbers"]),
        (Texted.ALREADY, "und", ["text_numbers"]),
        (Texted.IMPOSSIBLE, "und", []),
        (Texted.NOT_YET, "und", []),
    ],
)
def test_what_is_told_of_the_text(texted: Texted, language: str, prompts: list[str]) -> None:
    assert spoken_text_news(texted, language) == [Prompt(each) for each in prompts]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("vi", [Prompt.of("trouble", agency="OTIT", number=Digits("0120-250-168"))]),
        ("ko", [Prompt.of("trouble", agency="FRESC", number=Digits("0120-76-2029"))]),
        ("und", [Prompt.of("trouble", agency="FRESC", number=Digits("0120-76-2029"))]),
        ("xx", []),
    ],
)
def test_the_last_words_are_the_number_of_the_first_line(language: str, expected: list[Prompt]) -> None:
    assert last_words(decide(TIMETABLE, language, at("Sat 03:00"))) == expected


# --- notices


def a_notice(name: str, day: date = date(2025, 1, 2), **words: tuple[str, ...]) -> Notice:
    worded: Mapping[str, Wording] = {code: Wording(f"{name} in {code}", parts, "text") for code, parts in words.items()}
    return Notice(name, day, "a test", worded)


def test_a_key_for_notices_is_offered_with_their_titles_in_each_language() -> None:
    one, other = a_notice("one", en=("1",), vi=("1",)), a_notice("other", en=("2",), ko=("2",))
    titles = {"en": "one in en, other in en", "vi": "one in vi", "ko": "other in ko"}
    assert announcement((one, other)) == Prompt.of("key_notice", titles=Passage(titles))


def test_the_parts_of_a_notice_in_all_its_languages() -> None:
    notice = a_notice("n", en=("One.", "Two."), vi=("Một.",))
    assert passages(notice) == [Passage({"en": "One.", "vi": "Một."}), Passage({"en": "Two."})]


def test_notices_in_parts() -> None:
    one, other = (
        a_notice("one", date(2025, 1, 2), en=("One.", "Two.")),
        a_notice("other", date(2024, 1, 2), en=("Three.",)),
    )
    untold = a_notice("untold", date(2023, 1, 2), vi=("Một.",))
    assert notice_parts((one, untold, other), BOOK, "en") == [
        [Prompt.of("notice_as_of", date=Dated(date(2025, 1, 2))), Prompt("notice_keys")],
        [Passage({"en": "One."})],
        [Passage({"en": "Two."})],
        [Prompt.of("notice_as_of", date=Dated(date(2024, 1, 2)))],
        [Passage({"en": "Three."})],
    ]
    assert notice_parts((untold,), BOOK, "en") == []
    assert notice_parts((), BOOK, "en") == []


@pytest.mark.parametrize(
    ("notice", "language", "told"),
    [
        pytest.param(a_notice("n", en=("One.", "Two.")), "en", 2, id="its own voice"),
        pytest.param(a_notice("n", en=("One.",)), "vi", 0, id="not in the language"),
        pytest.param(a_notice("n", km=("មួយ",)), "km", 0, id="no voice, nothing to fall back on"),
        pytest.param(a_notice("n", km=("មួយ",), en=("One.",)), "km", 1, id="English to fall back on"),
        pytest.param(a_notice("n", km=("មួយ",), ja=("いち",)), "km", 1, id="Easy Japanese to fall back on"),
        pytest.param(a_notice("n", km=("មួយ", "ពីរ"), en=("One.",)), "km", 0, id="too little to fall back on"),
        pytest.param(a_notice("n", km=("មួយ",), en=("One.", "Two.")), "km", 2, id="more than its own"),
        pytest.param(a_notice("n", km=("មួយ",), vi=("Một.", "Hai.")), "vi", 2, id="another language's lack is its own"),
        pytest.param(a_notice("n", vi=("Một.",), en=("One.", "Two.")), "vi", 1, id="parts of other languages alone"),
    ],
)
def test_a_notice_is_told_whole_or_not_at_all(notice: Notice, language: str, told: int) -> None:
    assert told_parts(notice, BOOK, language) == passages(notice)[:told]


# --- the calendar, and what is to be recorded


def test_a_closed_day_in_the_calendar() -> None:
    words = calendar_closed(BOOK, "en")
    assert words(DIRECTORY.lines[0], "") == "OTIT 0120-250-168: closed"
    assert words(DIRECTORY.lines[0], "New Year") == "OTIT 0120-250-168: closed (New Year)"
    assert calendar_closed(BOOK, "vi")(DIRECTORY.lines[0], "") == "OTIT 0120-250-168: nghỉ"


def test_what_is_to_be_recorded_for_a_language() -> None:
    notices = (a_notice("one", km=("មួយ", "ពីរ"), en=("One.",)), a_notice("other", date(2024, 1, 2), en=("Two.",)))
    book = Book(BOOK.catalogues)
    clips = clips_needed(book, "km", replace(DIRECTORY, notices=notices))
    assert (clips["notice.one.1"], clips["notice.one.2"]) == ("មួយ", "ពីរ")
    assert "one in km" in clips["key_notice"]
    assert [clip for clip in clips if clip.startswith("notice.")] == [
        "notice.one.as_of",
        "notice.one.1",
        "notice.one.2",
    ]
    assert (clips["agency.OTIT"], clips["agency.FRESC"]) == ("OTIT", "FRESC")
    without = clips_needed(book, "km", replace(DIRECTORY, notices=()))
    assert not [clip for clip in without if clip.startswith("notice.") or clip == "key_notice"]


def test_a_line_in_another_zone_is_told_by_the_clock_of_japan() -> None:
    """It opens at nine in New York, which is eleven at night in Japan."""
    fresc = DIRECTORY.lines[-1]
    elsewhere = replace(fresc, zone=ZoneInfo("America/New_York"), hours=(Hours(parse_hours("Mon-Fri 09:00-17:00")),))
    timetable = Timetable(replace(DIRECTORY, lines=(elsewhere,)))
    closed = spoken_states(decide(timetable, "ko", at("Mon 12:00")), numbers=False)
    assert closed == [Prompt.of("opens_today", agency="FRESC", time=time(23))]
    opened = spoken_states(decide(timetable, "ko", at("Tue 00:00") + timedelta(hours=1)), numbers=False)
    assert opened == [about("open_now", "FRESC", 7)]
