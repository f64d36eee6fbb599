"""The book of prompts in use, cached in memory: the built-in prompts with the edits and recordings of the console.

Words that are planned for a moment are cached too, so that they take effect on time in every process, in the same
second as a revision of the schedule that is planned for that moment.
"""

import logging
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Engine, ScalarSelect

from ivr.clock import Clock, SystemClock
from ivr.service.live import Live
from ivr.store import prompts as sentences
from ivr.store import recordings, word_plans
from ivr.store.db import read, snapshot, write
from ivr.store.patience import PATIENCE, Patience
from prompts import Book, Collection, Recording, load_collection
from prompts.collection import Edit, Take, amended
from prompts.recordings import Kind
from prompts.voices import VOICES, Voice

log = logging.getLogger(__name__)


@cache
def shipped() -> Collection:
    """Load the built-in sentences and recordings. They are cached, because loading is slow.

    Raises:
        CatalogueError, ManifestError: they are invalid.
    """
    return load_collection()


@dataclass(frozen=True)
class _State:
    """What was read: the collection in use, and those that replace it, with the moment of each, in order."""

    stamp: tuple[int, ...]
    collection: Collection
    planned: Sequence[tuple[datetime, Collection]] = ()

    def at(self, now: datetime) -> Collection:
        begun = bisect_right([moment for moment, _ in self.planned], now)
        return self.planned[begun - 1][1] if begun else self.collection

    def recording(self, name: str) -> Recording | None:
        """Return a recording of any of them by its name, or None."""
        collections = (self.collection, *(each for _, each in self.planned))
        return next((each.by_name[name] for each in collections if name in each.by_name), None)


class LiveBook(Live):
    """The books of prompts, by the time when they take effect. A request asks once, and uses that book throughout.

    ``voices`` are the carrier's; Twilio's by default. By ``clock`` it is decided which book is edited.
    """

    def __init__(
        self,
        engine: Engine,
        patience: Patience = PATIENCE,
        voices: Mapping[str, Voice] = VOICES["twilio"],
        clock: Clock | None = None,
    ) -> None:
        super().__init__(engine, "the book of prompts", patience)
        self.voices = voices
        self._clock = clock or SystemClock()
        self._shipped = replace(shipped(), voices=voices)
        self._state = _State((), self._shipped)
        self._unused: frozenset[str] = frozenset()

    def at(self, now: datetime) -> Book:
        """Return the book in force at a moment, from memory."""
        return self._state.at(now).book

    def since(self, now: datetime) -> datetime | None:
        """Return when the planned words in force at a moment took effect; None if those in force were not planned."""
        return max((moment for moment, _ in self._state.planned if moment <= now), default=None)

    def changes(self, now: datetime) -> datetime | None:
        """Return when planned words take effect next; None if there are none."""
        return min((moment for moment, _ in self._state.planned if moment > now), default=None)

    def collection_at(self, now: datetime) -> Collection:
        """Return the sentences and recordings that the book in force at a moment was made from."""
        return self._state.at(now)

    @property
    def collection(self) -> Collection:
        """The sentences and recordings in force now."""
        return self.collection_at(self._clock.now())

    @property
    def revision(self) -> int:
        """How many changes of sentences, recordings and spoken languages the book has; it only grows."""
        return sum(self._state.stamp)

    def fresh(self) -> Collection:
        """Read the current state of the database, and return it.

        Raises:
            SQLAlchemyError: the database does not answer.
        """
        self._look()
        return self.collection

    def editable(self) -> Collection:
        """Read the current state of the database, for editing, and return it.

        Planned words whose moment has come are stored as published first, so that they have versions to edit.

        Raises:
            SQLAlchemyError: the database does not answer.
        """
        now = self._clock.now()
        if read(self.engine, word_plans.is_due, now):
            write(self.engine, word_plans.settle, now)
        return self.fresh()

    def recording(self, name: str) -> Recording | None:
        """Return a recording in memory by the name under which it is served, or None. Includes all built-in ones."""
        return self._state.recording(name) or shipped().by_name.get(name)

    def marks(self) -> Sequence[ScalarSelect[int]]:
        """Return what changes with the book."""
        return recordings.marks()

    def _look(self) -> None:
        with snapshot(self.engine) as connection:
            stamp = recordings.stamp(connection)
            if stamp == self._state.stamp:
                return
            edits = {
                (each.language, each.prompt): Edit(each.language, each.prompt, each.sentence, each.source, each.draft)
                for each in sentences.latest(connection)
                if each.sentence is not None
            }
            takes = self._takes(connection)
            spoken = dict(recordings.speaks(connection))
            plans = word_plans.standing(connection)
        collection = amended(self._shipped, edits.values(), takes, spoken)
        planned = []
        for plan in plans:
            _lay_over(edits, plan)
            spoken |= plan.spoken
            planned.append((plan.effective_at, amended(self._shipped, edits.values(), takes, spoken)))
        for each in (collection, *(after for _, after in planned)):
            _ = each.book, each.by_name  # cached properties; computed here and not in a request
        self._state = _State(stamp, collection, planned)
        self._tell(collection)

    def _takes(self, connection: Connection) -> list[Take]:
        """Return the recordings that were made in the console. Sounds that are in memory are not read again."""
        rows = [row for row in recordings.latest(connection) if row.name and row.kind in list(Kind)]
        names = {row.name for row in rows if row.name}
        known = {name: found for name in names if (found := self._state.recording(name))}
        missing = names - known.keys()
        audio = recordings.sounds(connection, missing) if missing else {}
        audio |= {name: found.audio for name, found in known.items()}
        return [
            Take(row.clip, Recording(row.language, row.text, audio[row.name], row.seconds, Kind(row.kind)))
            for row in rows
            if row.name in audio
        ]

    def _tell(self, collection: Collection) -> None:
        unused = frozenset(f"{language}: {why}" for (language, _), why in collection.unused.items())
        for each in sorted(unused - self._unused):
            log.warning("an edited sentence is not used, the default is: %s", each)
        self._unused = unused


def _lay_over(edits: dict[tuple[str, str], Edit], plan: word_plans.WordPlan) -> None:
    """Make the changes of a plan."""
    for language, changes in plan.words.items():
        for each in changes:
            edits.pop((language, each.prompt), None)
            if each.sentence is not None:
                edits[language, each.prompt] = Edit(language, each.prompt, each.sentence, each.source, each.draft)


def former_recording(engine: Engine, name: str) -> Recording | None:
    """Return a recording from the database by the name under which it is served, even if replaced or removed."""
    if (found := read(engine, recordings.find, name)) is None:
        return None
    row, audio = found
    return Recording(row.language, row.text, audio, row.seconds)
