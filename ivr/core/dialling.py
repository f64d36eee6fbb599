"""Which numbers the service dials. The number of a line is checked when hours are published, and before each dial.

A dialled number costs whoever runs the service, and some numbers cost a lot. So each kind of number that is not free
or at the normal rate needs a setting, or a field of the line.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

from profiles import profile
from schedules import Directory, Line, Timetable
from schedules.advice import Advice, Concern
from sentences import Sentence


class Kind(StrEnum):
    """Kinds of numbers that are dialled only if they are set. SATELLITE: of no country, such as +870 and +881."""

    MOBILE = "mobile"
    PREMIUM = "premium"
    SATELLITE = "satellite"


@dataclass(frozen=True, slots=True)
class Dialling:
    """What may be dialled, besides free, landline and IP telephone numbers of ``countries``.

    Attributes:
        own: the number of the service (E.164), which is never dialled.
        countries: codes of countries (ISO 3166); none stands for the one at home.
        kinds: values of :class:`Kind`.
        sip_hosts: hosts of ``sip:`` addresses, in small letters, without port.
    """

    own: str = ""
    countries: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    sip_hosts: frozenset[str] = frozenset()

    def includes(self, country: str) -> bool:
        """Whether numbers of a country may be dialled."""
        return country in (self.countries or {profile().country})


AS_SHIPPED = Dialling()
_NORMAL_RATE = (
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
)
_OF_PEOPLE = (
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
)
_CHARGED = (PhoneNumberType.UAN, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE)
"""Types that the caller is told about. 0570 of Japan (Navi-Dial) is of the type UAN."""
_NO_COUNTRY = "001"
_SIP = re.compile(
    r"sip:(?:[\w.!~*'()&=+$,/%-]+(?::[^@]*)?@)?(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?(?:[;?].*)?"
)
"""A SIP address (RFC 3261). An address that could be read with two hosts does not match."""


def refusal(line: Line, dialling: Dialling) -> Sentence | None:
    """Return why a line is not dialled; None if it may be."""
    return _refused_number(line.dial, line.charged, dialling)


@lru_cache(1024)  # each step of a call asks for each of its lines
def _refused_number(number: str, charged: bool, dialling: Dialling) -> Sentence | None:
    if number.startswith("sip:"):
        return _refused_address(number, dialling)
    if number == dialling.own:
        return Sentence("{text} is the number of this service", text=number)
    parsed = phonenumbers.parse(number)
    kind, country = phonenumbers.number_type(parsed), phonenumbers.region_code_for_number(parsed) or ""
    if country == _NO_COUNTRY:
        return _unless_set(Kind.SATELLITE, number, dialling)
    if not dialling.includes(country):
        return Sentence("{text} is in {country}, which DIAL_COUNTRIES does not name", text=number, country=country)
    if kind in _CHARGED and not charged:
        return Sentence("{text} may cost its caller money; the line must be marked as charged", text=number)
    if kind == PhoneNumberType.PREMIUM_RATE:
        return _unless_set(Kind.PREMIUM, number, dialling)
    if kind == PhoneNumberType.MOBILE:
        return _unless_set(Kind.MOBILE, number, dialling)
    if kind in _NORMAL_RATE or kind in _CHARGED:
        return None
    return Sentence("{text} is not a number of a telephone", text=number)


def refused_telephone(number: str, timetable: Timetable, dialling: Dialling) -> Sentence | None:
    """Return why the telephone of a person (E.164) is not called for a test dial; None if it may be."""
    if comes_from_a_line(number, timetable, dialling):
        return Sentence("{text} is the number of this service or of a line", text=number)
    if number.startswith("sip:"):
        return Sentence("{text} is not a number of a telephone", text=number)
    parsed = phonenumbers.parse(number)
    country = phonenumbers.region_code_for_number(parsed) or ""
    if not dialling.includes(country):
        return Sentence("{text} is in {country}, which DIAL_COUNTRIES does not name", text=number, country=country)
    if phonenumbers.number_type(parsed) not in _OF_PEOPLE:
        return Sentence("{text} is not a number of a telephone", text=number)
    return None


def new_refusals(becomes: Directory, published: Directory | None, dialling: Dialling) -> tuple[Sentence, ...]:
    """Return why lines are not dialled, of those whose number ``published`` does not have in the same way.

    A line that was published before, when another version or other settings allowed it, does not block other edits.
    """
    before = {(line.dial, line.charged) for line in published.lines} if published else set()
    return _all_told((line for line in becomes.lines if (line.dial, line.charged) not in before), dialling)


def warnings(timetable: Timetable, now: datetime, dialling: Dialling) -> list[Advice]:
    """Return a warning for each published line that is not dialled."""
    return [
        Advice(Concern.NOT_DIALLED, _not_dialled(line, why), (line.id,))
        for line in timetable.lines(now)
        if (why := refusal(line, dialling))
    ]


def comes_from_a_line(number: str | None, timetable: Timetable, dialling: Dialling) -> bool:
    """Whether a call comes from the service's own number or from a line: a line that forwards its calls to us.

    To dial a line for it could make a loop of calls that never ends.
    """
    return number is not None and (number == dialling.own or number in timetable.numbers)


def _all_told(lines: Iterable[Line], dialling: Dialling) -> tuple[Sentence, ...]:
    refused = ((line, refusal(line, dialling)) for line in lines)
    return tuple(_not_dialled(line, why) for line, why in refused if why)


def _not_dialled(line: Line, why: Sentence) -> Sentence:
    return Sentence("{line} is not dialled: {cause}", line=line.id, cause=why)


def _refused_address(address: str, dialling: Dialling) -> Sentence | None:
    read = _SIP.fullmatch(address)
    if read and read["host"].lower() in dialling.sip_hosts:
        return None
    return Sentence("the host of {text} is not in SIP_HOSTS", text=address)


def _unless_set(kind: Kind, number: str, dialling: Dialling) -> Sentence | None:
    if kind in dialling.kinds:
        return None
    return Sentence("{text} is a {kind} number, which DIAL_KINDS does not name", text=number, kind=kind.value)
