"""The reader of a profile's document, which reports all its problems at once, each with its row."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, time
from difflib import get_close_matches
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import phonenumbers
import pytz
from babel import Locale, localedata

from bounds.rows import EnoughError, Problem, Problems, RowsError, Value, read_rows
from profiles.model import Closure, Desk, Holidays, ListedHoliday, Paper, Profile
from sentences import Sentence, SentenceError

T = TypeVar("T")
_MOST_HOLIDAYS, _FURTHEST = 500, 366
_LEAP = 2000
_RINGING = (1.0, 4.0, 425.0)
"""What ITU-T recommends (E.180)."""
_HIGHEST = 4_000
"""Hertz; a telephone transmits no higher ones."""


class ProfileError(SentenceError, ValueError):
    """A profile that can't be used. ``problems`` has all problems, by row; the message names the file."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: (each.row, str(each.text))))
        super().__init__(Sentence("{file}: {problem}", file=name, problem=self.problems[0].sentence))
        self.name = name


def read_profile(text: str, name: str, languages: Collection[str] | None = None) -> tuple[Profile, str]:
    """Read a profile from a document. Return it, without a directory, and the name of the directory's file, or "".

    ``name`` is that of the file, for messages; ``languages`` are those that callers are spoken to in.

    Raises:
        ProfileError: the document is invalid.
    """
    try:
        document = read_rows(text)
    except RowsError as error:
        raise ProfileError(name, [error.problem]) from None
    problems = Problems()
    read = None
    with suppress(EnoughError):
        top = _Fields(document, "", problems)
        read = None if problems else _read(top, languages)
    if read is None:
        raise ProfileError(name, problems)
    return read


def _read(top: "_Fields", languages: Collection[str] | None) -> tuple[Profile, str] | None:
    country = top.take("country", _country)
    place, emergency, desk = top.part("place"), top.part("emergency"), top.part("desk")
    quiet = top.take("quiet", _span)
    values: dict[str, Any] = {
        "country": country,
        "zone": top.take("zone", _zone),
        "place": (
            place.take("en", _words, country and _name_of(country, "en")),
            place.take("ja", _words, country and _name_of(country, "ja")),
        ),
        "police": emergency.take("police", _short_number),
        "ambulance": emergency.take("ambulance", _short_number),
        "quiet_from": quiet and quiet[0],
        "quiet_until": quiet and quiet[1],
        "holidays": _holidays(top.part("holidays")),
        "languages": top.languages("languages", languages),
        "desk": Desk(desk.take("language", _language) or "", desk.take("phrase", _phrase) or ""),
        "paper": top.take("paper", _paper, Paper.A4),
        "withhold": top.take("withhold", _prefix, ""),
        "ringing": top.take("ringing", _ringing, _RINGING),
        "demo_number": top.take("demo_number", _number, ""),
    }
    directory = top.take("directory", _words, "")
    for part in (place, emergency, desk, top):
        part.no_others()
    return None if top.problems else (Profile(**values), directory or "")


def _holidays(part: "_Fields") -> Holidays:
    closure = part.part("new_year") if part.has("new_year") else None
    closed = (
        None
        if closure is None
        else Closure(
            closure.take("name", _words) or "",
            closure.take("first", _day_of_year) or (1, 1),
            closure.take("last", _day_of_year) or (1, 1),
        )
    )
    language = part.take("language", _language) or ""
    public = part.content("public")
    japanese = public is not None and public.content == "jpholiday"
    listed = () if japanese else tuple(filter(None, map(_holiday, part.entries("public", _MOST_HOLIDAYS))))
    for each in filter(None, (closure, part)):
        each.no_others()
    return Holidays(language, japanese, listed, closed)


