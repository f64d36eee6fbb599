"""A feed when a revision takes effect later, or lines are held open or closed by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Event

from schedules import (
    Directory,
    Hours,
    Line,
    Open,
    Scope,
    Timetable,
    parse_hours,
)
from schedules.formats.ics import AHEAD, BACK, calendar_feed
from tests.support.feeds import (
    DAY,
    FULL,
    LATER,
    NOW,
    SHIPPED,
    SPECIAL_DAYS,
    VIETNAMESE,
    Span,
    as_planned,
    as_read,
    feed,
    held,
    of_vietnamese,
    planned,
    read,
    spans,
    special,
    words,
)

# --- a revision that takes effect later


def as_lived(timetable: Timetable, line: Line) -> list[Span]:
    """When the line is open, by the status at each change."""
    found, last = [], datetime.combine(NOW.date() + AHEAD, datetime.min.time(), line.zone)
    change: datetime | None = datetime.combine(NOW.date() - BACK, datetime.min.time(), line.zone)
    while (moment := change) and moment < last:
        change = timetable.next_change(line, moment)
        if isinstance(timetable.status(line, moment), Open) and change:
            found.append((moment.astimezone(UTC), change.astimezone(UTC)))
    return found


@pytest.mark.parametrize(
    "becomes",
    [
        of_vietnamese(hours=(Hours(parse_hours("closed")),)),
        of_vietnamese(hours=(Hours(parse_hours("Mon 12:00-14:00, 14:30-16:00, Thu 22:00-2:00 next day")),)),
        of_vietnamese(last_day=date(2027, 3, 4)),
        replace(SHIPPED, lines=SHIPPED.lines[1:]),
        replace(SHIPPED, special_days=(special("Move", "2027-03-01", last="2027-05-01"),)),
    ],
)
@pytest.mark.parametrize(
    "moment",
    [LATER, LATER + timedelta(hours=9), LATER + timedelta(hours=10), datetime(2030, 1, 1, tzinfo=UTC)],
    ids=["during a window", "midnight", "after midnight", "beyond the feed"],
)
def test_openings_end_with_their_revision(becomes: Directory, moment: datetime) -> None:
    timetable = planned(becomes, moment)
    found = as_read(timetable, VIETNAMESE)
    if (halves := [each for each in found if LATER in each]) and halves[0][1] == halves[-1][0]:
        found = sorted({*found}.difference(halves) | {(halves[0][0], halves[-1][1])})  # an opening of both revisions
    assert found == as_lived(timetable, VIETNAMESE) != []


def test_a_number_changes_with_its_revision() -> None:
    timetable = planned(of_vietnamese(number="0120-250-169", dial="+81120250169"))
    ends: dict[str, set[bool]] = {}
    for event in read(feed(timetable, NOW, VIETNAMESE)).events:
        ends.setdefault(str(event.summary), set()).update(end <= LATER for _, end in spans(event))
    assert ends == {"OTIT 0120-250-168": {True}, "OTIT 0120-250-169": {False}}


def test_a_language_that_a_line_no_longer_speaks_ends_with_the_revision() -> None:
    timetable = planned(of_vietnamese(languages=frozenset(["en"])))
    text = calendar_feed(timetable, [VIETNAMESE], "Hours", words, NOW, "vi")
    found = [span for event in read(text).events if "0120-250-168" in event.summary for span in spans(event)]
    assert max(found)[1] == LATER


def test_events_of_two_revisions_do_not_share_a_uid() -> None:
    closed = (special("Move", "2027-02-22", last="2027-03-05"),)
    before, after = replace(SHIPPED, special_days=closed), replace(FULL, special_days=(*SPECIAL_DAYS, *closed))
    events = read(feed(Timetable(before, then=(LATER, Timetable(after))))).events
    assert len({str(each.uid) for each in events}) == len(events)


# --- what is held by hand


def added(timetable: Timetable, *lines: Line) -> list[Event]:
    usual = {str(each.uid) for each in read(feed(timetable.scheduled())).events}
    return [each for each in read(feed(timetable, NOW, *lines)).events if str(each.uid) not in usual]


def test_held_closed() -> None:
    until = NOW + timedelta(hours=5)
    (rest, event) = added(held(opened=False, until=until), VIETNAMESE)
    assert (rest.start, rest.end, str(rest.summary)) == (until, NOW + timedelta(hours=7), "OTIT 0120-250-168")
    assert (event.start, event.end, str(event.summary)) == (NOW - timedelta(hours=1), until, "OTIT closed: ")
    assert b"Sato" not in feed(held(opened=False))


@pytest.mark.parametrize("until", [NOW + timedelta(minutes=1), NOW + 100 * DAY, None])
def test_a_line_that_is_held_closed_has_no_openings(until: datetime | None) -> None:
    timetable = held(opened=False, until=until)
    begin, end = NOW - timedelta(hours=1), until or datetime(2026, 11, 27, tzinfo=UTC)
    found = as_read(timetable, VIETNAMESE)
    assert all(closes <= begin or end <= opens for opens, closes in found)
    usual = as_planned(timetable.scheduled(), VIETNAMESE)
    assert [each for each in usual if each[1] <= begin or end <= each[0]] == [each for each in found if each in usual]


def test_held_open_until_reset() -> None:
    (event,) = added(held(opened=True, scope=Scope(line="otit-vi")))
    assert event.end == datetime(2026, 11, 27, tzinfo=UTC)
    assert (str(event.summary), str(event.url)) == ("OTIT 0120-250-168", "tel:+81120250168")


def test_a_line_that_does_not_serve_is_not_held() -> None:
    line = replace(VIETNAMESE, first_day=date(2026, 12, 1))
    timetable = Timetable(replace(SHIPPED, lines=(line,)), held(opened=True).overrides)
    assert not added(timetable)
