"""A rehearsal names each place in which something old is left, and says nothing of a change that is whole."""

from dataclasses import replace

import pytest

from ivr.core.privacy_page import Practice
from ivr.core.rehearsal.outputs import State, until
from ivr.core.rehearsal.rehearse import Finding, Wrong, rehearse
from ivr.core.text.writer import TextWriter
from prompts import Book
from prompts.recordings import Recording
from schedules import Directory, load_directory
from tests.support.book import load_book
from tests.support.timetables import japan
from tests.unit.ivr.core.rehearsal.test_traces import renamed

MOMENT = japan("2027-04-01 00:00")
SHIPPED, BOOK = load_directory(), load_book()
RECORDED = ("ne", "my", "km", "mn")
WHOLE = replace(
    renamed(),
    agencies={"ESDO": dict.fromkeys(SHIPPED.agencies["OTIT"], "ESDO advises."), "FRESC": SHIPPED.agencies["FRESC"]},
)


def with_clips(book: Book) -> Book:
    """The book with a recording of the new name in each recorded language."""
    clips = {code: {**book.recordings[code], "ESDO": Recording(code, "ESDO", b"sound", 1.0)} for code in RECORDED}
    return replace(book, recordings={**book.recordings, **clips})


def saying(language: str, prompt: str, sentence: str) -> Book:
    book = with_clips(BOOK)
    return replace(book, catalogues={**book.catalogues, language: {**book.catalogues[language], prompt: sentence}})


def found(directory: Directory = WHOLE, book: Book | None = None, before: Book = BOOK) -> list[Finding]:
    last, week = until(MOMENT)
    practice = Practice("+815012345678", "", 90, 365, remembers=True)
    one = State(SHIPPED, TextWriter(before), last, week, practice, "https://hotline.example.org")
    after = replace(one, directory=directory, writer=TextWriter(book or with_clips(BOOK)), at=MOMENT, week=MOMENT)
    return [*rehearse(one, after, old=["外国人技能実習機構"]).findings]


def told(findings: list[Finding]) -> set[tuple[Wrong, str, str, tuple[str, ...]]]:
    return {(each.wrong, each.what, str(each.where), each.languages) for each in findings}


@pytest.mark.long
def test_a_change_that_is_whole_has_no_findings_and_each_mistake_has_its_own() -> None:
    assert found() == []
    left = saying("vi", "goodbye", "OTIT chào bạn.")
    assert (Wrong.LEFT, "OTIT", "sentence goodbye", ("vi",)) in told(found(book=left))
    early = replace(BOOK, catalogues={**BOOK.catalogues, "th": {**BOOK.catalogues["th"], "goodbye": "ESDO"}})
    assert (Wrong.EARLY, "ESDO", "sentence goodbye", ("th",)) in told(found(before=early))


@pytest.mark.long
def test_what_is_left_in_the_schedule() -> None:
    kept = replace(WHOLE, agencies={**WHOLE.agencies, "ESDO": {**SHIPPED.agencies["OTIT"]}})
    findings = told(found(kept, with_clips(BOOK)))
    told_in = ("vi", "zh", "id", "fil", "en", "th", "km", "my")
    assert {each[:3] for each in findings} == {
        (Wrong.LEFT, "OTIT", "public page"),
        (Wrong.LEFT, "外国人技能実習機構", "public page"),
    }
    assert {each[3] for each in findings} == {told_in}
    unsaid = told(found(renamed(), BOOK))
    assert (Wrong.UNSAID, "ESDO", "public page", told_in) in unsaid
    assert {each for each in unsaid if each[0] is Wrong.SILENT} == {
        (Wrong.SILENT, "agency.ESDO", "recordings", (code,)) for code in RECORDED
    }


@pytest.mark.long
def test_what_is_still_to_be_filled_in() -> None:
    blank = replace(renamed("NAME?"), agencies={"NAME?": {"ja": "WORDS?"}, "FRESC": SHIPPED.agencies["FRESC"]})
    findings = told(found(blank, saying("en", "goodbye", "NAME? says goodbye.")))
    assert (Wrong.BLANK, "NAME?", "sentence goodbye", ("en",)) in findings
    places = {where for wrong, _, where, _ in findings if wrong is Wrong.BLANK}
    assert places == {
        "sentence goodbye",
        "agency of otit-vi, otit-zh, otit-id, otit-fil, otit-en, otit-th, otit-km, otit-my: NAME?",
        "what NAME? is: NAME?",
        "what NAME? is: WORDS?",
    }
