"""Who would be reached when: each stretch says what every minute of it decides."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ivr.clock import parse_moment
from ivr.core.outlook import Stretch, stretches, week
from ivr.core.routing import decide
from schedules import Hours, Line, Override, SpecialDay, Timetable, load_directory, parse_scope, read_hours
from schedules.edits import confirm
from sentences import Sentence
from tests.support.published import TOKYO

SHIPPED = load_directory()
TIMETABLE = Timetable(SHIPPED)
MONDAY = datetime(2026, 11, 23, tzinfo=TOKYO)
FLOOD = Override(
    parse_scope("tier 2"), False, parse_moment("2026-11-24 10:07"), parse_moment("2026-11-24 13:00"), "flood"
)
DAY = timedelta(days=1)


def told(found: list[Stretch]) -> list[str]:
    return [f"{each.begin:%a %H:%M} {each.line.id if each.line else '-'}" for each in found]


@pytest.mark.parametrize("language", ["vi", "km", "mn"])
def test_the_week_says_what_is_decided_at_each_minute(language: str) -> None:
    timetable = Timetable(SHIPPED, [FLOOD])
    days = week(timetable, language, MONDAY)
    assert [day[0].begin for day in days] == [MONDAY + timedelta(days=ahead) for ahead in range(7)]
    for day in days:
        assert day[-1].end - day[0].begin == DAY
        for stretch in day:
            minute = stretch.begin
            while minute < stretch.end:
                assert decide(timetable, language, minute.astimezone(UTC)).line == stretch.line, minute
                minute += timedelta(minutes=1)


def test_a_day_from_any_moment_on() -> None:
    begin = parse_moment("2026-11-29 16:20")
    found = stretches(TIMETABLE, "vi", begin, begin + DAY)
    assert told(found) == ["Sun 16:20 otit-vi", "Sun 17:00 -", "Mon 09:00 fresc", "Mon 11:00 otit-vi"]
    assert found[-1].end == begin + DAY
    assert [each.end for each in found[:-1]] == [each.begin for each in found[1:]]


def test_special_days_and_overrides_change_it() -> None:
    closed = SpecialDay("training", date(2026, 11, 24), date(2026, 11, 24), (), parse_scope("otit-vi"))
    timetable = Timetable(replace(SHIPPED, special_days=(closed,)), [FLOOD])
    begin = datetime(2026, 11, 24, tzinfo=TOKYO)
    assert told(stretches(timetable, "vi", begin, begin + DAY)) == [
        "Tue 00:00 -",
        "Tue 09:00 fresc",
        "Tue 10:07 -",
        "Tue 13:00 fresc",
        "Tue 17:00 -",
    ]


def test_a_window_past_midnight_is_one_stretch() -> None:
    late = replace(SHIPPED.lines[0], hours=(Hours(read_hours("Fri 22:00-02:00 next day")),))
    timetable = Timetable(replace(SHIPPED, lines=(late,)))
    begin = parse_moment("2026-11-27 20:00")
    assert told(stretches(timetable, "vi", begin, begin + DAY)) == [
        "Fri 20:00 -",
        "Fri 22:00 otit-vi",
        "Sat 02:00 -",
    ]


def test_a_planned_revision_takes_effect_on_time_with_lines_that_are_new_in_it() -> None:
    new = replace(SHIPPED.lines[0], id="night", tier=3, hours=(Hours(read_hours("Mon-Sun 00:00-24:00")),))
    at = parse_moment("2026-11-24 03:30")
    then = Timetable(replace(SHIPPED, lines=(*SHIPPED.lines, new)), revision=2)
    timetable = Timetable(SHIPPED, revision=1, then=(at, then))
    begin = parse_moment("2026-11-24 00:00")
    assert told(stretches(timetable, "vi", begin, begin + timedelta(hours=12))) == [
        "Tue 00:00 -",
        "Tue 03:30 night",
        "Tue 09:00 fresc",
        "Tue 11:00 otit-vi",
    ]


def test_a_revision_that_only_confirms_hours_divides_nothing() -> None:
    at = parse_moment("2026-11-29 12:00")
    then = Timetable(confirm(SHIPPED, ["otit-vi"], date(2026, 11, 29), "Aiko"), revision=2)
    timetable = Timetable(SHIPPED, revision=1, then=(at, then))
    begin = parse_moment("2026-11-29 09:00")
    assert told(stretches(timetable, "vi", begin, begin + timedelta(hours=8))) == ["Sun 09:00 otit-vi"]


def test_a_line_that_is_not_dialled_reaches_nobody() -> None:
    def refused(line: Line) -> Sentence | None:
        return Sentence("no") if line.id == "otit-vi" else None

    begin = parse_moment("2026-11-29 09:00")
    assert told(stretches(TIMETABLE, "vi", begin, begin + DAY, refused)) == ["Sun 09:00 -"]
