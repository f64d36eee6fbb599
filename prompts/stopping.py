"""Requests to stop the texts, in more words than the command STOP.

A message asks to stop if one of its clauses has a word for stopping and a word for texts, and hardly any other word:
"Please stop sending text reminders". It asks, too, if it begins with "stop" and is not about work or pay. "They stopped
my pay" has no word for texts, and "stop texting my boss" is about work. A number that is stopped by mistake hears
nothing more, so a doubtful message is no request.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from prompts.folding import fold_with_accents, one_of

_ANY = "any"
"""The key of words that are used in every language."""
_CLAUSES = re.compile(r"[.,;:!?\n。、，；：！？।၊။៖]+")
_MOST_OTHER_LETTERS = 12
"""The most letters of a clause in unknown words: about two words. A wide letter, such as 信, counts as four."""


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Patterns of a language: requests that need no object, words for stopping, words for texts."""

    whole: re.Pattern[str]
    stops: re.Pattern[str]
    texts: re.Pattern[str]


class StopRequests:
    """Finds requests to stop the texts.

    Args:
        requests: for each language, or ``any``, the lists ``whole``, ``stops`` and ``texts``.
        ignored: words that do not count: politeness, pronouns, particles.
        other: words of clauses that are about something else: work, pay, "don't stop".
    """

    def __init__(
        self, requests: Mapping[str, Mapping[str, Iterable[str]]], ignored: Iterable[str], other: Iterable[str]
    ) -> None:
        self._lists = requests, ignored, other

    # The patterns are compiled at the first text, because they would take a quarter of a second at every start.

    @cached_property
    def _phrases(self) -> Mapping[str, _Phrases]:
        return {
            code: _Phrases(*(one_of(lists.get(name, ()), fold_with_accents) for name in ("whole", "stops", "texts")))
            for code, lists in self._lists[0].items()
        }

    @cached_property
    def _ignored(self) -> re.Pattern[str]:
        return one_of(self._lists[1], fold_with_accents)

    @cached_property
    def _other(self) -> re.Pattern[str]:
        return one_of(self._lists[2], fold_with_accents)

    def languages(self, text: str) -> set[str]:
        """Return the languages in which a message asks to stop, ``any`` among them; empty if it does not."""
        clauses = [clause for clause in map(fold_with_accents, _CLAUSES.split(text)) if clause]
        if found := {code for clause in clauses for code in self._in_clause(clause)}:
            return found
        begins = bool(clauses) and clauses[0].split(" ", 1)[0] == "stop"
        return {_ANY} if begins and not self._other.search(clauses[0]) else set()

    def _in_clause(self, clause: str) -> set[str]:
        if self._other.search(clause):
            return set()
        return {code for code in self._phrases if self._asks(code, clause) and self._has_no_other_words(code, clause)}

    def _asks(self, code: str, clause: str) -> bool:
        own, shared = self._phrases[code], self._phrases[_ANY]
        if own.whole.search(clause):
            return True
        stops, texts = own.stops.search(clause), own.texts.search(clause)
        return bool((stops and (texts or shared.texts.search(clause))) or (texts and shared.stops.search(clause)))

    def _has_no_other_words(self, code: str, clause: str) -> bool:
        own, shared = self._phrases[code], self._phrases[_ANY]
        for pattern in (own.whole, own.stops, own.texts, shared.stops, shared.texts, self._ignored):
            clause = pattern.sub(" ", clause)
        return sum(map(_weight, clause)) <= _MOST_OTHER_LETTERS


def _weight(character: str) -> int:
    return 0 if not character.isalpha() else 4 if unicodedata.east_asian_width(character) == "W" else 1
