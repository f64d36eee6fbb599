import re
from datetime import date, time
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from bounds import PO_BYTES
from ivr.twiml import voice as voice_document
from prompts import LANGUAGES, Book, CatalogueError, Day, Prompt, count_segments
from prompts.languages import Menu, on_menu
from prompts.load import check_sentences, load_language, outdated, read_sentences
from prompts.written import clock, week
from sentences import render
from tests.support.book import load_book
from tests.support.published import FOURTEEN

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
    spoken = {code: [piece.language for piece in book.speech(code, [Prompt("goodbye")])] for code in LANGUAGES}
    assert spoken == {code: ["ja", "en"] if code in ("km", "mn") else [code] for code in LANGUAGES}


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
        assert "  " not in sentence, prompt
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
        ({"a": "{agency} {time}", "b": "two {"}, "vi: b: the braces do not match"),
        ({"a": "{agency!r} {time}", "b": "two"}, "vi: a: {agency} must contain only a name"),
        ({"a": "{agency.__class__} {time}", "b": "two"}, "other placeholders"),
        ({"a": "{agency} {time}", "b": "two\x07"}, "vi: b has a control character, U+0007"),
        ({"a": "{agency} {time}", "b": "two\nlines"}, "vi: b has a control character, U+000A"),
        ({"a": "{agency} {time}", "b": "\u202etwo"}, "vi: b has a control character, U+202E"),
        ({"a": "{agency} {time}", "b": " two"}, "vi: b begins or ends with a space"),
    ],
)
def test_a_broken_catalogue_is_refused(sentences: dict[str, str], complaint: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        check_sentences("vi", sentences, {"a": "one {agency} {time}", "b": "two"})
    assert complaint in str(refused.value)
    japanese = render(refused.value.sentence, load_language("ja"))
    assert not re.search("[a-z]{3}", re.sub(r"'.*'|\{\w+\}", "", japanese)), japanese


PLURALS = 'msgid ""\nmsgstr "Plural-Forms: nplurals={}; plural=0;\\n"\n'
"""A header by which babel makes a list of so many texts for each message with plural forms."""
GOOD_PO = (
    'msgid ""\nmsgstr "Language: vi\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'
    '#, fuzzy\nmsgctxt "a"\nmsgid "one"\nmsgstr "một"\n\nmsgctxt "b"\nmsgid "one"\nmsgstr "hai"\n'
)


def test_a_catalogue_says_which_sentences_are_drafts() -> None:
    sentences = read_sentences("vi", GOOD_PO.encode())
    assert sentences.by_id == {"a": "một", "b": "hai"}
    assert sentences.drafts == {"a"}


@pytest.mark.parametrize(
    ("code", "content", "complaint"),
    [
        (
            "vi",
            GOOD_PO.replace('"b"\nmsgid "one"', '"a"\nmsgid "two"'),
            "vi: an id (msgctxt) is missing or used twice",
        ),
        ("th", GOOD_PO, "th: the PO file is of the language vi"),
        ("vi", "not a PO file", "vi: not a PO file"),
        ("vi", GOOD_PO.encode("utf-16").decode("latin-1"), "vi: "),
        ("vi", GOOD_PO.replace("UTF-8", "bogus"), "vi: the PO file says that it is bogus; save it as UTF-8"),
        (
            "vi",
            GOOD_PO + '\nmsgctxt "c"\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "x"\n',
            "vi: line 15: prompts can't have plural forms",
        ),
        (
            "vi",
            PLURALS.format(10**9) + GOOD_PO + '\n#~ msgid "one"\n#~ msgid_plural "many"\n#~ msgstr[0] "x"\n',
            "vi: line 16: prompts can't have plural forms",
        ),
        ("vi", GOOD_PO + "#" * PO_BYTES, "vi: the file is larger than 1000000 bytes"),
        ("vi", GOOD_PO.replace("UTF-8", "punycode"), "vi: the PO file says that it is punycode; save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(code: str, content: str, complaint: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        read_sentences(code, content.encode())
    assert complaint in str(refused.value)


@pytest.mark.parametrize("written", ["\ufeff" + GOOD_PO, GOOD_PO.replace("Language: vi", "Language: vi_VN")])
def test_what_editors_do_to_a_catalogue_does_not_matter(written: str) -> None:
    assert read_sentences("vi", written.encode()).by_id == {"a": "một", "b": "hai"}


def test_a_translation_of_another_english_is_outdated() -> None:
    (problem,) = outdated(read_sentences("vi", GOOD_PO.encode()), {"a": "one", "b": "two"})
    assert str(problem) == "b is a translation of 'one', but the English is now 'two'"
    assert render(problem, load_language("ja")) == "bは'one'の訳ですが、現在の英文は'two'です"


@pytest.mark.parametrize(
    ("code", "opens_on"),
    [
        ("en", "OTIT 0120-250-168: opens Thursday 11:00"),
        ("id", "OTIT 0120-250-168: buka Kamis 11.00"),
    ],
)
def test_a_moment_is_written_in_the_form_of_its_language(book: Book, code: str, opens_on: str) -> None:
    day = Day(date(2026, 12, 3), today=date(2026, 11, 29))
    assert book.text(code, Prompt.of("sms_opens_on", line="OTIT 0120-250-168", day=day, time=time(11))) == opens_on


def test_a_day_a_week_away_or_more_has_its_date(book: Book) -> None:
    day = Day(date(2026, 12, 3), today=date(2026, 11, 26))
    text = book.text("en", Prompt.of("sms_opens_on", line="OTIT", day=day, time=time(11)))
    assert text == "OTIT: opens Thu, Dec 3 11:00"
    assert "Thursday, December 3 at 11 AM." in book.sentence(
        "en", Prompt.of("opens_on", agency="OTIT", day=day, time=time(11))
    )


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("en", "Mon-Fri 11:00-19:00, Thu, Sun 09:00-24:00"),
        ("id", "Sen-Jum 11.00-19.00, Kam, Min 09.00-24.00"),
        ("fil", "Lun-Biy 11 AM-7 PM, Huw, Lin 9 AM-12 MN"),
        ("vi", "T2-T6 11:00-19:00, T5, CN 9:00-24:00"),
        ("zh", "周一-周五 11:00-19:00，周四、周日 09:00-24:00"),
        ("ja", "げつ-きん 11:00-19:00, もく, にち 9:00-24:00"),
        ("km", "ចន្ទ-សុក្រ 11:00-19:00, ព្រហស្បតិ៍, អាទិត្យ 09:00-24:00"),
    ],
)
def test_a_week_takes_the_form_of_its_language(code: str, printed: str) -> None:
    hours = [([(0, 4)], [(time(11), time(19))]), ([(3, 3), (6, 6)], [(time(9), time())])]
    assert week(code, hours) == printed


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("en", "Mon-Fri 11-19, Sun 9-24"),
        ("th", "จ.-ศ. 11-19, อา. 9-24"),
        ("ne", "सोम-शुक्र ११-१९, आइत ९-२४"),
        ("fil", "Lun-Biy 11 AM-7 PM, Lin 9 AM-12 MN"),
    ],
)
def test_a_text_has_short_hours(code: str, printed: str) -> None:
    hours = [([(0, 4)], [(time(11), time(19))]), ([(6, 6)], [(time(9), time())])]
    assert week(code, hours, short=True) == printed


