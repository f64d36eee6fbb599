"""The report of a month for an agency, from the tables of counts."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from ivr.core.callbacks.results import is_whole
from ivr.core.figures import Answers, TextCount
from ivr.core.monthly import Figures, Month, Report, make
from ivr.core.reports import Demand, demand_in
from ivr.service.statistics import told_month
from ivr.store.call_back_reports import told_call_backs, were_ever_on
from ivr.store.db import snapshot
from ivr.store.figures import give_ups, line_answers, reminders, texts, times_to_a_person
from ivr.store.reports import calls_by_hour
from prompts import LANGUAGES
from schedules import Directory, Timetable


def agencies(directory: Directory) -> list[str]:
    """Return the agencies of the lines, in the order in which they are tried."""
    return list(dict.fromkeys(line.agency for line in directory.lines))


def monthly_report(
    engine: Engine, timetable: Timetable, agency: str, month: Month, now: datetime, keep: timedelta
) -> Report:
    """Return the report of a month for an agency of the timetable, whose lines and hours are taken for both months.

    ``keep`` is how long call-backs are kept.
    """
    with snapshot(engine) as connection:
        figures, before = (_figures(connection, timetable, agency, each, now, keep) for each in (month, month.before))
    return make(agency, figures, before)


def _figures(
    connection: Connection, timetable: Timetable, agency: str, month: Month, now: datetime, keep: timedelta
) -> Figures:
    lines = [line for line in timetable.directory.lines if line.agency == agency]
    codes = [code for code in LANGUAGES if any(code in line.languages for line in lines)]
    weeks = _weeks(connection, timetable, month, now, codes)
    through = {code: sum(each.through for each in weeks[code]) for code in codes}
    dials = line_answers(connection, month.first, month.last)
    answers = {line.id: sum(dials.get(line.id, {}).values(), Answers()) for line in lines}
    written = texts(connection, month.first, month.last).by_language
    reminded = reminders(connection, month.first, month.last).by_language
    return Figures(
        told_month(connection, month.first),
        {code: sum(each.unmet for each in weeks[code] if not each.open) for code in codes},
        answers,
        {line.id: sum(through[code] for code in line.languages) - answers[line.id].answered for line in lines},
        give_ups(connection, month.first, month.last).by_language,
        times_to_a_person(connection, month.first, month.last).by_language,
        sum((count for code in codes for count in written.get(code, {}).values()), TextCount()),
        sum((reminded.get(code, TextCount()) for code in codes), TextCount()),
        weeks,
        _call_backs(connection, month, codes) if is_whole(month.first, now, keep) else None,
    )


def _call_backs(connection: Connection, month: Month, codes: Iterable[str]) -> dict[str, tuple[int, int]] | None:
    if not were_ever_on(connection):
        return None
    found = told_call_backs(connection, month.first, month.last)
    return {code: found.get(code, (0, 0)) for code in codes}


def _weeks(
    connection: Connection, timetable: Timetable, month: Month, now: datetime, codes: list[str]
) -> dict[str, list[Demand]]:
    """Return the demand in each of some languages, and in all languages under an empty code."""
    calls = calls_by_hour(connection, month.first, month.last)
    return {code: demand_in(calls, timetable, now, month.last, code) for code in [*codes, ""]}
