"""Who is calling, as far as the number tells: whether a text can reach it."""

from dataclasses import dataclass
from enum import StrEnum

import phonenumbers


class Phone(StrEnum):
    """What kind of telephone a number belongs to."""

    MOBILE = "Japanese mobile"
    FIXED = "Japanese landline or IP phone"
    FOREIGN = "foreign"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller; ``number`` is E.164, or None when withheld or not a number."""

    number: str | None
    phone: Phone

    @property
    def can_text(self) -> bool:
        """Whether a text may be promised: Japanese mobiles only."""
        return self.phone is Phone.MOBILE


def identify(raw: str) -> Caller:
    """The caller of a carrier's ``From``: a number, or a word such as ``anonymous`` when it is withheld.

    Carriers also send made-up numbers for withheld ones (``+266696687``); none of them is valid, so no
    list of them is needed.
    """
    try:
        parsed = phonenumbers.parse(raw, "JP")
    except phonenumbers.NumberParseException:
        return Caller(None, Phone.WITHHELD)
    if not phonenumbers.is_valid_number(parsed):
        return Caller(None, Phone.WITHHELD)
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.region_code_for_number(parsed) != "JP":
        return Caller(number, Phone.FOREIGN)
    mobile = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
    return Caller(number, Phone.MOBILE if mobile else Phone.FIXED)


def japanese_mobile(keyed: str) -> str | None:
    """The E.164 number of keys that a caller has entered; None when no text can be sent there."""
    caller = identify(keyed)
    return caller.number if caller.can_text else None


def spoken_form(number: str) -> str:
    """A Japanese number as it is read out, grouped by hyphens: ``090-1234-5678``."""
    return phonenumbers.format_number(phonenumbers.parse(number, "JP"), phonenumbers.PhoneNumberFormat.NATIONAL)
