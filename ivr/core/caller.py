"""The caller's number: its kind, and whether a text can reach it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from urllib.parse import unquote

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberType

from profiles import profile
from sentences import word


class Phone(StrEnum):
    """The kind of telephone that a number belongs to; those of the country at home are not foreign."""

    MOBILE = word("mobile")
    FIXED = word("landline or IP phone")
    FOREIGN = word("foreign")
    WITHHELD = word("withheld")


EARLIER = {word("Japanese mobile"): Phone.MOBILE, word("Japanese landline or IP phone"): Phone.FIXED}
"""Words in records of earlier versions, which are still shown."""


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


_MAY_BE_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_SIP = re.compile(r"\bsips?:(?:(?P<user>[^@:;>]*)[^@>]*@)?", re.IGNORECASE)
"""A SIP address (RFC 3261): the user, then a password or parameters, then the host, which may be digits too."""
_NUMBER = re.compile(r"\+?[0-9().-]+")


def identify(raw: str, texted: Collection[str] | None = None) -> Caller:
    """Return the caller for a carrier's ``From``: a number, or a word such as ``anonymous`` if it is withheld.

    Calls by SIP have the number as the user of an address: ``sip:+819012345678@203.0.113.5``.

    ``texted`` are the codes (ISO 3166) of the countries whose mobile numbers may be sent texts; by default home's.

    Carriers also send made-up numbers for withheld ones (``+266696687``). None of them is valid, so no list of them
    is needed.
    """
    home = profile().country
    try:
        parsed = _of_home(raw, home) or phonenumbers.parse(_without_host(raw), home)
    except phonenumbers.NumberParseException:
        return Caller(None, Phone.WITHHELD)
    kind = phonenumbers.number_type(parsed)
    if kind == PhoneNumberType.UNKNOWN:  # as is_valid_number has it
        return Caller(None, Phone.WITHHELD)
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    country, mobile = phonenumbers.region_code_for_number(parsed), kind in _MAY_BE_MOBILE
    phone = Phone.FOREIGN if country != home else Phone.MOBILE if mobile else Phone.FIXED
    return Caller(number, phone, can_text=mobile and country in ((home,) if texted is None else texted))


def _of_home(raw: str, country: str) -> phonenumbers.PhoneNumber | None:
    """Return what :func:`phonenumbers.parse` returns of most callers' numbers, much sooner; else None."""
    code, written, prefix = _form(country)
    read = written.fullmatch(raw)
    if read is None or prefix.match(read[1]):
        return None
    return phonenumbers.PhoneNumber(country_code=code, national_number=int(read[1]))


@cache
def _form(country: str) -> tuple[int, re.Pattern[str], re.Pattern[str]]:
    """Return a country's calling code, the form of E.164 numbers with it, and what stands before national numbers."""
    code = phonenumbers.country_code_for_region(country)
    main = PhoneMetadata.metadata_for_region(phonenumbers.region_code_for_country_code(code))
    prefix = main and main.national_prefix_for_parsing
    return code, re.compile(rf"\+{code}([1-9][0-9]{{7,10}})"), re.compile(prefix or "(?!)")


def _without_host(raw: str) -> str:
    """Return the number that is the user of a SIP address, or "" for another user; a text without one unchanged."""
    address = _SIP.search(raw)
    if address is None:
        return raw
    user = unquote(address["user"] or "")
    return user if _NUMBER.fullmatch(user) else ""


def mobile_of_home(keyed: str) -> str | None:
    """Return the E.164 number for the digits that a caller keyed in; None: they are no mobile number at home."""
    caller = identify(keyed)
    return caller.number if caller.phone is Phone.MOBILE else None


def spoken_form(number: str) -> str:
    """Return a number as it is spoken and printed: one of home ``090-1234-5678``, another ``+1 415-555-2671``."""
    home = profile().country
    parsed, forms = phonenumbers.parse(number, home), phonenumbers.PhoneNumberFormat
    at_home = parsed.country_code == phonenumbers.country_code_for_region(home)
    return phonenumbers.format_number(parsed, forms.NATIONAL if at_home else forms.INTERNATIONAL)
