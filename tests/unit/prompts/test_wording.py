"""Signs that a translation is not of its language."""

import pytest

from prompts import LANGUAGES
from prompts.load import load_language, load_sentences
from prompts.wording import doubts_in
from sentences import render

ENGLISH = {
    "connecting": "Connecting you to {agency}. The call is free.",
    "goodbye": "Thank you for calling. Goodbye.",
    "again": "To hear this again, press 2.",
    "email": "E-mail, 24 h: {url}",
    "closed": "closed",
    "option": "{language}: {key}",
}


def doubts(code: str, prompt: str, sentence: str) -> list[str]:
    return [str(doubt) for doubt in doubts_in(code, {prompt: sentence}, ENGLISH)]


@pytest.mark.parametrize(
    ("code", "prompt", "sentence", "doubt"),
    [
        pytest.param(
            "vi",
            "connecting",
            "Connecting you to {agency}. The call is free.",
            "connecting is not translated: 'Connecting you to {agency}. The call is free.'",
            id="the English itself",
        ),
        pytest.param("pt", "closed", "Closed", "closed is not translated: 'Closed'", id="one word, in another case"),
        pytest.param(
            "id",
            "goodbye",
            "We thank you and wish a good day.",
            "goodbye is not translated: 'We thank you and wish a good day.'",
            id="other English words",
        ),
        pytest.param(
            "my",
            "connecting",
            "{agency} နဲ့ ချိတ်နေပါတယ်။ The call is free.",
            "connecting is not translated: '{agency} နဲ့ ချိတ်နေပါတယ်။ The call is free.'",
            id="half of it is English",
        ),
        pytest.param("th", "goodbye", "Sawatdi khrap", "goodbye has no letter of the script of th", id="romanised"),
        pytest.param("ja", "goodbye", "Arigatou.", "goodbye has no letter of the script of ja", id="romaji"),
        pytest.param("mn", "goodbye", "Bayartai.", "goodbye has no letter of the script of mn", id="not Cyrillic"),
        pytest.param("zh", "goodbye", "さようなら。", "goodbye has a letter of another language, 'さ'", id="Japanese"),
        pytest.param("ja", "goodbye", "再见。", "goodbye has no letter of the script of ja", id="Chinese as Japanese"),
        pytest.param("id", "goodbye", "Tạm biệt.", "goodbye has a letter of another language, 'ạ'", id="Vietnamese"),
        pytest.param("km", "goodbye", "ลาก่อน", "goodbye has a letter of another language, 'ล'", id="Thai as Khmer"),
        pytest.param("vi", "goodbye", "안녕히", "goodbye has a letter of another language, '안'", id="Korean"),
        pytest.param(
            "es", "goodbye", "Gr\u0430cias.", "goodbye has a letter of another language, '\u0430'", id="homoglyph"
        ),
        pytest.param(
            "es",
            "goodbye",
            "Gracias &#39;y&#39; adiós.",
            "goodbye has '&#39;', which is HTML, not a letter",
            id="&#39;",
        ),
        pytest.param("vi", "goodbye", "Xin &amp; chào", "goodbye has '&amp;', which is HTML, not a letter", id="&amp;"),
        pytest.param("ko", "goodbye", "안녕&#xD788;", "goodbye has '&#xD788;', which is HTML, not a letter", id="hex"),
        pytest.param("fil", "goodbye", "<b>Ingat</b>", "goodbye has '<b>', which is HTML, not a letter", id="a tag"),
        pytest.param("en", "goodbye", "Goodbye &quot;", "goodbye has '&quot;', which is HTML, not a letter", id="en"),
        pytest.param(
            "pt",
            "goodbye",
            "At\ufffd logo.",
            "goodbye has a character that was lost when the file was converted",
            id="U+FFFD",
        ),
        pytest.param("ko", "again", "다시 들으려면 3번.", "again lacks the number 2", id="another key"),
        pytest.param("my", "email", "အီးမေးလ်: {url}", "email lacks the number 24", id="a number is lost"),
    ],
)
def test_a_sentence_that_is_not_of_its_language(code: str, prompt: str, sentence: str, doubt: str) -> None:
    assert doubts(code, prompt, sentence) == [doubt]


@pytest.mark.parametrize(
    ("code", "prompt", "sentence"),
    [
        pytest.param("es", "email", "E-mail, 24 h: {url}", id="words that many languages share"),
        pytest.param("th", "option", "{language}: {key}", id="placeholders alone"),
        pytest.param("ne", "again", "फेरि सुन्न २ थिच्नुहोस्।", id="digits of the language"),
        pytest.param("ja", "connecting", "OTITに つなぎます。{agency}", id="a name in Latin letters"),
        pytest.param("vi", "goodbye", "Tam biet.", id="Vietnamese without accents"),
        pytest.param("es", "goodbye", "Pulse el 1.º & cuelgue.", id="an ampersand alone, an ordinal indicator"),
        pytest.param("fil", "goodbye", "Sorry po, closed na.", id="Filipino with English words"),
        pytest.param("en", "closed", "closed", id="English is English"),
    ],
)
def test_a_sentence_without_a_sign_is_not_doubted(code: str, prompt: str, sentence: str) -> None:
    assert doubts(code, prompt, sentence) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_ships_has_none(code: str) -> None:
    english = load_sentences("en").by_id
    assert [str(doubt) for doubt in doubts_in(code, load_sentences(code).by_id, english)] == []


def test_a_doubt_is_said_in_japanese_too() -> None:
    (doubt,) = doubts_in("pt", {"closed": "closed"}, ENGLISH)
    assert render(doubt, load_language("ja")) == "closedは翻訳されていません：'closed'"
