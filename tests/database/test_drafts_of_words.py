"""Sentences that are drafted, published together and undone, by two people at once."""

from threading import Thread

import pytest
from sqlalchemy import Engine, text

from ivr.service.prompts.catalogues import changes_in, export_catalogue
from ivr.service.prompts.editor import SentenceConflictError, SentenceEditor
from ivr.service.prompts.live import LiveBook, shipped
from ivr.service.prompts.problems import PromptsError
from ivr.store import prompts as store
from ivr.store.audit import latest, verify
from ivr.store.db import read, writing
from tests.support.waiting import eventually
from tests.support.words import NOW, TIMETABLE, draft, publish, put

BUILT_IN = shipped().book.catalogues["vi"]
FREE = "Tư vấn miễn phí bằng tiếng Việt, xin cứ gọi điện nhé, xin cứ gọi điện nhé:"
TODAY = "{line}: mở cửa hôm nay {time}, xin gọi lại lúc đó nhé, xin gọi lại lúc đó nhé"
TOO_LONG = "sms_free: the longest text with it would have 6 segments instead of 5; the limit is 5"


@pytest.fixture
def book(engine: Engine) -> LiveBook:
    return LiveBook(engine)


@pytest.fixture
def aiko(engine: Engine, book: LiveBook) -> SentenceEditor:
    return SentenceEditor(engine, book, "Aiko")


@pytest.fixture
def ben(engine: Engine, book: LiveBook) -> SentenceEditor:
    return SentenceEditor(engine, book, "Ben")


def says(book: LiveBook, prompt: str = "goodbye") -> str:
    return book.fresh().sentences["vi"].by_id[prompt]


def why(refused: pytest.ExceptionInfo[PromptsError]) -> list[str]:
    return [str(each) for each in refused.value.problems]


def test_a_draft_is_heard_once_it_is_published_with_the_others(
    aiko: SentenceEditor, ben: SentenceEditor, book: LiveBook
) -> None:
    assert draft(aiko, "vi", "goodbye", " Tạm biệt. ")
    assert draft(aiko, "vi", "nobody", "Không có ai.")
    assert draft(ben, "vi", "goodbye", "Chào.")
    assert (says(book), says(book, "nobody")) == (BUILT_IN["goodbye"], BUILT_IN["nobody"])
    made = publish(aiko, "vi", reason="A reader asked")
    assert (made.number, made.author, made.reason) == (1, "Aiko", "A reader asked")
    assert (says(book), says(book, "nobody")) == ("Tạm biệt.", "Không có ai.")
    assert not aiko.own("vi")
    assert [each.change.sentence for each in ben.own("vi").values()] == ["Chào."]
    acts = [f"{each.act} {each.what}: {each.detail}" for each in read(aiko.engine, latest, 3)]
    assert acts == [
        "published words of vi, publish 1: A reader asked",
        "sentence edited vi: nobody: Không có ai.",
        "sentence edited vi: goodbye: Tạm biệt.",
    ]
    assert read(aiko.engine, verify)


def test_some_sentences_of_a_draft_are_published_and_the_rest_stays(aiko: SentenceEditor, book: LiveBook) -> None:
    draft(aiko, "vi", "goodbye", "Tạm biệt.")
    draft(aiko, "vi", "nobody", "Không có ai.")
    publish(aiko, "vi", "nobody")
    assert (says(book), says(book, "nobody")) == (BUILT_IN["goodbye"], "Không có ai.")
    assert aiko.own("vi").keys() == {"goodbye"}


def test_who_publishes_second_is_told_and_nothing_of_it_is_published(
    aiko: SentenceEditor, ben: SentenceEditor, book: LiveBook
) -> None:
    draft(aiko, "vi", "goodbye", "Tạm biệt.")
    draft(aiko, "vi", "nobody", "Không có ai.")
    put(ben, "vi", "goodbye", "Chào.")
    with pytest.raises(SentenceConflictError) as refused:
        publish(aiko, "vi")
    assert why(refused) == ["Ben has changed goodbye since, to 'Chào.'"]
    assert (says(book), says(book, "nobody")) == ("Chào.", BUILT_IN["nobody"])
    assert aiko.own("vi").keys() == {"goodbye", "nobody"}
    draft(aiko, "vi", "goodbye", "Tạm biệt.")  # she has seen his, and keeps hers
    publish(aiko, "vi")
    assert says(book) == "Tạm biệt."


