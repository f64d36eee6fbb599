"""The timetable against two witnesses: a walk minute by minute by the rules, and dateutil's recurrence rules."""

from datetime import datetime, timedelta

from dateutil.rrule import WEEKLY, rrule, rruleset
from dateutil.tz import gettz
from hypothesis import given
from hypothesis import strategies as st

from schedules import Closed, Directory, Open, Override, Timetable, Week
from tests.support.examples import examples
from tests.support.strategies import by_the_rules, directories, moments, overrides, weeks
from tests.support.timetables import one_line

NO_DST = ("Asia/Tokyo", "Asia/Kathmandu", "America/Lima")


def changes_at(status: Open | Closed) -> datetime | None:
    return status.until if isinstance(status, Open) else status.opens


def steps(now: datetime, held: tuple[Override, ...]) -> list[datetime]:
    """Return each whole minute of three days, and the moments at which overrides begin and end, within a minute too."""
    minute = now.replace(second=0, microsecond=0)
    minutes = (minute + timedelta(minutes=ahead) for ahead in range(1, 3 * 24 * 60))
    edges = (edge for each in held for edge in (each.since, each.until, *each.changes.values()) if edge)
    last = minute + timedelta(days=3)
    return sorted({moment for moment in (*minutes, *edges) if now < moment < last})


@examples(60)
@given(directories(NO_DST, words=False), overrides(), st.lists(moments, min_size=1, max_size=3))
def test_as_a_walk_minute_by_minute_by_the_rules(
    directory: Directory, held: tuple[Override, ...], instants: list[datetime]
) -> None:
    timetable = Timetable(directory, held)
    for line in directory.lines:
        is_open = by_the_rules(directory, held, line)
        for now in instants:
            found = timetable.status(line, now)
            state = is_open(now)
            assert isinstance(found, Open) is state
            change = changes_at(found)
            walk = steps(now, held)
            flips = next((moment for moment in walk if is_open(moment) is not state), None)
            if flips is not None:
                assert change == flips
            else:
                assert change is None or change > walk[-1]


@given(directories(words=False), overrides(), moments)
def test_the_next_change_is_the_next_change(directory: Directory, held: tuple[Override, ...], now: datetime) -> None:
    """Asked at any moment before the change, the answer is the same; at the change, it is the other state."""
    timetable = Timetable(directory, held)
    for line in directory.lines:
        found = timetable.status(line, now)
        change = changes_at(found)
        until = change or now + timedelta(days=900)
        for part in (1, 4, 7):
            between = timetable.status(line, now + (until - now) * part / 8)
            assert type(between) is type(found)
            assert changes_at(between) == change
        if change is not None:
            assert type(timetable.status(line, change)) is not type(found)


@given(weeks(overnight=False), st.sampled_from(NO_DST), moments)
def test_openings_are_those_of_dateutil(week: Week, zone: str, now: datetime) -> None:
    directory, line = one_line(week, zone)
    local = now.astimezone(gettz(zone))
    openings, closings = rruleset(), rruleset()
    for day, windows in enumerate(week):
        for window in windows:
            monday = datetime(2025, 12, 22, tzinfo=gettz(zone))
            openings.rrule(rrule(WEEKLY, dtstart=monday + timedelta(days=day, minutes=window.opens)))
            closings.rrule(rrule(WEEKLY, dtstart=monday + timedelta(days=day, minutes=window.closes)))
    found = Timetable(directory).status(line, now)
    last_opening, last_closing = openings.before(local, inc=True), closings.before(local, inc=True)
    is_open = last_opening is not None and (last_closing is None or last_opening >= last_closing)
    assert isinstance(found, Open) is is_open
    if isinstance(found, Closed):
        assert found.opens == (openings.after(local) if any(week) else None)
