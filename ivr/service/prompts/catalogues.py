"""Export and import of the sentences in use as PO files, for translators."""

import re
from dataclasses import dataclass
from io import BytesIO

from babel.messages.pofile import read_po, write_po
from sqlalchemy import Engine

from ivr.service.files import utf8
from ivr.service.prompts.editor import changed_since
from ivr.service.prompts.live import LiveBook, shipped
from ivr.service.prompts.mistakes import check
from ivr.service.prompts.problems import PromptsError
from ivr.store import prompts as store
from ivr.store.db import read, snapshot
from ivr.store.prompts import Change, Version
from prompts.load import Sentences, catalogue_bytes, outdated, problems_in, read_sentences
from prompts.wording import doubts_in
from schedules import Timetable
from sentences import Sentence

_HEADER = "X-Tsunagu-Version"
_NUMBER = re.compile(rf'^"{_HEADER}: (\d{{1,9}})\\n"', re.MULTILINE)
"""The number of the latest version at the export, so that an import does not undo edits made since."""
_DATES = re.compile(rb'^"(?:POT-Creation|PO-Revision)-Date: .*\n', re.MULTILINE)
"""Dates that Babel writes; they are removed, so that two exports of the same sentences are equal."""


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


def changes_in(
    language: str, content: bytes, book: LiveBook, engine: Engine, timetable: Timetable, author: str
) -> tuple[Taken, list[Change]]:
    """Return the sentences of a translator's PO file that differ from those in use, as changes by ``author``.

    A sentence that was edited in the console after the export is kept if the file did not change it.

    Raises:
        PromptsError: with all mistakes of the file, all sentences that were also changed in the console, or all texts
            that would be too long.
        CatalogueError: the content is not a PO file of this language.
    """
    content = utf8(content)
    theirs, collection = read_sentences(language, content), book.editable()
    english = collection.english
    wrong = [
        *problems_in(theirs.by_id, english),
        *doubts_in(language, theirs.by_id, english),
        *outdated(theirs, english),
    ]
    changes = [] if wrong else _changed(engine, language, theirs, content, author)
    if wrong := wrong or check(language, changes, collection, timetable).mistakes:
        what = Sentence("mistakes in the catalogue of {language} ({number})", number=len(wrong), language=language)
        raise PromptsError(what, wrong)
    return Taken(len(theirs.by_id), len(theirs.by_id) - len(theirs.drafts), len(changes)), changes


def _changed(engine: Engine, language: str, theirs: Sentences, content: bytes, author: str) -> list[Change]:
    """Return the sentences that a file changes.

    Raises:
        PromptsError: with the sentences that were changed both in the file and, since its export, in the console.
    """
    marked = _NUMBER.search(content.decode("utf-8", "replace"))
    with snapshot(engine) as connection:
        now = store.as_of(connection, language)
        base = store.as_of(connection, language, int(marked[1])) if marked else now
    changed, conflicts = [], []
    for prompt, sentence in theirs.by_id.items():
        draft = prompt in theirs.drafts
        was, present = (_state(language, prompt, versions.get(prompt)) for versions in (base, now))
        if (sentence, draft) in (was, present):
            continue
        if was != present:
            conflicts.append(changed_since(now[prompt]))
        seen = now[prompt].id if prompt in now else 0
        changed.append(Change(prompt, sentence, theirs.sources[prompt], draft, author, seen))
    if conflicts:
        what = Sentence("sentences changed since the file was written ({number})", number=len(conflicts))
        raise PromptsError(what, conflicts)
    return changed


def _state(language: str, prompt: str, version: Version | None) -> tuple[str, bool]:
    """Return the sentence of a version, and whether it is a draft.

    It is the built-in sentence if there is no version, or the version translates an outdated English sentence.
    """
    own = shipped()
    source, sentences = own.english[prompt], own.sentences[language]
    if version is None or version.sentence is None or version.source != source:
        return sentences.by_id[prompt], prompt in sentences.drafts
    return version.sentence, version.draft
