"""Parsers of short texts: telephone numbers, time zones, days of the year, scopes."""

from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
import pytz

from schedules.model import ANY_YEAR, EVERYTHING, Scope
from sentences import Sentence, SentenceError

TIERS = tuple("123456789")


class TextError(SentenceError, ValueError):
    """A text that can't be parsed; ``sentence`` has the reason."""

    sentence: Sentence


@lru_cache(4096)
def dialled(text: str) -> str:
    """Convert a telephone number as printed in Japan to E.164 (``+81120250168``). Return a ``sip:`` address unchanged.

    Raises:
        TextError: the number can't be dialled.
    """
    if text.startswith("sip:") and text.isprintable() and " " not in text and len(text) > len("sip:"):
        return text
    try:
        parsed = phonenumbers.parse(text, "JP")
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or parsed.extension or not phonenumbers.is_valid_number(parsed) or not text.isprintable():
        raise TextError(Sentence("{text} is not a telephone number that can be dialled", text=text))
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def parse_zone(text: str) -> ZoneInfo:
    """Return the IANA time zone with this name.

    Raises:
        TextError: there is no such zone; the message suggests a similar name.
    """
    if text not in pytz.all_timezones_set:
        near = get_close_matches(text, pytz.common_timezones, 1) or ["Asia/Tokyo"]
        raise TextError(Sentence("{text} is not a time zone; an example is {zone}", text=text, zone=near[0]))
    return ZoneInfo(text)


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
