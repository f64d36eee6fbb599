"""The console's words in the reader's language: English as it is in the code, or Japanese.

``_`` replaces gettext: it reads the PO file directly, so there is no compiled copy.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import cache
from typing import TypeVar

from babel.dates import format_date, get_day_names
from flask import g, request, session

from ivr.core.names import named_instead, named_language, named_line
from ivr.core.roles import Role
from ivr.web.ops.console import console
from profiles import place as place_at_home
from prompts import LANGUAGES
from prompts.load import CONSOLE_LANGUAGES, load_language, load_words
from schedules import Directory, Line, Notice, Scope, Week, home_time, home_zone, print_hours, print_hours_ja
from schedules.days import Days, said_days
from sentences import Rendered, Sentence, SentenceError, render
from sentences.values import day_text, moment_text, time_text

_Entry = TypeVar("_Entry", Line, Notice)
LOCALES = {"en": "en_GB", "ja": "ja"}
"""The locales of the console's languages, for CLDR."""
_IN_WORDS = {"no-answer": "no answer", "public": "public holidays", "new-year": "New Year"}
"""What the console says in English for words of files and records."""
_OF_LINES = ("line", "lines", "id", "ids", "scope", "who")
"""Placeholders of sentences that have ids of lines or notices."""
_OF_LANGUAGES = ("language", "languages", "code")
"""Placeholders that have codes of languages, one or several."""


def _(sentence: str, /, **values: object) -> str:
    """Return a message in the reader's language, with its placeholders ``%(name)s`` filled in."""
    translated = _catalogue(language()).get(sentence, sentence)
    return translated % values if values else translated


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the singular or plural message for ``count``. Japanese has one form for both."""
    return _(one if count == 1 else many, count=count, **values)


def said(sentence: object) -> str:
    """Return a sentence, the sentence of an error, or a word of an enumeration in the reader's language.

    Lines, notices and languages have their names in it, not their ids.
    """
    told = sentence.sentence if isinstance(sentence, SentenceError) else sentence
    if isinstance(told, StrEnum):
        told = Sentence(told)
    named = replace(load_language(language()), name=_named)
    if language() == "en":
        named = replace(named, translations=_IN_WORDS)
    return render(told if isinstance(told, Sentence) else str(told), named)


def know_names(directory: Directory) -> None:
    """Name the lines and notices of a directory in what this request says, besides those that are published."""
    g.lines = _by_id(directory.lines) | _lines()
    g.notices = _by_id(directory.notices) | _notices()
    g.pop("names", None)


def name_as_in(directory: Directory) -> None:
    """Name the lines and notices as a directory does, such as one that is planned, in what this request says."""
    g.lines = _lines() | _by_id(directory.lines)
    g.notices = _notices() | _by_id(directory.notices)
    g.pop("names", None)


def _named(placeholder: str, text: str) -> str:
    """Return the name of what a placeholder of a sentence has the id of."""
    if placeholder in _OF_LINES:
        return line_label(text) if text in _lines() else notice_label(text)
    if placeholder == "tier":
        agencies = dict.fromkeys(line.agency for line in _lines().values() if str(line.tier) == text)
        return f"{text} ({', '.join(agencies)})" if agencies else text
    if placeholder in _OF_LANGUAGES:
        codes = text.split()
        if codes and all(code in LANGUAGES for code in codes):
            return language_names(codes)
    return text


def _lines() -> dict[str, Line]:
    """Return the lines that this request names, by their ids."""
    if "lines" not in g:
        g.lines = _by_id(line for directory in _published() for line in directory.lines)
    found: dict[str, Line] = g.lines
    return found


def _notices() -> dict[str, Notice]:
    """Return the notices that this request names, by their ids."""
    if "notices" not in g:
        g.notices = _by_id(notice for directory in _published() for notice in directory.notices)
    found: dict[str, Notice] = g.notices
    return found


def _published() -> tuple[Directory, ...]:
    """Return the directory that is planned, if one is, and then the one in force."""
    timetable = console().timetable(console().clock.now())
    return (*((timetable.then[1].directory,) if timetable.then else ()), timetable.directory)


def _by_id(entries: Iterable[_Entry]) -> dict[str, _Entry]:
    return {each.id: each for each in entries}


def language() -> str:
    """Return the reader's language: the one chosen in this browser, else the one that it prefers, else English."""
    if "console_language" not in g:
        asked = (tag.split("-")[0] for tag in request.accept_languages.values())
        known = (code for code in (session.get("language"), *asked) if code in CONSOLE_LANGUAGES)
        g.console_language = next(known, CONSOLE_LANGUAGES[0])
    return str(g.console_language)


