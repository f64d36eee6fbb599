"""What is counted for the report of a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ivr.core.reports import Demand, Rate


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
        weeks: demand by hour of the week, in each of these languages; an empty code is all callers.
    """

    first: date
    last: date
    languages: Mapping[str, Put] = field(default_factory=dict)
    lines: Mapping[str, Rate] = field(default_factory=dict)
    spoken: Mapping[str, frozenset[str]] = field(default_factory=dict)
    weeks: Mapping[str, Sequence[Demand]] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1
