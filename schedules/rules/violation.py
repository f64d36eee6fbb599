"""Violations, and the sentences that describe them with the names that the document uses."""

from typing import NamedTuple

from schedules.model import Directory
from sentences import Sentence, word

Path = tuple[str | int, ...]
"""The path of a field in a directory: ``("lines", 1, "hours")``; ``("lines", 1)`` is an entry, ``()`` the directory."""


class Violation(NamedTuple):
    """A broken rule: the path of the field and the reason."""

    path: Path
    reason: Sentence


def told(directory: Directory, violation: Violation) -> Sentence:
    """Describe a violation with the name of its entry and field."""
    reason = violation.reason
    match violation.path:
        case ("lines", int(place), *fields):
            return _told(directory.lines[place].id, fields, reason)
        case ("special_days", int(place), *fields):
            return _told(Sentence("special day {text}", text=directory.special_days[place].name), fields, reason)
        case ("notices", int(place), "words", str(code), str(field)):
            words = Sentence("notice {id}: {code}", id=directory.notices[place].id, code=code)
            return of_field(words, field, reason)
        case ("notices", int(place), *fields):
            return _told(Sentence("notice {id}", id=directory.notices[place].id), fields[:1], reason)
        case ("holidays", int(tier), str(field)):
            return of_field(Sentence("holidays of tier {number}", number=tier), field, reason)
        case ("holidays", *_):
            return Sentence("holidays: {problem}", problem=reason)
        case ("email", str(code), str(field)):
            return of_field(Sentence("email: {code}", code=code), field, reason)
        case ("email", *_):
            return Sentence("email: {problem}", problem=reason)
        case ("agencies", str(agency)):
            return Sentence("agencies: {agency}: {problem}", agency=agency, problem=reason)
    return reason


def of_field(who: Sentence | str, field: str, reason: Sentence | str) -> Sentence:
    """Describe a problem of a field; ``who`` is the name of the entry."""
    if field not in _OF_FIELD:  # a code of a language
        return Sentence("{who}: {code}: {problem}", who=who, code=field, problem=reason)
    return Sentence(_OF_FIELD[field], who=who, problem=reason)


def shown(value: object) -> Sentence | str:
    """Quote a value for a message, in up to 60 characters."""
    if isinstance(value, list):
        return Sentence("a list")
    if isinstance(value, dict):
        return Sentence("names and values")
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _told(who: Sentence | str, fields: list[str | int], reason: Sentence) -> Sentence:
    if not fields:
        return Sentence("{who}: {problem}", who=who, problem=reason)
    return of_field(who, str(fields[-1]), reason)


_OF_FIELD = {
    "id": word("{who}: id: {problem}"),
    "tier": word("{who}: tier: {problem}"),
    "agency": word("{who}: agency: {problem}"),
    "languages": word("{who}: languages: {problem}"),
    "number": word("{who}: number: {problem}"),
    "dial": word("{who}: dial: {problem}"),
    "hours": word("{who}: hours: {problem}"),
    "since": word("{who}: since: {problem}"),
    "zone": word("{who}: zone: {problem}"),
    "confirmed": word("{who}: confirmed: {problem}"),
    "source": word("{who}: source: {problem}"),
    "first_day": word("{who}: first_day: {problem}"),
    "last_day": word("{who}: last_day: {problem}"),
    "charged": word("{who}: charged: {problem}"),
    "hidden": word("{who}: hidden: {problem}"),
    "confirmed_by": word("{who}: confirmed by: {problem}"),
    "days": word("{who}: days: {problem}"),
    "notes": word("{who}: notes: {problem}"),
    "page": word("{who}: page: {problem}"),
    "public": word("{who}: public: {problem}"),
    "new-year": word("{who}: new-year: {problem}"),
    "name": word("{who}: name: {problem}"),
    "date": word("{who}: date: {problem}"),
    "every": word("{who}: every: {problem}"),
    "to": word("{who}: to: {problem}"),
    "extra": word("{who}: extra: {problem}"),
    "scope": word("{who}: scope: {problem}"),
    "as_of": word("{who}: as_of: {problem}"),
    "words": word("{who}: words: {problem}"),
    "title": word("{who}: title: {problem}"),
    "spoken": word("{who}: spoken: {problem}"),
    "text": word("{who}: text: {problem}"),
    "draft": word("{who}: draft: {problem}"),
}
