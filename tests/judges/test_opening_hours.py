"""What OSM's ``opening_hours`` means, by the npm package `opening_hours`, which OSM's own sites use.

What we accept is open at the same minutes of five months with a 29 February and a New Year. Two kinds are left out:

- A night and a date or a holiday in one value: OSM cuts the night at midnight, where we keep it whole, as
  `schedules/formats/osm.py` says.
- A comment on hours of a date: the judge takes ``Dec 24 10:00-12:00 "Short day"`` for hours that are not sure, since
  people also write "by appointment" there. We print and read it as the name of the day: an open fault, to be mended
  by ``open "Short day"``.

Three more the judge can't judge, and none is among the values: `24/7` before a comma; a run whose second date alone
has no year; and a yearly run to 29 February or of the whole year, such as `Feb 28-29` and `Mar 01-Feb 28`, of which it
loses days. Another judge, `opening-hours-py`, reads these two as we do.
"""

from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from schedules import Directory, HolidayRule, HolidayRules, Hours, HoursError, Line, Timetable, Window, load_directory
from schedules.formats.osm import OsmHours, parse_osm, print_osm
from tests.support.judges import ask_node

TOKYO = ZoneInfo("Asia/Tokyo")
SPANS = ((date(2028, 1, 1), date(2028, 3, 20)), (date(2028, 11, 1), date(2029, 1, 31)))
"""Each within few holidays: their equinoxes are forecasts. The judge keeps the dates of the year it is asked first."""
OURS = (
    "Mo-Fr 11:00-19:00; Su 09:00-17:00",
    "Mo,We,Fr 11:00-19:00; Su 09:00-17:00",
    "Sa-Mo 10:00-12:00",
    "10:00-12:00,13:00-15:00",
    "24/7",
    "24/7; Su closed",
    "off",
    "Mo-Fr 11:00-19:00; Mo 09:00-10:00",
    "Mo-Fr 11:00-19:00, Mo 09:00-10:00",
    "Mo-Fr 11:00-19:00, 20:00-21:00",
    "Mo-Fr 11:00-19:00, We off",
    "Mo-Fr 11:00-19:00; off",
    "Mo 22:00-26:00",
    "Mo 22:00-00:00",
    "Mo 11:00-35:00",
    "Mo-Th 10:00-22:00; Fr,Sa 10:00-02:00",
    "Fr 22:00-02:00, Sa 10:00-12:00",
    " mo-FR  9:00 - 10:00 ;\tsA off ",
    "Mo-Fr 08:00-12:00; Mo 14:00-18:00; Tu 16:00-18:00; Th 15:00-18:00",
    "Mo-Fr 10:00-12:00; PH off",
    "Mo-Su 10:00-12:00, PH off",
    "24/7; Su,PH off",
    "Mo-Fr 09:00-17:00; PH off; Dec 29-Jan 03 off",
    'Mo-Fr 09:00-17:00; PH off; Dec 29-Jan 03 off "New Year"',
    "Mo-Fr 09:00-17:00; 2028 Dec 24 10:00-12:00",
    "Mo-Fr 09:00-17:00; 2028 Dec 29-2029 Jan 03 off",
    "Mo-Fr 09:00-17:00; 2028 Dec 29-2029 Jan 03 10:00-12:00",
    "Mo-Fr 09:00-17:00; 2028 Nov 22-26 off; Feb 11 09:00-10:00",
    "off; Feb 24-Jan 12 00:00-24:00",
    "off; Feb 28-Mar 01 10:00-12:00",
    "off; Dec 31-Mar 01 10:00-12:00",
    "off; Feb 29 09:00-10:00",
    "Mo 10:00-12:00; 2028 Feb 27-2028 Mar 02 off",
)
"""Each form that we read."""
DAYS = ("Mo", "Tu", "Mo-Fr", "Fr,Sa", "Sa-Mo", "We-Th", "Su", "Mo-Su", "Tu,Th-Sa")
TIMES = (
    *("10:00-12:00", "09:00-10:00,13:00-14:30", "9:00-17:00", "00:00-24:00", "16:00-24:00", "00:00-08:30"),
    *("off", "closed", "22:00-02:00", "20:00-30:00", "13:00-13:01"),
)
DATES = (
    *(
        "Dec 29-Jan 03",
        "Feb 29",
        "Feb 27-Mar 01",
        "Feb 24-Jan 12",
        "Nov 23",
        "Jan 31-Feb 02",
        "Mar 15-Feb 20",
        "Dec 24-31",
    ),
    *("2028 Nov 23", "2028 Dec 30-2029 Jan 04", "2028 Feb 29", "2028 Jan 10-20", "2028 Dec 24-2029 Jan 06"),
)
HOW_MANY = 1500


