"""The sentences of a language as its page lists them: in the order of a call, with drafts, searched and filtered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ivr.service.prompts.live import shipped
from ivr.service.prompts.problems import states_of
from ivr.store.words import Drafted
from prompts import Collection
from prompts.folding import fold
from prompts.order import Group, group_of, in_order
from prompts.status import State, Text, Voice
from schedules import Directory


class Show(StrEnum):
    """What a page is limited to."""

    ALL = ""
    CHANGED = "changed"
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    OUTDATED = "outdated"
    MISSING = "missing"
    SYNTHETIC = "synthetic"
    RECORDED = "recorded"


@dataclass(frozen=True)
class Entry:
    """A sentence of a language.

    Attributes:
        english: the English sentence that it translates.
        sentence: the one in use.
        state: how it was confirmed and how it is spoken.
        outdated: an edited sentence is not used, since it translates other English.
        own: the reader's draft of it.
        others: the drafts of colleagues.
    """

    prompt: str
    english: str
    sentence: str
    state: State
    outdated: bool
    own: Drafted | None
    others: tuple[Drafted, ...]

    @property
    def group(self) -> Group:
        """Where callers meet it."""
        return group_of(self.prompt)

    @cached_property
    def _folded(self) -> str:
        drafts = [each.change.sentence or "" for each in (self.own, *self.others) if each]
        return "\n".join(map(fold, (self.english, self.sentence, *drafts, self.prompt)))

    def matches(self, query: str, show: Show) -> bool:
        """Whether it has the words of ``query`` in either language, whatever their accents, and is of a kind."""
        return fold(query) in self._folded and self._is(show)

    def _is(self, show: Show) -> bool:
        match show:
            case Show.ALL:
                return True
            case Show.CHANGED:
                return self.own is not None or bool(self.others)
            case Show.DRAFT | Show.CONFIRMED:
                return self.state.text is (Text.DRAFT if show is Show.DRAFT else Text.CONFIRMED)
            case Show.OUTDATED:
                return self.outdated
            case Show.MISSING | Show.SYNTHETIC | Show.RECORDED:
                return self.state.voice is Voice[show.name]


def entries(
    language: str, collection: Collection, directory: Directory, drafted: Iterable[Drafted], reader: str
) -> list[Entry]:
    """Return all sentences of a language in the order in which callers meet them."""
    states, by_id = states_of(language, collection, directory), collection.sentences[language].by_id
    english = collection.english if language == "en" else collection.sentences["en"].by_id
    drafts: dict[str, list[Drafted]] = {}
    for each in drafted:
        drafts.setdefault(each.change.prompt, []).append(each)
    return [
        Entry(
            prompt,
            english[prompt],
            by_id[prompt],
            states[prompt],
            (language, prompt) in collection.unused,
            next((each for each in drafts.get(prompt, ()) if each.change.author == reader), None),
            tuple(each for each in drafts.get(prompt, ()) if each.change.author != reader),
        )
        for prompt in in_order(by_id)
    ]


def neighbours(entries_: Sequence[Entry], prompt: str, query: str, show: Show) -> tuple[str | None, str | None]:
    """Return the prompts before and after one in the list that a reader has chosen; the one itself may not be in it."""
    chosen = [each.prompt for each in entries_ if each.prompt == prompt or each.matches(query, show)]
    place = chosen.index(prompt)
    return (chosen[place - 1] if place else None), (chosen[place + 1] if place + 1 < len(chosen) else None)


def drafted_words(language: str, each: Drafted) -> str:
    """Return the words of a draft; those of the built-in sentence, if it restores that."""
    change = each.change
    return shipped().sentences[language].by_id.get(change.prompt, "") if change.sentence is None else change.sentence
