"""Reactions to our texts, which get no answer, and texts that quote us and ask something, which do."""

import pytest

from ivr.core.routing import decide
from ivr.core.text.reactions import Quote, Reaction, is_ours, read_quote
from ivr.core.text.writer import TextWriter
from prompts import LANGUAGES, Command, Word
from prompts.load import load_recogniser
from tests.support.calls import LINKS, TIMETABLE, WRITER, at

NOW = at("Mon 12:00")
OURS = WRITER.information(decide(TIMETABLE, "en", NOW))


def read(body: str) -> Quote | None:
    return read_quote(body, lambda quoted: is_ours(quoted, WRITER, TIMETABLE, NOW))


def answered(body: str) -> Word | None:
    """What is understood of a text; None: it gets no answer."""
    quote = read(body)
    word = load_recogniser().recognise(quote.own_words if quote else body)
    return None if quote and not quote.is_answered(word) else word


@pytest.mark.parametrize(
    "form",
    [
        "Liked “{}”",
        "Loved “{}”",
        "Disliked “{}”",
        "Laughed at “{}”",
        "Emphasized “{}”",
        "Emphasised “{}”",
        "Questioned “{}”",
        'Liked "{}"',
        "Reacted 👍 to “{}”",
        "Reacted with a sticker to “{}”",
        "Removed a like from “{}”",
        "Removed a question mark from “{}”",
        "Removed 👍 from “{}”",
        "👍 to “{}”",
        "\u200a\u200b❤️\u200b to “\u200a{}\u200a”\u200a",
        "😂 a “{}”",
        "👍🏽 “{}”",
        "“{}”",
        "“{}”に“いいね!”しました",
        "“{}”に“ハート”しました",
        "「{}」に👍でリアクションしました",
        "“{}”に“?”しました",
        "“{}”에 좋아요를 보냈습니다",
        "“{}”을(를) 좋아함",
        "“{}”에 물음표 표시함",
        "Le gustó “{}”",
        "Me gusta “{}”",
        "Le encantó “{}”",
        "Le dio risa “{}”",
        "Exclamó por “{}”",
        "Dudó sobre “{}”",
        "Reaccionó con 👍 a “{}”",
        "Quitó un me gusta de “{}”",
        "Curtiu “{}”",
        "Gostou de “{}”",
        "Riu de “{}”",
        "Đã thích “{}”",
        "Đã bày tỏ cảm xúc 👍 về “{}”",
        "Menyukai “{}”",
        "Memberi reaksi 👍 pada “{}”",
        "Nagustuhan ang “{}”",
        "ถูกใจ “{}”",
        "赞了“{}”",
        "對「{}」按讚",
        "Понравилось «{}»",
        "A aimé «{}»",
        "Gefällt mir: „{}“",
    ],
)
@pytest.mark.parametrize(
    "quoted", [OURS, OURS[:40] + "…", OURS[:12], WRITER.one("vi", "sms_help"), WRITER.language_list(TIMETABLE, NOW)]
)
def test_a_reaction_to_our_text_gets_no_answer(form: str, quoted: str) -> None:
    assert answered(form.format(quoted)) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("writer", [WRITER, LINKS])
def test_our_texts_are_known_in_every_language(language: str, writer: TextWriter) -> None:
    decision = decide(TIMETABLE, language, NOW)
    texts = [
        writer.information(decision),
        writer.notices(TIMETABLE, language, NOW),
        writer.one(language, "sms_stopped"),
    ]
    for text in texts:
        assert is_ours(f"“{text}”", writer, TIMETABLE, NOW)
        assert is_ours(f"“{text[:50]}…”", writer, TIMETABLE, NOW)


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ("“{}” Is that true?", Word()),
        ("“{}” can I call you on Sunday", Word()),
        ("Liked “{}” but when does it open?", Word()),
        ("I do not understand “{}”, sorry about that", Word()),
        ("“{}” tiếng Việt", Word("vi")),
        ("vietnamese please “{}”", Word("vi")),
        ("“{}” 2", Word("zh")),
        ("「{}」ってなんですか", Word()),
        ("“{}” STOP", Word(None, Command.STOP)),
        ("“{}” これは何ですか", Word()),
        ("“{}” เปิดเมื่อไหร่", Word("th")),
    ],
)
def test_a_text_that_quotes_us_is_understood_by_its_own_words(form: str, word: Word) -> None:
    assert answered(form.format(OURS)) == word
    assert answered(form.format(WRITER.one("en", "sms_help"))) == word


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("“Tiếng Việt”", Word("vi")),
        ('I want "Vietnamese"', Word("vi")),
        ("「ベトナム語」でお願いします", Word("vi")),
        ("Gusto ko ng “English”", Word("en")),
        ("Liked “Tiếng Việt”", Word("vi")),
        ("They liked my work", Word()),
        ('"', Word()),
        ("“", Word()),
    ],
)
def test_a_text_that_quotes_something_else_is_understood_as_a_whole(body: str, word: Word) -> None:
    assert answered(body) == word


def test_a_reaction_to_a_text_of_somebody_else_is_one_all_the_same() -> None:
    assert read("Liked “See you at seven”") == Quote("Liked “See you at seven”", Reaction.LIKELY)
    assert answered("Liked “See you at seven”") is None
