"""The book of prompts in force, kept at hand: what ships, and what was edited and recorded since."""

import logging
from functools import cache

from sqlalchemy import Engine

from ivr.service.live import Live
from ivr.store import prompts as sentences
from ivr.store import recordings
from ivr.store.db import read, snapshot
from ivr.store.patience import PATIENCE, Patience
from prompts import Book, Collection, Recording, load_collection
from prompts.collection import Edit, Take, amended
from prompts.recordings import Kind

log = logging.getLogger(__name__)


@cache
def shipped() -> Collection:
    """What ships; it is read once in a process, since that takes a while.

    Raises:
        CatalogueError, ManifestError: it can't be used.
    """
    return load_collection()


class LiveBook(Live):
    """What is said and written now. A caller asks once in a request, and so sees one book, whole."""

    def __init__(self, engine: Engine, patience: Patience = PATIENCE) -> None:
        super().__init__(engine, "the book of prompts", patience)
        self._state: tuple[tuple[int, ...], Collection] = ((), shipped())
        self._unused: frozenset[str] = frozenset()

    def __call__(self) -> Book:
        """The book in force, from memory."""
        return self._state[1].book

    @property
    def collection(self) -> Collection:
        """The sentences and recordings that the book in force was made from."""
        return self._state[1]

    def fresh(self) -> Collection:
        """What the database has at this moment, for whoever edits it.

        Raises:
            SQLAlchemyError: the database does not answer.
        """
        self._look()
        return self._state[1]

    def recording(self, name: str) -> Recording | None:
        """A recording that is in memory, by the name under which it is served; also one that ships and was replaced."""
        return self._state[1].by_name.get(name) or shipped().by_name.get(name)

    def _look(self) -> None:
        with snapshot(self._engine) as connection:
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
        collection = amended(shipped(), edits, takes, spoken)
        _ = collection.book, collection.by_name  # made here, not while somebody waits
        self._state = (stamp, collection)
        self._tell(collection)

    def _tell(self, collection: Collection) -> None:
        unused = frozenset(f"{language}: {why}" for (language, _), why in collection.unused.items())
        for each in sorted(unused - self._unused):
            log.warning("an edited sentence is not used, the one that ships serves: %s", each)
        self._unused = unused


def former_recording(engine: Engine, name: str) -> Recording | None:
    """A recording from the database, by the name under which it is served; also one that was replaced or removed."""
    if (found := read(engine, recordings.find, name)) is None:
        return None
    row, audio = found
    return Recording(row.language, row.text, audio, row.seconds)
