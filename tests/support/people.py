"""Callers and far ends for tests."""

import threading
from collections.abc import Callable, Sequence

from sqlalchemy import Engine, func, select

from ivr.phone.events import Event, FarEnd, Heard, Pressed, Rang, Wait
from ivr.store.tables import outbox
from prompts import LANGUAGES
from prompts.languages import MORE_KEY, Menu
from tests.support.waiting import PATIENCE


class Person:
    """Presses one given key each time the service waits, then stays silent. Lines answer with ``ends`` in order."""

    def __init__(self, keys: Sequence[str] = (), ends: Sequence[FarEnd] = (), otherwise: FarEnd | None = None) -> None:
        self._keys = list(keys)
        self._ends = list(ends)
        self._otherwise = otherwise or FarEnd()

    def press(self, wait: Wait) -> str | None:
        return self._keys.pop(0) if self._keys else ""

    def answer(self, target: str) -> FarEnd:
        return self._ends.pop(0) if self._ends else self._otherwise


NOBODY_ANSWERS = FarEnd("no-answer", 0)


def keys_for(language: str) -> list[str]:
    """Return the keys that choose a language."""
    chosen = LANGUAGES[language]
    return [chosen.key] if chosen.menu is Menu.FIRST else [MORE_KEY, chosen.key]


def rang(events: Sequence[Event]) -> list[str]:
    """Return the dialled numbers in order."""
    return [event.target for event in events if isinstance(event, Rang)]


def heard(events: Sequence[Event]) -> list[str]:
    """Return the sentences, each with its language tag."""
    return [f"{event.tag} {event.text}" for event in events if isinstance(event, Heard)]


def heard_after(events: Sequence[Event], wanted: Callable[[Event], bool]) -> list[str]:
    """Return the sentences after the first event that matches."""
    place = next(index for index, event in enumerate(events) if wanted(event))
    return heard(events[place:])


def pressed(keys: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, Pressed) and event.keys == keys


def join_background_work() -> None:
    """Wait until background threads have ended, so that no database connection outlives its test."""
    for thread in threading.enumerate():
        if "(_run)" in thread.name and thread.is_alive():  # skip threads that are not started yet
            thread.join(PATIENCE)


def promised(engine: Engine) -> int:
    """Count the texts in the outbox in any state."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(outbox)) or 0
