"""The rules of a directory, for every way to make one: a document, an edit, a merge, an import.

Pure, on the model. What breaks a rule is a :class:`Violation`: the path of the field, and the reason.

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
    """Every rule that a directory breaks; ``languages`` are the codes it may use, by default any.

    Only of entries that are right by themselves is it said whether they can stand together.
    """
    return [*each_alone(directory, languages)] or [*together(directory)]


def refusal(directory: Directory, languages: Collection[str] | None = None) -> Sentence | None:
    """What is wrong with a directory, or the first of it; None: nothing."""
    found = violations(directory, languages)
    return told(directory, found[0]) if found else None
