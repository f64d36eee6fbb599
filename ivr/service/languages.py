"""The languages that callers last chose, copied to memory, so that the first answer of a call needs no question.

The copy follows the database as the schedule does. It is bounded: of the callers who were seen last. Someone who is
not in it is unknown only if nobody was left out; else the database is asked.
"""

import threading
import time
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from sys import intern
from typing import Any

from sqlalchemy import Engine, ScalarSelect
from sqlalchemy.exc import SQLAlchemyError

from ivr.clock import Clock
from ivr.service.live import Live
from ivr.store import languages as store
from ivr.store.db import read, snapshot
from ivr.store.patience import PATIENCE, Patience

MOST = 100_000
"""Callers in memory; some 10 MB."""
_LATE = timedelta(seconds=15)
"""A recorder stores a language after it was chosen, and clocks differ. What comes later still is found when all is
read again."""
_APART = 1.0
"""Fewest seconds between two looks, since each one reads the callers of 15 seconds."""
_ALL_AGAIN = 3600.0
"""Seconds after which all is read again."""


class Languages(Live):
    """The languages that callers last chose; at most ``most`` of them."""

    def __init__(self, engine: Engine, clock: Clock, patience: Patience = PATIENCE, most: int = MOST) -> None:
        super().__init__(engine, "the languages of callers", patience, _LATE.total_seconds(), _APART)
        self._clock = clock
        self._most = most
        self._changing = threading.Lock()
        self._copy = _Copy(most)
        self._read_at: datetime | None = None  # None: all is to be read
        self._entry = 0
        self._all_again = 0.0

    def find(self, hashes: Collection[str]) -> tuple[bool, str | None]:
        """Return whether it is certain what a caller last chose, and the language; None: nothing.

        ``hashes`` are those of the caller's number, that by the current key first.
        """
        return self._copy.find(hashes) if self.is_current else (False, None)

    def learn(self, callers: Collection[str]) -> None:
        """Read what is stored of some callers, whose languages this process has just stored or forgotten.

        It is read, not passed: what another process has stored or forgotten since counts.
        """
        with self._changing:
            if self._read_at is None:
                return  # all is read soon
            try:
                self._copy.put(read(self.engine, store.of, callers))
            except SQLAlchemyError:
                self._copy, self._read_at = _Copy(0), None

    def marks(self) -> Sequence[ScalarSelect[Any]]:
        """Return what changes with the languages."""
        return store.marks()

    def _meanwhile(self) -> None:
        if self._read_at is None or time.monotonic() >= self._all_again:
            self._read_at = None
            self.refresh()

    def _look(self) -> None:
        with self._changing, snapshot(self.engine) as connection:
            now, before = self._clock.now(), self._entry
            self._entry = store.last_entry(connection)
            if self._read_at is None or store.deleted_since(connection, before):
                copy = _Copy(self._most)
                copy.put(store.latest(connection, self._most + 1))
                self._copy, self._all_again = copy, time.monotonic() + _ALL_AGAIN
            else:
                self._copy.put(store.since(connection, self._read_at - _LATE))
            self._read_at = now


class _Copy:
    """Languages by the first eight bytes of the keyed hashes of callers, which none of some million callers shares."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._languages: dict[int, str] = {}
        self._is_whole = most > 0

    def find(self, hashes: Collection[str]) -> tuple[bool, str | None]:
        for each in hashes:
            if language := self._languages.get(_key(each)):
                return True, language
        return self._is_whole, None

    def put(self, learnt: store.Learnt) -> None:
        """Replace what is known of some callers; those for whom there is no place are asked for."""
        for caller, language in learnt:
            key = _key(caller)
            if language is None:
                self._languages.pop(key, None)
            elif key in self._languages or len(self._languages) < self._most:
                self._languages[key] = intern(language)
            else:
                self._is_whole = False


def _key(caller: str) -> int:
    return int(caller[:16], 16)
