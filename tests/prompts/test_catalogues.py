from datetime import date, time
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from ivr.twiml import voice as voice_document
from prompts import LANGUAGES, Book, CatalogueError, Day, Digits, Prompt, count_segments, load_book
from prompts.book import clock, week
from prompts.languages import Menu, on_menu, spoken_in
from prompts.load import checked
from tests.published import FOURTEEN

TRANSLATED = [code for code in FOURTEEN if code != "en"]


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book()


def test_the_fourteen_languages_and_their_keys() -> None:
    first = ["vi", "zh", "id", "fil", "en", "th", "km", "my"]
    more = ["ja", "ko", "es", "pt", "ne", "mn"]
    assert [(language.code, language.key) for language in on_menu(Menu.FIRST)] == [
        (code, str(key)) for key, code in enumerate(first, start=1)
    ]
    assert [(language.code, language.key) for language in on_menu(Menu.MORE)] == [
        (code, str(key)) for key, code in enumerate(more, start=1)
    ]
    assert sorted(LANGUAGES) == sorted(FOURTEEN)


def test_a_language_without_a_voice_is_spoken_to_in_easy_japanese_and_english(book: Book) -> None:
    assert [code for code in LANGUAGES if spoken_in(code) == ("ja", "en")] == ["km", "my", "ne", "mn"]
    said = book.speech("km", [Prompt("goodbye")])
    assert [sentence.language for sentence in said] == ["ja", "en"]


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_draft_is_marked_as_one(code: str) -> None:
    """No native speaker has confirmed any; whoever confirms one changes this test with the flag."""
    with files("prompts").joinpath("locales", code, "prompts.po").open("rb") as file:
        catalogue = read_po(file)
    assert catalogue.locale_identifier == code
    assert all(message.fuzzy for message in catalogue if message.id)


@pytest.mark.parametrize("code", FOURTEEN)
def test_sentences_are_clean(book: Book, code: str) -> None:
    for prompt, sentence in book.catalogues[code].items():
        assert sentence == sentence.strip(), prompt
        assert "  " not in sentence, prompt
        assert sentence.isprintable(), prompt
        if prompt.startswith("sms_") and code in ("en", "id", "fil"):
            assert count_segments(sentence).encoding == "GSM-7", prompt


@pytest.mark.parametrize(
    ("sentences", "complaint"),
    [
        ({"a": "{agency}", "b": "two"}, "vi: a has other placeholders than 'one {agency} {time}'"),
        ({"a": "{agency} {time} {time}", "b": "two"}, "other placeholders"),
        ({"a": "{agency} {time}"}, "vi: b is missing"),
        ({"a": "{agency} {time}", "b": ""}, "vi: b is missing"),
        ({"a": "{agency} {time}", "b": "two", "c": "three"}, "vi: c is not a prompt"),
        ({"a": "{agency} {time}", "b": "two {"}, "vi: b: "),
    ],
)
def test_a_broken_catalogue_is_refused(sentences: dict[str, str], complaint: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        checked("vi", sentences, {"a": "one {agency} {time}", "b": "two"})
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("code", "opens_on"),
    [
        ("en", "OTIT opens on Thursday at 11:00."),
        ("ja", "OTITは 木曜日の 11:00に あきます。"),
        ("zh", "OTIT在星期四11:00开始服务。"),
    ],
)
def test_a_moment_takes_the_form_of_its_language(book: Book, code: str, opens_on: str) -> None:
    day = Day(date(2026, 12, 3), today=date(2026, 11, 29))
    assert book.text(code, Prompt.of("opens_on", agency="OTIT", day=day, time=time(11))) == opens_on


def test_a_day_a_week_away_or_more_has_its_date(book: Book) -> None:
    day = Day(date(2026, 12, 3), today=date(2026, 11, 26))
    text = book.text("en", Prompt.of("opens_on", agency="OTIT", day=day, time=time(11)))
    assert text == "OTIT opens on Thu, Dec 3 at 11:00."


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("en", "Mon-Fri 11:00-19:00, Sun 09:00-24:00"),
        ("id", "Sen-Jum 11.00-19.00, Min 09.00-24.00"),
        ("th", "จ.-ศ. 11:00-19:00, อา. 09:00-24:00"),
        ("vi", "T2-T6 11:00-19:00, CN 9:00-24:00"),
    ],
)
def test_a_week_takes_the_form_of_its_language(code: str, printed: str) -> None:
    hours = [([(0, 4)], [(time(11), time(19))]), ([(6, 6)], [(time(9), time())])]
    assert week(code, hours) == printed


@pytest.mark.parametrize("code", FOURTEEN)
def test_every_language_prints_a_24_hour_time(code: str) -> None:
    assert clock(code, time(19, 5)) in ("19:05", "19.05")


def test_a_number_is_spoken_digit_by_digit(book: Book) -> None:
    said = book.text("en", Prompt.of("the_number", agency="FRESC", number=Digits("0120-76-2029")))
    assert said == "The number of FRESC is 0 1 2 0, 7 6, 2 0 2 9. Once more: 0 1 2 0, 7 6, 2 0 2 9."


def test_nothing_to_say_is_a_document_too() -> None:
    assert "<Response />" in voice_document((), lambda go: "", "+81")
