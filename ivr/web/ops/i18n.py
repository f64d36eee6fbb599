"""The console's words in the reader's language: English as it is in the code, or Japanese.

``_`` replaces gettext: it reads the PO file directly, so there is no compiled copy.
"""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import cache

from babel.dates import format_date, get_day_names
from flask import g, request, session

from ivr.core.roles import Role
from ivr.web.ops.console import console
from prompts import LANGUAGES
from prompts.load import CONSOLE_LANGUAGES, load_language, load_words
from schedules import HOME, Directory, Line, Scope, Week, home_time, print_hours, print_hours_ja
from sentences import Sentence, SentenceError, render
from sentences.values import day_text, moment_text, time_text

_LOCALES = {"en": "en_GB", "ja": "ja"}


def _(sentence: str, /, **values: object) -> str:
    """Return a message in the reader's language, with its placeholders ``%(name)s`` filled in."""
    translated = _catalogue(language()).get(sentence, sentence)
    return translated % values if values else translated


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the singular or plural message for ``count``. Japanese has one form for both."""
    return _(one if count == 1 else many, count=count, **values)


def said(sentence: object) -> str:
    """Return a sentence, the sentence of an error, or a word of an enumeration in the reader's language."""
    told = sentence.sentence if isinstance(sentence, SentenceError) else sentence
    if isinstance(told, StrEnum):
        told = Sentence(told)
    return render(told if isinstance(told, Sentence) else str(told), load_language(language()))


def language() -> str:
    """Return the reader's language: the one chosen in this browser, else the one that it prefers, else English."""
    if "console_language" not in g:
        asked = (tag.split("-")[0] for tag in request.accept_languages.values())
        known = (code for code in (session.get("language"), *asked) if code in CONSOLE_LANGUAGES)
        g.console_language = next(known, CONSOLE_LANGUAGES[0])
    return str(g.console_language)


def language_name(code: str) -> str:
    """Return the name of a caller's language in the reader's language."""
    return _NAMES_JA[code] if language() == "ja" and code in _NAMES_JA else LANGUAGES[code].english


def line_name(line: Line) -> str:
    """Return the name of a line: its agency and, if it speaks only one language, that language."""
    if len(line.languages) > 1:
        return line.agency
    return f"{line.agency} {language_name(next(iter(line.languages)))}"


def language_label(code: str) -> str:
    """Return the name of the language of a record, which may be none."""
    return language_name(code) if code in LANGUAGES else _("not chosen")


def line_label(line_id: str) -> str:
    """Return the name of the line of a record; of a line that was removed, its id."""
    found = console().timetable(console().clock.now()).directory.line(line_id)
    return line_name(found) if found else line_id


def role_name(role: Role) -> str:
    """Return the name of a role."""
    return {Role.VIEWER: _("viewer"), Role.EDITOR: _("editor"), Role.ADMIN: _("administrator")}[role]


def scope_name(scope: Scope, directory: Directory) -> str:
    """Return the name of a scope."""
    lines = directory.lines_in(scope)
    if scope.line is not None:
        return line_name(lines[0]) if lines else scope.line
    agencies = ", ".join(dict.fromkeys(line.agency for line in lines))
    return _("all lines") if scope.tier is None else _("all lines of %(agencies)s", agencies=agencies)


def when(moment: datetime | None, zone: tzinfo | None = None) -> str:
    """Return a moment with its zone, by default Japan's; a dash for None."""
    if moment is None:
        return "–"
    return moment_text(moment.astimezone(zone or HOME), language())


def day(date_or_moment: date) -> str:
    """Return a date with its weekday."""
    local = home_time(date_or_moment) if isinstance(date_or_moment, datetime) else date_or_moment
    return day_text(local, language())


def weekday(number: int) -> str:
    """Return the name of a day of the week; 0 is Monday."""
    return str(get_day_names("wide", locale=_LOCALES[language()])[number])


def short_day(date: date) -> str:
    """Return a date without its year, for the head of a row."""
    return format_date(date, {"en": "EEE d MMM", "ja": "M/d (EEE)"}[language()], locale=_LOCALES[language()])


def axis_day(date: date) -> str:
    """Return a date without its weekday and year, for the axis of a chart."""
    return format_date(date, {"en": "d MMM", "ja": "M/d"}[language()], locale=_LOCALES[language()])


def clock(moment: datetime) -> str:
    """Return a time of day with its zone."""
    return time_text(home_time(moment))


def hours(week: Week) -> str:
    """Return weekly hours, in a form that can be parsed again."""
    return print_hours_ja(week) if language() == "ja" else print_hours(week)


@cache
def _catalogue(code: str) -> Mapping[str, str]:
    return load_words(code)


_NAMES_JA = {
    "vi": "ベトナム語",
    "zh": "中国語",
    "id": "インドネシア語",
    "fil": "フィリピノ語",
    "en": "英語",
    "th": "タイ語",
    "km": "カンボジア語（クメール語）",
    "my": "ミャンマー語",
    "ja": "やさしい日本語",
    "ko": "韓国語",
    "es": "スペイン語",
    "pt": "ポルトガル語",
    "ne": "ネパール語",
    "mn": "モンゴル語",
}
