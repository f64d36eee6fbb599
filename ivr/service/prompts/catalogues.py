"""Catalogues out to translators and back: PO files of what is said and written now."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from babel.messages.pofile import read_po, write_po
from sqlalchemy import Connection, Engine

from ivr.service.prompts.live import LiveBook, shipped
from ivr.service.prompts.problems import WEEK, PromptsError, too_long
from ivr.store import audit
from ivr.store import prompts as store
from ivr.store.audit import Act
from ivr.store.db import lock, read, writing
from ivr.store.prompts import Version
from ivr.store.tables import sentences as sentences_table
from prompts import Collection
from prompts.collection import Edit, amended
from prompts.load import Sentences, catalogue_bytes, outdated, problems_in, read_sentences
from schedules import Timetable
from sentences import Sentence

_HEADER = "X-Tsunagu-Version"
_NUMBER = re.compile(rf'^"{_HEADER}: (\d{{1,9}})\\n"', re.MULTILINE)
"""Says which edits a file already has, so that those which were made since are not undone by it."""
_DATES = re.compile(rb'^"(?:POT-Creation|PO-Revision)-Date: .*\n', re.MULTILINE)
"""Babel writes the moment of the export there, so that two files of the same sentences would differ."""
_LATEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Taken:
    """What a translator's file has: its sentences, those confirmed by a native speaker, those that were changed."""

    sentences: int
    confirmed: int
    changed: int


def export_catalogue(language: str, book: LiveBook, engine: Engine) -> bytes:
    """The catalogue of a language as a PO file, drafts marked fuzzy; of English the template that ships."""
    if language == "en":
        return catalogue_bytes(language)
    number = read(engine, store.highest)
    sentences = book.fresh().sentences[language]
    catalogue = read_po(BytesIO(catalogue_bytes(language)))
    for message in catalogue:
        if message.id:
            message.string = sentences.by_id[str(message.context)]
            message.flags = {"fuzzy"} if message.context in sentences.drafts else set()
    file = BytesIO()
    write_po(file, catalogue, width=0)
    head, rest = file.getvalue().split(b"\n\n", 1)
    head = _DATES.sub(b"", head)
    return head + f'\n"{_HEADER}: {number}\\n"\n\n'.encode() + rest


def take_catalogue(
    language: str, content: bytes, book: LiveBook, engine: Engine, timetable: Timetable, author: str, now: datetime
) -> Taken:
    """Keep what a translator's PO file says otherwise than what is said now.

    What was edited here since the file was written stays, where the file has left it as it was.

    Raises:
        PromptsError: with all its mistakes, and with what was edited both here and there.
        CatalogueError: it is no PO file of that language.
    """
    theirs, collection = read_sentences(language, content), book.fresh()
    if wrong := [*problems_in(theirs.by_id, collection.english), *outdated(theirs, collection.english)]:
        what = Sentence("mistakes in the catalogue of {language} ({number})", number=len(wrong), language=language)
        raise PromptsError(what, wrong)
    with writing(engine) as connection:
        edits = _changed(connection, language, theirs, content)
        if wrong := list(_too_long(collection, edits, language, timetable)):
            what = Sentence(
                "texts in {language} that would be too long ({number})", number=len(wrong), language=language
            )
            raise PromptsError(what, wrong)
        for edit, seen in edits:
            store.append(
                connection,
                language,
                edit.prompt,
                edit.sentence,
                edit.source,
                author,
                now,
                draft=edit.draft,
                seen=seen,
            )
        if edits:
            prompts = ", ".join(edit.prompt for edit, _ in edits)
            audit.note(connection, now, author, Act.CATALOGUE_TAKEN, language, prompts)
    return Taken(len(theirs.by_id), len(theirs.by_id) - len(theirs.drafts), len(edits))


def _changed(connection: Connection, language: str, theirs: Sentences, content: bytes) -> list[tuple[Edit, int]]:
    """What a file says otherwise than what is said now, and after which version that comes."""
    lock(connection, sentences_table)
    marked = _NUMBER.search(content.decode("utf-8", "replace"))
    base = store.as_of(connection, language, int(marked[1]) if marked else _LATEST)
    now = store.as_of(connection, language, _LATEST)
    changed, conflicts = [], []
    for prompt, sentence in theirs.by_id.items():
        wanted = sentence, prompt in theirs.drafts
        was, present = (_state(language, prompt, versions.get(prompt)) for versions in (base, now))
        if wanted in (was, present):
            continue
        if was != present:
            conflicts.append(_conflict(now[prompt], present[0]))
        seen = now[prompt].id if prompt in now else 0
        changed.append((Edit(language, prompt, sentence, theirs.sources[prompt], wanted[1]), seen))
    if conflicts:
        what = Sentence("sentences changed since the file was written ({number})", number=len(conflicts))
        raise PromptsError(what, conflicts)
    return changed


def _conflict(theirs: Version, sentence: str) -> Sentence:
    return Sentence(
        "{author} has changed {prompt} since, to {text}",
        prompt=theirs.prompt,
        author=theirs.author,
        text=repr(sentence),
    )


def _state(language: str, prompt: str, version: Version | None) -> tuple[str, bool]:
    """A sentence, and whether it is a draft; the one that ships where there is no version, or none that fits."""
    own = shipped()
    source, sentences = own.english[prompt], own.sentences[language]
    if version is None or version.sentence is None or version.source != source:
        return sentences.by_id[prompt], prompt in sentences.drafts
    return version.sentence, version.draft


def _too_long(
    collection: Collection, edits: list[tuple[Edit, int]], language: str, timetable: Timetable
) -> Iterator[Sentence]:
    before = set(too_long(collection.book, timetable, WEEK, [language]))
    after = amended(collection, [edit for edit, _ in edits], [], {})
    yield from (each for each in too_long(after.book, timetable, WEEK, [language]) if each not in before)
