"""The caller's number: its kind, and whether a text can reach it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

import phonenumbers

from sentences import word


class Phone(StrEnum):
    """The kind of telephone that a number belongs to."""

    MOBILE = word("Japanese mobile")
    FIXED = word("Japanese landline or IP phone")
    FOREIGN = word("foreign")
    WITHHELD = word("withheld")


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller; ``number`` is E.164, or None if it is withheld or invalid. ``can_text``: a text may be promised."""

    number: str | None
    phone: Phone
    can_text: bool = False

    @property
    def receiver(self) -> str | None:
        """The number to which a text to the caller is sent; None: the caller can't get texts."""
        return self.number if self.can_text else None


JAPAN = "JP"
_MAY_BE_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
_SIP = re.compile(r"\bsips?:(?:(?P<user>[^@:;>]*)[^@>]*@)?", re.IGNORECASE)
"""A SIP address (RFC 3261): the user, then a password or parameters, then the host, which may be digits too."""
_NUMBER = re.compile(r"\+?[0-9().-]+")
_JAPANESE = re.compile(r"\+81([1-9][0-9]{8,9})")


def identify(raw: str, texted: Collection[str] = (JAPAN,)) -> Caller:
    """Return the caller for a carrier's ``From``: a number, or a word such as ``anonymous`` if it is withheld.

    Calls by SIP have the number as the user of an address: ``sip:+819012345678@203.0.113.5``.

    ``texted`` are the codes (ISO 3166) of the countries whose mobile numbers may be sent texts.

    Carriers also send made-up numbers for withheld ones (``+266696687``). None of them is valid, so no list of them
    is needed.
    """
    try:
        parsed = _japanese(raw) or phonenumbers.parse(_without_host(raw), JAPAN)
    except phonenumbers.NumberParseException:
        return Caller(None, Phone.WITHHELD)
    kind = phonenumbers.number_type(parsed)
    if kind == phonenumbers.PhoneNumberType.UNKNOWN:  # as is_valid_number has it
        return Caller(None, Phone.WITHHELD)
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    country, mobile = phonenumbers.region_code_for_number(parsed), kind in _MAY_BE_MOBILE
    phone = Phone.FOREIGN if country != JAPAN else Phone.MOBILE if mobile else Phone.FIXED
    return Caller(number, phone, can_text=mobile and country in texted)


def _japanese(raw: str) -> phonenumbers.PhoneNumber | None:
    """Return what :func:`phonenumbers.parse` returns of most callers' numbers, much sooner; else None."""
    read = _JAPANESE.fullmatch(raw)
    return phonenumbers.PhoneNumber(country_code=81, national_number=int(read[1])) if read else None


def _without_host(raw: str) -> str:
    """Return the number that is the user of a SIP address, or "" for another user; a text without one unchanged."""
    address = _SIP.search(raw)
    if address is None:
        return raw
    user = unquote(address["user"] or "")
    return user if _NUMBER.fullmatch(user) else ""


def japanese_mobile(keyed: str) -> str | None:
    """Return the E.164 number for the digits that a caller keyed in; None: they are no Japanese mobile number."""
    caller = identify(keyed)
    return caller.number if caller.phone is Phone.MOBILE else None


def spoken_form(number: str) -> str:
    """Return a number as it is spoken and printed: a Japanese one ``090-1234-5678``, another ``+1 415-555-2671``."""
    parsed, forms = phonenumbers.parse(number, JAPAN), phonenumbers.PhoneNumberFormat
    at_home = parsed.country_code == phonenumbers.country_code_for_region(JAPAN)
    return phonenumbers.format_number(parsed, forms.NATIONAL if at_home else forms.INTERNATIONAL)
