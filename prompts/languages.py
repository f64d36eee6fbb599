"""The fourteen languages: their names and their keys in the menu. Their voices are in :mod:`prompts.voices`.

The key of a language never changes. Codes are BCP 47; ``ja`` is Easy Japanese.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


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
    """

    code: str
    name: str
    english: str
    easy_japanese: str
    japanese: str
    romaji: str
    menu: Menu
    key: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The sequence of keys that chooses it."""
        return (self.key,) if self.menu is Menu.FIRST else (MORE_KEY, self.key)

    @property
    def short_name(self) -> str:
        """Its own name without the word for "language", for texts in which every letter counts."""
        return _SHORT_NAMES.get(self.code, self.name)


_SHORT_NAMES = {"id": "Indonesia", "th": "ไทย", "km": "ខ្មែរ", "my": "မြန်မာ", "mn": "Монгол"}
_FIRST = (
    Language("vi", "Tiếng Việt", "Vietnamese", "ベトナムご", "ベトナム語", "Betonamu-go", Menu.FIRST, "1"),
    Language("zh", "中文", "Chinese", "ちゅうごくご", "中国語", "Chūgoku-go", Menu.FIRST, "2"),
    Language(
        "id", "Bahasa Indonesia", "Indonesian", "インドネシアご", "インドネシア語", "Indoneshia-go", Menu.FIRST, "3"
    ),
    Language("fil", "Filipino", "Filipino", "フィリピンご", "フィリピン語", "Firipin-go", Menu.FIRST, "4"),
    Language("en", "English", "English", "えいご", "英語", "Ei-go", Menu.FIRST, "5"),
    Language("th", "ภาษาไทย", "Thai", "タイご", "タイ語", "Tai-go", Menu.FIRST, "6"),
    Language("km", "ភាសាខ្មែរ", "Khmer", "カンボジアご", "カンボジア語", "Kanbojia-go", Menu.FIRST, "7"),
    Language("my", "မြန်မာဘာသာ", "Burmese", "ミャンマーご", "ミャンマー語", "Myanmā-go", Menu.FIRST, "8"),
)
_MORE = (
    Language("ja", "にほんご", "Easy Japanese", "にほんご", "やさしい にほんご", "yasashii Nihongo", Menu.MORE, "1"),
    Language("ko", "한국어", "Korean", "かんこくご", "韓国語", "Kankoku-go", Menu.MORE, "2"),
    Language("es", "Español", "Spanish", "スペインご", "スペイン語", "Supein-go", Menu.MORE, "3"),
    Language("pt", "Português", "Portuguese", "ポルトガルご", "ポルトガル語", "Porutogaru-go", Menu.MORE, "4"),
    Language("ne", "नेपाली", "Nepali", "ネパールご", "ネパール語", "Nepāru-go", Menu.MORE, "5"),
    Language("mn", "Монгол хэл", "Mongolian", "モンゴルご", "モンゴル語", "Mongoru-go", Menu.MORE, "6"),
)

LANGUAGES: Mapping[str, Language] = {language.code: language for language in (*_FIRST, *_MORE)}
"""The languages by code, in the order of the menu."""

UNKNOWN = "und"
"""BCP 47 for "undetermined": the caller has not chosen a language."""

MORE_KEY = "9"
AGAIN_KEY = "0"
FORGET_KEY = "*"


def on_menu(menu: Menu) -> tuple[Language, ...]:
    """Return the languages of a page of the menu, in the order of their keys."""
    return tuple(language for language in LANGUAGES.values() if language.menu is menu)
