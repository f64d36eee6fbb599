"""Words for a moment: a person's drafted sentences of all languages, and switches of spoken languages, planned as one.

A plan is immutable. It is withdrawn, or takes effect in every process at its moment (:mod:`ivr.store.word_plans`). It
never keeps anybody from publishing a sentence at once; from its moment on its own sentences hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from ivr.service.prompts.editor import SentenceConflictError, SentenceEditor, changed_since
from ivr.service.prompts.mistakes import check, check_filled, check_reason
from ivr.service.prompts.problems import PromptsError
from ivr.service.schedule.plans import Proposal
from ivr.store import prompts as store
from ivr.store import word_plans, words
from ivr.store.db import read, writing
from ivr.store.word_plans import WordPlan
from ivr.store.words import Drafted
from prompts import LANGUAGES
from prompts.collection import RECORDED
from schedules import Timetable
from sentences import Sentence


@dataclass(frozen=True)
class PlannedWords:
    """What is to be planned: drafted sentences by language, and whether languages are spoken from recordings."""

    drafted: Mapping[str, list[Drafted]]
    spoken: Mapping[str, bool] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """How many sentences there are."""
        return sum(map(len, self.drafted.values()))


@dataclass(frozen=True)
class WordPlanner:
    """Plans words for the author of an editor."""

    editor: SentenceEditor

    def standing(self) -> list[WordPlan]:
        """Return the plans that wait, in the order in which they take effect."""
        return read(self.editor.engine, word_plans.standing)

    def drafted(self) -> dict[str, list[Drafted]]:
        """Return the sentences of the author's draft, by language; languages without any are missing."""
        own = {language: [*self.editor.own(language).values()] for language in LANGUAGES}
        return {language: found for language, found in own.items() if found}

    def plan(self, planned: PlannedWords, reason: str, timetable: Timetable, now: datetime, at: datetime) -> WordPlan:
        """Plan words for a moment. ``timetable`` is the one in force then.

        Raises:
            PromptsError: there is nothing to plan, the moment is past, the reason is invalid, a sentence has a mistake
                or something to fill in, or a language has no recordings.
            SentenceConflictError: a sentence was edited meanwhile.
        """
        if at < now:
            raise _refused(Sentence("the start time is in the past"))
        self.check(planned, reason, timetable, at)
        with writing(self.editor.engine) as connection:
            return self.store(connection, planned, reason, now, at)

    def check(self, planned: PlannedWords, reason: str, timetable: Timetable, at: datetime) -> None:
        """Raise PromptsError if words can't be planned; see :meth:`plan`."""
        check_reason(reason, _WHAT)
        if not planned.drafted and not planned.spoken:
            raise _refused(Sentence("no sentence is chosen"))
        if others := planned.spoken.keys() - set(RECORDED):
            raise _refused(*(Sentence("{language} needs no recordings", language=each) for each in sorted(others)))
        self.editor.book.editable()
        collection = self.editor.book.collection_at(at)
        for language, drafted in planned.drafted.items():
            changes = [each.change for each in drafted]
            check_filled(language, changes)
            if wrong := check(language, changes, collection, timetable).mistakes:
                raise PromptsError(Sentence("words of {language}", language=language), wrong)

    def store(
        self, connection: Connection, planned: PlannedWords, reason: Sentence | str, now: datetime, at: datetime
    ) -> WordPlan:
        """Store words that were checked, and remove them from the author's draft.

        Raises:
            SentenceConflictError: a sentence was edited meanwhile.
        """
        store.lock_sentences(connection)
        words.lock_drafts(connection)
        for language, drafted in planned.drafted.items():
            self._check_unchanged(connection, language, drafted)
            words.remove(connection, language, self.editor.author, [each.change.prompt for each in drafted])
        changes = {language: [each.change for each in drafted] for language, drafted in planned.drafted.items()}
        return word_plans.add(connection, changes, planned.spoken, self.editor.author, reason, now, at)

    def along(self, planned: PlannedWords, reason: str, now: datetime) -> "_Along":
        """Return what plans words together with a draft of the schedule that is published for the same moment."""
        return _Along(self, planned, reason, now)

    def withdraw(self, number: int, now: datetime) -> None:
        """Withdraw a plan. Its sentences are in the draft of their author again, unless that has others by now.

        Raises:
            PromptsError: there is no such plan, or its moment has come.
        """
        with writing(self.editor.engine) as connection:
            words.lock_drafts(connection)
            plan = next((each for each in word_plans.standing(connection) if each.number == number), None)
            if plan is None or not word_plans.withdraw(connection, number, self.editor.author, now):
                raise _refused(Sentence("words, plan {number}: it does not wait any more", number=number))
            for language, changes in plan.words.items():
                there = {(each.change.author, each.change.prompt) for each in words.drafted(connection, language)}
                for change in changes:
                    if (change.author, change.prompt) not in there:
                        words.save(connection, language, change, now)

    def _check_unchanged(self, connection: Connection, language: str, drafted: list[Drafted]) -> None:
        present, tokens = (
            store.as_of(connection, language),
            {each.token for each in words.drafted(connection, language)},
        )
        newer = [present.get(each.change.prompt) for each in drafted if _newer(each, present)]
        wrong = [changed_since(each) for each in newer if each]
        if any(each.token not in tokens for each in drafted):
            wrong.append(Sentence("your draft was changed in another window. Look at it again."))
        if wrong:
            raise SentenceConflictError(Sentence("words of {language}", language=language), wrong)


@dataclass(frozen=True)
class _Along:
    """Plans words in the transaction that publishes a draft of the schedule."""

    planner: WordPlanner
    planned: PlannedWords
    reason: str
    now: datetime

    def __call__(self, connection: Connection, proposal: Proposal) -> WordPlan:
        return self.planner.store(connection, self.planned, self.reason, self.now, proposal.at)


_WHAT = Sentence("words for a moment")


def _newer(drafted: Drafted, present: Mapping[str, store.Version]) -> bool:
    there = present.get(drafted.change.prompt)
    return drafted.change.seen != (there.id if there else 0)


def _refused(*problems: Sentence) -> PromptsError:
    return PromptsError(_WHAT, problems)
