"""Storage of edited sentences. Rows are only added; the last row of a prompt in a language is the current version.

Versions of one language are published together, as a publish with a number and a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from ivr.store.db import lock
from ivr.store.tables import publishes, sentences
from sentences import Sentence


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a sentence.

    Attributes:
        sentence: None if the version restores the built-in sentence.
        source: the English sentence of which this is a translation.
        draft: whether the version is not confirmed yet.
        publish: the number of its publish; None for a version that an earlier release stored.
    """

    id: int
    language: str
    prompt: str
    sentence: str | None
    source: str
    draft: bool
    author: str
    at: datetime
    publish: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A new version of a sentence.

    Attributes:
        sentence, source, draft: as of a :class:`Version`.
        author: who wrote it; if it is no draft, who confirmed it.
        seen: the number of the version that it replaces; 0 if none.
    """

    prompt: str
    sentence: str | None
    source: str
    draft: bool
    author: str
    seen: int


@dataclass(frozen=True, slots=True)
class Publish:
    """Versions of a language that were published together.

    Attributes:
        reason: a sentence if the service wrote it, a ``str`` if a person did.
        undoes: the number of the publish that this one has undone.
    """

    number: int
    language: str
    author: str
    reason: Sentence | str
    at: datetime
    undoes: int | None = None


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


def as_of(connection: Connection, language: str, number: int | None = None) -> dict[str, Version]:
    """Return, by prompt, the versions of a language's sentences that were current when ``number`` was the highest.

    Without a number, return those that are current now.
    """
    query = select(*_COLUMNS).where(sentences.c.language == language).order_by(sentences.c.id)
    if number is not None:
        query = query.where(sentences.c.id <= number)
    return {version.prompt: version for version in (Version(*row) for row in connection.execute(query))}


def highest(connection: Connection) -> int:
    """Return the number of the latest version of any sentence; 0 if there is none."""
    return connection.scalar(select(func.max(sentences.c.id))) or 0


def publishes_of(connection: Connection, language: str) -> list[Publish]:
    """Return the publishes of a language, latest first."""
    query = select(publishes).where(publishes.c.language == language).order_by(publishes.c.number.desc())
    return [Publish(*row) for row in connection.execute(query)]


def publish_of(connection: Connection, number: int) -> Publish | None:
    """Return a publish by its number, or None."""
    row = connection.execute(select(publishes).where(publishes.c.number == number)).one_or_none()
    return None if row is None else Publish(*row)


def versions_of(connection: Connection, numbers: Sequence[int]) -> list[Version]:
    """Return the versions of publishes, in the order in which they were stored."""
    query = select(*_COLUMNS).where(sentences.c.publish.in_(numbers)).order_by(sentences.c.id)
    return [Version(*row) for row in connection.execute(query)]


def lock_sentences(connection: Connection) -> None:
    """Let other writers of sentences wait until the transaction ends, so that rows appear in the order of numbers."""
    lock(connection, sentences)


def publish(
    connection: Connection,
    language: str,
    changes: Sequence[Change],
    author: str,
    reason: Sentence | str,
    now: datetime,
    undoes: int | None = None,
) -> Publish:
    """Store new versions as one publish. The sentences are locked, and ``seen`` of each change was compared."""
    number = (connection.scalar(select(func.max(publishes.c.number))) or 0) + 1
    made = Publish(number, language, author, reason, now, undoes)
    connection.execute(insert(publishes).values(**{name: getattr(made, name) for name in Publish.__slots__}))
    rows = [
        {
            "language": language,
            "prompt": each.prompt,
            "sentence": each.sentence,
            "source": each.source,
            "draft": each.draft,
            "author": each.author,
            "at": now,
            "publish": number,
        }
        for each in changes
    ]
    connection.execute(insert(sentences), rows)
    return made
