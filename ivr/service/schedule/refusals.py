"""Errors of editing the schedule, and checks that raise them.

A message says what is wrong. The commands and the console add what to do about it, according to the class.
"""

from collections.abc import Sequence
from datetime import date

from ivr.core.dialling import Dialling, new_refusals
from ivr.service.schedule.live import read_document
from ivr.store.revisions import Revision
from schedules import Directory, DirectoryError, Scope
from schedules.blanks import blanks
from schedules.holidays import public_holidays
from sentences import Sentence, SentenceError, joined

_LONGEST = 500


class EditError(SentenceError):
    """An edit that can't be made. The message is one line."""


class ConflictError(EditError):
    """Somebody else has edited meanwhile; ``difference`` describes what they changed."""

    def __init__(self, message: Sentence, difference: Sequence[Sentence]) -> None:
        super().__init__(message)
        self.difference = tuple(difference)


class OutdatedError(ConflictError):
    """The edit was made from a revision that is no longer the latest."""


class ClashError(ConflictError):
    """The draft and something that was published since change the same part."""


class DraftThereError(ConflictError):
    """There is a draft that the edit was not made from."""


class NoDraftError(EditError):
    """There is no draft."""


class NoHolidayError(EditError):
    """A date is not a public holiday."""


class UntilError(EditError):
    """Lines can't be held until the requested time; another end is needed."""


def check_follows(document: str, before: Revision) -> None:
    """Raise EditError if a document says the same as the revision that comes before it."""
    if document == before.document:
        raise EditError(Sentence("nothing would change: revision {number} says the same", number=before.number))


def check_filled(becomes: Directory) -> None:
    """Raise EditError if something of a directory is still to be filled in."""
    if found := [*blanks(becomes)]:
        raise EditError(Sentence("fill in before it is published: {blanks}", blanks=joined(found)))


def check_numbers(becomes: Directory, head: Revision, dialling: Dialling) -> None:
    """Check the numbers of lines that the revision before (``head``) does not have.

    Raises:
        EditError: one of them is not dialled.
    """
    if refused := new_refusals(becomes, readable(head), dialling):
        raise EditError(joined(refused))


def readable(revision: Revision) -> Directory | None:
    """Return the directory of a revision; None if an older version has published a document that is refused now."""
    try:
        return read_document(revision.document)
    except DirectoryError:
        return None


def public_holiday(text: str) -> date:
    """Parse the date of a public holiday, such as ``2026-11-03``.

    Raises:
        EditError: the text is not a date.
        NoHolidayError: the date is not a public holiday.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise EditError(Sentence("{text} is not a date such as 2026-11-03", text=repr(text))) from None
    if not 2000 <= day.year <= 2100 or day not in public_holidays(day.year):
        raise NoHolidayError(Sentence("{day} is not a public holiday", day=day))
    return day


def check_reason(reason: str) -> None:
    """Raise EditError unless a reason is one line with 1 to :data:`_LONGEST` characters."""
    if not reason.strip() or len(reason) > _LONGEST or not reason.isprintable():
        raise EditError(Sentence("a reason is needed: one line of up to {number} characters", number=_LONGEST))


def check_scope(directory: Directory, scope: Scope) -> None:
    """Raise EditError if a scope includes no line."""
    if not directory.lines_in(scope):
        ids = tuple(line.id for line in directory.lines)
        raise EditError(Sentence("there is no line {text}; use all, tier 1, or one of {ids}", text=str(scope), ids=ids))
