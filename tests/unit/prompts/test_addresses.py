"""Addresses that mean the page of a language, and those that do not."""

import pytest

from prompts import load_recogniser
from prompts.addresses import language_at
from tests.support.published import FOURTEEN

RECOGNISER = load_recogniser()
MEANT = {
    "vi": [
        "VI",
        "vi-",
        "vi.",
        "vi_",
        "Vi",
        "vn",
        "VN",
        "vi-VN",
        "vi_vn",
        "vie",
        "vietnamese",
        "Vietnam",
        "Tiếng Việt",
        "tieng-viet",
        "越南语",
    ],
    "zh": ["ZH", "cn", "tw", "zh-CN", "zh_TW", "zh-Hans", "zh-hant-hk", "chi", "cmn", "chinese", "中文", "中国語"],
    "id": ["ID", "in", "in-ID", "ind", "id_ID", "indonesian", "bahasa-indonesia", "Bahasa Indonesia"],
    "fil": ["tl", "TL", "tl-PH", "ph", "fil-PH", "tgl", "tagalog", "Filipino", "wikang_filipino"],
    "en": ["EN", "en-GB", "en_us", "us", "gb", "uk", "eng", "english", "English."],
    "th": ["TH", "th-TH", "tha", "thai", "ภาษาไทย", "タイ語"],
    "km": ["kh", "km-KH", "khm", "khmer", "cambodian", "ភាសាខ្មែរ", "ភាសា\u200bខ្មែរ"],
    "my": ["mm", "my-MM", "bur", "mya", "burmese", "myanmar", "မြန်မာဘာသာ"],
    "ja": ["jp", "ja-JP", "jpn", "japanese", "easy-japanese", "にほんご", "日本語"],
    "ko": ["kr", "ko-KR", "kor", "korean", "한국어"],
    "es": ["es-419", "es-pe", "pe", "mx", "spa", "spanish", "Español", "espanol"],
    "pt": ["br", "pt-BR", "pt_br", "por", "portuguese", "Português"],
    "ne": ["np", "ne-NP", "nep", "nepali", "नेपाली"],
    "mn": ["mn-MN", "mn-Cyrl", "mon", "mongolian", "Монгол хэл", "МОНГОЛ"],
}
NOT_MEANT = [
    *("", " ", "-", "vi/vi", "vi.ics", "VI.ics", "vi.php", "index.html", "favicon.ico", "robots.txt", "wp-login.php"),
    *("xx", "ar", "fr-FR", "hindi", "yue", "russian", "india"),  # languages and countries that are not ours
    *("vietnamse", "englsh", "thai-food", "my-page", "id-card", "no-thai", "not english", "speak vietnamese"),
    *("1", "9", "stop", "help", "110", "vi vi", "vi--vn", "v", "vi-vn-" * 20, "a" * 10_000),
]


@pytest.mark.parametrize("code", FOURTEEN)
def test_addresses_of_a_language(code: str) -> None:
    found = {address: language_at(address, RECOGNISER) for address in [code, *MEANT[code]]}
    assert found == dict.fromkeys(found, code)


@pytest.mark.parametrize("address", NOT_MEANT)
def test_nothing_is_guessed(address: str) -> None:
    assert language_at(address, RECOGNISER) is None
