"""Editing of sentences: each person drafts, and publishes what is drafted, which every process uses within two seconds.

A draft belongs to the person who wrote it. So nobody publishes the half-done work of a colleague, and two people who
edit one language do not overwrite each other: who publishes second is told.
"""

from collections.abc import Collection as Several
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from ivr.service.prompts.live import LiveBook, shipped
from ivr.service.prompts.mistakes import check, check_filled, check_reason
from ivr.service.prompts.problems import PromptsError
from ivr.store import audit, words
from ivr.store import prompts as store
from ivr.store.audit import Act
from ivr.store.db import read, writing
from ivr.store.prompts import Change, Publish, Version
from ivr.store.words import Drafted
from prompts import LANGUAGES, Collection
from schedules import Timetable
from sentences import Sentence

_LARGEST = 2**31 - 1
"""The largest value of the number of a publish."""


class SentenceConflictError(PromptsError):
    """The sentence was edited meanwhile: by somebody else, or in another window of the same person."""


@dataclass(frozen=True)
class SentenceEditor:
    """Edits sentences as ``author``."""

    engine: Engine
    book: LiveBook
    author: str

    def drafted(self, language: str) -> list[Drafted]:
        """Return the sentences of a language in all drafts, also in those of others."""
        return read(self.engine, words.drafted, language)

    def own(self, language: str) -> dict[str, Drafted]:
        """Return the sentences of the author's draft, by prompt."""
        return {each.change.prompt: each for each in self.drafted(language) if each.change.author == self.author}

    def save(
        self,
        language: str,
        prompt: str,
        sentence: str | None,
        timetable: Timetable,
        now: datetime,
        *,
        seen: int,
        token: str = "",
        confirmed: bool = False,
    ) -> bool:
        """Save a sentence in the author's draft; None restores the built-in one.

        ``seen`` is the number of the version that the author has seen, 0 if the sentence has never been edited.
        ``token`` is that of the sentence in the author's draft, "" if it had none. ``confirmed``: the author is a
        native speaker, and confirms the sentence.

        Return False if it equals the sentence in use: the draft has none of this prompt then.

        Raises:
            PromptsError: there is no such prompt, or the sentence has a mistake (:func:`check`).
            SentenceConflictError: it was edited meanwhile.
        """
        collection = self._known(language, prompt)
        typed = None if sentence is None else sentence.strip()
        change = Change(prompt, typed, collection.english[prompt], not confirmed, self.author, seen)
        others = [each.change for each in self.own(language).values() if each.change.prompt != prompt]
        if wrong := check(language, [change], collection, timetable, others).mistakes:
            raise PromptsError(Sentence("{prompt} in {language}", prompt=prompt, language=language), wrong)
        with writing(self.engine) as connection:
            words.lock_drafts(connection)
            self._check_seen(connection, language, [change])
            mine = self._mine(connection, language).get(prompt)
            if (mine.token if mine else "") != token:
                raise _conflict(_elsewhere(prompt))
            words.remove(connection, language, self.author, [prompt])
            changes = not _is_in_use(change, language, collection)
            if changes:
                words.save(connection, language, change, now)
            if changes or mine:
                act = Act.DRAFT_SAVED if changes else Act.DRAFT_DISCARDED
                audit.note(connection, now, self.author, act, f"{language}: {prompt}", change.sentence or "")
            return changes

    def take(self, language: str, changes: Sequence[Change], now: datetime) -> None:
        """Add the changes of a file to the author's draft.

        Raises:
            SentenceConflictError: the draft has another sentence for one of the prompts.
        """
        with writing(self.engine) as connection:
            words.lock_drafts(connection)
            mine = {prompt: each.change for prompt, each in self._mine(connection, language).items()}
            others = [each.prompt for each in changes if each.prompt in mine and not _same(each, mine[each.prompt])]
            if others:
                raise _conflict(*map(_otherwise, others))
            for each in changes:
                words.save(connection, language, each, now)
            if changes:
                prompts = ", ".join(each.prompt for each in changes)
                audit.note(connection, now, self.author, Act.CATALOGUE_TAKEN, language, prompts)

    def discard(self, language: str, prompts: Several[str], now: datetime) -> int:
        """Remove sentences from the author's draft. Return how many it had."""
        with writing(self.engine) as connection:
            words.lock_drafts(connection)
            there = sorted(self._mine(connection, language).keys() & set(prompts))
            words.remove(connection, language, self.author, there)
            if there:
                what = f"{language}: {', '.join(there)}"
                audit.note(connection, now, self.author, Act.DRAFT_DISCARDED, what)
        return len(there)

    def publish_draft(
        self, language: str, tokens: Mapping[str, str], reason: str, timetable: Timetable, now: datetime
    ) -> Publish:
        """Publish sentences of the author's draft, by prompt and token, in one transaction.

        Raises:
            PromptsError: none is chosen, the reason is invalid, or a sentence has a mistake with what is
                published by now.
            SentenceConflictError: a sentence was edited meanwhile.
        """
        check_reason(reason, _words_of(language))
        if not tokens:
            raise PromptsError(_words_of(language), [Sentence("no sentence is chosen")])
        mine = self.own(language)
        changes = [each.change for prompt, each in mine.items() if prompt in tokens]
        return self.publish(language, changes, reason, timetable, now, tokens=tokens)

    def publish(
        self,
        language: str,
        changes: Sequence[Change],
        reason: Sentence | str,
        timetable: Timetable,
        now: datetime,
        *,
        undoes: int | None = None,
        tokens: Mapping[str, str] | None = None,
    ) -> Publish:
        """Publish changes in one transaction, and remove them from the author's draft, if they are of it.

        Raises:
            PromptsError: a sentence has a mistake with what is published by now, or something to fill in.
            SentenceConflictError: a sentence was edited meanwhile.
        """
        check_filled(language, changes)
        while True:
            highest, collection = read(self.engine, store.highest), self.book.editable()
            if wrong := check(language, changes, collection, timetable).mistakes:
                raise PromptsError(_words_of(language), wrong)
            with writing(self.engine) as connection:
                store.lock_sentences(connection)
                words.lock_drafts(connection)
                if store.highest(connection) != highest:
                    continue  # somebody has published while the sentences were checked
                self._check_seen(connection, language, changes)
                self._remove_published(connection, language, tokens or {})
                made = store.publish(connection, language, changes, self.author, reason, now, undoes)
                self._note(connection, made, changes)
                return made

    def undo(self, number: int, timetable: Timetable, now: datetime) -> Publish:
        """Publish the versions that a publish has replaced.

        Raises:
            PromptsError: there is no such publish, or a version before it can't be used any more.
            SentenceConflictError: one of its sentences was edited since.
        """
        undone = read(self.engine, store.publish_of, number) if number <= _LARGEST else None
        if undone is None:
            raise PromptsError(Sentence("undo"), [Sentence("there is no publish {number}", number=number)])
        versions = read(self.engine, store.versions_of, [number])
        before = read(self.engine, store.as_of, undone.language, versions[0].id - 1)
        changes = [self._restoring(each, before.get(each.prompt)) for each in versions]
        reason = Sentence("undo of publish {number}: {reason}", number=number, reason=undone.reason)
        return self.publish(undone.language, changes, reason, timetable, now, undoes=number)

    def history(self, language: str, prompt: str) -> list[Version]:
        """Return all published versions of a sentence, latest first."""
        return read(self.engine, store.versions, language, prompt)

    def _restoring(self, version: Version, was: Version | None) -> Change:
        """Return the change that restores what a version has replaced. Who confirmed that still did."""
        if was is None or was.sentence is None:
            return Change(version.prompt, None, version.source, True, self.author, version.id)
        return Change(version.prompt, was.sentence, was.source, was.draft, was.author, version.id)

    def _known(self, language: str, prompt: str) -> Collection:
        collection = self.book.editable()
        if language not in LANGUAGES or prompt not in collection.english:
            what = Sentence("{prompt} in {language}", prompt=prompt, language=language)
            raise PromptsError(what, [Sentence("there is no such prompt")])
        return collection

    def _mine(self, connection: Connection, language: str) -> dict[str, Drafted]:
        found = words.drafted(connection, language)
        return {each.change.prompt: each for each in found if each.change.author == self.author}

    def _check_seen(self, connection: Connection, language: str, changes: Sequence[Change]) -> None:
        present = store.as_of(connection, language)
        newer = [present.get(each.prompt) for each in changes if each.seen != _number(present.get(each.prompt))]
        if newer:
            raise _conflict(*(changed_since(each) for each in newer if each))

    def _remove_published(self, connection: Connection, language: str, tokens: Mapping[str, str]) -> None:
        mine = self._mine(connection, language)
        if gone := [prompt for prompt, token in tokens.items() if prompt not in mine or mine[prompt].token != token]:
            raise _conflict(*map(_elsewhere, gone))
        words.remove(connection, language, self.author, tokens)

    def _note(self, connection: Connection, made: Publish, changes: Sequence[Change]) -> None:
        for each in changes:
            act = Act.SENTENCE_EDITED if each.draft else Act.SENTENCE_CONFIRMED
            act = Act.SENTENCE_REVERTED if each.sentence is None else act
            audit.note(connection, made.at, self.author, act, f"{made.language}: {each.prompt}", each.sentence or "")
        what = Sentence("words of {language}, publish {number}", language=made.language, number=made.number)
        act = Act.PUBLISHED if made.undoes is None else Act.ROLLED_BACK
        audit.note(connection, made.at, self.author, act, what, made.reason)


