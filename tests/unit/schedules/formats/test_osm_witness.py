"""OSM's opening_hours against another implementation of the specification."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from schedules import HoursError, Week
from schedules.formats.osm import OsmHours, parse_osm, print_osm
from tests.support import strategies
from tests.support.examples import examples

MONDAY = datetime(2026, 11, 2)  # noqa: DTZ001 - wall clock, as OSM has it
minutes_of_the_week = st.lists(st.integers(0, 7 * 1440 - 1), min_size=20, max_size=20)


def is_open(week: Week, minute: int) -> bool:
    """Whether a minute of the week, counted from Monday 0:00, lies in a window, or in last Sunday's tail."""
    return any(
        start + window.opens <= at < start + window.closes
        for start, windows in zip(range(0, 7 * 1440, 1440), week, strict=True)
        for window in windows
        for at in (minute, minute + 7 * 1440)
    )


def edges(week: Week) -> Iterator[int]:
    """The minutes about each opening and closing."""
    for day, windows in enumerate(week):
        for window in windows:
            for edge in (window.opens, window.closes):
                yield from ((day * 1440 + edge + by) % (7 * 1440) for by in (-1, 0))


def assert_alike(written: str, week: Week, minutes: list[int]) -> None:
    """An implementation of the specification that is not ours finds the same open."""
    other = OpeningHours(written, auto_country=False, auto_timezone=False)
    for minute in (*minutes, *edges(week)):
        assert other.is_open(MONDAY + timedelta(minutes=minute)) is is_open(week, minute), (written, minute)


@given(strategies.weeks(), minutes_of_the_week)
@examples(50)
def test_others_understand_what_we_print(week: Week, minutes: list[int]) -> None:
    assert_alike(print_osm(OsmHours(week)), week, minutes)


days = st.sampled_from(["Mo", "Tu", "Mo-Fr", "Fr,Sa", "Sa-Mo", "We-Th", "Su", "Mo-Su"])
times = st.sampled_from(["10:00-12:00", "09:00-10:00,13:00-14:30", "22:00-02:00", "20:00-30:00", "00:00-24:00", "off"])
rules = st.tuples(days, times).map(" ".join) | st.sampled_from(["24/7", "10:00-12:00", "off"])


@given(rules, st.lists(st.tuples(st.sampled_from(["; ", ", "]), rules), max_size=4), minutes_of_the_week)
@examples(200)
def test_others_understand_what_we_read_as_we_do(rule: str, more: list[tuple[str, str]], minutes: list[int]) -> None:
    written = rule + "".join(map("".join, more))
    try:
        week = parse_osm(written).week
    except HoursError:
        assume(False)
    assert_alike(written, week, minutes)
