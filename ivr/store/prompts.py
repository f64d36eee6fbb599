"""Storage of edited sentences. Rows are only added; the last row of a prompt in a language is the current version."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from ivr.store.db import lock
from ivr.store.revisions import StaleError
from ivr.store.tables import sentences


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a sentence.

    Attributes:
        sentence: None if the version restores the built-in sentence.
        source: the English sentence of which this is a translation.
        draft: whether the version is not confirmed yet.
    """

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
    """Return the current version of every sentence that was ever edited."""
    last = select(func.max(sentences.c.id)).group_by(sentences.c.language, sentences.c.prompt)
    return [Version(*row) for row in connection.execute(select(*_COLUMNS).where(sentences.c.id.in_(last)))]


def versions(connection: Connection, language: str, prompt: str) -> list[Version]:
    """Return all versions of one sentence, latest first."""
    of = (sentences.c.language == language, sentences.c.prompt == prompt)
    query = select(*_COLUMNS).where(*of).order_by(sentences.c.id.desc())
    return [Version(*row) for row in connection.execute(query)]


def as_of(connection: Connection, language: str, number: int) -> dict[str, Version]:
    """Return, by prompt, the versions of a language's sentences that were current when ``number`` was the highest."""
    of = (sentences.c.language == language, sentences.c.id <= number)
    rows = connection.execute(select(*_COLUMNS).where(*of).order_by(sentences.c.id))
    return {version.prompt: version for version in (Version(*row) for row in rows)}


def highest(connection: Connection) -> int:
    """Return the number of the latest version of any sentence; 0 if there is none."""
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
    """Add a version of a sentence. ``seen`` is the number of the version that the author has seen; 0 if none.

    Raises:
        StaleError: ``seen`` is not the current version.
    """
    lock(connection, sentences)  # so that rows appear in the order of their numbers
    of = (sentences.c.language == language, sentences.c.prompt == prompt)
    if (connection.scalar(select(func.max(sentences.c.id)).where(*of)) or 0) != seen:
        raise StaleError
    row = {"language": language, "prompt": prompt, "sentence": sentence, "source": source}
    connection.execute(insert(sentences).values(**row, draft=draft, author=author, at=now))
