"""The fourteen languages: their names, their keys in the menu, their voices.

A key never changes meaning. Codes are BCP 47; ``ja`` is Easy Japanese. Voices are those that Twilio's
``<Say>`` lists (SayVoice and SayLanguage in twilio-node 6.2.0); it has none for Khmer, Burmese, Nepali
and Mongolian.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Voice:
    """A carrier's voice: the language tag and the voice name of ``<Say>``."""

    tag: str
    name: str


class Menu(StrEnum):
    """The two pages of the language menu; the second is behind key 9."""

    FIRST = "first"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Language:
    """A language that callers choose; ``name`` as its speakers write it."""

    code: str
    name: str
    english: str
    easy_japanese: str
    menu: Menu
    key: str
    voice: Voice | None


_FIRST = (
    Language("vi", "Tiếng Việt", "Vietnamese", "ベトナムご", Menu.FIRST, "1", Voice("vi-VN", "Google.vi-VN-Wavenet-A")),
    Language("zh", "中文", "Chinese", "ちゅうごくご", Menu.FIRST, "2", Voice("cmn-CN", "Polly.Zhiyu-Neural")),
    Language(
        "id",
        "Bahasa Indonesia",
        "Indonesian",
        "インドネシアご",
        Menu.FIRST,
        "3",
        Voice("id-ID", "Google.id-ID-Wavenet-A"),
    ),
    Language(
        "fil",
        "Filipino",
        "Filipino",
        "フィリピンご",
        Menu.FIRST,
        "4",
        Voice("fil-PH", "Google.fil-PH-Wavenet-A"),
    ),
    Language("en", "English", "English", "えいご", Menu.FIRST, "5", Voice("en-US", "Polly.Joanna-Neural")),
    Language("th", "ภาษาไทย", "Thai", "タイご", Menu.FIRST, "6", Voice("th-TH", "Google.th-TH-Neural2-C")),
    Language("km", "ភាសាខ្មែរ", "Khmer", "カンボジアご", Menu.FIRST, "7", None),
    Language("my", "မြန်မာဘာသာ", "Burmese", "ミャンマーご", Menu.FIRST, "8", None),
)
_MORE = (
    Language("ja", "にほんご", "Easy Japanese", "にほんご", Menu.MORE, "1", Voice("ja-JP", "Polly.Kazuha-Neural")),
    Language("ko", "한국어", "Korean", "かんこくご", Menu.MORE, "2", Voice("ko-KR", "Polly.Seoyeon-Neural")),
    Language("es", "Español", "Spanish", "スペインご", Menu.MORE, "3", Voice("es-US", "Polly.Lupe-Neural")),
    Language("pt", "Português", "Portuguese", "ポルトガルご", Menu.MORE, "4", Voice("pt-BR", "Polly.Camila-Neural")),
    Language("ne", "नेपाली", "Nepali", "ネパールご", Menu.MORE, "5", None),
    Language("mn", "Монгол хэл", "Mongolian", "モンゴルご", Menu.MORE, "6", None),
)

LANGUAGES: Mapping[str, Language] = {language.code: language for language in (*_FIRST, *_MORE)}
"""The languages by code, in the order of the menu."""

UNKNOWN = "und"
"""BCP 47 for "undetermined": a caller who has not said which language."""

WITHOUT_VOICE = ("ja", "en")
"""What is spoken where a language has no voice, or is not known: Easy Japanese, then English."""

MORE_KEY = "9"
AGAIN_KEY = "0"


def on_menu(menu: Menu) -> tuple[Language, ...]:
    """The languages of a page of the menu, in the order of their keys."""
    return tuple(language for language in LANGUAGES.values() if language.menu is menu)


def spoken_in(code: str) -> tuple[str, ...]:
    """The languages in which a caller of language ``code`` is spoken to."""
    language = LANGUAGES.get(code)
    return (code,) if language and language.voice else WITHOUT_VOICE
