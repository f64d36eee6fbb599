"""Edited sentences as they are kept: rows are only added, and the last one of a prompt in a language counts."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from ivr.store.db import lock
from ivr.store.revisions import StaleError
from ivr.store.tables import sentences


@dataclass(frozen=True, slots=True)
class Version:
    """What a sentence became. ``sentence`` is None where the one that ships was put back."""

    id: int
    language: str
    prompt: str
    sentence: str | None
    source: str
    draft: bool
    author: str
    at: datetime


_COLUMNS = [sentences.c[each.name] for each in fields(Version)]


def latest(connection: Connection) -> list[Version]:
    """The last version of every sentence that was ever edited."""
    last = select(func.max(sentences.c.id)).group_by(sentences.c.language, sentences.c.prompt)
    return [Version(*row) for row in connection.execute(select(*_COLUMNS).where(sentences.c.id.in_(last)))]


def versions(connection: Connection, language: str, prompt: str) -> list[Version]:
    """All versions of one sentence, latest first."""
    of = (sentences.c.language == language, sentences.c.prompt == prompt)
    query = select(*_COLUMNS).where(*of).order_by(sentences.c.id.desc())
    return [Version(*row) for row in connection.execute(query)]


def as_of(connection: Connection, language: str, number: int) -> dict[str, Version]:
    """The versions of a language's sentences that counted when ``number`` was the highest, by prompt."""
    of = (sentences.c.language == language, sentences.c.id <= number)
    rows = connection.execute(select(*_COLUMNS).where(*of).order_by(sentences.c.id))
    return {version.prompt: version for version in (Version(*row) for row in rows)}


def highest(connection: Connection) -> int:
    """The number of the latest version of any sentence."""
    return connection.scalar(select(func.max(sentences.c.id))) or 0


def append(
    connection: Connection,
    language: str,
    prompt: str,
    sentence: str | None,
    source: str,
    author: str,
    now: datetime,
    *,
    draft: bool,
    seen: int,
) -> None:
    """Add a version after the one that was ``seen`` (0: none).

    Raises:
        StaleError: somebody else has added one meanwhile.
    """
    lock(connection, sentences)  # so that rows appear in the order of their numbers
    of = (sentences.c.language == language, sentences.c.prompt == prompt)
    if (connection.scalar(select(func.max(sentences.c.id)).where(*of)) or 0) != seen:
        raise StaleError
    row = {"language": language, "prompt": prompt, "sentence": sentence, "source": source}
    connection.execute(insert(sentences).values(**row, draft=draft, author=author, at=now))
