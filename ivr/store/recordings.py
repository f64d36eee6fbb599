"""Storage of recordings. Rows are only added; the last row of the same words in a language is the current one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, ScalarSelect, func, insert, select

from ivr.store.db import lock
from ivr.store.tables import recordings, sentences, spoken, word_plans


@dataclass(frozen=True, slots=True)
class Row:
    """A recording of a clip, without its sound.

    Attributes:
        text: the recorded words.
        name: the name under which the sound is served; None if the row removes the recording of these words.
        kind: the sound format.
        seconds: the duration.
    """

    id: int
    language: str
    clip: str
    text: str
    name: str | None
    kind: str
    seconds: float
    author: str
    at: datetime


_COLUMNS = [recordings.c[each.name] for each in fields(Row)]


def stamp(connection: Connection) -> tuple[int, ...]:
    """Return a value that changes with sentences, recordings, spoken languages and plans of words; a cheap query."""
    return tuple(number or 0 for number in connection.execute(select(*marks())).one())


def marks() -> list[ScalarSelect[int]]:
    """Return the queries of a :func:`stamp`, one for each number."""
    highest = [func.max(each) for each in (sentences.c.id, recordings.c.id, spoken.c.id, word_plans.c.number)]
    ended = [func.count(each) for each in (word_plans.c.withdrawn_at, word_plans.c.stored_at)]
    return [select(each).scalar_subquery() for each in (*highest, *ended)]


def latest(connection: Connection) -> list[Row]:
    """Return the current row of all words that were ever recorded, in the order of recording."""
    last = select(func.max(recordings.c.id)).group_by(recordings.c.language, recordings.c.text)
    query = select(*_COLUMNS).where(recordings.c.id.in_(last)).order_by(recordings.c.id)
    return [Row(*row) for row in connection.execute(query)]


def current(connection: Connection, language: str, text: str) -> Row | None:
    """Return the current row of words, for a change of them: other writers wait until the transaction ends."""
    lock(connection, recordings)
    of = (recordings.c.language == language, recordings.c.text == text)
    query = select(*_COLUMNS).where(*of).order_by(recordings.c.id.desc()).limit(1)
    found = connection.execute(query).one_or_none()
    return Row(*found) if found else None


def history(connection: Connection, language: str, clip: str) -> list[Row]:
    """Return all rows of a clip, latest first."""
    of = (recordings.c.language == language, recordings.c.clip == clip)
    return [Row(*row) for row in connection.execute(select(*_COLUMNS).where(*of).order_by(recordings.c.id.desc()))]


def sounds(connection: Connection, names: Collection[str]) -> dict[str, bytes]:
    """Return the sounds of recordings, by name."""
    columns = (recordings.c.name, recordings.c.audio)
    found = connection.execute(select(*columns).where(recordings.c.name.in_(names)))
    return {row.name: row.audio for row in found}


def find(connection: Connection, name: str) -> tuple[Row, bytes] | None:
    """Return a recording and its sound by name, even if it was replaced or removed; None if there is none."""
    query = select(*_COLUMNS, recordings.c.audio).where(recordings.c.name == name).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else (Row(*row[:-1]), row[-1])


def append(
    connection: Connection,
    language: str,
    clip: str,
    text: str,
    author: str,
    now: datetime,
    *,
    name: str | None = None,
    kind: str = "",
    seconds: float = 0.0,
    audio: bytes | None = None,
) -> None:
    """Add a recording of a clip. Without ``audio`` the new row removes the recording of these words."""
    lock(connection, recordings)
    row = {"language": language, "clip": clip, "text": text, "name": name, "kind": kind, "seconds": seconds}
    connection.execute(insert(recordings).values(**row, author=author, at=now, audio=audio))


def speaks(connection: Connection) -> Mapping[str, bool]:
    """Return, by language, the stored choice whether it is spoken from recordings."""
    rows = connection.execute(select(spoken.c.language, spoken.c.spoken).order_by(spoken.c.id))
    return {row.language: row.spoken for row in rows}


def speak(connection: Connection, language: str, is_spoken: bool, author: str, now: datetime) -> None:
    """Store whether a language is spoken from recordings."""
    lock(connection, spoken)
    connection.execute(insert(spoken).values(language=language, spoken=is_spoken, author=author, at=now))
