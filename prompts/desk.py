"""What a caller says at a desk that speaks several languages, to be helped in their own."""

from babel import Locale

from profiles import profile
from prompts.languages import LANGUAGES

JAPANESE = "ja"
"""The language of the desk whose words are written for people who can't read them (:class:`prompts.Language`)."""


def request(code: str) -> str:
    """Return the request in Latin letters, or as the language of the desk is written, if that is another."""
    desk = profile().desk
    called = LANGUAGES[code].romaji if desk.language == JAPANESE else str(Locale.parse(desk.language).languages[code])
    return desk.phrase.format(language=called)
