"""The book that is edited while calls go on: how it reaches every process, and what can't break it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from ivr.service.prompts.catalogues import changes_in, export_catalogue
from ivr.service.prompts.editor import SentenceEditor
from ivr.service.prompts.live import LiveBook, former_recording, shipped
from ivr.service.prompts.problems import PromptsError, problems
from ivr.service.prompts.recordings import Studio
from ivr.store.audit import verify
from ivr.store.db import open_store, read
from ivr.store.tables import sentences
from prompts import Prompt, Said
from prompts.load import load_language
from prompts.recordings import Kind
from prompts.voices import VOICES
from sentences import render
from tests.support.sound import tone
from tests.support.words import NOW, TIMETABLE, put

Books = Callable[..., LiveBook]


@pytest.fixture
def books(engine: Engine) -> Books:
    """Makes books as processes have them."""

    def make(of: Engine = engine) -> LiveBook:
        book = LiveBook(of)
        book.start()
        return book

    return make


def says(book: LiveBook, prompt: str = "goodbye", language: str = "vi") -> str:
    return book.collection.book.catalogues[language][prompt]


def test_an_edit_reaches_every_process_and_goes_back(engine: Engine, books: Books) -> None:
    here, there = books(), books()
    aiko = SentenceEditor(engine, here, "Aiko")
    was = says(there)
    put(aiko, "vi", "goodbye", "Tạm biệt.")
    there.refresh()
    assert says(there) == "Tạm biệt."
    assert "goodbye" in there.collection.sentences["vi"].drafts
    put(aiko, "vi", "goodbye", "Tạm biệt.", confirmed=True)
    there.refresh()
    assert "goodbye" not in there.collection.sentences["vi"].drafts
    second = aiko.history("vi", "goodbye")[0]
    assert (second.author, second.draft) == ("Aiko", False)
    put(aiko, "vi", "goodbye", None)
    there.refresh()
    assert says(there) == was
    assert len(aiko.history("vi", "goodbye")) == 3


@pytest.mark.parametrize(
    ("prompt", "sentence", "problem"),
    [
        ("connecting", "Xin chờ.", f"connectingの差し込み項目が{shipped().english['connecting']!r}と異なります"),
        ("connecting", "{agency", "connecting：波かっこの対応が正しくありません"),
        ("goodbye", "x" * 1001, "1001文字あり、上限の1000文字を超えています"),
        (
            "sms_free",
            "miễn phí ạ " * 50,
            "sms_free：この文を含む最長のSMSは11通分になります（変更前は3通分、上限5通分）",
        ),
        ("goodbye", "Goodbye.", "goodbyeは翻訳されていません：'Goodbye.'"),
        ("nothing", "x", "その案内文はありません"),
    ],
)
def test_what_can_not_be_used_is_not_kept(
    engine: Engine, books: Books, prompt: str, sentence: str, problem: str
) -> None:
    aiko = SentenceEditor(engine, books(), "Aiko")
    with pytest.raises(PromptsError) as refused:
        aiko.save("vi", prompt, sentence, TIMETABLE, NOW, seen=0)
    assert str(refused.value) == f"{prompt} in vi: nothing is changed"
    assert [render(each, load_language("ja")) for each in refused.value.problems] == [problem]
    assert not aiko.own("vi")


def test_a_broken_or_outdated_row_harms_nobody(engine: Engine, books: Books) -> None:
    english, row = shipped().english, {"draft": True, "author": "x", "at": NOW}
    rows = [
        {"language": "vi", "prompt": "connecting", "sentence": "{", "source": english["connecting"], **row},
        {"language": "vi", "prompt": "goodbye", "sentence": "Chào.", "source": "Another English.", **row},
        {"language": "xx", "prompt": "goodbye", "sentence": "Chào.", "source": english["goodbye"], **row},
        {"language": "th", "prompt": "goodbye", "sentence": "ลาก่อน", "source": english["goodbye"], **row},
    ]
    with engine.begin() as connection:
        connection.execute(insert(sentences), rows)
    book = books()
    assert says(book, "connecting") == shipped().book.catalogues["vi"]["connecting"]
    assert says(book) == shipped().book.catalogues["vi"]["goodbye"]
    assert says(book, "goodbye", "th") == "ลาก่อน"
    assert {key: render(why, load_language("ja")) for key, why in book.collection.unused.items()} == {
        ("vi", "connecting"): "connecting：波かっこの対応が正しくありません",
        ("vi", "goodbye"): f"goodbyeは'Another English.'の訳ですが、現在の英文は{english['goodbye']!r}です",
    }


@pytest.mark.parametrize("sentence", ["Thank you for calling. Goodbye.", "Tạm biệt &#39;bạn&#39;."])
def test_a_sentence_that_is_not_of_its_language_is_refused_and_found(
    engine: Engine, books: Books, sentence: str
) -> None:
    book = books()
    file = export_catalogue("vi", book, engine).decode().replace(says(book), sentence)
    with pytest.raises(PromptsError, match=r"mistakes in the catalogue of vi \(1\)") as refused:
        changes_in("vi", file.encode(), book, engine, TIMETABLE, "Ben")
    (problem,) = refused.value.problems
    # An earlier version took it in: it stays in use, and the check names it.
    row = {"draft": True, "author": "x", "at": NOW, "source": shipped().english["goodbye"]}
    with engine.begin() as connection:
        connection.execute(insert(sentences), [{"language": "vi", "prompt": "goodbye", "sentence": sentence, **row}])
    book.refresh()
    assert says(book) == sentence
    assert f"vi: {problem}" in [str(each) for each in problems(book.collection, TIMETABLE, NOW)]


def test_a_book_keeps_the_voices_of_its_carrier(engine: Engine) -> None:
    book = LiveBook(engine, voices=VOICES["somleng"])
    assert book.collection.book.speech("ne", [Prompt("goodbye")]) == (Said("ne", says(book, language="ne")),)
    put(SentenceEditor(engine, book, "Aiko"), "ne", "goodbye", "नमस्ते।")
    assert book.fresh().book.speech("ne", [Prompt("goodbye")]) == (Said("ne", "नमस्ते।"),)


def test_without_a_database_what_ships_is_said(tmp_path: Path) -> None:
    file = tmp_path / "no.db"
    sqlite3.connect(file).close()
    engine = open_store(f"sqlite:///{file}")
    book = LiveBook(engine)
    book.start()
    assert says(book) == shipped().book.catalogues["vi"]["goodbye"]
    engine.dispose()


def test_recordings_replace_each_other_and_stay_for_calls_that_play_them(
    engine: Engine, books: Books, tmp_path: Path
) -> None:
    here, there = books(), books()
    studio = Studio(engine, here, "Aiko")
    words, old = says(here, "goodbye", "ne"), here.collection.book.recordings["ne"]
    made = [
        studio.take("ne", {"goodbye": sound}, Kind.RECORDED, TIMETABLE.directory, NOW)["goodbye"]
        for sound in (tone(tmp_path / "a.wav", seconds=length).read_bytes() for length in (0.4, 0.8))
    ]
    there.refresh()
    assert there.collection.book.recordings["ne"][words].name == made[1].name
    assert there.recording(old[words].name) is not None
    assert there.recording(made[0].name) is None
    former = former_recording(engine, made[0].name)
    assert former is not None
    assert former.audio == made[0].audio
    studio.remove("ne", "goodbye", TIMETABLE.directory, NOW)
    there.refresh()
    assert there.collection.book.recordings["ne"][words] == old[words]
    studio.speak("ne", False, NOW)
    there.refresh()
    assert "ne" not in there.collection.book.recordings
    studio.speak("ne", True, NOW)
    there.refresh()
    assert there.collection.book.recordings["ne"] == old
    with pytest.raises(PromptsError, match="vi"):
        studio.speak("vi", True, NOW)
    assert read(engine, verify)


def test_a_synthetic_recording_never_replaces_a_persons(engine: Engine, books: Books, tmp_path: Path) -> None:
    """Not even if the person records while the synthesizer works; after it is removed there is a place."""
    book = books()
    studio, words = Studio(engine, book, "Aiko"), says(book, "goodbye", "km")
    draft, later, voice = (tone(tmp_path / f"{length}.wav", seconds=length).read_bytes() for length in (0.3, 0.4, 0.5))
    assert studio.draft("km", "goodbye", words, draft, NOW) is not None
    assert book.fresh().recordings["km"][words].kind is Kind.SYNTHETIC
    assert studio.draft("km", "goodbye", words, later, NOW) == book.fresh().recordings["km"][words]
    studio.take("km", {"goodbye": voice}, Kind.RECORDED, TIMETABLE.directory, NOW)
    assert studio.draft("km", "goodbye", words, draft, NOW) is None
    assert studio.take("km", {"goodbye": draft}, Kind.SYNTHETIC, TIMETABLE.directory, NOW) == {}
    assert book.fresh().recordings["km"][words].kind is Kind.RECORDED
    studio.remove("km", "goodbye", TIMETABLE.directory, NOW)
    assert words not in book.fresh().recordings["km"]
    assert studio.draft("km", "goodbye", words, draft, NOW) is not None
    assert studio.draft("km", "goodbye", "former words", later, NOW) is not None
    assert book.fresh().recordings["km"].keys() == {words, "former words"}
    assert read(engine, verify)


def test_a_translators_file_leaves_what_it_did_not_touch(engine: Engine, books: Books) -> None:
    book = books()
    file = export_catalogue("vi", book, engine).decode()
    put(SentenceEditor(engine, book, "Aiko"), "vi", "goodbye", "Tạm biệt.")
    nobody = shipped().book.catalogues["vi"]["nobody"]
    theirs = file.replace(nobody, "Không có ai.").encode()
    taken, changes = changes_in("vi", theirs, book, engine, TIMETABLE, "Ben")
    assert taken.changed == 1
    SentenceEditor(engine, book, "Ben").publish("vi", changes, "a file", TIMETABLE, NOW)
    book.refresh()
    assert (says(book), says(book, "nobody")) == ("Tạm biệt.", "Không có ai.")
    clash = file.replace(shipped().book.catalogues["vi"]["goodbye"], "Xin chào.").encode()
    with pytest.raises(PromptsError, match=r"sentences changed since the file was written \(1\)") as refused:
        changes_in("vi", clash, book, engine, TIMETABLE, "Ben")
    (problem,) = refused.value.problems
    assert str(problem) == "Aiko has changed goodbye since, to 'Tạm biệt.'"
    assert render(problem, load_language("ja")) == "その後、Aikoさんがgoodbyeを次のように変更しました：'Tạm biệt.'"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_translators_file_that_a_windows_program_saved(engine: Engine, books: Books, encoding: str) -> None:
    book = books()
    file = export_catalogue("vi", book, engine).decode().replace("\n", "\r\n")
    put(SentenceEditor(engine, book, "Aiko"), "vi", "goodbye", "Tạm biệt.")
    assert changes_in("vi", file.encode(encoding), book, engine, TIMETABLE, "Ben")[0].changed == 0
    clash = file.replace(shipped().book.catalogues["vi"]["goodbye"], "Xin chào.").encode(encoding)
    with pytest.raises(PromptsError, match="sentences changed since the file was written"):
        changes_in("vi", clash, book, engine, TIMETABLE, "Ben")
