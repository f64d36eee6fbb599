"""CLDR's names of languages in each supported language: "tiếng Nhật", "ภาษาอังกฤษ", "bahasa Jepang"."""

from collections.abc import Iterator

from babel import Locale

from prompts.languages import LANGUAGES

_OURS = {"fil": ("fil", "tl"), "zh": ("zh", "zh_Hans", "zh_Hant")}
"""CLDR's codes of a supported language, where they differ from Tsunagu's code."""
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
"""The form of "the Japanese language" in languages where CLDR has only "Japanese"."""


def names(code: str) -> Iterator[str]:
    """Yield the names of a supported language in each supported language."""
    return _names_of(_OURS.get(code, (code,)))


def names_of_others() -> Iterator[str]:
    """Yield the names of unsupported languages in each supported language."""
    return _names_of(_OTHERS)


def _names_of(codes: tuple[str, ...]) -> Iterator[str]:
    for language in LANGUAGES:
        called = Locale.parse(language).languages
        for code in codes:
            if code in called:
                yield called[code]
                yield _LANGUAGE_OF.get(language, "{}").format(called[code])
