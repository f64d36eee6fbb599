"""Parsers of short texts: telephone numbers, time zones, days of the year, scopes."""

import re
import unicodedata
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
import pytz

from profiles import profile
from schedules.model import ANY_YEAR, EVERYTHING, Scope
from sentences import Sentence, SentenceError

TIERS = tuple(map(str, range(1, 100)))
"""Nobody waits for more lines to answer than that: each rings for 25 seconds."""
_IN_A_NUMBER = frozenset("0123456789 -()+")
_DASHES = frozenset("\u02d7\u2010\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2501\u30fc")
"""Characters that look like a hyphen, in the form NFKC: from the hyphen U+2010 to the Japanese prolonged sound mark."""


class TextError(SentenceError, ValueError):
    """A text that can't be parsed; ``sentence`` has the reason."""

    sentence: Sentence


def printed(text: str) -> str:
    """Fold a telephone number, as somebody typed it, to ASCII digits, hyphens, spaces and brackets.

    Invisible marks, which programs put around copied numbers, are dropped. A ``sip:`` address is returned unchanged.

    >>> printed("（０１２０）２５０−１４７")
    '(0120)250-147'

    Raises:
        TextError: the text has another character; the message has its column.
    """
    if text.startswith("sip:"):
        return text
    folded = ""
    for column, character in enumerate(text, start=1):
        plain = _plain(character)
        if not _IN_A_NUMBER.issuperset(plain):
            wrong = repr(next(iter(text[column - 1 :].split()), character))
            reason = Sentence("a telephone number has only digits, spaces, hyphens, brackets and +")
            raise TextError(Sentence("column {number}, {text}: {cause}", number=column, text=wrong, cause=reason))
        folded += plain
    return " ".join(folded.split())


def _plain(character: str) -> str:
    """Return the ASCII form of a character of a telephone number; "" for an invisible mark."""
    if unicodedata.category(character) == "Cf":
        return ""
    digit = unicodedata.decimal(character, None)
    normal = unicodedata.normalize("NFKC", character)
    return str(digit) if digit is not None else "-" if normal in _DASHES else normal


def costs(text: str) -> bool:
    """Whether a valid telephone number costs its caller: 0570, 050 and 03 do, 0120 and 0800 do not.

    A ``sip:`` address is no number that callers dial, and costs them nothing.
    """
    target = dialled(text)
    return not target.startswith("sip:") and (
        phonenumbers.number_type(phonenumbers.parse(target)) != phonenumbers.PhoneNumberType.TOLL_FREE
    )


def dialled(text: str) -> str:
    """Convert a telephone number as printed at home to E.164 (``+81120250168``). Return a ``sip:`` address unchanged.

    Raises:
        TextError: the number can't be dialled.
    """
    return _dialled(text, profile().country)


@lru_cache(4096)
def _dialled(text: str, country: str) -> str:
    if text.startswith("sip:") and text.isprintable() and " " not in text and len(text) > len("sip:"):
        return text
    try:
        parsed = phonenumbers.parse(printed(text), country)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or parsed.extension or not phonenumbers.is_valid_number(parsed):
        raise TextError(Sentence("{text} is not a telephone number that can be dialled", text=text))
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def parse_zone(text: str) -> ZoneInfo:
    """Return the IANA time zone with this name.

    Raises:
        TextError: there is no such zone, or its hours are not those that its name suggests; the message names the zone
            that is probably meant. Or this machine has no data of the zone.
    """
    if reversed_sign := re.fullmatch("Etc/GMT([+-][0-9]{1,2})", text):
        _refuse_reversed(text, int(reversed_sign[1]))
    if meant := _ABBREVIATIONS.get(text.upper()):
        said = Sentence("{text} is an abbreviation, not the zone of a place; write {zone}", text=text, zone=meant)
        raise TextError(said)
    if text not in pytz.all_timezones_set or text == "Factory":
        near = _at_offset(text) or next(iter(get_close_matches(text, pytz.common_timezones, 1)), profile().zone.key)
        raise TextError(Sentence("{text} is not a time zone; an example is {zone}", text=text, zone=near))
    try:
        return ZoneInfo(text)
    except ZoneInfoNotFoundError:
        said = Sentence("there is no zone data for {text} on this machine; update the package tzdata", text=text)
        raise TextError(said) from None