def random_expressions(random: Random) -> list[str]:
    def week() -> str:
        rule = random.choice((f"{random.choice(DAYS)} {random.choice(TIMES)}", random.choice(TIMES), "24/7"))
        return random.choice(("; ", ", ")) + rule

    def special() -> str:
        return f"; {random.choice(DATES)} {random.choice(TIMES)}"

    def expression() -> str:
        rules = [week() for _ in range(random.randint(1, 4))]
        holidays = random.choice(("", "", "; PH off", ", PH off", f"; PH {random.choice(TIMES)}"))
        specials = [special() for _ in range(random.choice((0, 0, 1, 2)))]
        return "".join((*rules, holidays, *specials))[2:].replace("24/7,", "00:00-24:00,")

    return [expression() for _ in range(HOW_MANY)]


def printed() -> list[str]:
    """What we write for the lines that ship, closed on holidays."""
    weeks = [line.hours[-1].week for line in load_directory().lines]
    return [print_osm(OsmHours(week, holidays=hours)) for week in weeks for hours in (None, (), (Window(540, 1260),))]


def accepted(expression: str) -> OsmHours | None:
    """What we read; None: it is refused, or of a kind that is left out."""
    try:
        hours = parse_osm(expression)
    except HoursError:
        return None
    special = [window for day in hours.special_days for window in day.windows]
    windows = [*special, *(hours.holidays or ()), *(window for windows in hours.week for window in windows)]
    dated = hours.special_days or hours.holidays is not None
    differs = any(window.passes_midnight for window in windows) and dated
    assert not ('"' in expression and special), "comments on hours are left out"
    return None if differs else hours


def timetable_of(hours: OsmHours) -> tuple[Timetable, Line]:
    numbered = ("x", 1, "X", frozenset({"en"}), "03-1234-5678", "+81312345678")
    line = Line(*numbered, (Hours(hours.week),), TOKYO, date(2028, 1, 1), "")
    rules = {} if hours.holidays is None else {1: HolidayRules({HolidayRule.PUBLIC: hours.holidays})}
    return Timetable(Directory((line,), {}, hours.special_days, rules)), line


def open_minutes(timetable: Timetable, line: Line, first: date, last: date) -> list[list[int]]:
    """When our timetable is open, as minutes after the first midnight."""
    end = (last - first).days * 1440
    found: list[list[int]] = []
    for ahead in range(-1, (last - first).days):
        for window in timetable.day(line, first + timedelta(days=ahead)).windows:
            opens, closes = max(ahead * 1440 + window.opens, 0), min(ahead * 1440 + window.closes, end)
            if found and found[-1][1] == opens:
                found[-1][1] = closes
            elif opens < closes:
                found.append([opens, closes])
    return found


@pytest.fixture(scope="module")
def read() -> dict[str, OsmHours]:
    """What we accept of the values below, each once."""
    assert None not in map(accepted, [*OURS, *printed()])
    values = dict.fromkeys([*OURS, *printed(), *random_expressions(Random(315))])
    return {value: hours for value in values if (hours := accepted(value))}


def joined(spans: list[list[int]]) -> list[list[int]]:
    """Join spans that touch: the judge begins another where a holiday's rule takes over from an open one."""
    found: list[list[int]] = []
    for begin, end in spans:
        if found and found[-1][1] == begin:
            found[-1][1] = end
        else:
            found.append([begin, end])
    return found


def test_what_we_accept_is_open_at_the_same_minutes(read: dict[str, OsmHours]) -> None:
    moments = [[f"{day}T00:00:00+09:00" for day in span] for span in SPANS]
    judged = ask_node("opening_hours.cjs", {"expressions": list(read), "spans": moments}, TZ=TOKYO.key)
    differ = []
    for (value, hours), theirs in zip(read.items(), judged, strict=True):
        ours = [open_minutes(*timetable_of(hours), *span) for span in SPANS]
        if ours != [*map(joined, theirs)]:
            differ.append((value, ours, theirs))
    assert not differ, (len(differ), [(value, str(ours)[:99], str(theirs)[:99]) for value, ours, theirs in differ])
    assert len(read) > HOW_MANY / 4
