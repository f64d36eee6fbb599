"""What is counted for the report of a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ivr.core.call.outcome import Ending
from ivr.core.figures import Answers, TextCount, Times
from ivr.core.reports import Demand


@dataclass(frozen=True, slots=True)
class Put:
    """Calls in a language: those put through, and those that reached nobody.

    ``closed`` of the latter came in an hour in which no line for the language is open at any minute.
    """

    through: int = 0
    nobody: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of the days from ``first`` to ``last``.

    Attributes:
        languages: calls in each language that the agency speaks, also in those without calls.
        lines: dials of each line of the agency, also of those without dials.
        spoken: the languages of each line of the agency.
        left: calls that were not put through by where they ended, in each language.
        waited: how long it took until a person answered, in each language.
        texts: texts to people of these languages.
        reminders: those that were sent as a reminder.
        weeks: demand by hour of the week, in each of these languages; an empty code is all callers.
    """

    first: date
    last: date
    languages: Mapping[str, Put] = field(default_factory=dict)
    lines: Mapping[str, Answers] = field(default_factory=dict)
    spoken: Mapping[str, frozenset[str]] = field(default_factory=dict)
    left: Mapping[str, Mapping[Ending, int]] = field(default_factory=dict)
    waited: Mapping[str, Times] = field(default_factory=dict)
    texts: TextCount = field(default_factory=TextCount)
    reminders: TextCount = field(default_factory=TextCount)
    weeks: Mapping[str, Sequence[Demand]] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1
