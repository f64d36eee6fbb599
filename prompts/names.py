"""What languages are called in each of ours, from CLDR: "tiếng Nhật", "ภาษาอังกฤษ", "bahasa Jepang"."""

from collections.abc import Iterator

from babel import Locale

from prompts.languages import LANGUAGES

_OURS = {"fil": ("fil", "tl"), "zh": ("zh", "zh_Hans", "zh_Hant")}
"""CLDR's codes of a language, where they are not just ours."""
_OTHERS: tuple[str, ...] = (
    "ar",
    "bn",
    "de",
    "fa",
    "fr",
    "gu",
    "hi",
    "it",
    "lo",
    "mr",
    "ms",
    "pa",
    "ru",
    "si",
    "ta",
    "te",
    "tr",
)
_OTHERS += ("ur", "uz", "yue")
_LANGUAGE_OF = {"id": "bahasa {}", "th": "ภาษา{}", "km": "ភាសា{}", "fil": "wikang {}"}
"""How "the Japanese language" is said where CLDR has "Japanese"."""


def names(code: str) -> Iterator[str]:
    """What each of our languages calls one of them."""
    return _names_of(_OURS.get(code, (code,)))


def names_of_others() -> Iterator[str]:
    """What each of our languages calls languages that are not ours."""
    return _names_of(_OTHERS)


def _names_of(codes: tuple[str, ...]) -> Iterator[str]:
    for language in LANGUAGES:
        called = Locale.parse(language).languages
        for code in codes:
            if code in called:
                yield called[code]
                yield _LANGUAGE_OF.get(language, "{}").format(called[code])
