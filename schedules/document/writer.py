"""The writer of the YAML document of a directory. :mod:`schedules.document.reader` is the opposite."""

from collections.abc import Mapping
from typing import Any

import yaml

from schedules.days import print_days
from schedules.document.confirmations import confirmation_entry
from schedules.document.holidays import holidays_entry
from schedules.hours import print_hours, print_windows
from schedules.model import Directory, EmailPage, Hours, Line, SpecialDay
from schedules.notices import Notice, Wording
from schedules.values import dialled


def write_directory(directory: Directory) -> str:
    """Return the canonical document of a directory: ``load_directory(write_directory(d)) == d``."""
    # A page that was never confirmed would take the default for its own.
    never = any(page.confirmation is None for page in directory.email.values())
    common = {
        "zone": _common(line.zone.key for line in directory.lines),
        "confirmed": None if never else _common(line.confirmed for line in directory.lines),
        "source": _common(line.source for line in directory.lines),
    }
    document = {
        **{key: value for key, value in common.items() if value is not None},
        "lines": [_line_entry(line, common) for line in directory.lines],
        "holidays": {tier: holidays_entry(rules) for tier, rules in sorted(directory.holidays.items())},
        "special_days": [_special_entry(special) for special in directory.special_days],
        "email": {code: _email_entry(page, common) for code, page in directory.email.items()},
        "agencies": {name: dict(sorted(words.items())) for name, words in directory.agencies.items()},
        "notices": [_notice_entry(notice) for notice in directory.notices],
    }
    return _yaml({key: value for key, value in document.items() if value})


def _yaml(document: Mapping[str, Any]) -> str:
    """Dump YAML in the given order of keys and without aliases."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _common(values: Any) -> Any:
    """Return the value if all are equal, or None."""
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
        "charged": line.charged or None,
        "hidden": line.hidden or None,
        "confirmed_by": line.confirmed_by or None,
        "notes": line.notes or None,
        "days": {code: print_days(days) for code, days in line.days} or None,
        "page": line.page or None,
    }
    return {key: value for key, value in entry.items() if value is not None and common.get(key) != value}


def _hours_entry(hours: tuple[Hours, ...]) -> Any:
    if len(hours) == 1 and hours[0].since is None:
        return print_hours(hours[0].week)
    return [{**({"since": each.since} if each.since else {}), "hours": print_hours(each.week)} for each in hours]


def _email_entry(page: EmailPage, common: Mapping[str, Any]) -> Any:
    """Return the address alone if the document's defaults say the rest."""
    confirmation = confirmation_entry(page.confirmation, common)
    return {"address": page.address, **confirmation} if confirmation else page.address


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


def _notice_entry(notice: Notice) -> dict[str, Any]:
    entry = {
        "id": notice.id,
        "as_of": notice.as_of,
        "source": notice.source,
        "confirmed": notice.confirmed,
        "last_day": notice.last_day,
        "words": {code: _wording_entry(words) for code, words in sorted(notice.words.items())},
    }
    return {key: value for key, value in entry.items() if value is not None}


def _wording_entry(words: Wording) -> dict[str, Any]:
    draft = {"draft": True} if words.draft else {}
    return {**draft, "title": words.title, "spoken": list(words.spoken), "text": words.text}