def test_a_sentence_that_was_published_since_the_page_was_opened_is_not_drafted_over(
    aiko: SentenceEditor, ben: SentenceEditor
) -> None:
    put(ben, "vi", "goodbye", "Chào.")
    with pytest.raises(SentenceConflictError) as refused:
        aiko.save("vi", "goodbye", "Tạm biệt.", TIMETABLE, NOW, seen=0)
    assert why(refused) == ["Ben has changed goodbye since, to 'Chào.'"]
    put(ben, "vi", "goodbye", None)
    with pytest.raises(SentenceConflictError) as refused:
        aiko.save("vi", "goodbye", "Tạm biệt.", TIMETABLE, NOW, seen=1)
    assert why(refused) == ["Ben has restored the default of goodbye since"]
    assert not aiko.own("vi")


def test_two_windows_of_one_person_do_not_overwrite_each_other(aiko: SentenceEditor) -> None:
    aiko.save("vi", "goodbye", "Tạm biệt.", TIMETABLE, NOW, seen=0)
    shown = aiko.own("vi")["goodbye"].token
    with pytest.raises(SentenceConflictError, match="edited meanwhile"):
        aiko.save("vi", "goodbye", "Chào.", TIMETABLE, NOW, seen=0)
    aiko.save("vi", "goodbye", "Xin chào.", TIMETABLE, NOW, seen=0, token=shown)
    with pytest.raises(SentenceConflictError) as refused:
        aiko.publish_draft("vi", {"goodbye": shown}, "asked", TIMETABLE, NOW)
    assert why(refused) == ["goodbye: your draft was changed in another window. Look at it again."]
    assert aiko.own("vi")["goodbye"].change.sentence == "Xin chào."


def test_a_sentence_like_the_one_in_use_leaves_the_draft(aiko: SentenceEditor) -> None:
    draft(aiko, "vi", "goodbye", "Tạm biệt.")
    assert not draft(aiko, "vi", "goodbye", BUILT_IN["goodbye"])
    assert not aiko.own("vi")
    assert not draft(aiko, "vi", "nobody", None)


def test_a_draft_is_discarded(aiko: SentenceEditor, ben: SentenceEditor) -> None:
    for each in (aiko, ben):
        draft(each, "vi", "goodbye", "Tạm biệt.")
    assert aiko.discard("vi", ["goodbye", "nobody"], NOW) == 1
    assert aiko.discard("vi", ["goodbye"], NOW) == 0
    assert ([*aiko.own("vi")], [*ben.own("vi")]) == ([], ["goodbye"])
    entry = read(aiko.engine, latest, 1)[0]
    assert (entry.who, str(entry.act), entry.what) == ("Aiko", "draft discarded", "vi: goodbye")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "two\nlines"])
def test_a_publish_has_a_reason(aiko: SentenceEditor, reason: str) -> None:
    draft(aiko, "vi", "goodbye", "Tạm biệt.")
    with pytest.raises(PromptsError) as refused:
        publish(aiko, "vi", reason=reason)
    assert why(refused) == ["a reason is needed: one line of up to 500 characters"]
    with pytest.raises(PromptsError) as nothing:
        aiko.publish_draft("vi", {}, "asked", TIMETABLE, NOW)
    assert why(nothing) == ["no sentence is chosen"]


def test_what_is_published_by_then_counts(aiko: SentenceEditor, ben: SentenceEditor, book: LiveBook) -> None:
    """Each of two sentences fits into a text, but not both."""
    draft(aiko, "vi", "sms_free", FREE)
    draft(ben, "vi", "sms_opens_today", TODAY)
    publish(ben, "vi")
    with pytest.raises(PromptsError) as refused:
        publish(aiko, "vi")
    assert why(refused) == [TOO_LONG]
    assert says(book, "sms_free") == BUILT_IN["sms_free"]


def test_an_undo_restores_the_versions_before(aiko: SentenceEditor, ben: SentenceEditor, book: LiveBook) -> None:
    put(aiko, "vi", "goodbye", "Tạm biệt.", confirmed=True)
    draft(ben, "vi", "goodbye", "Chào.")
    draft(ben, "vi", "nobody", "Không có ai.")
    made = publish(ben, "vi", reason="too long")
    back = ben.undo(made.number, TIMETABLE, NOW)
    assert (back.undoes, str(back.reason)) == (2, "undo of publish 2: too long")
    assert (says(book), says(book, "nobody")) == ("Tạm biệt.", BUILT_IN["nobody"])
    assert "goodbye" not in book.fresh().sentences["vi"].drafts
    assert aiko.history("vi", "goodbye")[0].author == "Aiko"  # who has confirmed it still has
    ben.undo(back.number, TIMETABLE, NOW)
    assert (says(book), says(book, "nobody")) == ("Chào.", "Không có ai.")
    assert [each.number for each in read(ben.engine, store.publishes_of, "vi")] == [4, 3, 2, 1]


