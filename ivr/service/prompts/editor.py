"""Editing sentences: what is kept here is said and written by every process within two seconds."""

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
from schedules import Timetable
from sentences import Sentence

LONGEST = 1000
"""Characters of a sentence."""


class SentenceConflictError(PromptsError):
    """Somebody else has changed the sentence since it was looked at; ``theirs`` is what it is by now."""

    def __init__(self, what: Sentence, theirs: Version | None) -> None:
        super().__init__(what, [Sentence("check it, then edit it again if you still need to")])
        self.theirs = theirs


@dataclass(frozen=True)
class SentenceEditor:
    """Edits sentences as ``author``. ``seen`` is the number of the version that was looked at; 0: what ships."""

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
        """Say a prompt by another sentence: a draft, unless a native speaker who edits it confirms it.

        False: it is the sentence that is there, and nothing is changed.

        Raises:
            PromptsError: it has other placeholders than the English, or makes a text too long.
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
        """Keep that the author is a native speaker and has confirmed a sentence as it stands.

        Raises:
            SentenceConflictError: somebody else has edited it meanwhile.
        """
        sentence = self._known(language, prompt).sentences[language].by_id[prompt]
        self._keep(Act.SENTENCE_CONFIRMED, language, prompt, sentence, now, draft=False, seen=seen)

    def revert(self, language: str, prompt: str, now: datetime, *, seen: int) -> None:
        """Put the sentence that ships back.

        Raises:
            SentenceConflictError: somebody else has edited it meanwhile.
        """
        self._known(language, prompt)
        self._keep(Act.SENTENCE_REVERTED, language, prompt, None, now, draft=True, seen=seen)

    def history(self, language: str, prompt: str) -> list[Version]:
        """All that a sentence has been since it shipped, latest first."""
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
    """Why an edited sentence can't be used."""
    wrong = list(problems_of(edit, collection.english))
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
