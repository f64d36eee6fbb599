"""The language that an unknown web address asks for: `/VI`, `/zh-TW`, `/jp`, `/vietnamese`, `/Tiếng Việt`.

Nothing is guessed: an address with a typo, or with any other word, asks for no language.
"""

import re

from babel import Locale
from babel.core import get_global

from prompts.languages import LANGUAGES
from prompts.recognise import Recogniser

_LONGEST = 60
"""Most characters of an address that is looked up; no name is as long."""


def language_at(address: str, recogniser: Recogniser) -> str | None:
    """Return the language that an address, without the slashes around it, names as a whole; None if there is none.

    It may be the language's name in any language, its country, a code of either, or a tag with a script or a region.
    """
    if len(address) > _LONGEST:
        return None
    return recogniser.named(address) or _of_tag(address)


def _of_tag(address: str) -> str | None:
    """Return the language of a tag, such as ``zh-Hant-TW`` and ``pt_BR``; ``in`` was the code of Indonesian until 1989.

    CLDR has the scripts and regions, so that `/my-page` is no tag, and the codes that other codes have replaced.
    """
    code, *more = re.split("[-_]", address)
    known = Locale.parse("en")
    if not all(each.title() in known.scripts or each.upper() in known.territories for each in more):
        return None
    code = get_global("language_aliases").get(code.lower(), code.lower())
    return code if code in LANGUAGES else None
