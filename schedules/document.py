"""A directory as a document: YAML that is read with every mistake named, and written back.

`docs/schedules.md` explains the form to those who write it.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from difflib import get_close_matches
from functools import partial
from importlib.resources import files
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import phonenumbers
import pytz
import yaml

from schedules.checks import problems_in
from schedules.fields import FieldError, Fields, entry_id, shown
from schedules.hours import print_hours, print_windows
from schedules.model import (
    ANY_YEAR,
    EVERYTHING,
    Directory,
    HolidayRule,
    Hours,
    Line,
    RunError,
    Scope,
    SpecialDay,
    yearly_run,
)
from schedules.notices import notice_entry, read_notice
from schedules.reading import parse_hours, parse_windows
from schedules.rows import Problem, RowsError, Value, read_rows
from sentences import Sentence, SentenceError

T = TypeVar("T")

_LONGEST_RUN = 366


class DirectoryError(SentenceError, ValueError):
    """A document that can't be used; ``problems`` are all that was found, in the order of their rows."""

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: (each.row, str(each.text))))
        first, more = self.problems[0].sentence, len(self.problems) - 1
        several = Sentence("{problem} (and {number} more)", problem=first, number=more)
        super().__init__(several if more else first)


def shipped() -> str:
    """The document that ships, which is what a first start publishes."""
    return files("schedules").joinpath("directory.yaml").read_text("utf-8")


def load_directory(text: str | None = None, languages: Collection[str] | None = None) -> Directory:
    """The directory written in ``text``, by default the one that ships; ``languages`` are the codes it may use.

    Raises:
        DirectoryError: with the row and the reason of each mistake.
    """
    try:
        document = read_rows(shipped() if text is None else text)
    except RowsError as error:
        raise DirectoryError([error.problem]) from None
    reader = _DocumentReader(languages)
    directory = reader.directory(document)
    if reader.problems:
        raise DirectoryError(reader.problems)
    return directory


def write_directory(directory: Directory) -> str:
    """The canonical document: ``load_directory(write_directory(d)) == d``."""
    common = {
        "zone": _common(line.zone.key for line in directory.lines),
        "confirmed": _common(line.confirmed for line in directory.lines),
        "source": _common(line.source for line in directory.lines),
    }
    document = {
        **{key: value for key, value in common.items() if value is not None},
        "lines": [_line_entry(line, common) for line in directory.lines],
        "holidays": {tier: sorted(map(str, rules)) for tier, rules in sorted(directory.holidays.items())},
        "special_days": [_special_entry(special) for special in directory.special_days],
        "email": dict(directory.email),
        "notices": [notice_entry(notice) for notice in directory.notices],
    }
    return write_yaml({key: value for key, value in document.items() if value})


def write_yaml(document: Mapping[str, Any]) -> str:
    """YAML in the order given, every value written out where it stands."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def parse_scope(text: str) -> Scope:
    """``all``, ``tier 2`` or a line's id."""
    if text == str(EVERYTHING):
        return EVERYTHING
    tier = text.removeprefix("tier ")
    return Scope(tier=int(tier)) if tier != text and tier in _TIERS else Scope(line=text)


