"""A tokenizer of ``opening_hours`` values, with errors for features that are not supported."""

import re
from dataclasses import dataclass

from bounds import HOURS
from schedules.formats.osm.common import MONTHS, WEEKDAYS
from schedules.hours import HoursError
from sentences import Sentence

_TOKENS = re.compile(
    rf"""(?P<space>\s+)
      | (?P<always>24/7)
      | (?P<time>[0-9]+:[0-9]+)
      | (?P<number>[0-9]+)
      | (?P<comment>"[^"]+")
      | (?P<day>(?:{"|".join(WEEKDAYS)})(?![a-z]))
      | (?P<month>(?:{"|".join(MONTHS)})(?![a-z]))
      | (?P<holiday>PH(?![a-z]))
      | (?P<closed>(?:off|closed)(?![a-z]))
      | (?P<dash>-)
      | (?P<comma>,)
      | (?P<semicolon>;)
      | (?P<other>[a-z]+ | \|\| | .)
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_BEYOND = {
    **dict.fromkeys(("sunrise", "sunset", "dawn", "dusk", "("), Sentence("times that follow the sun")),
    "week": Sentence("week numbers"),
    "sh": Sentence("school holidays"),
    "easter": Sentence("dates that follow Easter"),
    "unknown": Sentence("unknown hours"),
    "open": Sentence("the modifier 'open'"),
    "||": Sentence("fallback rules"),
    "+": Sentence("open ends"),
    "[": Sentence("nth weekdays of a month"),
    "/": Sentence("intervals within hours"),
    ":": Sentence("colons after days"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the text, and the column (from 1) at which it begins."""

    kind: str
    text: str
    column: int

    def refuse(self, reason: Sentence | str) -> HoursError:
        """Return an error about this token."""
        return HoursError(
            Sentence(
                "opening_hours, column {number}, {text}: {cause}",
                number=self.column,
                text=repr(self.text),
                cause=reason,
            )
        )


def tokenise(text: str) -> list[Token]:
    """Split a text into tokens, at least one.

    Raises:
        HoursError: a word is unknown or not supported.
    """
    if len(text) > HOURS:
        raise HoursError(Sentence("hours are longer than {number} characters", number=HOURS))
    tokens = [
        Token(str(match.lastgroup), match.group(), match.start() + 1)
        for match in _TOKENS.finditer(text)
        if match.lastgroup != "space"
    ]
    for token in tokens:
        if token.kind == "other":
            raise token.refuse(_why_not(token.text.lower()))
    return tokens or [Token("end", "", 1)]


def _why_not(word: str) -> Sentence:
    if word in _BEYOND:
        return beyond(_BEYOND[word])
    if word == '"':
        return Sentence("a comment has a text and a quote at each end")
    return Sentence("not a word of opening_hours; days are {days}", days=WEEKDAYS)


def beyond(what: Sentence) -> Sentence:
    """Return the reason for a feature of OSM that is not supported."""
    return Sentence("{what}: legal OSM, but it can't be expressed here", what=what)
