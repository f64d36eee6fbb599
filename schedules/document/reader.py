"""The reader of the YAML document of a directory. :mod:`schedules.document.writer` is the opposite.

`docs/schedules.md` explains the form to people who write it. This module converts texts to values and reports every
problem with its row. :mod:`schedules.rules` defines which values are valid.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import TypeVar

from bounds import ENTRIES, LANGUAGES, VERSIONS
from bounds.rows import EnoughError, Problem, Problems, RowsError, Value, read_rows
from profiles import profile
from schedules.days import Days, parse_days
from schedules.document.confirmations import CONFIRMATION_FIELDS, read_confirmation
from schedules.document.fields import Fields
from schedules.document.holidays import read_holidays
from schedules.document.notices import read_notice
from schedules.document.special_days import read_special_day
from schedules.model import Directory, EmailPage, HolidayRules, Hours, Line
from schedules.reading import read_hours
from schedules.rules import Path, told, violations
from schedules.rules.entries import (
    CONFIRMATION,
    HOURS,
    LINE,
    described,
    known_language,
    web_address,
)
from schedules.rules.violation import shown
from schedules.values import dialled, parse_zone, printed
from sentences import Sentence, SentenceError

T = TypeVar("T")


class DirectoryError(SentenceError, ValueError):
    """A document that can't be used; ``problems`` has all problems, sorted by row."""

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: (each.row, str(each.text))))
        first, more = self.problems[0].sentence, len(self.problems) - 1
        several = Sentence("{problem} (and {number} more)", problem=first, number=more)
        super().__init__(several if more else first)


def shipped() -> str:
    """Return the document that the first start publishes: the one that the profile names, else the built-in one."""
    return profile().directory or files("schedules").joinpath("directory.yaml").read_text("utf-8")


def examples() -> list[str]:
    """Return the names of the documents that ship to be added to a directory; nothing of them is confirmed."""
    found = (file.name for file in files("schedules").joinpath("examples").iterdir())
    return sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml"))


def example(name: str) -> str:
    """Return the document of one of :func:`examples`."""
    return files("schedules").joinpath("examples", f"{name}.yaml").read_text("utf-8")


def load_directory(
    text: str | None = None, languages: Collection[str] | None = None, *, whole: bool = True
) -> Directory:
    """Read a directory from a document, by default the built-in one.

    ``languages`` are the codes it may use. One that is not ``whole`` is to be added to another: its lines may all be
    hidden.

    Raises:
        DirectoryError: the document is invalid; the error has the row and the reason of each problem.
    """
    try:
        document = read_rows(shipped() if text is None else text)
    except RowsError as error:
        raise DirectoryError([error.problem]) from None
    reader = _DocumentReader(document, languages, whole)
    with suppress(EnoughError):
        if directory := reader.directory():
            return directory
    raise DirectoryError(reader.problems)


