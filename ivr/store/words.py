"""Storage of sentences that are not published yet. Each draft belongs to the person who wrote it."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from ivr.store.db import lock
from ivr.store.prompts import Change
from ivr.store.tables import sentence_drafts as drafts


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence in a draft. ``token`` changes each time it is saved."""

    change: Change
    token: str
    at: datetime


def drafted(connection: Connection, language: str) -> list[Drafted]:
    """Return the sentences of a language that anybody has drafted, in the order in which they were saved."""
    query = select(drafts).where(drafts.c.language == language).order_by(drafts.c.at, drafts.c.prompt)
    return [_drafted(row) for row in connection.execute(query).mappings()]


def places(connection: Connection) -> list[tuple[str, str, str]]:
    """Return the language, the prompt and the author of each drafted sentence."""
    query = select(drafts.c.language, drafts.c.prompt, drafts.c.author)
    return [(row.language, row.prompt, row.author) for row in connection.execute(query)]


def lock_drafts(connection: Connection) -> None:
    """Let other writers of drafts wait until the transaction ends."""
    lock(connection, drafts)


def save(connection: Connection, language: str, change: Change, now: datetime) -> None:
    """Save a sentence in the draft of its author, in place of the one of the same prompt."""
    remove(connection, language, change.author, [change.prompt])
    row = {name: getattr(change, name) for name in Change.__slots__}
    connection.execute(insert(drafts).values(**row, language=language, token=secrets.token_hex(16), at=now))


def remove(connection: Connection, language: str, author: str, prompts: Collection[str]) -> None:
    """Remove sentences from the draft of a person."""
    of = (drafts.c.language == language, drafts.c.author == author, drafts.c.prompt.in_(prompts))
    connection.execute(delete(drafts).where(*of))


def _drafted(row: object) -> Drafted:
    values = dict(row)  # type: ignore[call-overload]
    return Drafted(Change(**{name: values[name] for name in Change.__slots__}), values["token"], values["at"])
