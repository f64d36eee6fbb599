"""Numbers in the digits of a language.

Telephone numbers and keys are always written in ASCII digits, as on the telephone.
"""

from functools import cache

from babel import Locale

_ZEROS = {"deva": "०", "mymr": "၀"}
_FIGURES = {system: {ord(str(digit)): chr(ord(zero) + digit) for digit in range(10)} for system, zero in _ZEROS.items()}


def figures(language: str, number: int | str) -> str:
    """Write a number in CLDR's default numbering system: ``११`` in Nepali, ``၁၁`` in Burmese, ``11`` elsewhere."""
    return str(number).translate(_figures_of(language))


@cache
def _figures_of(language: str) -> dict[int, str]:
    return _FIGURES.get(Locale.parse(language).default_numbering_system, {})
