"""The report of a month: its tables, and under each what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ivr.core.monthly.figures import Figures
from ivr.core.monthly.findings import (
    Finding,
    of_call_backs,
    of_closed,
    of_hours,
    of_languages,
    of_lines,
    of_places,
    of_texts,
    of_waiting,
)
from ivr.core.monthly.tables import Table, tables
from ivr.core.statistics import last_of

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """The days of a month, from the first to the last."""

    first: date
    last: date

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month in which a day lies."""
        return cls(day.replace(day=1), last_of(day.replace(day=1)))

    @classmethod
    def newest(cls, today: date) -> "Month":
        """Return the newest month that can be reported: it ended a day ago or longer, so that its calls are over.

        Days of a month that goes on are not reported: two reports of it would tell the counts of a day (decision 22).
        """
        return cls.of(today - _ONE_DAY).before

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month.of(self.first - _ONE_DAY)


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a month for an agency: tables by their ids, and the findings of each."""

    agency: str
    month: Month
    tables: Mapping[str, Table]
    findings: Mapping[str, tuple[Finding, ...]]


def make(agency: str, now: Figures, before: Figures) -> Report:
    """Return the report of a month; ``before`` are the figures of the month before."""
    made = tables(now, before)
    findings = {
        "languages": (
            *of_languages(made["languages"], (now.days, before.days)),
            *of_waiting(now, made["languages"]),
        ),
        "lines": tuple(of_lines(made["lines"])),
        "closed": tuple(of_closed(made["closed"])),
        "unmet": tuple(of_hours(agency, now, made["languages"], made["lines"].share(None))),
        "left": tuple(of_places(made["left"])),
        "texts": tuple(of_texts(now)),
        "call-backs": tuple(of_call_backs(made["call-backs"])),
    }
    return Report(agency, Month.of(now.told.first), made, findings)
