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
_WHOLE_UP_TO = 4
"""Names in Latin letters up to this length are also parts of other sentences: "có thai", "Estou indo"."""
_NOT = re.compile(r"\b(no|not|never|don t|dont|can t|cant|cannot)\b")
_VIETNAMESE = re.compile("[ăđĩũơưẠ-ỹ]")
"""Letters that no other language of ours has: whoever writes them writes Vietnamese."""


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
        others: names of languages and countries that are not ours.
        commands: words of each command by language code; ``any`` belongs to no language. Here accents
            count: without them "đúng", which is yes, would be "dừng", which is stop.
    """

    def __init__(
        self,
        languages: Mapping[str, Iterable[str]],
        others: Iterable[str],
        commands: Mapping[str, Mapping[str, Iterable[str]]],
    ) -> None:
        self._names: dict[str, str | None] = dict.fromkeys(map(fold, others))
        self._names |= {fold(name): code for code, names in languages.items() for name in names}
        self._by_length = sorted(self._names, key=len, reverse=True)
        self._keys = {entry.key: entry.code for entry in LANGUAGES.values() if entry.menu is Menu.FIRST}
        self._commands: dict[str, Word] = {}
        for command, by_language in commands.items():
            for code, texts in by_language.items():
                for text in map(_fold_with_accents, texts):
                    language = None if code == "any" or text in self._commands else code
                    self._commands[text] = Word(language, Command(command))

    def recognise(self, text: str) -> Word:
        """Understand a text message; a bare digit means what that key means on the telephone."""
        if command := self._command(_fold_with_accents(text)):
            return command
        folded = fold(text)
        if key := self._keys.get(folded):
            return Word(key)
        if _VIETNAMESE.search(text.casefold()):
            return Word("vi")
        if folded in self._names:
            return Word(self._names[folded])
        named = self._named_in(folded)
        return Word(_only(named) if named else _by_script(folded) or self._typo(folded))

    def _command(self, folded: str) -> Word | None:
        found = self._commands.get(folded)
        if found is None and folded.split(" ", 1)[0] == Command.STOP:
            return Word(command=Command.STOP)
        return found

    def _named_in(self, folded: str) -> set[str | None]:
        """Languages that are named somewhere in a sentence, None for one that is not ours."""
        if _NOT.search(folded):
            return {None}
        found: set[str | None] = set()
        rest = f" {folded} "
        for name in self._by_length:  # a longer name hides the shorter ones inside it
            if (pattern := self._inside(name, folded)) and pattern.search(rest):
                found.add(self._names[name])
                rest = pattern.sub("  ", rest)
        return found

    def _inside(self, name: str, folded: str) -> re.Pattern[str] | None:
        if self._names[name] == "ja" and not _HIRAGANA.search(folded):
            return None  # everybody here is in Japan, and says so
        if name.isascii():
            return re.compile(f" {name} ") if len(name) > _WHOLE_UP_TO else None
        if _KATAKANA.fullmatch(name):  # not タイ in タイムカード
            return re.compile(f"(?<![ァ-ー]){name}(?![ァ-ー])")
        return re.compile(re.escape(name))

    def _typo(self, folded: str) -> str | None:
        if len(folded) < _TYPO_FROM:
            return None
        allowed = 1 if len(folded) < 8 else 2
        distances: dict[str | None, int] = {}
        for name, code in self._names.items():
            if len(name) >= _TYPO_FROM - 1:
                distance = DamerauLevenshtein.distance(folded, name, score_cutoff=allowed)
                distances[code] = min(distance, distances.get(code, allowed + 1))
        best = min(distances.values(), default=allowed + 1)
        return _only({code for code, distance in distances.items() if distance == best <= allowed})


def _fold_with_accents(text: str) -> str:
    """Width, case, punctuation and emoji dropped; accents stay."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (c if unicodedata.category(c)[0] in "LN" or unicodedata.category(c) in ("Mn", "Mc") else " " for c in folded)
    return " ".join("".join(kept).split())


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


_HIRAGANA = re.compile(r"[\u3041-\u309f]")
_KATAKANA = re.compile(r"[\u30a1-\u30fc]+")
_SCRIPTS = {
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "km": re.compile(r"[\u1780-\u17ff]"),
    "my": re.compile(r"[\u1000-\u109f]"),
    "ne": re.compile(r"[\u0900-\u097f]"),
    "ko": re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"),
    "ja": _HIRAGANA,
    "mn": re.compile(r"[өүӨҮ]"),  # Cyrillic, but not Russian
}


def _by_script(folded: str) -> str | None:
    """The only language of ours that is written so; Han or katakana alone could be several, and is nobody's."""
    return _only({code for code, script in _SCRIPTS.items() if script.search(folded)})


def _only(found: Iterable[str | None]) -> str | None:
    one, *more = found or [None]
    return None if more else one
