"""The fourteen languages: their names, their keys in the menu, their voices.

The key of a language never changes. Codes are BCP 47; ``ja`` is Easy Japanese. Voices are those of Twilio's ``<Say>``
(SayVoice and SayLanguage in twilio-node 6.2.0), which has none for Khmer, Burmese, Nepali and Mongolian.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of the carrier: the ``language`` and ``voice`` attributes of ``<Say>``."""

    tag: str
    name: str


class Menu(StrEnum):
    """The two pages of the language menu; key 9 of the first leads to the second."""

    FIRST = "first"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Language:
    """A language that callers can choose.

    Attributes:
        name: as its speakers write it.
        easy_japanese: its name in kana.
        japanese, romaji: its name in Japanese, for callers who have to ask for it on a line with several languages.
        voice: the carrier's voice; None if the carrier has none.
    """

    code: str
    name: str
    english: str
    easy_japanese: str
    japanese: str
    romaji: str
    menu: Menu
    key: str
    voice: Voice | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The sequence of keys that chooses it."""
        return (self.key,) if self.menu is Menu.FIRST else (MORE_KEY, self.key)

    @property
    def short_name(self) -> str:
        """Its own name without the word for "language", for texts in which every letter counts."""
        return _SHORT_NAMES.get(self.code, self.name)

    @property
    def request(self) -> str:
        """What to say in Japanese, in Latin letters, to be helped in this language."""
        return f"{self.romaji} de onegai shimasu"


_VOICES = {
    "vi": Voice("vi-VN", "Google.vi-VN-Wavenet-A"),
    "zh": Voice("cmn-CN", "Polly.Zhiyu-Neural"),
    "id": Voice("id-ID", "Google.id-ID-Wavenet-A"),
    "fil": Voice("fil-PH", "Google.fil-PH-Wavenet-A"),
    "en": Voice("en-US", "Polly.Joanna-Neural"),
    "th": Voice("th-TH", "Google.th-TH-Neural2-C"),
    "ja": Voice("ja-JP", "Polly.Kazuha-Neural"),
    "ko": Voice("ko-KR", "Polly.Seoyeon-Neural"),
    "es": Voice("es-US", "Polly.Lupe-Neural"),
    "pt": Voice("pt-BR", "Polly.Camila-Neural"),
}
_SHORT_NAMES = {"id": "Indonesia", "th": "ไทย", "km": "ខ្មែរ", "my": "မြန်မာ", "mn": "Монгол"}
_FIRST = (
    Language(
        "vi", "Tiếng Việt", "Vietnamese", "ベトナムご", "ベトナム語", "Betonamu-go", Menu.FIRST, "1", _VOICES["vi"]
    ),
    Language("zh", "中文", "Chinese", "ちゅうごくご", "中国語", "Chūgoku-go", Menu.FIRST, "2", _VOICES["zh"]),
    Language(
        "id",
        "Bahasa Indonesia",
        "Indonesian",
        "インドネシアご",
        "インドネシア語",
        "Indoneshia-go",
        Menu.FIRST,
        "3",
        _VOICES["id"],
    ),
    Language(
        "fil", "Filipino", "Filipino", "フィリピンご", "フィリピン語", "Firipin-go", Menu.FIRST, "4", _VOICES["fil"]
    ),
    Language("en", "English", "English", "えいご", "英語", "Ei-go", Menu.FIRST, "5", _VOICES["en"]),
    Language("th", "ภาษาไทย", "Thai", "タイご", "タイ語", "Tai-go", Menu.FIRST, "6", _VOICES["th"]),
    Language("km", "ភាសាខ្មែរ", "Khmer", "カンボジアご", "カンボジア語", "Kanbojia-go", Menu.FIRST, "7", None),
    Language("my", "မြန်မာဘာသာ", "Burmese", "ミャンマーご", "ミャンマー語", "Myanmā-go", Menu.FIRST, "8", None),
)
_MORE = (
    Language(
        "ja",
        "にほんご",
        "Easy Japanese",
        "にほんご",
        "やさしい にほんご",
        "yasashii Nihongo",
        Menu.MORE,
        "1",
        _VOICES["ja"],
    ),
    Language("ko", "한국어", "Korean", "かんこくご", "韓国語", "Kankoku-go", Menu.MORE, "2", _VOICES["ko"]),
    Language("es", "Español", "Spanish", "スペインご", "スペイン語", "Supein-go", Menu.MORE, "3", _VOICES["es"]),
    Language(
        "pt", "Português", "Portuguese", "ポルトガルご", "ポルトガル語", "Porutogaru-go", Menu.MORE, "4", _VOICES["pt"]
    ),
    Language("ne", "नेपाली", "Nepali", "ネパールご", "ネパール語", "Nepāru-go", Menu.MORE, "5", None),
    Language("mn", "Монгол хэл", "Mongolian", "モンゴルご", "モンゴル語", "Mongoru-go", Menu.MORE, "6", None),
)

LANGUAGES: Mapping[str, Language] = {language.code: language for language in (*_FIRST, *_MORE)}
"""The languages by code, in the order of the menu."""

UNKNOWN = "und"
"""BCP 47 for "undetermined": the caller has not chosen a language."""

WITHOUT_VOICE = ("ja", "en")
"""Languages spoken, in this order, if the caller's language has no voice or is unknown: Easy Japanese and English."""

MORE_KEY = "9"
AGAIN_KEY = "0"


def on_menu(menu: Menu) -> tuple[Language, ...]:
    """Return the languages of a page of the menu, in the order of their keys."""
    return tuple(language for language in LANGUAGES.values() if language.menu is menu)


def spoken_in(code: str) -> tuple[str, ...]:
    """Return the languages that the carrier's voices speak to a caller of language ``code``."""
    language = LANGUAGES.get(code)
    return (code,) if language and language.voice else WITHOUT_VOICE
