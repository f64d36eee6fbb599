"""Comparable forms of what people write, and patterns of words in them."""

import re
import unicodedata
from collections.abc import Callable, Iterable

_LETTERS = "a-z\u00df-\u024f\u0400-\u04ff\u1e00-\u1eff"
"""Letters of the scripts that separate words by spaces, Latin and Cyrillic; in a pattern such words need boundaries."""
_SPACED = re.compile(f"[{_LETTERS}]")


def fold_with_accents(text: str) -> str:
    """Normalize width and case, and drop punctuation and emoji; keep accents."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (c if unicodedata.category(c)[0] in "LN" or unicodedata.category(c) in ("Mn", "Mc") else " " for c in folded)
    return " ".join("".join(kept).split())


def fold(text: str) -> str:
    """Normalize width and case, and drop Latin accents, punctuation and emoji."""
    kept: list[str] = []
    latin = False
    for character in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold():
        category = unicodedata.category(character)
        if category.startswith("L"):
            latin = unicodedata.name(character, "").startswith("LATIN")
            kept.append("d" if character == "đ" else character)
        elif category in ("Mn", "Mc"):
            if not latin and character not in "\ufe0e\ufe0f":
                kept.append(character)
        elif category.startswith("N"):
            kept.append(character)
            latin = True
        elif category not in ("Cf", "Me"):
            kept.append(" ")
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def one_of(words: Iterable[str], folding: Callable[[str], str] = fold) -> re.Pattern[str]:
    """Return a pattern of any of the words, which are folded like the text.

    Latin and Cyrillic words match only whole words; one that ends in ``*`` also matches longer words that begin with
    it. Other scripts have no spaces between words, or some that do not matter.
    """
    folded = {(folding(word), word.endswith("*")) for word in words}
    whole = _any(word for word, begins in folded if _SPACED.search(word) and not begins)
    beginnings = _any(word for word, begins in folded if _SPACED.search(word) and begins)
    others = _any(" ?".join(word.replace(" ", "")) for word, _ in folded if not _SPACED.search(word))
    return re.compile(rf"(?<![{_LETTERS}0-9])(?:{whole}(?![{_LETTERS}0-9])|{beginnings})|{others}")


def _any(folded: Iterable[str]) -> str:
    """Return the source of a pattern of any of the words, the longest first. Folded text has no special characters."""
    return "(?:" + ("|".join(sorted(folded, key=len, reverse=True)) or "(?!)") + ")"
