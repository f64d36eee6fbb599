"""The figures of the last whole months, read from the tables of counts."""

from collections import Counter
from datetime import date, datetime

from sqlalchemy import Connection

from ivr.core.call.outcome import Outcome
from ivr.core.figures import Answers
from ivr.core.statistics import Month, last_of, month, whole_months
from ivr.store.figures import line_answers
from ivr.store.reports import calls_by_hour, outcomes


def told_months(connection: Connection, now: datetime) -> tuple[Month, ...]:
    """Return what may be told of the last whole months, newest first, small counts withheld."""
    return tuple(told_month(connection, first) for first in whole_months(now))


def told_month(connection: Connection, first: date) -> Month:
    """Return what may be told of the month that begins with a day, small counts withheld."""
    last = last_of(first)
    counted: dict[str, Counter[Outcome]] = {}
    for language, kinds in outcomes(connection, first, last).by_language.items():
        for (outcome, _line), calls in kinds.items():
            counted.setdefault(language, Counter())[Outcome(outcome)] += calls
    rates = {
        line: sum(hours.values(), Answers()) for line, hours in sorted(line_answers(connection, first, last).items())
    }
    dials = {line: (rate.dials, rate.answered) for line, rate in rates.items()}
    return month(first, counted, calls_by_hour(connection, first, last), dials)
