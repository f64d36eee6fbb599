"""Recognition of the language or the command that a text message asks for.

If a message is ambiguous, nothing is recognised and the sender receives the list of languages. A sender who received
the wrong language could not read how to change it. A sentence of a person in need is answered in its language.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import DamerauLevenshtein

from prompts.folding import fold, fold_with_accents, one_of
from prompts.languages import LANGUAGES, Menu
from prompts.stopping import StopRequests
from sentences import word

_TYPO_FROM = 5
"""Fewest characters of a word in which typos are tolerated; shorter words are similar to too many others."""
_WHOLE_UP_TO = 4
"""Names in Latin letters up to this length are also common words: "có thai", "Estou indo"."""
_CODE_UP_TO = 3
"""Codes up to this length are recognised only as the whole message, because "my", "id" and "es" are also words."""
_CLAUSES = re.compile(
    r"[.,;:!?/|\n。、，；！？।၊។]+|\b(?:(?<!anything )but|or|and|pero|o|hay|atau|หรือ|または)\b", re.IGNORECASE
)
"""Separators of clauses: "Not English, Vietnamese please"."""
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
"""A message with a link is not a request."""
_TAG = re.compile(r"([a-z]{2,3})[-_][a-z]{2,4}", re.IGNORECASE)
"""A language tag with a region: ``pt-BR``."""
_VIETNAMESE = re.compile("[ăđĩũơưẠ-ỹ]")
"""Letters that only Vietnamese has among the supported languages."""


class Command(StrEnum):
    """The commands that a text can have."""

    STOP = word("stop")
    START = word("start")
    FORGET = word("forget")
    EMERGENCY = word("emergency")
    HELP = word("help")
    INFO = word("info")
    REMIND = word("remind")
    CALL = word("call")


@dataclass(frozen=True, slots=True)
class Word:
    """The result of recognition; both are None if nothing was recognised.

    A command in a word of one language also has that language.
    """

    language: str | None = None
    command: Command | None = None


class Recogniser:
    """Finds the language or the command in a text message.

    Args:
        languages: names of each supported language, by code.
        others: names of unsupported languages and of countries.
        commands: words of each command by language code; ``any`` is for words of no single language. Accents are
            significant: without them "đúng" (yes) would equal "dừng" (stop).
        stop_requests: finds requests to stop that are longer than a command.
        distress: phrases of people in need, by the language that they are answered in.
        polite: words that are ignored around a command: "please".
        fillers: words that are ignored around a name: "please", "でお願いします".
        negations: words that negate a name.
    """

    def __init__(
        self,
        languages: Mapping[str, Iterable[str]],
        others: Iterable[str],
        commands: Mapping[str, Mapping[str, Iterable[str]]],
        stop_requests: StopRequests,
        distress: Mapping[str, Iterable[str]],
        polite: Iterable[str],
        fillers: Iterable[str],
        negations: Iterable[str],
    ) -> None:
        self._names: dict[str, str | None] = dict.fromkeys(map(fold, others))
        self._names |= {fold(name): code for code, names in languages.items() for name in names}
        by_length = sorted(self._names, key=len, reverse=True)  # longest first: a name may contain shorter ones
        self._inside = [(_as_a_word(name), self._names[name]) for name in by_length if not _is_common_word(name)]
        self._keys = {entry.key: entry.code for entry in LANGUAGES.values() if entry.menu is Menu.FIRST}
        self._fillers = one_of(fillers)
        self._negations = one_of(negations)
        self._polite = one_of(polite, fold_with_accents)
        self._stop_requests = stop_requests
        self._distress = {code: one_of(phrases) for code, phrases in distress.items()}
        self._emergencies = {
            code: one_of(filter(_found_inside, words), fold_with_accents)
            for code, words in commands[Command.EMERGENCY].items()
        }
        self._commands: dict[str, Word] = {}
        for command, by_language in commands.items():
            for code, texts in by_language.items():
                for text in map(fold_with_accents, texts):
                    language = None if code == "any" or text in self._commands else code
                    self._commands[text] = Word(language, Command(command))

    def recognise(self, text: str) -> Word:
        """Recognise a text message; a single digit has the meaning of that key in the first menu."""
        if command := self._command(text):
            return command
        text = _FLAG.sub(_country_of, text)
        folded = _joined_letters(fold(text))
        if folded in self._names or folded in self._keys:
            return Word(self._names.get(folded) or self._keys.get(folded))
        if (tag := _TAG.fullmatch(text.strip())) and tag[1].lower() in LANGUAGES:
            return Word(tag[1].lower())
        return Word() if _LINK.search(text) else self._in_sentence(text)

    def named(self, text: str) -> str | None:
        """Return the language whose name, code or country is the whole text; nothing is guessed."""
        return self._names.get(fold(text))

    def _meant(self, text: str) -> str | None:
        """Return the language that a sentence names, or the only one that uses its script; None if ambiguous."""
        wanted: set[str | None] = set()
        refused: set[str | None] = set()
        for clause in map(fold, _CLAUSES.split(text)):
            found = self._in_clause(clause)
            (refused if self._negations.search(clause) else wanted).update(found)
        script = _by_script(text)
        if wanted:
            # A sentence in one language that names another may ask for either, so both count.
            return _only(wanted | script)
        folded = fold(text)
        if distressed := {code for code, phrases in self._distress.items() if phrases.search(folded)}:
            return _only(distressed | script)
        return None if refused else _only(script)

    def _command(self, text: str) -> Word | None:
        """Return the command that is the whole message, or that a longer message asks for."""
        folded = fold_with_accents(text)
        core = " ".join(self._polite.sub(" ", folded).split())
        if found := self._commands.get(folded) or self._commands.get(core):
            return found
        if stopped := self._stop_requests.languages(text):
            return Word(_only(stopped - {"any"}), Command.STOP)
        return None

    def _in_sentence(self, text: str) -> Word:
        """Return the language of a sentence, and whether it asks for the police, an ambulance or the fire brigade."""
        meant, folded = self._meant(text), fold_with_accents(text)
        numbers = set(_NUMBER.findall(folded))
        codes = {code for code, words in self._emergencies.items() if words.search(folded)}
        if not codes and not (numbers and numbers <= self._commands.keys()):
            return Word(meant)
        return Word(meant or _only(codes - {"any"}), Command.EMERGENCY)

    def _in_clause(self, clause: str) -> set[str | None]:
        """Return the languages that a clause names or misspells; None stands for an unsupported language."""
        core = " ".join(self._fillers.sub(" ", clause).split())
        if core in self._keys:
            return {self._keys[core]}
        if core in self._names and not (core.isascii() and len(core) <= _CODE_UP_TO):
            return {self._names[core]}
        named = self._named_in(clause)
        if named:
            return named | {self._keys[word] for word in core.split() if word in self._keys}
        return self._typo(core)

    def _named_in(self, clause: str) -> set[str | None]:
        """Return the languages named anywhere in a clause."""
        found: set[str | None] = set()
        rest = f" {clause} "
        japanese = _HIRAGANA.search(clause)
        for name, code in self._inside:
            if name not in rest or (code == "ja" and not japanese):
                continue  # without Hiragana it may be the country, which senders in Japan often name
            without = _without(rest, name)
            if without != rest:
                found.add(code)
                rest = without
        return found

    def _typo(self, folded: str) -> set[str | None]:
        if len(folded) < _TYPO_FROM:
            return set()
        allowed = 1 if len(folded) < 8 else 2
        distances: dict[str | None, int] = {}
        for name, code in self._names.items():
            if len(name) >= _TYPO_FROM - 1:
                distance = DamerauLevenshtein.distance(folded, name, score_cutoff=allowed)
                distances[code] = min(distance, distances.get(code, allowed + 1))
        best = min(distances.values(), default=allowed + 1)
        return {code for code, distance in distances.items() if distance == best <= allowed}


def _found_inside(emergency: str) -> bool:
    """Whether a word means an emergency within a sentence, too; a number or a single letter can be part of another."""
    return sum(map(str.isalpha, emergency)) > 1


def _is_common_word(name: str) -> bool:
    """Whether a name is also a common word, so that it counts only if it is the whole message."""
    return name.isascii() and len(name) <= _WHOLE_UP_TO


def _as_a_word(name: str) -> str:
    """Return a name as it stands within a sentence, which begins and ends with a space."""
    return f" {name} " if name.isascii() else name


def _without(sentence: str, name: str) -> str:
    """Return a sentence without a name; as it was if the name is only a part of a longer word in Katakana."""
    if _KATAKANA.fullmatch(name):  # not タイ in タイムカード
        return re.sub(f"(?<![ァ-ー]){name}(?![ァ-ー])", "  ", sentence)
    return sentence.replace(name, "  ")


def _country_of(flag: re.Match[str]) -> str:
    """Return the country code of a flag emoji, which consists of regional indicators: 🇻🇳 is V and N."""
    return " " + "".join(chr(ord(letter) - 0x1F1E6 + ord("a")) for letter in flag[0]) + " "


def _joined_letters(folded: str) -> str:
    """Join single letters, such as ``t h a i``, to one word."""
    letters = folded.split()
    return "".join(letters) if len(letters) >= _WHOLE_UP_TO and all(len(each) == 1 for each in letters) else folded


_NUMBER = re.compile(r"\d+")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_HIRAGANA = re.compile(r"[\u3041-\u309f]")
_KATAKANA = re.compile(r"[\u30a1-\u30fc]+")
_SCRIPTS = {
    "vi": _VIETNAMESE,
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "km": re.compile(r"[\u1780-\u17ff]"),
    "my": re.compile(r"[\u1000-\u109f]"),
    "ne": re.compile(r"[\u0900-\u097f]"),
    "ko": re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"),
    "mn": re.compile(r"[өүӨҮ\u1800-\u18aa]"),  # Cyrillic, but not Russian; and the old script
}


def _by_script(text: str) -> set[str | None]:
    """Return the languages identified by the script. Han and kana identify none: senders in Japan often use them."""
    normal = unicodedata.normalize("NFC", text).casefold()
    return {code for code, script in _SCRIPTS.items() if script.search(normal)}


def _only(found: Iterable[str | None]) -> str | None:
    one, *more = found or [None]
    return None if more else one