def changed_since(theirs: Version) -> Sentence:
    """Return the sentence that says who has published a version meanwhile."""
    if theirs.sentence is None:
        return Sentence(
            "{author} has restored the default of {prompt} since", prompt=theirs.prompt, author=theirs.author
        )
    return Sentence(
        "{author} has changed {prompt} since, to {text}",
        prompt=theirs.prompt,
        author=theirs.author,
        text=repr(theirs.sentence),
    )


def _is_in_use(change: Change, language: str, collection: Collection) -> bool:
    """Whether a change is of no effect."""
    ours = collection.sentences[language]
    built_in = shipped().sentences[language].by_id[change.prompt]
    is_draft = change.prompt in ours.drafts
    return (change.sentence or built_in) == ours.by_id[change.prompt] and (change.draft or not is_draft)


def _same(one: Change, other: Change) -> bool:
    return one == replace(other, seen=one.seen)


def _number(version: Version | None) -> int:
    return version.id if version else 0


def _conflict(*problems: Sentence) -> SentenceConflictError:
    return SentenceConflictError(Sentence("edited meanwhile"), problems)


def _elsewhere(prompt: str) -> Sentence:
    return Sentence("{prompt}: your draft was changed in another window. Look at it again.", prompt=prompt)


def _otherwise(prompt: str) -> Sentence:
    return Sentence("{prompt}: your draft has another sentence. Publish or discard it first.", prompt=prompt)


def _words_of(language: str) -> Sentence:
    return Sentence("words of {language}", language=language)