def _holiday(entry: "_Fields") -> ListedHoliday | None:
    name = entry.take("name", _words)
    given = [each for each in ("day", "date", "easter") if entry.has(each)]
    if len(given) != 1:
        entry.refuse(entry.row, Sentence("one of day, date and easter is expected"))
    read = ListedHoliday(
        name or "",
        entry.take("day", _day_of_year, None),
        entry.take("date", _date, None),
        entry.take("easter", _days_from_easter, None),
    )
    entry.no_others()
    return read


class _Fields:
    """The fields of a mapping. A method that reads an invalid field adds a problem."""

    def __init__(self, value: Value, path: str, problems: Problems) -> None:
        self.row, self.path, self.problems = value.row, path, problems
        self._known: set[str] = set()
        self._is_mapping = isinstance(value.content, dict)
        self._given: Mapping[str, Value] = value.content if self._is_mapping else {}
        if not self._is_mapping:
            self.refuse(value.row, Sentence("fields are expected"))

    def refuse(self, row: int, reason: Sentence | str) -> None:
        said = (
            Sentence("{field}: {cause}", field=self.path, cause=reason)
            if self.path
            else Sentence("{text}", text=reason)
        )
        self.problems.append(Problem(row, said))

    def has(self, name: str) -> bool:
        self._known.add(name)
        return name in self._given

    def content(self, name: str) -> Value | None:
        self._known.add(name)
        return self._given.get(name)

    def take(self, name: str, parse: Callable[[Any], T], *default: T | None) -> T | None:
        """Read a value. ``parse`` raises ValueError with what is expected. Without a default it must be there."""
        value = self.content(name)
        if value is None or value.content is None:
            if not default and self._is_mapping:
                self.refuse(self.row, Sentence("{name} is missing", name=name))
            return default[0] if default else None
        try:
            return parse(value.content)
        except ValueError as error:
            shown = repr(value.content)[:60] if not isinstance(value.content, list | dict) else "this"
            self.refuse(
                value.row,
                Sentence("{name}: {text} is not {what}", name=name, text=shown, what=str(error)),
            )
            return None

    def part(self, name: str) -> "_Fields":
        """Return the fields of a field; a missing one has none."""
        value = self.content(name)
        return _Fields(value or Value(self.row, {}), self._inside(name), self.problems)

    def entries(self, name: str, most: int) -> Iterator["_Fields"]:
        """Yield the fields of each entry of a list."""
        value = self.content(name)
        if value is None or value.content is None:
            return
        if not isinstance(value.content, list) or len(value.content) > most:
            self.refuse(
                value.row, Sentence("{name}: a list of at most {number} entries is expected", name=name, number=most)
            )
            return
        for place, each in enumerate(value.content, start=1):
            fields = _Fields(each, f"{self._inside(name)} {place}", self.problems)
            if isinstance(each.content, dict):
                yield fields

    def languages(self, name: str, known: Collection[str] | None) -> tuple[str, ...]:
        """Read one or two codes of languages."""
        value = self.content(name)
        given = [each.content for each in value.content] if value and isinstance(value.content, list) else []
        if not 1 <= len(given) <= 2 or len(set(map(str, given))) < len(given):
            self.refuse(value.row if value else self.row, Sentence("{name}: one or two codes are expected", name=name))
        for each in given:
            if not isinstance(each, str) or (known is not None and each not in known):
                said = Sentence(
                    "{name}: {text} is not one of {choices}", name=name, text=repr(each), choices=", ".join(known or ())
                )
                self.refuse(value.row if value else self.row, said)
        return tuple(map(str, given))

    def no_others(self) -> None:
        """Refuse fields that nobody has asked for."""
        for name, value in self._given.items():
            if name not in self._known:
                near = get_close_matches(name, self._known, 1)
                hint = (
                    Sentence("is not a field; {name} is meant?", name=near[0]) if near else Sentence("is not a field")
                )
                self.refuse(value.row, Sentence("{name} {problem}", name=name, problem=hint))

    def _inside(self, name: str) -> str:
        return f"{self.path} {name}".strip()