class _DocumentReader:
    def __init__(self, languages: Collection[str] | None) -> None:
        self.problems: list[Problem] = []
        self._languages = languages

    def directory(self, document: Value) -> Directory:
        nothing = Directory((), {})
        if not isinstance(document.content, dict):
            self._refuse(document, Sentence("a directory is expected: `lines:` and what goes with them"))
            return nothing
        top = Fields(document, Sentence("directory"), self.problems, {})
        top.only(*_DEFAULTS, "lines", "holidays", "special_days", "email", "notices")
        defaults = {name: document.content[name] for name in _DEFAULTS if name in document.content}
        lines = [(entry, self._line(entry, defaults, place)) for place, entry in self._entries(document, "lines")]
        special = [(entry, self._special_day(entry)) for _, entry in self._entries(document, "special_days")]
        holidays, email = self._holidays(document), self._email(document)
        notices = [
            (entry, read_notice(entry, place, self.problems, self._known_language))
            for place, entry in self._entries(document, "notices")
        ]
        if not lines and not self.problems:
            self._refuse(document, Sentence("no lines: nobody could be put through"))
        if self.problems:
            return nothing
        read = [line for _, line in lines if line]
        directory = Directory(
            tuple(read),
            email,
            tuple(day for _, day in special if day),
            holidays,
            tuple(notice for _, notice in notices if notice),
        )
        rows = {id(thing): entry.row for entry, thing in (*lines, *special, *notices) if thing}
        holidays_row = document.content["holidays"].row if "holidays" in document.content else 0
        self.problems += problems_in(directory, lambda thing: rows.get(id(thing), holidays_row))
        return directory

    def _entries(self, document: Value, name: str) -> list[tuple[int, Value]]:
        value = document.content.get(name)
        if value is None or value.content is None:
            return []
        if not isinstance(value.content, list):
            self._refuse(value, Sentence("{name}: a list is expected, each entry begun with a dash", name=name))
            return []
        good = []
        for place, entry in enumerate(value.content, start=1):
            if isinstance(entry.content, dict):
                good.append((place, entry))
            else:
                self._refuse(
                    entry,
                    Sentence(
                        "{name}, entry {number}: fields are expected, not {text}",
                        name=name,
                        number=place,
                        text=shown(entry.content),
                    ),
                )
        return good

    def _line(self, entry: Value, defaults: Mapping[str, Value], place: int) -> Line | None:
        given = entry.content.get("id")
        who = str(given.content) if given else Sentence("lines, entry {number}", number=place)
        before = len(self.problems)
        fields = Fields(entry, who, self.problems, defaults)
        fields.only(*_LINE_FIELDS)
        line_id = fields.read("id", entry_id)
        number = fields.read("number", _number)
        zone = fields.read("zone", _zone)
        languages = self._line_languages(fields)
        values = {
            "id": line_id,
            "tier": fields.take("tier", int, Sentence("a whole number")),
            "agency": fields.text("agency"),
            "languages": languages,
            "number": number and number[0],
            "dial": fields.read("dial", dialled, needed=False) or (number and number[1]),
            "hours": self._hours(fields),
            "zone": zone,
            "confirmed": fields.day("confirmed", needed=True),
            "source": fields.text("source"),
            "first_day": fields.day("first_day"),
            "last_day": fields.day("last_day"),
        }
        tier = values["tier"]
        if isinstance(tier, int) and not 1 <= tier <= 9:
            fields.refuse("tier", Sentence("{number} is not 1 to 9", number=tier))
        return Line(**values) if len(self.problems) == before else None  # type: ignore[arg-type]

    def _line_languages(self, fields: Fields) -> frozenset[str] | None:
        entries = fields.take("languages", list, Sentence("a list of language codes, such as [vi]"))
        if entries is None:
            return None
        codes = [str(entry.content) for entry in entries]
        if not codes:
            fields.refuse("languages", Sentence("a line speaks at least one language"))
        for code in codes:
            if codes.count(code) > 1:
                fields.refuse("languages", Sentence("{code} is given twice", code=code))
                break
        for code in codes:
            self._known_language(code, partial(fields.refuse, "languages"))
        return frozenset(codes)

    def _known_language(self, code: str, refuse: Callable[[Sentence], None]) -> None:
        if self._languages is not None and code not in self._languages:
            ours = " ".join(self._languages)
            refuse(Sentence("{code} is not one of the languages {languages}", code=code, languages=ours))

    def _hours(self, fields: Fields) -> tuple[Hours, ...] | None:
        value = fields.entry.content.get("hours")
        if value is None or not isinstance(value.content, list):
            week = fields.read("hours", parse_hours)
            return None if week is None else (Hours(week),)
        versions = []
        for entry in value.content:
            if not isinstance(entry.content, dict):
                self._refuse(
                    entry,
                    Sentence("{who}: hours: `since` and `hours` are expected in each entry", who=fields.who),
                )
                continue
            version = Fields(entry, fields.who, self.problems, {})
            version.only("since", "hours")
            week, since = version.read("hours", parse_hours), version.day("since")
            if week is not None:
                versions.append(Hours(week, since))
        dates = [each.since for each in versions]
        for day in dates:
            if dates.count(day) > 1:
                both = (
                    Sentence("two sets of hours hold since {day}", day=day)
                    if day
                    else Sentence("two sets of hours hold from ever")
                )
                fields.refuse("hours", both)
                break
        if not value.content:
            fields.refuse("hours", Sentence("write 'closed' for a line without hours"))
        return tuple(sorted(versions, key=lambda each: each.since or date.min))

    def _special_day(self, entry: Value) -> SpecialDay | None:
        before = len(self.problems)
        given = entry.content.get("name")
        who = Sentence("special day {text}", text=str(given.content)) if given else Sentence("special day")
        fields = Fields(entry, who, self.problems, {})
        fields.only("name", "date", "every", "to", "hours", "extra", "scope")
        name = fields.text("name")
        yearly, extra = "every" in entry.content, "extra" in entry.content
        if yearly is ("date" in entry.content):
            self._refuse(entry, Sentence("{who}: either `date` (2026-12-31) or `every` (12-31) is expected", who=who))
            return None
        if extra is ("hours" in entry.content):
            self._refuse(
                entry,
                Sentence("{who}: either `hours` (instead of the usual) or `extra` (besides them) is expected", who=who),
            )
            return None
        first, last = _yearly_dates(fields) if yearly else _dates(fields)
        windows = fields.read("extra" if extra else "hours", parse_windows)
        if extra and windows == ():
            fields.refuse("extra", Sentence("hours are expected, such as 19:00-21:00"))
        scope = fields.read("scope", parse_scope)
        if len(self.problems) > before or not (name and first and last and scope) or windows is None:
            return None
        return SpecialDay(name, first, last, windows, scope, yearly, extra)

    def _holidays(self, document: Value) -> dict[int, frozenset[HolidayRule]]:
        rules: dict[int, frozenset[HolidayRule]] = {}
        for name, value in self._mapping(document, "holidays"):
            key = name.removeprefix("tier ")
            names = [each.content for each in value.content] if isinstance(value.content, list) else [value.content]
            for rule in names:
                if rule not in list(HolidayRule):
                    self._refuse(value, _no_rule(rule))
            if key not in _TIERS:
                self._refuse(
                    value,
                    Sentence(
                        "holidays: {text} is not the number of a tier; write it as 2: [public, new-year]", text=key
                    ),
                )
            elif not self.problems:
                rules[int(key)] = frozenset(map(HolidayRule, names))
        return {tier: each for tier, each in rules.items() if each}

    def _email(self, document: Value) -> dict[str, str]:
        pages = {}
        for code, value in self._mapping(document, "email"):
            page = value.content
            self._known_language(code, partial(self._refuse_page, value))
            if not isinstance(page, str) or not page.startswith(("https://", "http://")) or not page.isprintable():
                no_page = Sentence("{code}: {page} is not a web address", code=code, page=shown(page))
                self._refuse_page(value, no_page)
            pages[code] = str(page)
        return pages

    def _mapping(self, document: Value, name: str) -> list[tuple[str, Value]]:
        value = document.content.get(name)
        if value is None or value.content is None:
            return []
        if not isinstance(value.content, dict):
            self._refuse(value, Sentence("{name}: names and values are expected", name=name))
            return []
        return list(value.content.items())

    def _refuse_page(self, value: Value, reason: Sentence) -> None:
        self._refuse(value, Sentence("email: {problem}", problem=reason))

    def _refuse(self, value: Value, text: Sentence) -> None:
        self.problems.append(Problem(value.row, text))


