"""What other hours would change, from what is stored: the counts of calls, and the schedules of the past."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert

from ivr.core.reports import Rate, hour_of
from ivr.service.benefit import benefit
from ivr.service.schedule.live import FROM_EVER
from ivr.store.benefit import MOST_REVISIONS, calls_in_hours, in_force_since
from ivr.store.db import read, write
from ivr.store.overrides import keep_override, reset_overrides
from ivr.store.tables import hour_counts, revisions
from prompts.languages import UNKNOWN
from schedules import Override, load_directory, parse_scope, shipped
from schedules.document.writer import write_directory
from schedules.edits import set_hours
from tests.support.timetables import japan

TODAY = date(2026, 11, 30)
WEEK = timedelta(weeks=1)
CHANGED = japan("2026-11-19 12:00")  # a Thursday
DIRECTORY = load_directory()
LONGER = write_directory(set_hours(DIRECTORY, "otit-km", "Wed-Thu 11:00-19:00"))


def publish(engine: Engine, *rows: dict[str, object]) -> None:
    common = {"author": "Aiko", "reason": "x", "made_at": FROM_EVER, "withdrawn_at": None}
    with engine.begin() as connection:
        connection.execute(insert(revisions), [{**common, **row} for row in rows])


def count(engine: Engine, **calls: dict[str, tuple[int, int]]) -> None:
    """Count calls by language and hour, such as ``2026-11-18 12:00``."""
    rows = [
        {"hour": hour_of(japan(at)), "language": language, "calls": calls, "through": through}
        for language, hours in calls.items()
        for at, (calls, through) in hours.items()
    ]
    with engine.begin() as connection:
        connection.execute(insert(hour_counts), rows)


@pytest.fixture
def published(engine: Engine) -> Engine:
    """Khmer is open on Thursdays, from 19 November on also on Wednesdays; revision 2 was withdrawn."""
    publish(
        engine,
        {"number": 1, "document": shipped(), "effective_at": FROM_EVER},
        {"number": 2, "document": LONGER, "effective_at": CHANGED - WEEK, "withdrawn_at": CHANGED - WEEK},
        {"number": 3, "document": LONGER, "effective_at": CHANGED},
    )
    return engine


def test_calls_with_a_language_in_these_hours(engine: Engine) -> None:
    count(
        engine,
        km={"2026-11-18 12:00": (3, 1), "2026-11-18 13:00": (0, 0), "2026-11-18 14:00": (9, 9)},
        vi={"2026-11-18 11:00": (9, 9), "2026-11-18 13:00": (2, 0)},
        **{UNKNOWN: {"2026-11-18 12:00": (5, 0)}},
    )
    noon = hour_of(japan("2026-11-18 12:00"))
    expected = {"km": {noon: (3, 1)}, "vi": {noon + 1: (2, 0)}}
    assert read(engine, calls_in_hours, range(noon, noon + 2)) == expected


@pytest.mark.parametrize(
    ("begin", "end", "numbers"),
    [
        (CHANGED - 2 * WEEK, CHANGED + WEEK, [1, 3]),
        (CHANGED - 2 * WEEK, CHANGED, [1]),
        (CHANGED, CHANGED + WEEK, [3]),
    ],
)
def test_the_schedules_that_were_in_force(
    published: Engine, begin: datetime, end: datetime, numbers: list[int]
) -> None:
    found, held = read(published, in_force_since, begin, end)
    assert ([each.number for each in found], held) == (numbers, [])


def test_an_override_counts_as_long_as_it_was_in_force(published: Engine) -> None:
    kept = Override(parse_scope("fresc"), False, CHANGED, None, "flood", {})
    write(published, keep_override, kept, "Aiko")
    write(published, reset_overrides, "fresc", "Aiko", CHANGED + WEEK)
    assert [each.until for each in read(published, in_force_since, CHANGED, CHANGED + WEEK)[1]] == [CHANGED + WEEK]


def test_of_many_schedules_the_latest_are_read(engine: Engine) -> None:
    last = MOST_REVISIONS + 5
    moments = [CHANGED + timedelta(minutes=each) for each in range(last)]
    publish(engine, *({"number": n + 1, "document": shipped(), "effective_at": at} for n, at in enumerate(moments)))
    found = read(engine, in_force_since, CHANGED - WEEK, CHANGED + WEEK)[0]
    assert [each.number for each in found] == list(range(6, last + 1))


def test_callers_reach_a_person_as_often_as_under_the_hours_of_that_day(published: Engine) -> None:
    """On 18 November Khmer was not open; on the 25th it was, with FRESC until 17."""
    count(
        published,
        km={"2026-11-18 18:00": (50, 0), "2026-11-25 18:00": (40, 30), "2026-11-25 16:00": (7, 7)},
        vi={"2026-11-29 20:00": (6, 0), "2026-11-30 08:00": (99, 0)},
    )
    directory = load_directory(LONGER)
    found = benefit(published, directory, TODAY, 2)
    alone = found.model.shares.of(("otit-km",)).mean
    assert alone == pytest.approx((30 + 10 * usual(Rate(40, 30))) / 50)
    more = found.of(set_hours(directory, "otit-vi", "Mon-Fri 11:00-19:00, Sun 09:00-21:00"))
    assert (more.calls, more.hours, more.lost) == (6, {"otit-vi": 4}, 0)
    closed = found.of(set_hours(directory, "otit-km", "Thu 11:00-19:00"))
    assert (closed.calls, closed.lost) == (0, 30), "at 16 FRESC is open"
    assert found.of(directory).cells == []
    assert (found.best()[0].line, found.best()[0].hour, found.best()[0].calls) == ("fresc", 6 * 24 + 20, 6)
    assert {each.line for each in found.best("otit-vi")} == {"otit-vi"}
    assert all(each.line != "fresc" for each in benefit(published, directory, TODAY, 2, ["fresc"]).best())


def usual(alike: Rate) -> float:
    """Return the share of lines alike, before which it was 70 % of four calls."""
    return (alike.answered + 2.8) / (alike.dials + 4)


def test_without_any_revision(engine: Engine) -> None:
    count(engine, vi={"2026-11-29 20:00": (6, 0)})
    assert benefit(engine, DIRECTORY, TODAY, 2).best()[0].calls == 6


def test_a_schedule_that_this_version_cannot_read_says_nothing(engine: Engine) -> None:
    publish(engine, {"number": 1, "document": "lines: ?", "effective_at": FROM_EVER})
    count(engine, vi={"2026-11-29 12:00": (90, 90), "2026-11-29 20:00": (6, 0)})
    found = benefit(engine, DIRECTORY, TODAY, 2)
    assert found.model.shares.of(("otit-vi",)).mean == 0.7
    assert found.best()[0].calls == 6


def test_without_any_call(published: Engine) -> None:
    found = benefit(published, DIRECTORY, TODAY, 4)
    assert found.best() == []
    assert found.of(load_directory(LONGER)).calls == 0