def _text(given: Any, most: int, what: str) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > most or not given.isprintable():
        raise ValueError(what)
    return given.strip()


def _words(given: Any) -> str:
    return _text(given, 200, "a text of one line in quotes")


def _country(given: Any) -> str:
    text = _text(given, 2, 'the code of a country in quotes, such as "JP"')
    if text not in phonenumbers.SUPPORTED_REGIONS or text not in Locale("en").territories:
        raise ValueError('the code of a country in quotes, such as "JP"')
    return text


def _name_of(country: str, language: str) -> str:
    return str(Locale(language).territories[country])


def _zone(given: Any) -> ZoneInfo:
    what = "the time zone of a place, such as Asia/Tokyo"
    text = _text(given, 60, what)
    if text not in pytz.common_timezones_set:
        raise ValueError(what)
    return ZoneInfo(text)


def _short_number(given: Any) -> str:
    text = _text(given, 10, 'an emergency number in quotes, such as "112"')
    if not re.fullmatch("[0-9]{2,10}", text):
        raise ValueError('an emergency number in quotes, such as "112"')
    return text


def _span(given: Any) -> tuple[time, time]:
    what = "two times of day, such as 21:00-08:00, the first in the evening"
    clock = "([01][0-9]|2[0-3]):([0-5][0-9])"
    read = re.fullmatch(f"{clock}-{clock}", _text(given, 11, what))
    begins, ends = (time(int(read[1]), int(read[2])), time(int(read[3]), int(read[4]))) if read else (time(), time())
    if ends >= begins:
        raise ValueError(what)
    return begins, ends


def _language(given: Any) -> str:
    what = "the code of a language in quotes, such as de"
    text = _text(given, 3, what)
    if not localedata.exists(text):
        raise ValueError(what)
    return text


def _phrase(given: Any) -> str:
    text = _text(given, 100, "a sentence with {language}")
    if text.count("{language}") != 1 or set(re.sub(r"\{language\}", "", text)) & set("{}"):
        raise ValueError("a sentence with {language}")
    return text


def _paper(given: Any) -> Paper:
    if given not in list(Paper):
        raise ValueError("A4 or Letter")
    return Paper(given)


def _prefix(given: Any) -> str:
    text = _text(given, 10, 'digits, * and # in quotes, such as "*31#"')
    if not re.fullmatch("[0-9*#]+", text):
        raise ValueError('digits, * and # in quotes, such as "*31#"')
    return text


def _ringing(given: Any) -> tuple[float, ...]:
    values = [each.content for each in given] if isinstance(given, list) else []
    if len(values) not in (3, 4) or not all(type(each) in (int, float) and 0 < each < _HIGHEST for each in values):
        raise ValueError("three or four numbers: seconds of sound and of silence, one or two frequencies in hertz")
    return tuple(map(float, values))


def _number(given: Any) -> str:
    what = 'a telephone number in quotes, with + and the country\'s code, such as "+4930123456"'
    text = _text(given, 16, what)
    try:
        valid = phonenumbers.is_valid_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        valid = False
    if not valid or not re.fullmatch(r"\+[0-9]+", text):
        raise ValueError(what)
    return text


def _day_of_year(given: Any) -> tuple[int, int]:
    what = "a month and a day, such as 01-05 (with zeros)"
    text = _text(given, 5, what)
    if not re.fullmatch("[0-9]{2}-[0-9]{2}", text):
        raise ValueError(what)
    try:
        found = date(_LEAP, int(text[:2]), int(text[3:]))
    except ValueError:
        raise ValueError(what) from None
    return found.month, found.day


def _date(given: Any) -> date:
    if type(given) is not date:
        raise ValueError("a date such as 2026-01-05 (with zeros)")
    return given


def _days_from_easter(given: Any) -> int:
    if type(given) is not int or abs(given) > _FURTHEST:
        raise ValueError("a number of days from Easter Sunday, such as -2")
    return given