def _no_rule(rule: object) -> Sentence:
    rules = tuple(each.value for each in HolidayRule)
    return Sentence("holidays: {text} is not a rule; rules are {names}", text=str(rule), names=rules)


def _dates(fields: Fields) -> tuple[date | None, date | None]:
    first = fields.day("date", needed=True)
    last = fields.day("to") or first
    if first and last and not 0 <= (last - first).days < _LONGEST_RUN:
        before, long = Sentence("is before the first date"), Sentence("more than a year of special days")
        fields.refuse("to", before if last < first else long)
    return first, last


def _yearly_dates(fields: Fields) -> tuple[date | None, date | None]:
    first = fields.read("every", _day_of_year)
    last = fields.read("to", _day_of_year, needed=False) or first
    if not (first and last):
        return None, None
    try:
        return yearly_run(first, last)
    except RunError as error:
        fields.refuse("to", error.sentence)
        return None, None


_TIERS = tuple("123456789")
_DEFAULTS = ("zone", "confirmed", "source")
_LINE_FIELDS = (
    *("id", "tier", "agency", "languages", "number", "dial", "hours"),
    *_DEFAULTS,
    *("first_day", "last_day"),
)


def _zone(text: str) -> ZoneInfo:
    if text not in pytz.all_timezones_set:
        near = get_close_matches(text, pytz.common_timezones, 1)
        near_by = near[0] if near else "Asia/Tokyo"
        raise FieldError(Sentence("there is no zone {text}; {zone} is one", text=text, zone=near_by))
    return ZoneInfo(text)