def test_an_opening_that_is_not_from_hour_to_hour_has_its_minutes() -> None:
    hours = [([(0, 4)], [(time(9), time(12)), (time(13), time(17, 30))])]
    assert week("vi", hours, short=True) == "T2-T6 9-12, 13:00-17:30"


@pytest.mark.parametrize("code", FOURTEEN)
def test_every_language_prints_a_time_in_its_own_digits(code: str) -> None:
    assert clock(code, time(19, 5)) == {"id": "19.05", "fil": "7:05 PM", "ne": "१९:०५", "my": "၁၉:၀၅"}.get(
        code, "19:05"
    )


@pytest.mark.parametrize(
    ("moment", "printed"),
    [
        (time(0), "12 MN"),
        (time(0, 30), "12:30 AM"),
        (time(9), "9 AM"),
        (time(12), "12 NN"),
        (time(12, 5), "12:05 PM"),
        (time(23, 59), "11:59 PM"),
    ],
)
def test_noon_and_midnight_are_clear_on_a_12_hour_clock(moment: time, printed: str) -> None:
    assert clock("fil", moment) == clock("fil", moment, closing=True) == printed


def test_nothing_to_say_is_a_document_too() -> None:
    assert "<Response />" in voice_document((), lambda go: "", lambda name: "", "+81", {})


def test_nothing_says_that_a_call_is_free() -> None:
    """A line may have a number that costs its caller. The advice is free."""
    catalogues = load_book().catalogues
    for sentence in catalogues["en"].values():
        assert not re.search(r"(?i)\bcalls?\b[^.]*\bfree\b|\bfree\b[^.]*\bcalls?\b", sentence)
    for code, claim in {
        "vi": "Gọi miễn phí|Cuộc gọi [^.]*miễn phí|Gọi đến [^.]*miễn phí",
        "zh": "通话免费|电话免费",
        "id": "(Telepon|Panggilan|Menelepon) [^.]*gratis",
        "fil": "Libre ang (pag)?tawag",
        "th": "โทรฟรี",
        "km": "ហៅឥតគិតថ្លៃ|ការហៅ[^.]*ថ្លៃ",
        "my": "ဖုန်းခ |ခေါ်ဆိုခြင်းသည် အခမဲ့",
        "ja": "でんわ[はを][^。]*(ただ|おかね)|おかねが いらない でんわ",
        "ko": "(통화|전화)는 무료|무료 전화",
        "es": "(?i)llamadas? [^.]*gratis|teléfono gratuito",
        "pt": "(?i)(chamada|ligação|ligações) [^.]*gratuita|linha gratuita",
        "ne": "फोन[^।]*पैसा लाग्दैन",
        "mn": "(Дуудлага|залгах нь) үнэгүй",
    }.items():
        for prompt, sentence in catalogues[code].items():
            assert not re.search(claim, sentence), (prompt, sentence)
