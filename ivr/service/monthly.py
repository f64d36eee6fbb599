"""The report of a month for an agency, from the tables of counts."""

from sqlalchemy import Connection, Engine

from ivr.core.figures import Answers, TextCount
from ivr.core.monthly import Figures, Month, Report, make
from ivr.core.reports import Demand, demand, open_minutes
from ivr.service.statistics import told_month
from ivr.store.db import snapshot
from ivr.store.figures import give_ups, line_answers, reminders, texts, times_to_a_person
from ivr.store.reports import calls_by_hour
from prompts import LANGUAGES
from schedules import Directory, Line, Timetable


def agencies(directory: Directory) -> list[str]:
    """Return the agencies of the lines, in the order in which they are tried."""
    return list(dict.fromkeys(line.agency for line in directory.lines))


def monthly_report(engine: Engine, timetable: Timetable, agency: str, month: Month) -> Report:
    """Return the report of a month for an agency of the timetable, whose lines and hours are taken for both months."""
    with snapshot(engine) as connection:
        now, before = (_figures(connection, timetable, agency, each) for each in (month, month.before))
    return make(agency, now, before)


def _figures(connection: Connection, timetable: Timetable, agency: str, month: Month) -> Figures:
    lines = [line for line in timetable.directory.lines if line.agency == agency]
    codes = [code for code in LANGUAGES if any(code in line.languages for line in lines)]
    weeks = _weeks(connection, timetable.directory.lines, month, codes)
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
    )


def _weeks(connection: Connection, lines: tuple[Line, ...], month: Month, codes: list[str]) -> dict[str, list[Demand]]:
    """Return the demand in each of some languages, and in all languages under an empty code."""
    by_language = calls_by_hour(connection, month.first, month.last)
    everybody: dict[int, tuple[int, int]] = {}
    for hours in by_language.values():
        for hour, (calls, through) in hours.items():
            had = everybody.get(hour, (0, 0))
            everybody[hour] = had[0] + calls, had[1] + through
    opened = {code: open_minutes([line for line in lines if code in line.languages], month.last) for code in codes}
    weeks = {code: demand(by_language.get(code, {}), opened[code]) for code in codes}
    return weeks | {"": demand(everybody, open_minutes(lines, month.last))}
