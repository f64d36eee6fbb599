"""Spoken forms of times, dates and numbers in each language.

A spoken time is a phrase, with the part of the day in languages with a 12-hour clock, without it in languages whose
announcements use 24 hours. Twelve o'clock is noon or midnight, never "12 PM" or "12 AM", which people understand
differently. A closing time of midnight is the end of the day, 24:00. Names of days and months are CLDR's. Parts of the
day follow CLDR's day periods with corrections (Filipino has "umaga", not "madaling-araw", at nine).
:mod:`prompts.written` has the written forms.

Each form is a tuple of pieces, because a recorded language plays a recording for each piece.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from babel.dates import format_date

from prompts.figures import figures


@dataclass(frozen=True, slots=True)
class Manner:
    """The patterns of a language for times and dates; tuples have a pattern for each piece.

    Attributes:
        hour: pieces of a full hour; ``{h}`` is the hour, ``{part}`` the part of the day.
        minutes: pieces of a time with minutes ``{m}``; ``{h}`` and ``{part}`` as before.
        round_minutes: pieces of a time with 20, 30, 40 or 50 minutes, if they differ from ``minutes``.
        half: pieces of a time with 30 minutes, if they differ.
        day: CLDR pattern of a weekday.
        date: CLDR patterns of a weekday with its date.
        dated: CLDR pattern of a date with its year.
        parts: the first hour and the name of each part of the day; empty for a 24-hour clock.
        hours: words for the hours 1 to 12 or 1 to 24, if figures would be read wrongly.
        days: words for the days of a month, which replace ``{day}`` in the patterns.
        since: the suffix of a time at which something begins; a closing time has none.
        noon, midnight: pieces of 12:00 and 0:00, if the hour with its part of the day would be ambiguous.
        end_of_day: pieces of 24:00, if they differ from those of 0:00.
    """

    hour: tuple[str, ...]
    minutes: tuple[str, ...]
    day: str
    date: tuple[str, ...]
    dated: str
    parts: tuple[tuple[int, str], ...] = ()
    hours: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    round_minutes: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    since: str = ""
    noon: tuple[str, ...] = ()
    midnight: tuple[str, ...] = ()
    end_of_day: tuple[str, ...] = ()


_FILIPINO_HOURS = (
    "ala-una",
    "alas-dos",
    "alas-tres",
    "alas-kuwatro",
    "alas-singko",
    "alas-sais",
    "alas-siyete",
    "alas-otso",
    "alas-nuwebe",
    "alas-diyes",
    "alas-onse",
    "alas-dose",
)
_PORTUGUESE_HOURS = ("uma hora", "duas horas", *(f"{hour} horas" for hour in range(3, 24)), "meia-noite")
_SPANISH_HOURS = ("la una", *(f"las {hour}" for hour in range(2, 13)))

PAUSE = ","
"""The piece that stands for a short silence."""

MANNERS: Mapping[str, Manner] = {
    "vi": Manner(
        hour=("{h} giờ {part}",),
        minutes=("{h} giờ {m} phút {part}",),
        half=("{h} giờ rưỡi {part}",),
        day="EEEE",
        date=("EEEE, 'ngày' d MMMM",),
        dated="'ngày' d MMMM 'năm' y",
        parts=((0, "đêm"), (1, "sáng"), (11, "trưa"), (13, "chiều"), (18, "tối"), (22, "đêm")),
    ),
    "zh": Manner(
        hour=("{part}{h}点",),
        minutes=("{part}{h}点{m}分",),
        half=("{part}{h}点半",),
        day="EEEE",
        date=("M月d日EEEE",),
        dated="y年M月d日",
        parts=((0, "午夜"), (1, "凌晨"), (5, "早上"), (8, "上午"), (12, "中午"), (13, "下午"), (18, "晚上")),
    ),
    "id": Manner(
        hour=("jam {h} {part}",),
        minutes=("jam {h} lewat {m} menit {part}",),
        day="EEEE",
        date=("EEEE, d MMMM",),
        dated="d MMMM y",
        parts=((0, "malam"), (1, "dini hari"), (4, "pagi"), (11, "siang"), (15, "sore"), (18, "malam")),
    ),
    "fil": Manner(
        hour=("{h} {part}",),
        minutes=("{h} at {m} minuto {part}",),
        half=("{h} y medya {part}",),
        day="EEEE",
        date=("EEEE, 'ika'-d 'ng' MMMM",),
        dated="'ika'-d 'ng' MMMM, y",
        parts=(
            (0, "ng hatinggabi"),
            (1, "ng madaling-araw"),
            (5, "ng umaga"),
            (12, "ng tanghali"),
            (13, "ng hapon"),
            (18, "ng gabi"),
        ),
        hours=_FILIPINO_HOURS,
    ),
    "en": Manner(
        hour=("{h} {part}",),
        minutes=("{h}:{m:02} {part}",),
        day="EEEE",
        date=("EEEE, MMMM d",),
        dated="MMMM d, y",
        parts=((0, "AM"), (12, "PM")),
        noon=("noon",),
        midnight=("midnight",),
    ),
    "th": Manner(
        hour=("{h} นาฬิกา",),
        minutes=("{h} นาฬิกา {m} นาที",),
        day="EEEE",
        date=("EEEEที่ d MMMM",),
        dated="d MMMM 'ค.ศ.' y",
        end_of_day=("24 นาฬิกา",),
    ),
    "km": Manner(
        hour=("ម៉ោង {h}", "{part}"),
        minutes=("ម៉ោង {h}", "និង {m} នាទី", "{part}"),
        day="'ថ្ងៃ'EEEE",
        date=("'ថ្ងៃ'EEEE", "'ទី' d", "'ខែ' MMMM"),
        dated="'ថ្ងៃទី' d 'ខែ' MMMM 'ឆ្នាំ' y",
        parts=((0, "យប់"), (4, "ព្រឹក"), (12, "ថ្ងៃត្រង់"), (13, "រសៀល"), (17, "ល្ងាច"), (19, "យប់")),
    ),
    "my": Manner(
        hour=("{part} {h} နာရီ",),
        minutes=("{part} {h} နာရီ", "{m} မိနစ်"),
        round_minutes=("{part} {h} နာရီ", "မိနစ် {m}"),
        half=("{part} {h} နာရီခွဲ",),
        day="EEEE'နေ့'",
        date=("MMMM'လ'", "d 'ရက်'", "EEEE'နေ့'"),
        dated="y 'ခုနှစ်' MMMM'လ' d 'ရက်'",
        parts=((0, "ည"), (4, "မနက်"), (12, "နေ့လယ်"), (16, "ညနေ"), (19, "ည")),
    ),
    "ja": Manner(
        hour=("{part} {h}時",),
        minutes=("{part} {h}時{m}分",),
        day="EEEE",
        date=("M月d日 EEEE",),
        dated="y年 M月d日",
        parts=((0, "よる"), (1, "ごぜん"), (12, "ひる"), (13, "ごご")),
    ),
    "ko": Manner(
        hour=("{part} {h}시",),
        minutes=("{part} {h}시 {m}분",),
        day="EEEE",
        date=("M월 d일 EEEE",),
        dated="y년 M월 d일",
        parts=((0, "밤"), (1, "오전"), (12, "낮"), (13, "오후")),
    ),
    "es": Manner(
        hour=("{h} {part}",),
        minutes=("{h} y {m} {part}",),
        half=("{h} y media {part}",),
        day="EEEE",
        date=("EEEE d 'de' MMMM",),
        dated="d 'de' MMMM 'de' y",
        parts=(
            (0, "de la noche"),
            (1, "de la madrugada"),
            (6, "de la mañana"),
            (12, "del mediodía"),
            (13, "de la tarde"),
            (19, "de la noche"),
        ),
        hours=_SPANISH_HOURS,
    ),
    "pt": Manner(
        hour=("{h}",),
        minutes=("{h} e {m} minutos",),
        day="EEEE",
        date=("EEEE, d 'de' MMMM",),
        dated="d 'de' MMMM 'de' y",
        hours=_PORTUGUESE_HOURS,
    ),
    "ne": Manner(
        hour=("{part} {h} बजे",),
        minutes=("{part} {h} बजेर", "{m} मिनेट"),
        day="EEEE",
        date=("MMMM", "d 'तारिख'", "EEEE"),
        dated="'सन्' y MMMM d 'तारिख'",
        parts=((0, "राति"), (4, "बिहान"), (12, "दिउँसो"), (16, "बेलुका"), (20, "राति")),
    ),
    "mn": Manner(
        hour=("{h} цаг",),
        minutes=("{h} цаг", "{m} минут"),
        since="аас",
        day="EEEE 'гараг'",
        date=("MMMM'ын'", "{day}", "EEEE 'гараг'"),
        dated="y 'оны' MMMM'ын' {day} 'өдөр'",
        days=tuple(f"{day}-{'ний' if day % 10 in (1, 4, 9) else 'ны'}" for day in range(1, 32)),
        end_of_day=("24 цаг",),
    ),
}


@lru_cache(maxsize=4096)
def time_pieces(language: str, moment: time, *, closing: bool = False) -> tuple[str, ...]:
    """Return a time of day at which something begins in pieces: ``("7 PM",)``. A closing time of midnight is 24:00."""
    manner = MANNERS[language]
    if named := _named(manner, moment, closing=closing):
        return named
    hour = moment.hour if not manner.parts else (moment.hour + 11) % 12 + 1
    values = {
        "h": manner.hours[hour - 1] if manner.hours else figures(language, hour),
        "m": moment.minute if language == "en" else figures(language, moment.minute),
        "part": next((name for first, name in reversed(manner.parts) if first <= moment.hour), ""),
    }
    pieces = manner.minutes if moment.minute else manner.hour
    if manner.half and moment.minute == 30:
        pieces = manner.half
    elif manner.round_minutes and moment.minute >= 20 and moment.minute % 10 == 0:
        pieces = manner.round_minutes
    said = tuple(pattern.format(**values) for pattern in pieces)
    return said if closing else (*said[:-1], said[-1] + manner.since)


def _named(manner: Manner, moment: time, *, closing: bool) -> tuple[str, ...]:
    """Return the pieces of a time that has a name of its own; empty if it has none."""
    match moment:
        case time(hour=0, minute=0):
            return (manner.end_of_day if closing else ()) or manner.midnight
        case time(hour=12, minute=0):
            return manner.noon
        case _:
            return ()


def weekday_pieces(language: str, day: date) -> tuple[str, ...]:
    """Return the name of a weekday as one piece."""
    return (_formatted(language, day, MANNERS[language].day),)


def date_pieces(language: str, day: date) -> tuple[str, ...]:
    """Return a weekday with its date in pieces."""
    return tuple(_formatted(language, day, pattern) for pattern in MANNERS[language].date)


def digit_pieces(language: str, number: str) -> tuple[str, ...]:
    """Return the digits of a telephone number as pieces, with a :data:`PAUSE` for each hyphen."""
    return tuple(PAUSE if character == "-" else figures(language, character) for character in number)


def dated(language: str, day: date) -> str:
    """Return a date with its year."""
    return _formatted(language, day, MANNERS[language].dated)


@lru_cache(maxsize=16384)  # enough for the pieces of every day of a year in each recorded language
def _formatted(language: str, day: date, pattern: str) -> str:
    if days := MANNERS[language].days:
        pattern = pattern.replace("{day}", f"'{days[day.day - 1]}'")
    return figures(language, format_date(day, pattern, locale=language))
