"""Signs that a translation is not of its language, or was damaged by a translator's program.

Nobody on the staff reads all languages. These signs are few and certain: English words, letters of another script, a
number that is lost, characters as HTML writes them. A sentence without them may still be wrong.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from sentences import Sentence

_SCRIPTS = {
    "zh": re.compile(r"[\u3400-\u9fff\u3005-\u3007]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "km": re.compile(r"[\u1780-\u17ff]"),
    "my": re.compile(r"[\u1000-\u109f]"),
    "ja": re.compile(r"[\u3041-\u30ff\u3400-\u9fff\u3005-\u3007]"),
    "ko": re.compile(r"[\uac00-\ud7af\u1100-\u11ff\u3131-\u318e]"),
    "ne": re.compile(r"[\u0900-\u097f]"),
    "mn": re.compile(r"[\u0400-\u04ff\u1800-\u18aa]"),
}
"""The letters of each language that is not written in Latin letters."""
_NEEDED = {**_SCRIPTS, "ja": re.compile(r"[\u3041-\u30ff]")}
"""Letters that every sentence has; a Japanese one without kana is Chinese."""
_VIETNAMESE = re.compile("[ăđơưạ-ỹ]")
"""Small Latin letters that only Vietnamese has."""
_SHARED = frozenset({"e-mail", "email", "sms", "web", "h", "ok", "stop", "start", "info", "otit", "fresc", "tsunagu"})
"""Words that are the same in many languages; a sentence of them alone needs no translation."""
_ENGLISH = frozenset({"the", "you", "your", "is", "are", "we", "please", "and", "will", "this", "that", "of", "with"})
"""Frequent English words that are no words of the other languages in Latin letters."""
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NUMBER = re.compile(r"\d+")
_HTML = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);|</?[a-z][^>]*>", re.IGNORECASE)
"""A character reference, such as ``&#39;`` and ``&amp;``, or a tag."""


def doubts_in(code: str, sentences: Mapping[str, str], english: Mapping[str, str]) -> Iterator[Sentence]:
    """Yield the first doubt about each sentence of a language, sorted by prompt id."""
    for prompt in sorted(sentences.keys() & english.keys()):
        if doubt := _doubt(code, prompt, sentences[prompt], english[prompt]):
            yield doubt


def _doubt(code: str, prompt: str, text: str, english: str) -> Sentence | None:
    sentence, source = _PLACEHOLDER.sub(" ", text), _PLACEHOLDER.sub(" ", english)
    if html := _HTML.search(sentence):
        return Sentence("{prompt} has {html}, which is HTML, not a letter", prompt=prompt, html=repr(html[0]))
    if "\ufffd" in sentence:
        return Sentence("{prompt} has a character that was lost when the file was converted", prompt=prompt)
    if code != "en" and _is_english(sentence, source):
        return Sentence("{prompt} is not translated: {text}", prompt=prompt, text=repr(text))
    if foreign := next((letter for letter in sentence if _is_foreign(code, letter)), None):
        return Sentence("{prompt} has a letter of another language, {letter}", prompt=prompt, letter=repr(foreign))
    if code in _NEEDED and _own_words(sentence) and not _NEEDED[code].search(sentence):
        return Sentence("{prompt} has no letter of the script of {language}", prompt=prompt, language=code)
    if lost := next((number for number in _numbers(source) if number not in _numbers(sentence)), None):
        return Sentence("{prompt} lacks the number {number}", prompt=prompt, number=lost)
    return None


def _is_english(sentence: str, source: str) -> bool:
    words = _own_words(sentence)
    return bool(words) and (words <= _own_words(source) or len(words & _ENGLISH) > 1)


def _own_words(sentence: str) -> set[str]:
    """Return the words of a sentence in small letters, without those that many languages share."""
    return set(_WORD.findall(sentence.casefold())) - _SHARED


def _is_foreign(code: str, letter: str) -> bool:
    """Whether a character is a letter neither of Latin, which names need, nor of the script of the language."""
    if _VIETNAMESE.match(letter.casefold()):
        return code != "vi"
    if not letter.isalpha() or "LATIN" in (name := unicodedata.name(letter, "")) or "ORDINAL INDICATOR" in name:
        return False
    return code not in _SCRIPTS or not _SCRIPTS[code].match(letter)


def _numbers(sentence: str) -> list[int]:
    """Return the numbers of a sentence, whatever digits they are written in."""
    return [int(number) for number in _NUMBER.findall(sentence)]
