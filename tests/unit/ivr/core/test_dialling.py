"""Which numbers are dialled: by kind of number, country, host, and by what a line says of itself."""

from dataclasses import replace

import pytest

from ivr.core.dialling import Dialling, Kind, comes_from_a_line, new_refusals, refusal, warnings
from ivr.settings.forms import KINDS
from schedules import Line, Timetable
from tests.support.calls import DIRECTORY, at

OWN = "+815031234567"
SHIPPED = Dialling(OWN)
LINE = DIRECTORY.lines[0]
HOSTS = Dialling(OWN, sip_hosts=frozenset({"trunk.example", "[2001:db8::1]", "192.0.2.1"}))


def line(dial: str, *, charged: bool = False) -> Line:
    return replace(LINE, dial=dial, charged=charged)


@pytest.mark.parametrize(
    ("dial", "because"),
    [
        ("+81120250168", None),
        ("+818001234567", None),
        ("+81312345678", None),
        ("+815012345678", None),
        (OWN, "+815031234567 is the number of this service"),
        ("+81570012345", "+81570012345 may cost its caller money; the line must be marked as charged"),
        ("+81990123456", "+81990123456 may cost its caller money; the line must be marked as charged"),
        ("+819012345678", "+819012345678 is a mobile number, which DIAL_KINDS does not name"),
        ("+812045678901", "+812045678901 is not a number of a telephone"),
        ("+14155552671", "+14155552671 is in US, which DIAL_COUNTRIES does not name"),
        ("+84912345678", "+84912345678 is in VN, which DIAL_COUNTRIES does not name"),
        ("+19005551234", "+19005551234 is in US, which DIAL_COUNTRIES does not name"),
        ("+870773111632", "+870773111632 is a satellite number, which DIAL_KINDS does not name"),
        ("+881612345678", "+881612345678 is a satellite number, which DIAL_KINDS does not name"),
        ("+979123456789", "+979123456789 is a satellite number, which DIAL_KINDS does not name"),
        ("sip:vi@trunk.example", "the host of sip:vi@trunk.example is not in SIP_HOSTS"),
    ],
)
def test_what_is_dialled_as_shipped(dial: str, because: str | None) -> None:
    assert refusal(line(dial), SHIPPED) == because if because is None else str(refusal(line(dial), SHIPPED)) == because


@pytest.mark.parametrize(
    ("dial", "charged", "kinds", "countries", "dialled"),
    [
        ("+81570012345", True, (), ("JP",), True),
        ("+81570012345", False, ("mobile", "premium", "satellite"), ("JP",), False),
        ("+81990123456", True, (), ("JP",), False),
        ("+81990123456", False, ("premium",), ("JP",), False),
        ("+81990123456", True, ("premium",), ("JP",), True),
        ("+819012345678", False, ("mobile",), ("JP",), True),
        ("+819012345678", True, ("premium",), ("JP",), False),
        ("+870773111632", False, ("satellite",), ("JP",), True),
        ("+870773111632", True, ("mobile", "premium"), ("JP",), False),
        ("+14155552671", False, (), ("JP", "US"), True),
        ("+84912345678", False, (), ("JP", "VN"), False),
        ("+84912345678", False, ("mobile",), ("JP", "VN"), True),
        ("+81312345678", False, ("mobile",), ("VN",), False),
        ("+812045678901", True, ("mobile", "premium", "satellite"), ("JP",), False),
        (OWN, True, ("mobile", "premium", "satellite"), ("JP",), False),
    ],
)
def test_what_is_dialled_when_it_is_set(
    dial: str, charged: bool, kinds: tuple[str, ...], countries: tuple[str, ...], dialled: bool
) -> None:
    allowed = Dialling(OWN, frozenset(countries), frozenset(kinds))
    assert (refusal(line(dial, charged=charged), allowed) is None) is dialled


@pytest.mark.parametrize(
    ("address", "dialled"),
    [
        ("sip:vi@trunk.example", True),
        ("sip:trunk.example", True),
        ("sip:vi@TRUNK.example:5061;transport=tls", True),
        ("sip:+81120250168@trunk.example;user=phone", True),
        ("sip:vi:secret@trunk.example?X-A=1", True),
        ("sip:vi@[2001:db8::1]:5060", True),
        ("sip:vi@192.0.2.1", True),
        ("sip:vi@trunk.example.evil.example", False),
        ("sip:vi@sub.trunk.example", False),
        ("sip:trunk.example@evil.example", False),
        ("sip:vi@evil.example;x=@trunk.example", False),
        ("sip:vi@evil.example?x=@trunk.example", False),
        ("sip:evil.example;@trunk.example", False),
        ("sip:a@evil.example@trunk.example", False),
        ("sip:vi:a@evil.example@trunk.example", False),
        ("sip:vi@trunk.example,evil.example", False),
        ("sip:vi@", False),
    ],
)
def test_an_address_is_dialled_at_a_host_that_is_set(address: str, dialled: bool) -> None:
    assert (refusal(line(address), HOSTS) is None) is dialled


@pytest.mark.parametrize(
    ("number", "looping"),
    [
        (OWN, True),
        ("+81120250168", True),
        ("+81120762029", True),
        ("+81312345678", True),
        ("+819012345678", False),
        (None, False),
    ],
)
def test_calls_that_come_from_a_line(number: str | None, looping: bool) -> None:
    directory = replace(DIRECTORY, lines=(*DIRECTORY.lines, replace(LINE, id="printed", number="03-1234-5678")))
    assert comes_from_a_line(number, Timetable(directory), SHIPPED) is looping


def test_only_a_number_that_is_new_is_refused() -> None:
    odd = replace(DIRECTORY, lines=(line("+14155552671"), *DIRECTORY.lines[1:]))
    told = "otit-vi is not dialled: +14155552671 is in US, which DIAL_COUNTRIES does not name"
    assert [str(each) for each in new_refusals(odd, DIRECTORY, SHIPPED)] == [told]
    assert [str(each) for each in new_refusals(odd, None, SHIPPED)] == [told]
    assert new_refusals(odd, odd, SHIPPED) == ()
    assert new_refusals(DIRECTORY, None, SHIPPED) == ()


def test_a_line_that_is_no_longer_charged_is_new() -> None:
    was, becomes = (
        replace(DIRECTORY, lines=(line("+81570012345", charged=each), *DIRECTORY.lines[1:])) for each in (True, False)
    )
    assert new_refusals(becomes, was, SHIPPED)


def test_a_published_line_that_is_not_dialled_is_a_warning() -> None:
    odd = replace(DIRECTORY, lines=(line("+14155552671"), *DIRECTORY.lines[1:]))
    (found,) = warnings(Timetable(odd), at("Mon 12:00"), SHIPPED)
    assert str(found) == "otit-vi is not dialled: +14155552671 is in US, which DIAL_COUNTRIES does not name"
    assert warnings(Timetable(DIRECTORY), at("Mon 12:00"), SHIPPED) == []


def test_the_kinds_are_those_of_the_setting() -> None:
    assert tuple(KINDS) == tuple(each.value for each in Kind)
