"""Times, days and numbers aloud, as each language says them; and who says a sentence: a voice or a recording."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import Book, Closing, Day, Digits, Passage, Played, Prompt, Recording, Said
from prompts.figures import figures
from prompts.spoken import PAUSE, date_pieces, dated, digit_pieces, time_pieces, weekday_pieces
from prompts.voices import Voice
from tests.support.published import FOURTEEN

THURSDAY = date(2026, 12, 3)

SPOKEN = {  # nine, half past one, seven in the evening; a Thursday; with its date; a date with its year
    "vi": ("9 giờ sáng", "1 giờ rưỡi chiều", "7 giờ tối", "Thứ Năm", "Thứ Năm, ngày 3 tháng 12"),
    "zh": ("上午9点", "下午1点半", "晚上7点", "星期四", "12月3日星期四"),
    "id": ("jam 9 pagi", "jam 1 lewat 30 menit siang", "jam 7 malam", "Kamis", "Kamis, 3 Desember"),
    "fil": ("alas-nuwebe ng umaga", "ala-una y medya ng hapon", "alas-siyete ng gabi", "Huwebes", None),
    "en": ("9 AM", "1:30 PM", "7 PM", "Thursday", "Thursday, December 3"),
    "th": ("9 นาฬิกา", "13 นาฬิกา 30 นาที", "19 นาฬิกา", "วันพฤหัสบดี", "วันพฤหัสบดีที่ 3 ธันวาคม"),
    "km": ("ម៉ោង 9 ព្រឹក", "ម៉ោង 1 និង 30 នាទី រសៀល", "ម៉ោង 7 យប់", "ថ្ងៃព្រហស្បតិ៍", None),
    "my": ("မနက် ၉ နာရီ", "နေ့လယ် ၁ နာရီခွဲ", "ည ၇ နာရီ", "ကြာသပတေးနေ့", "ဒီဇင်ဘာလ ၃ ရက် ကြာသပတေးနေ့"),
    "ja": ("ごぜん 9時", "ごご 1時30分", "ごご 7時", "木曜日", "12月3日 木曜日"),
    "ko": ("오전 9시", "오후 1시 30분", "오후 7시", "목요일", "12월 3일 목요일"),
    "es": ("las 9 de la mañana", "la una y media de la tarde", "las 7 de la noche", "jueves", "jueves 3 de diciembre"),
    "pt": ("9 horas", "13 horas e 30 minutos", "19 horas", "quinta-feira", "quinta-feira, 3 de dezembro"),
    "ne": ("बिहान ९ बजे", "दिउँसो १ बजेर ३० मिनेट", "बेलुका ७ बजे", "बिहिबार", "डिसेम्बर ३ तारिख बिहिबार"),
    "mn": ("9 цагаас", "13 цаг 30 минутаас", "19 цагаас", None, None),
}


@pytest.mark.parametrize("code", FOURTEEN)
def test_moments_are_said_as_their_speakers_say_them(code: str) -> None:
    said = (
        *(" ".join(time_pieces(code, moment)) for moment in (time(9), time(13, 30), time(19))),
        " ".join(weekday_pieces(code, THURSDAY)),
        " ".join(date_pieces(code, THURSDAY)),
    )
    assert [each for each, wanted in zip(said, SPOKEN[code], strict=True) if wanted is not None] == [
        wanted for wanted in SPOKEN[code] if wanted is not None
    ]


TWELVE = {  # noon; midnight, when a day begins; midnight, when it ends
    "vi": ("12 giờ trưa", "12 giờ đêm", "12 giờ đêm"),
    "zh": ("中午12点", "午夜12点", "午夜12点"),
    "id": ("jam 12 siang", "jam 12 malam", "jam 12 malam"),
    "fil": ("alas-dose ng tanghali", "alas-dose ng hatinggabi", "alas-dose ng hatinggabi"),
    "en": ("noon", "midnight", "midnight"),
    "th": ("12 นาฬิกา", "0 นาฬิกา", "24 นาฬิกา"),
    "km": ("ម៉ោង 12 ថ្ងៃត្រង់", "ម៉ោង 12 យប់", "ម៉ោង 12 យប់"),
    "my": ("နေ့လယ် ၁၂ နာရီ", "ည ၁၂ နာရီ", "ည ၁၂ နာရီ"),
    "ja": ("ひる 12時", "よる 12時", "よる 12時"),
    "ko": ("낮 12시", "밤 12시", "밤 12시"),
    "es": ("las 12 del mediodía", "las 12 de la noche", "las 12 de la noche"),
    "pt": ("12 horas", "meia-noite", "meia-noite"),
    "ne": ("दिउँसो १२ बजे", "राति १२ बजे", "राति १२ बजे"),
    "mn": ("12 цагаас", "0 цагаас", "24 цаг"),
}


@pytest.mark.parametrize("code", FOURTEEN)
def test_twelve_is_noon_or_midnight(code: str) -> None:
    book = Book({code: {"t": "{time}"}})
    said = tuple(book.sentence(code, Prompt.of("t", time=each)) for each in (time(12), time(0), Closing(time(0))))
    assert said == TWELVE[code]


def test_english_has_no_twelve_with_am_or_pm() -> None:
    said = {" ".join(time_pieces("en", time(hour))) for hour in range(24)}
    assert not {"12 AM", "12 PM"} & said
    assert time_pieces("en", time(12, 30)) == ("12:30 PM",)


@pytest.mark.parametrize("code", FOURTEEN)
@given(hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_no_two_times_of_a_day_sound_the_same(code: str, hour: int, minute: int) -> None:
    mine = time_pieces(code, time(hour, minute))
    assert all(mine)
    others = [time(each, minute) for each in range(24) if each != hour] + [time(hour, (minute + 1) % 60)]
    assert mine not in [time_pieces(code, other) for other in others]


@pytest.mark.parametrize("code", FOURTEEN)
def test_seven_days_and_every_date_have_names_of_their_own(code: str) -> None:
    week = [date(2026, 11, 23 + ahead) for ahead in range(7)]
    assert len({weekday_pieces(code, day) for day in week}) == 7
    assert len({dated(code, date(2021, month, 28)) for month in range(1, 13)}) == 12


def test_a_number_is_said_digit_by_digit_with_pauses() -> None:
    assert digit_pieces("en", "0120-25") == ("0", "1", "2", "0", PAUSE, "2", "5")
    book = Book({"en": {"n": "{number}"}})
    assert book.sentence("en", Prompt.of("n", number=Digits("0120-250-168"))) == "0 1 2 0, 2 5 0, 1 6 8"
    assert digit_pieces("ne", "09") == ("०", "९")
    assert figures("my", 30) == "၃၀"


def recorded(*texts: str) -> Book:
    sentences = {"opens": "{agency} opens {day} at {time}.", "bye": "Goodbye."}
    catalogues = {"ne": sentences, "ja": {key: f"ja {text}" for key, text in sentences.items()}, "en": sentences}
    found = {text: Recording("ne", text, text.encode()) for text in texts}
    return Book(catalogues, {"ne": found})


OPENS = Prompt.of("opens", agency="OTIT", day=Day(THURSDAY, THURSDAY), time=time(9))


def test_a_sentence_is_played_whole_or_in_its_pieces() -> None:
    pieces = ("OTIT", "opens", "बिहिबार", "at", "बिहान ९ बजे")
    book = recorded("Goodbye.", *pieces)
    played = book.speech("ne", [OPENS, Prompt("bye")])
    assert [piece.text for piece in played] == [*pieces, "Goodbye."]
    assert all(isinstance(piece, Played) and piece.language == "ne" for piece in played)
    assert len({piece.audio for piece in played if isinstance(piece, Played)}) == 6


def test_a_sentence_of_which_a_piece_is_missing_is_said_in_the_languages_that_have_a_voice() -> None:
    book = recorded("Goodbye.", "OTIT", "opens", "बिहिबार", "at")
    assert book.speech("ne", [OPENS, Prompt("bye")]) == (
        Said("ja", "ja OTIT opens 木曜日 at ごぜん 9時."),
        Said("en", "OTIT opens Thursday at 9 AM."),
        Played("ne", "Goodbye.", Recording("ne", "", b"Goodbye.").name),
    )


def test_a_language_that_the_carrier_speaks_is_said_even_if_it_has_recordings() -> None:
    book = replace(recorded("Goodbye."), voices={"ne": Voice("ne-NP", "a voice")})
    assert book.speech("ne", [Prompt("bye")]) == (Said("ne", "Goodbye."),)


def test_words_of_no_catalogue_are_said_where_they_exist() -> None:
    passage = Passage({"ne": "नेपाली", "en": "English"})
    assert recorded().speech("ne", [passage]) == (Said("en", "English"),)
    assert recorded("नेपाली").speech("ne", [passage])[0].text == "नेपाली"
    assert recorded().speech("ja", [passage]) == ()
