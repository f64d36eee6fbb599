"""What is counted for the report of a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ivr.core.call.outcome import Ending
from ivr.core.figures import Answers, TextCount, Times
from ivr.core.reports import Demand
from ivr.core.statistics import Month, last_of


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a month, for an agency.

    Attributes:
        told: what is told of the month everywhere, of all agencies.
        closed: in each language that the agency speaks, the calls that reached nobody in an hour in which no line for
            the language is open at any minute.
        lines: dials of each line of the agency, also of those without dials.
        others: calls in the languages of each line that other lines have taken.
        left: calls that were not put through by where they ended, in each language.
        waited: how long it took until a person answered, in each language.
        texts: texts to people of the languages of the agency.
        reminders: those that were sent as a reminder.
        weeks: demand by hour of the week, in each of these languages; an empty code is all callers.
        call_backs: people who asked to be called back, in each language that the agency speaks: who reached a person,
            and who did not; None: nobody is called back, or they are not known any more.
    """

    told: Month
    closed: Mapping[str, int] = field(default_factory=dict)
    lines: Mapping[str, Answers] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, Mapping[Ending, int]] = field(default_factory=dict)
    waited: Mapping[str, Times] = field(default_factory=dict)
    texts: TextCount = field(default_factory=TextCount)
    reminders: TextCount = field(default_factory=TextCount)
    weeks: Mapping[str, Sequence[Demand]] = field(default_factory=dict)
    call_backs: Mapping[str, tuple[int, int]] | None = None

    @property
    def days(self) -> int:
        """The number of days of the month."""
        return last_of(self.told.first).day
