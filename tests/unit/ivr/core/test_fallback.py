"""What callers hear when nothing of ours answers: which lines, in which words, and which line rings at the end."""

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from ivr.core.call.actions import Hangup, Speak
from ivr.core.dialling import AS_SHIPPED, Dialling
from ivr.core.fallback import Ring, Static, announcement, by_key
from prompts import LANGUAGES, Said
from prompts.languages import Menu
from prompts.voices import VOICES
from schedules import Directory, Hours, Line, Override, Timetable, load_directory, parse_hours, parse_scope
from tests.support.book import load_book
from tests.support.published import FOURTEEN
from tests.support.timetables import japan

BOOK, SHIPPED, NOW = load_book(), load_directory(), japan("2026-11-30 10:00")
FRESC = "+81120762029"


def announced(
    directory: Directory = SHIPPED, dialling: Dialling = AS_SHIPPED, overrides: tuple[Override, ...] = ()
) -> Static:
    return announcement(Timetable(directory, overrides), BOOK, NOW, dialling)


def chosen(keys: str, directory: Directory = SHIPPED, dialling: Dialling = AS_SHIPPED) -> Static:
    return by_key(Timetable(directory), BOOK, NOW, dialling).chosen.get(keys, ())


def words(actions: Static) -> list[tuple[str, str]]:
    said = [piece for action in actions if isinstance(action, Speak) for piece in action.said]
    assert all(isinstance(piece, Said) for piece in said), "our recordings are served by us"
    return [(piece.language, piece.text) for piece in said]


def rung(actions: Static) -> list[str]:
    return [action.target for action in actions if isinstance(action, Ring)]


def changed(line: str, **changes: object) -> Directory:
    lines = [replace(each, **changes) if each.id == line else each for each in SHIPPED.lines]  # type: ignore[arg-type]
    return replace(SHIPPED, lines=tuple(lines))


VOICED = ("vi", "zh", "id", "fil", "en", "th", "ja", "ko", "es", "pt")
"""The languages that Twilio has voices for, in the order of the menu."""


def test_each_language_hears_first_whom_to_call() -> None:
    whom, *_ = announced()
    said = words((whom,))
    assert said[:4] == [
        ("vi", "Tiếng Việt"),
        ("vi", "Xin vui lòng gọi thẳng đến OTIT: 0 1 2 0, 2 5 0, 1 6 8."),
        ("zh", "中文"),
        ("zh", "请您直接给FRESC打电话：0 1 2 0, 7 6, 2 0 2 9。"),
    ]
    assert [(code, text) for code, text in said[::2]] == [(code, LANGUAGES[code].name) for code in VOICED]


def test_after_the_ringing_each_language_has_its_lines_with_their_hours() -> None:
    *_, hours, _, _ = announced()
    said = words((hours,))
    assert said[:3] == [
        ("vi", "Tiếng Việt"),
        ("vi", "OTIT, 0 1 2 0, 2 5 0, 1 6 8. Thứ Hai đến Thứ Sáu, từ 11 giờ trưa đến 7 giờ tối. "
               "Chủ Nhật, từ 9 giờ sáng đến 5 giờ chiều."),
        ("vi", "FRESC, 0 1 2 0, 7 6, 2 0 2 9. Thứ Hai đến Thứ Sáu, từ 9 giờ sáng đến 5 giờ chiều."),
    ]  # fmt: skip
    own_names = {LANGUAGES[code].name for code in VOICED}
    assert [text for _, text in said if text in own_names] == [LANGUAGES[code].name for code in VOICED]


def test_a_language_without_a_voice_has_only_its_own_line_in_easy_japanese_and_english() -> None:
    said = words(announced())
    khmer = said.index(("ja", "カンボジアご"))
    assert said[khmer : khmer + 4] == [
        ("ja", "カンボジアご"),
        ("ja", "OTIT, 0 1 2 0, 2 5 0, 3 6 6. 木曜日、ごぜん 11時から ごご 7時まで。"),
        ("en", "Cambodian"),
        ("en", "OTIT, 0 1 2 0, 2 5 0, 3 6 6. Thursday, 11 AM to 7 PM."),
    ]
    assert ("en", "Nepali") not in said, "its only line is told in Easy Japanese and English anyway"


@pytest.mark.parametrize("code", [code for code in FOURTEEN if code in VOICES["twilio"]])
def test_every_number_of_a_language_is_said_in_its_voice(code: str) -> None:
    said = " ".join(text for language, text in words(announced()) if language == code)
    for line in (line for line in SHIPPED.lines if code in line.languages):
        assert ", ".join(" ".join(group) for group in line.number.split("-")) in said


def test_the_line_of_most_languages_rings_and_the_call_ends_in_words() -> None:
    _, connecting, ring, _, goodbye, end = announced()
    assert ring == Ring(FRESC, timeout=25, longest=3600)
    assert words((connecting,)) == [("ja", "FRESCに つなぎます。"), ("en", "Connecting you to FRESC.")]
    assert words((goodbye,))[1] == ("en", "Thank you for calling. Goodbye.")
    assert end == Hangup()