def _refuse_reversed(text: str, hours: int) -> None:
    """Refuse ``Etc/GMT+9``, which is UTC-9, in all zones of this form except those of 0 hours."""
    places = tuple(f"{_PLACES[each]} (UTC{each:+g})" for each in (hours, -hours) if each in _PLACES)
    if places:
        said = Sentence(
            "{text} is UTC{offset}: its sign is reversed; write the zone of a place: {zones}",
            text=text,
            offset=f"{-hours:+g}",
            zones=places,
        )
        raise TextError(said)


def _at_offset(text: str) -> str | None:
    """Return the zone of a place for an offset such as ``UTC+9``, ``GMT+9`` or ``+05:45``; None for other texts."""
    match = re.fullmatch("(?:UTC|GMT)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?", text)
    if match is None:
        return None
    hours = int(match[2]) + int(match[3] or 0) / 60
    return _PLACES.get(hours if match[1] == "+" else -hours)


_PLACES = {
    14: "Pacific/Kiritimati",
    13: "Pacific/Tongatapu",
    12: "Pacific/Fiji",
    11: "Pacific/Guadalcanal",
    10: "Australia/Brisbane",
    9.5: "Australia/Darwin",
    9: "Asia/Tokyo",
    8: "Asia/Manila",
    7: "Asia/Bangkok",
    6.5: "Asia/Yangon",
    6: "Asia/Dhaka",
    5.75: "Asia/Kathmandu",
    5.5: "Asia/Kolkata",
    5: "Asia/Karachi",
    4: "Asia/Dubai",
    3: "Asia/Riyadh",
    2: "Africa/Johannesburg",
    1: "Africa/Lagos",
    -1: "Atlantic/Cape_Verde",
    -2: "America/Noronha",
    -3: "America/Sao_Paulo",
    -4: "America/Manaus",
    -5: "America/Lima",
    -6: "America/Guatemala",
    -7: "America/Phoenix",
    -8: "Pacific/Pitcairn",
    -9: "Pacific/Gambier",
    -10: "Pacific/Honolulu",
    -11: "Pacific/Pago_Pago",
}
"""A place without daylight saving time for each offset from UTC in hours."""
_ABBREVIATIONS = {
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "EST5EDT": "America/New_York",
    "CDT": "America/Chicago",
    "CST6CDT": "America/Chicago",
    "MST": "America/Denver",
    "MDT": "America/Denver",
    "MST7MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "PST8PDT": "America/Los_Angeles",
    "HST": "Pacific/Honolulu",
    "WET": "Europe/Lisbon",
    "CET": "Europe/Brussels",
    "CEST": "Europe/Brussels",
    "MET": "Europe/Brussels",
    "EET": "Europe/Athens",
    "EEST": "Europe/Athens",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "ICT": "Asia/Bangkok",
    "WIB": "Asia/Jakarta",
    "PHT": "Asia/Manila",
    "NPT": "Asia/Kathmandu",
    "MMT": "Asia/Yangon",
}
"""The zone that is probably meant. Some of these names are zones of their own: EST, MST and HST are without daylight
saving time, CET and the like with the clock changes of another place."""


def parse_day_of_year(text: str) -> date:
    """Parse a day such as ``12-29`` to a date in :data:`schedules.model.ANY_YEAR`.

    Raises:
        TextError: it is not a day of a leap year in this form.
    """
    month, dash, day = text.partition("-")
    try:
        if not (dash and len(month) == len(day) == 2):
            raise ValueError
        return date(ANY_YEAR, int(month), int(day))
    except ValueError:
        no_day = Sentence("{text} is not a day of the year such as 01-05 (with zeros)", text=text)
        raise TextError(no_day) from None


def parse_scope(text: str) -> Scope:
    """Parse ``all``, ``tier 2`` or a line's id."""
    if text == str(EVERYTHING):
        return EVERYTHING
    tier = text.removeprefix("tier ")
    return Scope(tier=int(tier)) if tier != text and tier in TIERS else Scope(line=text)