def language_name(code: str) -> str:
    """Return the name of a caller's language in the reader's language."""
    return in_reader(named_language(code))


def language_names(codes: Iterable[str]) -> str:
    """Return the names of several languages as a list."""
    return ("、" if language() == "ja" else ", ").join(map(language_name, codes))


def line_name(line: Line) -> str:
    """Return the name of a line: its agency and, if it speaks only one language, that language.

    If another line has the same, the number follows.
    """
    if "names" not in g:
        g.names = Counter(_short_name(each) for each in _lines().values())
    name = _short_name(line)
    return f"{name} ({line.number})" if g.names[name] > 1 else name


def _short_name(line: Line) -> str:
    return in_reader(named_line(line))


def language_label(code: str) -> str:
    """Return the name of the language of a record, which may be none."""
    return language_name(code) if code in LANGUAGES else _("not chosen")


def line_label(line_id: str) -> str:
    """Return the name of a line by its id; the id of a line that is not known any more."""
    found = _lines().get(line_id)
    return line_name(found) if found else line_id


def notice_label(notice_id: str) -> str:
    """Return the title of a notice by its id; the id of a notice that is not known any more."""
    found = _notices().get(notice_id)
    return _("“%(title)s”", title=notice_title(found)) if found else notice_id


def notice_title(notice: Notice) -> str:
    """Return the title of a notice in the reader's language; if it has none, in English or another."""
    words = notice.words.get(language()) or notice.words.get("en") or next(iter(notice.words.values()))
    return words.title


def role_name(role: Role) -> str:
    """Return the name of a role."""
    return {Role.VIEWER: _("viewer"), Role.EDITOR: _("editor"), Role.ADMIN: _("administrator")}[role]


def scope_name(scope: Scope, directory: Directory) -> str:
    """Return the name of a scope."""
    lines = directory.lines_in(scope)
    if scope.line is not None:
        return line_name(lines[0]) if lines else scope.line
    if scope.tier is None:
        return _("all lines")
    agencies = dict.fromkeys(line.agency for line in lines)
    if any(line.agency in agencies and line.tier != scope.tier for line in directory.lines):
        return _("all lines of %(agencies)s in tier %(number)s", agencies=", ".join(agencies), number=scope.tier)
    return _("all lines of %(agencies)s", agencies=", ".join(agencies))


def when(moment: datetime | None, zone: tzinfo | None = None) -> str:
    """Return a moment with its zone, by default that of home; a dash for None."""
    if moment is None:
        return "–"
    return moment_text(moment.astimezone(zone or home_zone()), language())


def day(date_or_moment: date) -> str:
    """Return a date with its weekday."""
    local = home_time(date_or_moment) if isinstance(date_or_moment, datetime) else date_or_moment
    return day_text(local, language())


def weekday(number: int) -> str:
    """Return the name of a day of the week; 0 is Monday."""
    return str(get_day_names("wide", locale=LOCALES[language()])[number])


def short_day(date: date) -> str:
    """Return a date without its year, for the head of a row."""
    return format_date(date, {"en": "EEE d MMM", "ja": "M/d (EEE)"}[language()], locale=LOCALES[language()])


def axis_day(date: date) -> str:
    """Return a date without its weekday and year, for the axis of a chart."""
    return format_date(date, {"en": "d MMM", "ja": "M/d"}[language()], locale=LOCALES[language()])


def soon(moment: datetime, now: datetime) -> str:
    """Return a moment that is not far away: with its time alone today, otherwise without its year."""
    at, time = home_time(moment), clock(moment)
    return time if at.date() == home_time(now).date() else f"{short_day(at)} {time}"


def clock(moment: datetime) -> str:
    """Return a time of day with its zone."""
    return time_text(home_time(moment))


def hours(week: Week) -> str:
    """Return weekly hours, in a form that can be parsed again."""
    return print_hours_ja(week) if language() == "ja" else print_hours(week)


def days(on: Days) -> str:
    """Return the days on which a line speaks a language, in a form that can be parsed again."""
    return in_reader(said_days(on))


@cache
def _catalogue(code: str) -> Mapping[str, str]:
    return load_words(code)


def place() -> str:
    """Return whose time and holidays are meant, in the reader's language: ``Japan``."""
    return place_at_home(language())


def instead() -> str:
    """Return the languages that callers hear if theirs can't be spoken, in the reader's language."""
    return in_reader(named_instead())


def in_reader(value: Rendered) -> str:
    """Return a value of a sentence in the reader's language."""
    return value.ja if language() == "ja" else value.en


def spoken(code: str | None) -> str:
    """Return the name of the language of a call or a text, for a table; empty if none was chosen."""
    return language_name(code) if code and code in LANGUAGES else ""
