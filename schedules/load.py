"""Reading a directory from YAML: every mistake is one line that names the place."""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
import pytz
import yaml

from schedules.hours import HoursError, parse_hours
from schedules.model import Directory, Line


class DirectoryError(ValueError):
    """A directory document that can't be used; the message names the line and the reason."""


def load_directory(text: str | None = None) -> Directory:
    """The directory written in ``text``, by default the one that ships.

    Raises:
        DirectoryError: with the place and the reason of the first mistake.
    """
    if text is None:
        text = files("schedules").joinpath("directory.yaml").read_text("utf-8")
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DirectoryError(f"not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(document, dict) or not isinstance(document.get("lines"), list):
        raise DirectoryError("a directory has a list of `lines`")
    defaults = {key: document.get(key) for key in ("zone", "confirmed", "source")}
    lines = [_line(entry, defaults, place) for place, entry in enumerate(document["lines"], start=1)]
    names = [line.id for line in lines]
    for name in names:
        if names.count(name) > 1:
            raise DirectoryError(f"line {name}: the id is used twice")
    email = document.get("email") or {}
    if not isinstance(email, dict):
        raise DirectoryError("email: a page for each language code is expected")
    return Directory(tuple(sorted(lines, key=lambda line: line.tier)), email)


def _line(entry: object, defaults: Mapping[str, Any], place: int) -> Line:
    if not isinstance(entry, dict):
        raise DirectoryError(f"line number {place}: fields such as id, number and hours are expected")
    fields = {**defaults, **entry}
    name = f"line {fields.get('id') or f'number {place}'}"
    for field, kind in _FIELDS.items():
        if not isinstance(fields.get(field), kind):
            raise DirectoryError(f"{name}: {field} is missing or not {_KIND_NAMES[kind]}")
    unknown = sorted(map(str, set(fields) - set(_FIELDS) - {"dial"}))
    if unknown:
        raise DirectoryError(f"{name}: unknown field {unknown[0]}")
    if fields["zone"] not in pytz.all_timezones_set:
        raise DirectoryError(f"{name}: zone {fields['zone']} does not exist; Asia/Tokyo is one that does")
    try:
        week = parse_hours(fields["hours"])
    except HoursError as error:
        raise DirectoryError(f"{name}: {error}") from None
    return Line(
        id=fields["id"],
        tier=fields["tier"],
        agency=fields["agency"],
        languages=frozenset(map(str, fields["languages"])),
        number=fields["number"],
        dial=_dial(str(fields.get("dial") or fields["number"]), name),
        week=week,
        zone=ZoneInfo(fields["zone"]),
        confirmed=fields["confirmed"],
        source=fields["source"],
    )


_FIELDS: Mapping[str, type] = {
    "id": str,
    "tier": int,
    "agency": str,
    "languages": list,
    "number": str,
    "hours": str,
    "zone": str,
    "confirmed": date,
    "source": str,
}
_KIND_NAMES = {str: "a text", int: "a whole number", list: "a list", date: "a date such as 2026-11-22"}


def _dial(number: str, name: str) -> str:
    """What the carrier dials: E.164, or the ``sip:`` address as it stands."""
    if number.startswith("sip:"):
        return number
    try:
        parsed = phonenumbers.parse(number, "JP")
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        raise DirectoryError(f"{name}: {number} is not a telephone number that can be dialled")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
