"""Passwords that are easy to guess: common ones, those that were leaked, patterns, and what belongs to the account."""

import re
from collections.abc import Collection

from ivr.store.accounts import key_of

_ENOUGH = 3
"""The score of zxcvbn from which a password counts as safe: more than 10^8 guesses, here at most a few a minute."""
_LONGEST = 72
"""Characters that are looked at. The time grows with the square of the length."""
_SHORTEST_WORD = 3
_OURS = ("tsunagu", "つなぐ", "hotline")


def is_guessable(password: str, context: Collection[str]) -> bool:
    """Whether a password is easy to guess. ``context`` are words that somebody who attacks the account knows.

    What is left of the password without these words has to be hard to guess by itself (NIST SP 800-63B, section
    3.1.1.2: commonly used, expected and compromised passwords).
    """
    # Imported here because its lists of passwords take 12 MB, and most processes never need them.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    left = _squeezed(password)
    for word in sorted(_words(context), key=len, reverse=True):
        left = left.replace(word, "")
    return not left or zxcvbn(left[:_LONGEST])["score"] < _ENOUGH


def _words(context: Collection[str]) -> set[str]:
    """Return the words of the context, each also backwards, and the digits of telephone numbers in national form."""
    words = {_squeezed(part) for text in (*context, *_OURS) for part in (text, *text.split())}
    words |= {f"0{word[2:]}" for word in words if word.startswith("81") and word.isdigit()}
    return {each for word in words if len(word) >= _SHORTEST_WORD for each in (word, word[::-1])}


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", key_of(text))