@pytest.mark.parametrize(
    ("directory", "dialling", "rings"),
    [
        pytest.param(SHIPPED, Dialling(own=FRESC), ["+81120250168"], id="never our own number"),
        pytest.param(SHIPPED, Dialling(countries=frozenset({"VN"})), [], id="no line that may not be dialled"),
        pytest.param(changed("fresc", dial="sip:x@example.org"), AS_SHIPPED, ["+81120250168"], id="no foreign host"),
        pytest.param(replace(SHIPPED, lines=()), AS_SHIPPED, [], id="no line at all"),
    ],
)
def test_what_rings(directory: Directory, dialling: Dialling, rings: list[str]) -> None:
    actions = announced(directory, dialling)
    assert rung(actions) == rings
    assert actions[-1] == Hangup()
    assert words(actions)[-1] == ("en", "Thank you for calling. Goodbye.")


def test_a_line_that_is_closed_for_good_is_neither_said_nor_rung() -> None:
    closed = Override(parse_scope("fresc"), open=False, since=japan("2026-11-01 00:00"), until=None, reason="moved")
    actions = announced(overrides=(closed,))
    assert "FRESC" not in str(words(actions))
    assert rung(actions) == ["+81120250168"]


def test_hours_of_another_zone_are_not_said() -> None:
    said = words(announced(changed("otit-vi", zone=ZoneInfo("Asia/Bangkok"))))
    assert ("vi", "OTIT, 0 1 2 0, 2 5 0, 1 6 8.") in said


def test_a_line_that_costs_says_so() -> None:
    said = words(announced(changed("otit-en", charged=True)))
    number = said.index(("en", "OTIT, 0 1 2 0, 2 5 0, 1 4 7. Tuesday and Saturday, 11 AM to 7 PM."))
    assert said[number + 1] == ("en", "This call may cost money.")


def test_hours_that_begin_later_are_not_said_yet() -> None:
    line = SHIPPED.line("otit-th")
    assert line is not None
    later = Hours(parse_hours("Mon 10:00-12:00"), japan("2026-12-01 00:00").date())
    before, after = (
        words(announcement(Timetable(changed("otit-th", hours=(*line.hours, later))), BOOK, japan(day), AS_SHIPPED))
        for day in ("2026-11-30 23:59", "2026-12-01 00:00")
    )
    assert "วันจันทร์, 10 นาฬิกา ถึง 12 นาฬิกา." not in str(before)
    assert "วันจันทร์, 10 นาฬิกา ถึง 12 นาฬิกา." in str(after)


CHOSEN: Mapping[str, tuple[str, list[str]]] = {
    "1": ("Xin lỗi, hệ thống đang bị lỗi. Xin vui lòng gọi thẳng đến OTIT.", ["+81120250168"]),
    "5": ("Sorry, we have a technical problem. Please call OTIT directly.", [FRESC]),
    "7": ("すみません。こちらの きかいに もんだいが あります。OTITに じぶんで でんわしてください。", [FRESC]),
    "93": ("Disculpe, tenemos un problema técnico. Por favor, llame directamente a FRESC.", [FRESC]),
}


@pytest.mark.parametrize("keys", CHOSEN)
def test_a_chosen_language_rings_the_line_that_is_open_longest(keys: str) -> None:
    begins, rings = CHOSEN[keys]
    actions = chosen(keys)
    assert words(actions)[0][1].startswith(begins)
    assert rung(actions) == rings
    assert isinstance(actions[-2], Speak)
    assert actions[-1] == Hangup()


def test_a_chosen_language_hears_each_number_twice_with_the_hours_and_where_to_write() -> None:
    assert words(chosen("5")) == [
        ("en", "Sorry, we have a technical problem. Please call OTIT directly. The number is 0 1 2 0, 2 5 0, 1 4 7. "
               "Again: 0 1 2 0, 2 5 0, 1 4 7."),
        ("en", "Tuesday and Saturday, 11 AM to 7 PM."),
        ("en", "The number for FRESC is 0 1 2 0, 7 6, 2 0 2 9. Again: 0 1 2 0, 7 6, 2 0 2 9."),
        ("en", "Monday to Friday, 9 AM to 5 PM."),
        ("en", "You can also ask by e-mail, day or night, on the website of OTIT."),
        ("en", "Connecting you to FRESC."),
        ("en", "Thank you for calling. Goodbye."),
    ]  # fmt: skip


def test_the_keys_are_those_of_the_service() -> None:
    keyed = by_key(Timetable(SHIPPED), BOOK, NOW, AS_SHIPPED)
    assert list(keyed.chosen) == ["".join(language.keys) for language in LANGUAGES.values()]
    assert keyed.options.keys() == set(Menu)
    assert keyed.otherwise == announced()


def test_a_language_without_a_line_has_no_key() -> None:
    only: tuple[Line, ...] = tuple(line for line in SHIPPED.lines if line.id == "otit-vi")
    keyed = by_key(Timetable(replace(SHIPPED, lines=only)), BOOK, NOW, AS_SHIPPED)
    assert list(keyed.chosen) == ["1"]
