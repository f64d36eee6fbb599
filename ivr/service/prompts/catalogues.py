"""Export and import of the sentences in use as PO files, for translators."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from babel.messages.pofile import read_po, write_po
from sqlalchemy import Connection, Engine

from ivr.service.files import utf8
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
from prompts.wording import doubts_in
from schedules import Timetable
from sentences import Sentence

_HEADER = "X-Tsunagu-Version"
_NUMBER = re.compile(rf'^"{_HEADER}: (\d{{1,9}})\\n"', re.MULTILINE)
"""The number of the latest version at the export, so that an import does not undo edits made since."""
_DATES = re.compile(rb'^"(?:POT-Creation|PO-Revision)-Date: .*\n', re.MULTILINE)
"""Dates that Babel writes; they are removed, so that two exports of the same sentences are equal."""
_LATEST = 2**31 - 1
"""Not below the number of any version."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Counts of an imported file: its sentences, those confirmed by a native speaker, those that it changed."""

    sentences: int
    confirmed: int
    changed: int


def export_catalogue(language: str, book: LiveBook, engine: Engine) -> bytes:
    """Return the catalogue of a language as a PO file with drafts marked fuzzy; for English, the built-in template."""
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
    """Store the sentences of a translator's PO file that differ from those in use.

    A sentence that was edited in the console after the export is kept if the file did not change it.

    Raises:
        PromptsError: with all mistakes of the file, all sentences that were also changed in the console, or all texts
            that would be too long.
        CatalogueError: the content is not a PO file of this language.
    """
    content = utf8(content)
    theirs, collection = read_sentences(language, content), book.fresh()
    english = collection.english
    wrong = [
        *problems_in(theirs.by_id, english),
        *doubts_in(language, theirs.by_id, english),
        *outdated(theirs, english),
    ]
    if wrong:
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
    """Return the sentences that a file changes, each with the number of the version that it replaces; 0 if none.

    The table stays locked until the transaction ends.

    Raises:
        PromptsError: with the sentences that were changed both in the file and, since its export, in the console.
    """
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
    """Return the sentence of a version, and whether it is a draft.

    It is the built-in sentence if there is no version, or the version translates an outdated English sentence.
    """
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
