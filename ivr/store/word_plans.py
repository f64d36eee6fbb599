"""Storage of words that are planned for a moment: sentences, and whether languages are spoken from recordings.

A plan is stored apart from what is published. From its moment on it is laid over that in memory, in every process.
Whoever next edits sentences after that moment first stores it as ordinary publishes (:func:`settle`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from ivr.store import audit, prompts, recordings
from ivr.store.audit import Act
from ivr.store.db import lock
from ivr.store.prompts import Change
from ivr.store.tables import word_plans as plans
from schedules import home_time
from sentences import Sentence


@dataclass(frozen=True)
class WordPlan:
    """Words that hold from a moment on.

    Attributes:
        words: the changed sentences by language.
        spoken: by language, whether it is spoken from recordings from then on.
        reason: a sentence if the service wrote it, a ``str`` if a person did.
    """

    number: int
    words: Mapping[str, Sequence[Change]]
    spoken: Mapping[str, bool]
    author: str
    reason: Sentence | str
    made_at: datetime
    effective_at: datetime


_COLUMNS = [plans.c[each.name] for each in fields(WordPlan)]
_STANDING = plans.c.withdrawn_at.is_(None), plans.c.stored_at.is_(None)


def standing(connection: Connection) -> list[WordPlan]:
    """Return the plans that are neither withdrawn nor stored as publishes, in the order in which they take effect."""
    query = select(*_COLUMNS).where(*_STANDING).order_by(plans.c.effective_at, plans.c.number)
    return [_plan(row) for row in connection.execute(query).mappings()]


def add(
    connection: Connection,
    words: Mapping[str, Sequence[Change]],
    spoken: Mapping[str, bool],
    author: str,
    reason: Sentence | str,
    now: datetime,
    effective_at: datetime,
) -> WordPlan:
    """Store a plan."""
    lock(connection, plans)
    number = (connection.scalar(select(func.max(plans.c.number))) or 0) + 1
    made = WordPlan(number, words, spoken, author, reason, now, effective_at)
    stored = {language: [asdict(each) for each in changes] for language, changes in words.items()}
    row = {each.name: getattr(made, each.name) for each in fields(WordPlan)} | {"words": stored}
    connection.execute(insert(plans).values(**row))
    what = Sentence("words, plan {number} from {moment}", number=number, moment=home_time(effective_at))
    audit.note(connection, now, author, Act.PUBLISHED, what, reason)
    return made


def withdraw(connection: Connection, number: int, author: str, now: datetime) -> bool:
    """Withdraw a plan. Return False if there is none that still waits."""
    waits = (plans.c.number == number, plans.c.effective_at > now, *_STANDING)
    ended = update(plans).where(*waits).values(withdrawn_at=now, withdrawn_by=author)
    if not connection.execute(ended).rowcount:
        return False
    audit.note(connection, now, author, Act.WITHDRAWN, Sentence("words, plan {number}", number=number))
    return True


def settle(connection: Connection, now: datetime) -> None:
    """Store the plans whose moment has come as publishes of their languages, so that they can be edited and undone."""
    prompts.lock_sentences(connection)
    lock(connection, plans)
    for plan in standing(connection):
        if plan.effective_at > now:
            break
        for language, changes in plan.words.items():
            prompts.publish(connection, language, changes, plan.author, plan.reason, plan.effective_at)
        for language, spoken in plan.spoken.items():
            recordings.speak(connection, language, spoken, plan.author, plan.effective_at)
        connection.execute(update(plans).where(plans.c.number == plan.number).values(stored_at=now))
        what = Sentence("words, plan {number}: its moment has come", number=plan.number)
        audit.note(connection, now, plan.author, Act.PUBLISHED, what, plan.reason)


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether :func:`settle` has something to do."""
    return connection.scalar(select(plans.c.number).where(plans.c.effective_at <= now, *_STANDING).limit(1)) is not None


def _plan(row: object) -> WordPlan:
    values = dict(row)  # type: ignore[call-overload]
    words = {language: [Change(**each) for each in changes] for language, changes in values["words"].items()}
    return WordPlan(**{**values, "words": words})
