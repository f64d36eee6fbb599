"""Numbers of the country at home that stand for others, where nobody is called: in previews, examples and the demo."""

from phonenumbers import (
    PhoneNumberFormat,
    PhoneNumberType,
    example_number,
    example_number_for_type,
    format_number,
)

from profiles.current import profile

_ANOTHER = 8
"""How many digits at the end of a number make it another one of the same kind."""


def a_mobile() -> str:
    """Return a mobile number (E.164)."""
    return _example(PhoneNumberType.MOBILE)


def a_landline() -> str:
    """Return the number (E.164) of a landline."""
    return _example(PhoneNumberType.FIXED_LINE)


def another(number: str, digits: int) -> str:
    """Return a number like this one whose last eight digits are ``digits``."""
    return f"{number[:-_ANOTHER]}{digits:0{_ANOTHER}}"


def demo_number() -> str:
    """Return the one number of a demo (E.164)."""
    return profile().demo_number or a_landline()


def _example(kind: int) -> str:
    number = example_number_for_type(profile().country, kind) or example_number(profile().country)
    return format_number(number, PhoneNumberFormat.E164) if number else ""
