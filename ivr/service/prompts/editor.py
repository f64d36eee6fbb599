"""Editing of sentences. An edit is in use in every process within two seconds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from ivr.core.text.writer import MOST_SEGMENTS
from ivr.service.prompts.cost import Cost, cost_of
from ivr.service.prompts.live import LiveBook
from ivr.service.prompts.problems import PromptsError
from ivr.store import audit
from ivr.store import prompts as store
from ivr.store.audit import Act
from ivr.store.db import read, writing
from ivr.store.prompts import Version
from ivr.store.revisions import StaleError
from prompts import LANGUAGES, Collection
from prompts.collection import Edit, problems_of
from prompts.wording import doubts_in
from schedules import Timetable
from sentences import Sentence

LONGEST = 1000
"""Most characters of a sentence."""


class SentenceConflictError(PromptsError):
    """Somebody else has edited the sentence meanwhile; ``theirs`` is the current version."""

    def __init__(self, what: Sentence, theirs: Version | None) -> None:
        super().__init__(what, [Sentence("check it, then edit it again if you still need to")])
        self.theirs = theirs


@dataclass(frozen=True)
class SentenceEditor:
    """Edits sentences as ``author``.

    ``seen`` is the number of the version that the author has seen; 0 if the sentence has never been edited.
    """

    engine: Engine
    book: LiveBook
    author: str

    def edit(
        self,
        language: str,
        prompt: str,
        sentence: str,
        timetable: Timetable,
        now: datetime,
        *,
        seen: int,
        confirmed: bool = False,
    ) -> bool:
        """Replace a sentence, as a draft or as ``confirmed`` by the author, who is a native speaker.

        Return False if the draft equals the sentence in use; nothing is stored then.

        Raises:
            PromptsError: there is no such prompt, or the sentence has :func:`mistakes`.
            SentenceConflictError: somebody else has edited it meanwhile.
        """
        collection = self._known(language, prompt)
        edit = Edit(language, prompt, sentence.strip(), collection.english[prompt], not confirmed)
        if wrong := mistakes(edit, collection, timetable):
            raise PromptsError(Sentence("{prompt} in {language}", prompt=prompt, language=language), wrong)
        if edit.sentence == collection.sentences[language].by_id[prompt] and not confirmed:
            return False
        act = Act.SENTENCE_CONFIRMED if confirmed else Act.SENTENCE_EDITED
        self._keep(act, language, prompt, edit.sentence, now, draft=edit.draft, seen=seen)
        return True

    def confirm(self, language: str, prompt: str, now: datetime, *, seen: int) -> None:
        """Store the sentence in use as confirmed by the author, who is a native speaker.

        Raises:
            PromptsError: there is no such prompt.
            SentenceConflictError: somebody else has edited it meanwhile.
        """
        sentence = self._known(language, prompt).sentences[language].by_id[prompt]
        self._keep(Act.SENTENCE_CONFIRMED, language, prompt, sentence, now, draft=False, seen=seen)

    def revert(self, language: str, prompt: str, now: datetime, *, seen: int) -> None:
        """Restore the built-in sentence.

        Raises:
            PromptsError: there is no such prompt.
            SentenceConflictError: somebody else has edited it meanwhile.
        """
        self._known(language, prompt)
        self._keep(Act.SENTENCE_REVERTED, language, prompt, None, now, draft=True, seen=seen)

    def history(self, language: str, prompt: str) -> list[Version]:
        """Return all versions of a sentence, latest first."""
        return read(self.engine, store.versions, language, prompt)

    def _known(self, language: str, prompt: str) -> Collection:
        collection = self.book.fresh()
        if language not in LANGUAGES or prompt not in collection.english:
            what = Sentence("{prompt} in {language}", prompt=prompt, language=language)
            raise PromptsError(what, [Sentence("there is no such prompt")])
        return collection

    def _keep(
        self, act: Act, language: str, prompt: str, sentence: str | None, now: datetime, *, draft: bool, seen: int
    ) -> None:
        source = self.book.collection.english[prompt]
        try:
            with writing(self.engine) as connection:
                store.append(connection, language, prompt, sentence, source, self.author, now, draft=draft, seen=seen)
                audit.note(connection, now, self.author, act, f"{language}: {prompt}", sentence or "")
        except StaleError:
            theirs = next(iter(self.history(language, prompt)), None)
            raise SentenceConflictError(_changed(language, prompt, theirs), theirs) from None


def mistakes(edit: Edit, collection: Collection, timetable: Timetable) -> list[Sentence]:
    """Return why an edited sentence can't be used: wrong placeholders, another language, outdated English, too long."""
    english = collection.english
    wrong = [*problems_of(edit, english), *doubts_in(edit.language, {edit.prompt: edit.sentence}, english)]
    if (length := len(edit.sentence)) > LONGEST:
        wrong.append(Sentence("it has {number} characters, more than {most}", number=length, most=LONGEST))
    if not wrong:
        cost = cost_of(collection.book, timetable, edit.language, edit.prompt, edit.sentence)
        if cost and cost.too_much:
            wrong.append(_too_long(cost))
    return wrong


def _too_long(cost: Cost) -> Sentence:
    return Sentence(
        "the longest text with it would have {after} segments instead of {before}; the limit is {most}",
        after=cost.after,
        before=cost.before,
        most=MOST_SEGMENTS,
    )


def _changed(language: str, prompt: str, theirs: Version | None) -> Sentence:
    if theirs is None:
        return Sentence("{prompt} in {language} was changed while you were editing", prompt=prompt, language=language)
    return Sentence(
        "{author} has changed {prompt} in {language} while you were editing",
        prompt=prompt,
        language=language,
        author=theirs.author,
    )