def test_what_was_edited_since_is_not_undone(aiko: SentenceEditor, ben: SentenceEditor, book: LiveBook) -> None:
    draft(aiko, "vi", "goodbye", "Tạm biệt.")
    draft(aiko, "vi", "nobody", "Không có ai.")
    made = publish(aiko, "vi")
    put(ben, "vi", "goodbye", "Chào.")
    with pytest.raises(SentenceConflictError) as refused:
        aiko.undo(made.number, TIMETABLE, NOW)
    assert why(refused) == ["Ben has changed goodbye since, to 'Chào.'"]
    assert (says(book), says(book, "nobody")) == ("Chào.", "Không có ai.")


@pytest.mark.parametrize("number", [0, 9, 2**40])
def test_a_publish_that_is_not_there_is_not_undone(aiko: SentenceEditor, number: int) -> None:
    with pytest.raises(PromptsError, match="undo"):
        aiko.undo(number, TIMETABLE, NOW)


def test_of_two_that_publish_at_once_one_is_told(aiko: SentenceEditor, ben: SentenceEditor, book: LiveBook) -> None:
    told: list[str] = []

    def tried(editor: SentenceEditor) -> None:
        try:
            publish(editor, "vi")
        except SentenceConflictError:
            told.append(editor.author)

    for each in (aiko, ben):
        draft(each, "vi", "goodbye", f"Chào {each.author}.")
    threads = [Thread(target=tried, args=[each]) for each in (aiko, ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert says(book) == f"Chào {'Ben' if told == ['Aiko'] else 'Aiko'}."


def test_sentences_are_checked_again_if_somebody_publishes_meanwhile(
    aiko: SentenceEditor, ben: SentenceEditor, book: LiveBook
) -> None:
    """Aiko's fits a text when it is checked, and waits for Ben, after whom it does not."""
    draft(aiko, "vi", "sms_free", FREE)
    draft(ben, "vi", "sms_opens_today", TODAY)
    told: list[PromptsError] = []

    def tried() -> None:
        try:
            publish(aiko, "vi")
        except PromptsError as error:
            told.append(error)

    thread = Thread(target=tried)
    with writing(ben.engine) as connection:
        store.lock_sentences(connection)
        thread.start()
        eventually(lambda: _is_waited_for(ben.engine))
        changes = [each.change for each in ben.own("vi").values()]
        store.publish(connection, "vi", changes, "Ben", "asked", NOW)
    thread.join()
    assert [str(each) for error in told for each in error.problems] == [TOO_LONG]
    assert says(book, "sms_free") == BUILT_IN["sms_free"]


def _is_waited_for(engine: Engine) -> bool:
    """Whether somebody waits for a lock. On SQLite this can't be seen: there the check may come after the publish."""
    if engine.dialect.name == "sqlite":
        return True
    waiting = text("SELECT count(*) FROM pg_locks WHERE relation = 'sentences'::regclass AND NOT granted")
    with engine.connect() as connection:
        return bool(connection.scalar(waiting))


def test_a_translators_file_goes_into_the_draft(aiko: SentenceEditor, book: LiveBook) -> None:
    file = export_catalogue("vi", book, aiko.engine).decode().replace(BUILT_IN["goodbye"], "Tạm biệt.")
    taken, changes = changes_in("vi", file.encode(), book, aiko.engine, TIMETABLE, "Aiko")
    assert taken.changed == 1
    aiko.take("vi", changes, NOW)
    aiko.take("vi", changes, NOW)  # the same file once more
    assert says(book) == BUILT_IN["goodbye"]
    assert [each.change.sentence for each in aiko.own("vi").values()] == ["Tạm biệt."]
    draft(aiko, "vi", "goodbye", "Chào.")
    with pytest.raises(SentenceConflictError) as refused:
        aiko.take("vi", changes, NOW)
    assert why(refused) == ["goodbye: your draft has another sentence. Publish or discard it first."]
    assert aiko.own("vi")["goodbye"].change.sentence == "Chào."
