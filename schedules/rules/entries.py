"""The rules of single entries: for each field of a line, a special day or a notice, by its name in a document."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from schedules.confirmation import Confirmation
from schedules.days import Days
from schedules.hours import DAYS, Week, Window, Windows, find_clash, said_day, said_window
from schedules.model import Directory, HolidayRule, HolidayRules, Hours, Line, SpecialDay
from schedules.notices import Notice
from schedules.rules.violation import Path, Violation, shown
from schedules.values import TIERS, TextError, dialled, parse_zone
from sentences import Sentence

Rule = Callable[[Any], Iterator[Sentence]]
"""Yields the reasons why a value is invalid."""

_YEARS = range(2000, 2101)
_LONGEST_ID = 60
_LONGEST_RUN = 366
_LONGEST_PART = 250
"""Most characters of a spoken part, so that a listener can follow it."""
_MOST_PARTS = 12
_LONGEST_NOTE = 2000
_LONGEST_ADDRESS = 500
_PAGE = re.compile(r"https://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9](?:/[!-~]*)?", re.IGNORECASE)
_ID = re.compile("[a-z0-9][a-z0-9-]*")


def each_alone(directory: Directory, languages: Collection[str] | None) -> Iterator[Violation]:
    """Yield the violations of each entry of a directory."""
    for place, line in enumerate(directory.lines):
        yield from _line(("lines", place), line, languages)
    for tier, rules in directory.holidays.items():
        yield from _all(("holidays", tier), tier_of_holidays(str(tier)))
        yield from _holidays(("holidays", tier), rules)
    for place, special in enumerate(directory.special_days):
        yield from _special_day(("special_days", place), special)
    for code, page in directory.email.items():
        yield from _all(("email", code), known_language(code, languages))
        yield from _all(("email", code), web_address(code, page.address))
        yield from _confirmation(("email", code), page.confirmation)
    for agency, words in directory.agencies.items():
        for code, text in words.items():
            yield from _all(("agencies", agency), described(code, text, languages))
    for place, notice in enumerate(directory.notices):
        yield from _notice(("notices", place), notice, languages)


def _line(path: Path, line: Line, languages: Collection[str] | None) -> Iterator[Violation]:
    yield from _broken(path, {field: getattr(line, field) for field in LINE}, LINE)
    for code in sorted(line.languages):
        yield from _all((*path, "languages"), known_language(code, languages))
    for code, days in line.days:
        yield from _all((*path, "days"), _days_of_language(code, days, line.languages))
    for version, hours in enumerate(line.hours):
        yield from _broken((*path, "hours", version), {"hours": hours.week, "since": hours.since}, HOURS)


def _special_day(path: Path, special: SpecialDay) -> Iterator[Violation]:
    values: dict[str, Any] = {"name": special.name, "extra" if special.extra else "hours": special.windows}
    if not special.yearly:
        values |= {"date": special.first, "to": special.last if special.last != special.first else None}
    yield from _broken(path, values, SPECIAL_DAY)
    yield from _all((*path, "to"), run_of_days(special.first, special.last))


def _holidays(path: Path, rules: HolidayRules) -> Iterator[Violation]:
    values: dict[str, Any] = {str(rule): windows for rule, windows in rules.hours.items()}
    yield from _broken(path, values, HOLIDAYS)
    yield from _confirmation(path, rules.confirmation)


def _notice(path: Path, notice: Notice, languages: Collection[str] | None) -> Iterator[Violation]:
    yield from _broken(path, {field: getattr(notice, field) for field in NOTICE}, NOTICE)
    for code, words in notice.words.items():
        yield from _all((*path, "words", code), known_language(code, languages))
        yield from _broken((*path, "words", code), {field: getattr(words, field) for field in WORDING}, WORDING)


def _confirmation(path: Path, given: Confirmation | None) -> Iterator[Violation]:
    if given is not None:
        values = {"confirmed": given.on, "source": given.source, "confirmed_by": given.by}
        yield from _broken(path, values, CONFIRMATION)


def _broken(path: Path, values: Mapping[str, Any], rules: Mapping[str, Rule]) -> Iterator[Violation]:
    for field, value in values.items():
        if value is not None:
            yield from _all((*path, field), rules[field](value))


def _all(path: Path, reasons: Iterator[Sentence]) -> Iterator[Violation]:
    return (Violation(path, reason) for reason in reasons)


def known_language(code: str, languages: Collection[str] | None) -> Iterator[Sentence]:
    """A language code must be one of ``languages``."""
    if languages is not None and code not in languages:
        ours = " ".join(languages)
        yield Sentence("{code} is not one of the languages {languages}", code=code, languages=ours)


def tier_of_holidays(text: str) -> Iterator[Sentence]:
    """Holiday rules must belong to a tier."""
    if text not in TIERS:
        yield Sentence("{text} is not the number of a tier; write it as 2: [public, new-year]", text=text)


def holiday_rule(name: object) -> Iterator[Sentence]:
    """A holiday rule must be a value of :class:`HolidayRule`."""
    names = tuple(each.value for each in HolidayRule)
    if name not in names:
        yield Sentence("{text} is not a rule; rules are {names}", text=str(name), names=names)


def web_address(code: str, page: object) -> Iterator[Sentence]:
    """The e-mail page of a language must be an HTTP address."""
    if not isinstance(page, str) or not page.startswith(("https://", "http://")) or not page.isprintable():
        yield Sentence("{code}: {page} is not a web address", code=code, page=shown(page))


def described(code: str, text: object, languages: Collection[str] | None) -> Iterator[Sentence]:
    """What an agency is must be one short line in a known language."""
    yield from known_language(code, languages)
    for reason in _one_line(_LONGEST_PART)(text):
        yield Sentence("{code}: {problem}", code=code, problem=reason)


def run_of_days(first: date, last: date) -> Iterator[Sentence]:
    """A run of special days must not end before it begins, and must be at most a year long."""
    if last < first:
        yield Sentence("is before the first date")
    elif (last - first).days >= _LONGEST_RUN:
        yield Sentence("more than a year of special days")


_WITHOUT_JOINERS = str.maketrans("", "", "\u200b\u200c\u200d")


def is_line(text: object, longest: int) -> bool:
    """Whether a value is one line of text of 1 to ``longest`` characters.

    The only unprintable characters allowed are U+200B, U+200C and U+200D, which some scripts need.
    """
    return (
        isinstance(text, str)
        and 0 < len(text.strip()) <= len(text) <= longest
        and text.translate(_WITHOUT_JOINERS).isprintable()
    )


def _one_line(longest: int) -> Rule:
    def rule(text: object) -> Iterator[Sentence]:
        if not is_line(text, longest):
            yield Sentence("one line of 1 to {number} characters is expected", number=longest)

    return rule


def _id(text: str) -> Iterator[Sentence]:
    """An id must not be ``all``, which is the scope of all lines."""
    if len(text) > _LONGEST_ID or not _ID.fullmatch(text) or text == "all":
        yield Sentence(
            "{text} is not an id; use small letters, digits and hyphens, such as otit-vi",
            text=repr(text),
        )


def _tier(tier: int) -> Iterator[Sentence]:
    if str(tier) not in TIERS:
        yield Sentence("{number} is not 1 to 99", number=tier)


def _some_language(codes: Collection[str]) -> Iterator[Sentence]:
    if not codes:
        yield Sentence("a line speaks at least one language")


def _days_of_language(code: str, days: Days, languages: Collection[str]) -> Iterator[Sentence]:
    if code not in languages:
        yield Sentence("{code} is not a language of the line", code=code)
    if not days.weekdays and not days.holidays:
        yield Sentence("{code} has no days; leave it out of the languages", code=code)


def _telephone(text: str) -> Iterator[Sentence]:
    try:
        dialled(text)
    except TextError as error:
        yield error.sentence


def _zone(zone: ZoneInfo) -> Iterator[Sentence]:
    try:
        parse_zone(str(zone))
    except TextError as error:
        yield error.sentence


def _of_our_times(day: date) -> Iterator[Sentence]:
    if day.year not in _YEARS:
        first, last = _YEARS[0], _YEARS[-1]
        yield Sentence("{text} is not in the years {number} to {number2}", text=str(day), number=first, number2=last)


def _versions(hours: Sequence[Hours]) -> Iterator[Sentence]:
    if not hours:
        yield Sentence("write 'closed' for a line without hours")
    for one, other in pairwise(hours):
        if one.since == other.since:
            yield (
                Sentence("two sets of hours start on {day}", day=one.since)
                if one.since
                else Sentence("two sets of hours have no start date")
            )
            return


def _week(week: Week) -> Iterator[Sentence]:
    seen: list[list[Window]] = [[] for _ in DAYS]
    for day, windows in enumerate(week):
        for window in windows:
            if clash := find_clash(seen, day, window):
                yield Sentence(
                    "{window} on {weekday} overlaps or touches {window2} on {weekday2}; join them",
                    window=said_window(window),
                    weekday=said_day(day),
                    window2=said_window(clash[1]),
                    weekday2=said_day(clash[0]),
                )
                return
            seen[day].append(window)


def _windows(windows: Windows) -> Iterator[Sentence]:
    for one, other in pairwise(sorted(windows)):
        if other.opens <= one.closes:
            yield Sentence(
                "{window} overlaps or touches {window2}; join them", window=said_window(other), window2=said_window(one)
            )
            return


def _some_hours(windows: Windows) -> Iterator[Sentence]:
    if not windows:
        yield Sentence("hours are expected, such as 19:00-21:00")
    yield from _windows(windows)


def _some_words(words: Collection[str]) -> Iterator[Sentence]:
    if not words:
        yield Sentence("is empty; a notice is in one language at least")


def _parts(parts: Sequence[object]) -> Iterator[Sentence]:
    if not 0 < len(parts) <= _MOST_PARTS or not all(is_line(part, _LONGEST_PART) for part in parts):
        yield Sentence(
            "1 to {number} parts of one line and up to {number2} characters are expected",
            number=_MOST_PARTS,
            number2=_LONGEST_PART,
        )


_text = _one_line(200)


def _maybe_lines(text: str) -> Iterator[Sentence]:
    """A note may be empty or have several lines."""
    if len(text) > _LONGEST_NOTE or not all(each == "" or is_line(each, _LONGEST_NOTE) for each in text.split("\n")):
        yield Sentence("up to {number} characters without control characters are expected", number=_LONGEST_NOTE)


def _maybe_page(text: str) -> Iterator[Sentence]:
    """The address of a page may be empty. It has a name and no number of a port, as pages for everybody do."""
    if text and not (len(text) <= _LONGEST_ADDRESS and _PAGE.fullmatch(text)):
        yield Sentence("{text} is not the address of a page, such as https://agency.example/hours", text=shown(text))


def _maybe_line(text: str) -> Iterator[Sentence]:
    if text:
        yield from _text(text)


CONFIRMATION: Mapping[str, Rule] = {
    "confirmed": _of_our_times,
    "source": _text,
    "confirmed_by": _maybe_line,
}
LINE: Mapping[str, Rule] = {
    "id": _id,
    "tier": _tier,
    "agency": _text,
    "languages": _some_language,
    "number": _telephone,
    "dial": _telephone,
    "hours": _versions,
    "zone": _zone,
    **CONFIRMATION,
    "first_day": _of_our_times,
    "last_day": _of_our_times,
    "notes": _maybe_lines,
    "page": _maybe_page,
}
HOURS: Mapping[str, Rule] = {"since": _of_our_times, "hours": _week}
SPECIAL_DAY: Mapping[str, Rule] = {
    "name": _text,
    "date": _of_our_times,
    "to": _of_our_times,
    "hours": _windows,
    "extra": _some_hours,
}
HOLIDAYS: Mapping[str, Rule] = {
    **dict.fromkeys(map(str, HolidayRule), _windows),
    **CONFIRMATION,
}
NOTICE: Mapping[str, Rule] = {
    "id": _id,
    "as_of": _of_our_times,
    "source": _text,
    "confirmed": _of_our_times,
    "last_day": _of_our_times,
    "words": _some_words,
}
WORDING: Mapping[str, Rule] = {"title": _one_line(80), "spoken": _parts, "text": _one_line(400)}