def _number(text: str) -> tuple[str, str]:
    """A number as printed, and as it is dialled."""
    return text, dialled(text)


def dialled(text: str) -> str:
    """What is dialled for a number as printed in Japan: E.164 (``+81120250168``); a ``sip:`` address as it stands.

    Raises:
        FieldError: it can't be dialled.
    """
    if text.startswith("sip:") and text.isprintable() and " " not in text and len(text) > len("sip:"):
        return text
    try:
        parsed = phonenumbers.parse(text, "JP")
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or parsed.extension or not phonenumbers.is_valid_number(parsed) or not text.isprintable():
        raise FieldError(Sentence("{text} is not a telephone number that can be dialled", text=text))
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _day_of_year(text: str) -> date:
    month, dash, day = text.partition("-")
    try:
        if not (dash and len(month) == len(day) == 2):
            raise ValueError
        return date(ANY_YEAR, int(month), int(day))
    except ValueError:
        raise FieldError(Sentence("{text} is not a day of the year such as 01-05 (with zeros)", text=text)) from None


def _common(values: Any) -> Any:
    """The value, if all have the same."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None


def _line_entry(line: Line, common: Mapping[str, Any]) -> dict[str, Any]:
    entry = {
        "id": line.id,
        "tier": line.tier,
        "agency": line.agency,
        "languages": sorted(line.languages),
        "number": line.number,
        "dial": line.dial if line.dial != dialled(line.number) else None,
        "hours": _hours_entry(line.hours),
        "zone": line.zone.key,
        "confirmed": line.confirmed,
        "source": line.source,
        "first_day": line.first_day,
        "last_day": line.last_day,
    }
    return {key: value for key, value in entry.items() if value is not None and common.get(key) != value}


def _hours_entry(hours: tuple[Hours, ...]) -> Any:
    if len(hours) == 1 and hours[0].since is None:
        return print_hours(hours[0].week)
    return [{**({"since": each.since} if each.since else {}), "hours": print_hours(each.week)} for each in hours]


def _special_entry(special: SpecialDay) -> dict[str, Any]:
    first: object = special.first.strftime("%m-%d") if special.yearly else special.first
    last: object = special.last.strftime("%m-%d") if special.yearly else special.last
    return {
        "name": special.name,
        "every" if special.yearly else "date": first,
        **({"to": last} if special.last != special.first else {}),
        "extra" if special.extra else "hours": print_windows(special.windows),
        "scope": str(special.scope),
    }
