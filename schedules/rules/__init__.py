"""The rules of valid directories, which documents, edits, merges and imports share.

The rules are pure functions on the model. A broken rule is a :class:`Violation`: the path of the field and the reason.

>>> from datetime import date
>>> from schedules.model import Directory, SpecialDay
>>> empty = Directory((), {}, (SpecialDay("", date(2026, 12, 31), date(2026, 12, 31), ()),))
>>> [(path, str(reason)) for path, reason in violations(empty)]
[(('special_days', 0, 'name'), 'one line of 1 to 200 characters is expected')]
>>> str(refusal(empty))
'special day : name: one line of 1 to 200 characters is expected'
"""

from collections.abc import Collection

from schedules.model import Directory
from schedules.rules.between import together
from schedules.rules.entries import each_alone
from schedules.rules.violation import Path, Violation, told
from sentences import Sentence

__all__ = ["Path", "Violation", "refusal", "told", "violations"]


def violations(directory: Directory, languages: Collection[str] | None = None) -> list[Violation]:
    """Return every rule that a directory breaks. ``languages`` are the codes it may use; None allows any.

    Conflicts between entries are checked only if each entry is valid alone.
    """
    return [*each_alone(directory, languages)] or [*together(directory)]


def refusal(directory: Directory, languages: Collection[str] | None = None) -> Sentence | None:
    """Describe the first violation of a directory; None if it is valid."""
    found = violations(directory, languages)
    return told(directory, found[0]) if found else None