class _DocumentReader:
    def __init__(self, document: Value, languages: Collection[str] | None, whole: bool) -> None:
        self._whole = whole
        self.problems = Problems()
        self._document = document
        self._languages = languages
        self._rows: dict[int, int] = {}
        """The row where each line, special day and notice begins, by ``id()`` of the object."""

    def directory(self) -> Directory | None:
        """Read the directory; None if there are problems."""
        if not isinstance(self._document.content, dict):
            self._refuse(self._document, Sentence("a directory is expected, with `lines:`"))
            return None
        top = Fields(self._document, Sentence("directory"), self.problems, {}, {})
        top.only(*_DEFAULTS, "lines", "holidays", "special_days", "email", "agencies", "notices")
        lines = [self._noted(entry, self._line(entry, place)) for place, entry in self._entries("lines")]
        special_days = [
            self._noted(entry, read_special_day(entry, self.problems)) for _, entry in self._entries("special_days")
        ]
        holidays, email, agencies = self._holidays(), self._email(), self._agencies()
        notices = [
            self._noted(entry, read_notice(entry, place, self.problems, self._languages))
            for place, entry in self._entries("notices")
        ]
        if self.problems:
            return None
        directory = Directory(_present(lines), email, _present(special_days), holidays, _present(notices), agencies)
        for each in violations(directory, self._languages):
            if not each.path and not self._whole:
                continue
            self.problems.append(Problem(self._row_of(directory, each.path), told(directory, each)))
        return None if self.problems else directory

    def _row_of(self, directory: Directory, path: Path) -> int:
        """Return the row where the entry of a path begins."""
        match path:
            case ("lines", int(place), *_):
                return self._rows[id(directory.lines[place])]
            case ("special_days", int(place), *_):
                return self._rows[id(directory.special_days[place])]
            case ("notices", int(place), *_):
                return self._rows[id(directory.notices[place])]
            case (str(name), *_):
                return int(self._document.content[name].row)
        return self._document.row

    def _noted(self, entry: Value, thing: T | None) -> T | None:
        self._rows[id(thing)] = entry.row
        return thing

    def _entries(self, name: str) -> list[tuple[int, Value]]:
        value = self._document.content.get(name)
        if value is None or value.content is None:
            return []
        if not isinstance(value.content, list):
            self._refuse(value, Sentence("{name}: a list is expected; begin each entry with a dash", name=name))
            return []
        if len(value.content) > ENTRIES[name]:
            self._refuse(value, Sentence("{name}: more than {number} entries", name=name, number=ENTRIES[name]))
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

    def _line(self, entry: Value, place: int) -> Line | None:
        given, before = entry.content.get("id"), len(self.problems)
        who = str(given.content) if given else Sentence("lines, entry {number}", number=place)
        fields = Fields(entry, who, self.problems, LINE, self._defaults())
        fields.only(*_LINE_FIELDS)
        number = fields.read("number", printed)
        values = {
            "id": fields.read("id", str),
            "tier": fields.checked("tier", fields.take("tier", int, Sentence("a whole number"))),
            "agency": fields.read("agency", str),
            "languages": self._line_languages(fields),
            "number": number,
            "dial": fields.read("dial", dialled, needed=False) or (number and dialled(number)),
            "hours": self._hours(fields),
            "zone": fields.read("zone", parse_zone),
            "confirmed": fields.day("confirmed", needed=True),
            "source": fields.read("source", str),
            "first_day": fields.day("first_day"),
            "last_day": fields.day("last_day"),
            "charged": fields.take("charged", bool, Sentence("true or false"), needed=False) or False,
            "hidden": fields.take("hidden", bool, Sentence("true or false"), needed=False) or False,
            "confirmed_by": fields.read("confirmed_by", str, needed=False) or "",
            "notes": fields.read("notes", str, needed=False) or "",
            "days": self._days(fields),
            "page": fields.read("page", str, needed=False) or "",
        }
        return Line(**values) if len(self.problems) == before else None  # type: ignore[arg-type]

    def _defaults(self) -> dict[str, Value]:
        return {name: self._document.content[name] for name in _DEFAULTS if name in self._document.content}

    def _line_languages(self, fields: Fields) -> frozenset[str] | None:
        entries = fields.take("languages", list, Sentence("a list of language codes, such as [vi]"))
        if entries is None:
            return None
        if len(entries) > LANGUAGES:
            fields.refuse("languages", Sentence("more than {number} entries", number=LANGUAGES))
            return None
        codes = [str(entry.content) for entry in entries]
        twice = [code for place, code in enumerate(codes) if code in codes[:place]]
        if twice:
            fields.refuse("languages", Sentence("{code} is given twice", code=twice[0]))
        for code in codes:
            fields.refuse_all("languages", known_language(code, self._languages))
        return fields.checked("languages", frozenset(codes))

    def _days(self, fields: Fields) -> tuple[tuple[str, Days], ...]:
        value = fields.entry.content.get("days")
        if value is None:
            return ()
        if not isinstance(value.content, dict):
            fields.refuse("days", Sentence("days by language are expected, such as fil: Tue, Sat"))
            return ()
        entry = Fields(value, Sentence("{who}: days", who=fields.who), self.problems, {}, {})
        read = ((code, entry.read(code, parse_days)) for code in value.content)
        return tuple((code, days) for code, days in read if days is not None)

    def _hours(self, fields: Fields) -> tuple[Hours, ...] | None:
        value = fields.entry.content.get("hours")
        if value is None or not isinstance(value.content, list):
            week = replace(fields, rules=HOURS).read("hours", read_hours)
            return None if week is None else (Hours(week),)
        if len(value.content) > VERSIONS:
            fields.refuse("hours", Sentence("more than {number} entries", number=VERSIONS))
            return None
        versions = [version for entry in value.content if (version := self._version(entry, fields.who))]
        if versions or not value.content:
            fields.checked("hours", sorted(versions, key=lambda each: each.since or date.min))
        return tuple(versions)

    def _version(self, entry: Value, who: Sentence | str) -> Hours | None:
        if not isinstance(entry.content, dict):
            self._refuse(entry, Sentence("{who}: hours: `since` and `hours` are expected in each entry", who=who))
            return None
        before, fields = len(self.problems), Fields(entry, who, self.problems, HOURS, {})
        fields.only("since", "hours")
        week, since = fields.read("hours", read_hours), fields.day("since")
        return None if week is None or len(self.problems) > before else Hours(week, since)

    def _holidays(self) -> dict[int, HolidayRules]:
        found = [read_holidays(name, value, self.problems) for name, value in self._mapping("holidays")]
        return {tier: rules for tier, rules in filter(None, found) if rules.stated}

    def _email(self) -> dict[str, EmailPage]:
        pages = {}
        for code, value in self._mapping("email"):
            entry = value if isinstance(value.content, dict) else Value(value.row, {"address": value})
            fields = Fields(entry, Sentence("email: {code}", code=code), self.problems, CONFIRMATION, self._defaults())
            fields.only("address", *CONFIRMATION_FIELDS)
            address = entry.content.get("address", Value(entry.row, None))
            wrong = [*known_language(code, self._languages), *web_address(code, address.content)]
            self._refuse_each(address, (Sentence("email: {problem}", problem=reason) for reason in wrong))
            pages[code] = EmailPage(str(address.content), read_confirmation(fields))
        return pages

    def _agencies(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for agency, given in self._mapping("agencies"):
            if not isinstance(given.content, dict):
                self._refuse(given, Sentence("agencies: {agency}: words by language are expected", agency=agency))
                continue
            for code, words in given.content.items():
                wrong = described(code, words.content, self._languages)
                problems = (Sentence("agencies: {agency}: {problem}", agency=agency, problem=each) for each in wrong)
                self._refuse_each(words, problems)
                found.setdefault(agency, {})[code] = str(words.content)
        return found

    def _mapping(self, name: str) -> list[tuple[str, Value]]:
        value = self._document.content.get(name)
        if value is None or value.content is None:
            return []
        if not isinstance(value.content, dict):
            self._refuse(value, Sentence("{name}: names and values are expected", name=name))
            return []
        return list(value.content.items())

    def _refuse_each(self, value: Value, texts: Iterable[Sentence]) -> None:
        for text in texts:
            self._refuse(value, text)

    def _refuse(self, value: Value, text: Sentence) -> None:
        self.problems.append(Problem(value.row, text))


def _present(things: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(thing for thing in things if thing is not None)


_DEFAULTS = ("zone", "confirmed", "source")
_LINE_FIELDS = (
    *("id", "tier", "agency", "languages", "number", "dial", "hours"),
    *_DEFAULTS,
    *("first_day", "last_day", "charged", "hidden", "confirmed_by", "notes", "days", "page"),
)
