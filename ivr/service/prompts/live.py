"""The book of prompts in use, cached in memory: the built-in prompts with the edits and recordings of the console."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from sqlalchemy import Engine, ScalarSelect

from ivr.service.live import Live
from ivr.store import prompts as sentences
from ivr.store import recordings
from ivr.store.db import read, snapshot
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


class LiveBook(Live):
    """The book of prompts in use. A request calls it once, and uses that book throughout.

    ``voices`` are the carrier's; Twilio's by default.
    """

    def __init__(
        self, engine: Engine, patience: Patience = PATIENCE, voices: Mapping[str, Voice] = VOICES["twilio"]
    ) -> None:
        super().__init__(engine, "the book of prompts", patience)
        self.voices = voices
        self._shipped = replace(shipped(), voices=voices)
        self._state: tuple[tuple[int, ...], Collection] = ((), self._shipped)
        self._unused: frozenset[str] = frozenset()

    def __call__(self) -> Book:
        """Return the book in use, from memory."""
        return self._state[1].book

    @property
    def collection(self) -> Collection:
        """The sentences and recordings that the book in use was made from."""
        return self._state[1]

    @property
    def revision(self) -> int:
        """How many changes of sentences, recordings and spoken languages the book in use has; it only grows."""
        return sum(self._state[0])

    def fresh(self) -> Collection:
        """Read the current state of the database, for editing, and return it.

        Raises:
            SQLAlchemyError: the database does not answer.
        """
        self._look()
        return self._state[1]

    def recording(self, name: str) -> Recording | None:
        """Return a recording in memory by the name under which it is served, or None. Includes all built-in ones."""
        return self._state[1].by_name.get(name) or shipped().by_name.get(name)

    def marks(self) -> Sequence[ScalarSelect[int]]:
        """Return what changes with the book."""
        return recordings.marks()

    def _look(self) -> None:
        with snapshot(self.engine) as connection:
            before, known = self._state
            stamp = recordings.stamp(connection)
            if stamp == before:
                return
            edits = [
                Edit(each.language, each.prompt, each.sentence, each.source, each.draft)
                for each in sentences.latest(connection)
                if each.sentence is not None
            ]
            rows = [row for row in recordings.latest(connection) if row.name and row.kind in list(Kind)]
            names = {row.name for row in rows if row.name}
            missing = names - known.by_name.keys()
            audio = recordings.sounds(connection, missing) if missing else {}
            spoken = recordings.speaks(connection)
        audio |= {name: known.by_name[name].audio for name in names - missing}
        takes = [
            Take(row.clip, Recording(row.language, row.text, audio[row.name], row.seconds, Kind(row.kind)))
            for row in rows
            if row.name in audio
        ]
        collection = amended(self._shipped, edits, takes, spoken)
        _ = collection.book, collection.by_name  # cached properties; computed here and not in a request
        self._state = (stamp, collection)
        self._tell(collection)

    def _tell(self, collection: Collection) -> None:
        unused = frozenset(f"{language}: {why}" for (language, _), why in collection.unused.items())
        for each in sorted(unused - self._unused):
            log.warning("an edited sentence is not used, the default is: %s", each)
        self._unused = unused


def former_recording(engine: Engine, name: str) -> Recording | None:
    """Return a recording from the database by the name under which it is served, even if replaced or removed."""
    if (found := read(engine, recordings.find, name)) is None:
        return None
    row, audio = found
    return Recording(row.language, row.text, audio, row.seconds)
