"""Errors for edits that conflict with somebody else's; each describes what the other person changed."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Engine

from ivr.service.schedule.live import read_document
from ivr.service.schedule.refusals import ClashError, ConflictError, DraftThereError, OutdatedError
from ivr.store.db import read
from ivr.store.drafts import Draft
from ivr.store.revisions import Revision, revision
from schedules import Directory, home_time
from schedules.difference import Change, difference
from schedules.report import report, words
from sentences import Sentence, joined


def in_the_draft(draft: Draft, clash: Iterable[Change]) -> ConflictError:
    """Return the error for a change to the same part as ``clash``, which somebody else has saved in the draft."""
    told = Sentence(
        "{author} has changed the same part of the draft, saved {moment}; check it, then save again",
        author=draft.author,
        moment=home_time(draft.saved_at),
    )
    return ConflictError(told, [words(each) for each in clash])


def in_a_revision(head: Revision, clash: Iterable[Change]) -> ClashError:
    """Return the error for a draft that changes the same part as ``clash``, which revision ``head`` has changed."""
    told = Sentence(
        "revision {number} by {author} and the draft change the same part", number=head.number, author=head.author
    )
    return ClashError(told, [words(each) for each in clash])


def outdated(engine: Engine, base: int, head: Revision, on: date) -> OutdatedError:
    """Return the error for an edit made from revision ``base``, when ``head`` is the latest.

    ``on`` is the date for which the changes are described.
    """
    if head.number < base:
        told = Sentence("this was based on revision {number}, which has been withdrawn", number=base)
        return OutdatedError(told, ())
    told = Sentence(
        "{author} has published revision {number}; this was based on revision {number2}",
        author=head.author,
        number=head.number,
        number2=base,
    )
    return OutdatedError(told, _changes(engine, base, head.document, on))


def overtaken(engine: Engine, base: int, head: Revision, on: date) -> ConflictError:
    """Return the error for an edit during which somebody else has published ``head``."""
    told = Sentence(
        "{author} has published revision {number} while you were editing", author=head.author, number=head.number
    )
    return ConflictError(told, _changes(engine, base, head.document, on))


def another_draft(draft: Draft | None, on: date, engine: Engine) -> ConflictError:
    """Return the error for an edit of a draft (``draft`` is what it is now) that was saved or is gone meanwhile."""
    if draft is None:
        return ConflictError(Sentence("the draft has been published or discarded, or is no longer shared"), ())
    told = Sentence(
        "there is a draft by {author}, saved {moment}", author=draft.author, moment=home_time(draft.saved_at)
    )
    return DraftThereError(told, _changes(engine, draft.base, draft.document, on))


def _changes(engine: Engine, base: int, document: str, on: date) -> Sequence[Sentence]:
    """Describe how a document differs from revision ``base``; empty if there is no such revision."""
    was = read(engine, revision, base)
    return report(read_document(was.document), read_document(document), on) if was else ()


def changes_in(was: Directory | None, becomes: Directory) -> Sentence | str:
    """Describe a difference in one sentence; empty if only the text differs, or ``was`` is not known."""
    changes = list(map(words, difference(was, becomes))) if was else []
    return joined(changes) if changes else ""
