"""Search for what must not be written anywhere, however it is spelt or encoded."""

import re
from base64 import b64encode

_BETWEEN = rb"(?:[ ().,/+\n-]|\xc2\xa0|\xe2\x80[\x80-\x8f\x90-\x95]|%20|%2D|&nbsp;){0,2}"
"""What may stand between two digits of a number."""
_LAST = 8
"""Digits that all forms of a number end with, with the country's code or without."""


def traces_of(secret: str) -> re.Pattern[bytes]:
    """Return a pattern that finds a telephone number (E.164) or a word (ASCII, ten letters or so).

    Of a number the last eight digits are found, with spaces, hyphens or the like between them or without; of both
    what Base64, hexadecimal and UTF-16 make of them. Percent-encoding changes neither.
    """
    core = secret[-_LAST:] if secret.startswith("+") else secret
    plain = core.encode()
    forms = {
        _BETWEEN.join(bytes([each]) for each in plain) if core.isdigit() else re.escape(plain),
        *map(re.escape, _base64(plain)),
        plain.hex().encode(),
        re.escape(core.encode("utf-16-le")),
        re.escape(core.encode("utf-16-be")),
    }
    return re.compile(b"|".join(sorted(forms)), re.IGNORECASE)


def _base64(plain: bytes) -> set[bytes]:
    """What stands for these bytes in Base64 of anything that contains them: it depends on the place, modulo three."""
    found = set()
    for before in range(3):
        padded = b64encode(b"\0" * before + plain)
        first, last = -(-8 * before // 6), 8 * (before + len(plain)) // 6
        found.add(padded[first:last])
    return found
