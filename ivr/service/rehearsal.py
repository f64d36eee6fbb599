"""The two states of a rehearsal, from what is published and planned, or from a draft or a document."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from ivr.core.dialling import Dialling
from ivr.core.privacy_page import Practice
from ivr.core.rehearsal.outputs import State, until
from ivr.core.text.writer import TextWriter
from ivr.service.prompts.cost import with_sentences
from ivr.service.prompts.live import LiveBook
from ivr.service.prompts.mistakes import becoming
from ivr.service.prompts.problems import EXAMPLE_PAGES
from ivr.service.schedule.live import read_document
from ivr.store import words
from ivr.store.db import read
from ivr.store.revisions import standing
from prompts import LANGUAGES, Book
from prompts.voices import Voice
from schedules import Directory, shipped

_DAYS, _YEAR = 90, 365
"""How long data is kept, on the page that is rehearsed: the days are not what changes."""


def states(
    engine: Engine,
    at: datetime,
    now: datetime,
    dialling: Dialling,
    voices: Mapping[str, Voice],
    document: str | None = None,
    words_of: str | None = None,
) -> tuple[State, State]:
    """Return what is in force in the last second before a moment, and from it on.

    ``document`` is the schedule from that moment on, by default what is planned. ``words_of`` is a person whose drafted
    sentences hold from then on too.

    Raises:
        DirectoryError, StoreError, CatalogueError, ManifestError: something can't be read.
    """
    revisions, book = read(engine, standing, now), LiveBook(engine, voices=voices)
    book.fresh()
    last, week = until(at)

    def published(moment: datetime) -> Directory:
        begun = [each.document for each in revisions if each.begun(max(moment, now))]
        return read_document(begun[-1] if begun else shipped())

    becomes = published(at) if document is None else read_document(document)
    after = book.at(at) if words_of is None else _with_drafts(book.at(at), engine, words_of)
    practice = Practice(dialling.own, "", _DAYS, _YEAR, remembers=True)
    before = State(published(last), TextWriter(book.at(last)), last, week, practice, EXAMPLE_PAGES, dialling)
    return before, replace(before, directory=becomes, writer=TextWriter(after), at=at, week=at)


def _with_drafts(book: Book, engine: Engine, author: str) -> Book:
    for language in LANGUAGES:
        drafted = [each.change for each in read(engine, words.drafted, language) if each.change.author == author]
        if drafted:
            book = with_sentences(book, language, becoming(language, drafted))
    return book
