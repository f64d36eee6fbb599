"""Which language, or which command, did a text message mean?

In doubt nothing is chosen: a person who is sent the wrong language has no way to tell us, one who is
sent the list of languages has.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import DamerauLevenshtein

from prompts.languages import LANGUAGES, Menu

_TYPO_FROM = 5
"""Shorter words have too many neighbours to forgive a typo."""
_CODE_LENGTH = 3


class Command(StrEnum):
    """What a text can ask for besides a language."""

    STOP = "stop"
    START = "start"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Word:
    """What was understood; both None: nothing. A command in a language's own word names the language too."""

    language: str | None = None
    command: Command | None = None


class Recogniser:
    """Finds the language or the command in a text message.

    Args:
        languages: names of each language, by code.
        commands: words of each command by language code; ``any`` belongs to no language.
    """

    def __init__(
        self, languages: Mapping[str, Iterable[str]], commands: Mapping[str, Mapping[str, Iterable[str]]]
    ) -> None:
        self._names = {fold(name): code for code, names in languages.items() for name in names}
        self._keys = {entry.key: entry.code for entry in LANGUAGES.values() if entry.menu is Menu.FIRST}
        self._commands = {
            fold(text): Word(None if code == "any" else code, Command(command))
            for command, by_language in commands.items()
            for code, texts in by_language.items()
            for text in texts
        }

    def recognise(self, text: str) -> Word:
        """Understand a text message; a bare digit means what that key means on the telephone."""
        folded = fold(text)
        if command := self._command(folded):
            return command
        exact = self._keys.get(folded) or self._names.get(folded)
        return Word(exact or _only(self._named_in(folded)) or _by_script(folded) or self._typo(folded))

    def _command(self, folded: str) -> Word | None:
        first = folded.split(" ", 1)[0]
        found = self._commands.get(folded)
        if found is None and first == Command.STOP:
            return Word(command=Command.STOP)
        return found

    def _named_in(self, folded: str) -> set[str]:
        """Languages that are named somewhere in the text; longer names hide the shorter ones inside them."""
        found: set[str] = set()
        rest = f" {folded} "
        for name in sorted(self._names, key=len, reverse=True):
            pattern = f" {name} " if name.isascii() else name
            if (len(name) > _CODE_LENGTH or not name.isascii()) and pattern in rest:
                found.add(self._names[name])
                rest = rest.replace(pattern, "  ")
        return found

    def _typo(self, folded: str) -> str | None:
        if len(folded) < _TYPO_FROM:
            return None
        allowed = 1 if len(folded) < 8 else 2
        distances: dict[str, int] = {}
        for name, code in self._names.items():
            if len(name) >= _TYPO_FROM - 1:
                distance = DamerauLevenshtein.distance(folded, name, score_cutoff=allowed)
                distances[code] = min(distance, distances.get(code, allowed + 1))
        best = min(distances.values(), default=allowed + 1)
        return _only({code for code, distance in distances.items() if distance == best <= allowed})


def fold(text: str) -> str:
    """One form for all ways to type the same: width, case, Latin accents, punctuation and emoji are dropped."""
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


_SCRIPTS = {
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "km": re.compile(r"[\u1780-\u17ff]"),
    "my": re.compile(r"[\u1000-\u109f]"),
    "ne": re.compile(r"[\u0900-\u097f]"),
    "ko": re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"),
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "mn": re.compile(r"[\u0400-\u04ff]"),
}


def _by_script(folded: str) -> str | None:
    """The only language of ours in this script; Han alone could be Chinese or Japanese, and is nobody's."""
    return _only({code for code, script in _SCRIPTS.items() if script.search(folded)})


def _only(found: set[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None
