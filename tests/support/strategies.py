"""Hypothesis strategies of directories, overrides and moments, and an oracle for the timetable.

The oracle computes whether a line is open at a moment, directly from the lists of the directory. It shares only the
value classes with the timetable.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from schedules import (
    EVERYTHING,
    Confirmation,
    Directory,
    EmailPage,
    HolidayRule,
    HolidayRules,
    Hours,
    Line,
    Notice,
    Override,
    Scope,
    SpecialDay,
    Week,
    Window,
    Windows,
    Wording,
)

FIRST = date(2026, 1, 1)
SPAN = 500
"""Days from :data:`FIRST` in which dates and moments lie."""
ZONES = ("Asia/Tokyo", "Asia/Kathmandu", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Lima")
PUBLIC = {  # the Cabinet Office's list, independent of jpholiday
    *(date(2026, 1, day) for day in (1, 12)),
    *(date(2026, 2, day) for day in (11, 23)),
    date(2026, 3, 20),
    date(2026, 4, 29),
    *(date(2026, 5, day) for day in (3, 4, 5, 6)),
    date(2026, 7, 20),
    date(2026, 8, 11),
    *(date(2026, 9, day) for day in (21, 22, 23)),
    date(2026, 10, 12),
    *(date(2026, 11, day) for day in (3, 23)),
    *(date(2027, 1, day) for day in (1, 11)),
    *(date(2027, 2, day) for day in (11, 23)),
    *(date(2027, 3, day) for day in (21, 22)),
    date(2027, 4, 29),
    *(date(2027, 5, day) for day in (3, 4, 5)),
    date(2027, 7, 19),
    date(2027, 8, 11),
    *(date(2027, 9, day) for day in (20, 23)),
    date(2027, 10, 11),
    *(date(2027, 11, day) for day in (3, 23)),
}

dates = st.integers(0, SPAN).map(lambda ahead: FIRST + timedelta(days=ahead))
moments = st.integers(0, SPAN * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@st.composite
def day_windows(draw: st.DrawFn) -> Windows:
    edges = sorted(draw(st.lists(st.integers(0, 1440), min_size=0, max_size=6, unique=True)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(Window(opens, closes) for opens, closes in pairs)


@st.composite
def weeks(draw: st.DrawFn, overnight: bool = True) -> Week:
    """Generate weeks without overlaps; a window past midnight ends before the first window of the next day."""
    days = [list(draw(day_windows())) for _ in range(7)]
    late = draw(st.lists(st.booleans(), min_size=7, max_size=7)) if overnight else [False] * 7
    for day in range(7):
        if days[day] and late[day]:
            last, following = days[day][-1], days[(day + 1) % 7]
            room = min(following[0].opens - 1 if following else 1440, last.opens)
            if room > 0:
                days[day][-1] = Window(last.opens, 1440 + draw(st.integers(1, room)))
    return tuple(map(tuple, days))


@st.composite
def special_days(draw: st.DrawFn, scopes: list[Scope]) -> tuple[SpecialDay, ...]:
    """Generate special days without common dates in a scope; windows end by midnight, so that they do not overlap."""
    taken: set[tuple[Scope, int, int]] = set()
    found = []
    for number in range(draw(st.integers(0, 8))):
        scope, first, days = draw(st.sampled_from(scopes)), draw(dates), draw(st.integers(0, 4))
        yearly = draw(st.booleans())
        if yearly:
            first = first.replace(year=2000)
            over_new_year = (first + timedelta(days=days)).year > 2000
            first = first.replace(year=1999) if over_new_year else first
        special = SpecialDay(
            f"special {number}", first, first + timedelta(days=days), draw(day_windows()), scope, yearly
        )
        keys = {(scope, day.month, day.day) for day in special.dates()}
        if not keys & taken:
            taken |= keys
            found.append(special)
    return tuple(found)


@st.composite
def lines(draw: st.DrawFn, line_id: str, tier: int, zone: str, overnight: bool) -> Line:
    since = sorted(draw(st.sets(dates, max_size=2)))
    hours = (Hours(draw(weeks(overnight))), *(Hours(draw(weeks(overnight)), day) for day in since))
    first_day = draw(st.none() | dates)
    last_day = draw(st.none() | dates.filter(lambda day: first_day is None or day >= first_day))
    return Line(
        line_id,
        tier,
        "OTIT",
        frozenset(["vi"]),
        "0120-250-168",
        "+81120250168",
        hours,
        ZoneInfo(zone),
        date(2021, 6, 28),
        "the page",
        first_day,
        last_day,
        draw(st.booleans()),
        confirmed_by=draw(st.sampled_from(["", "Ms Sato"])),
        notes=draw(st.sampled_from(["", "ask for: Ben\n#2"])),
        page=draw(st.sampled_from(["", "https://agency.example/hours#vi"])),
    )


@st.composite
def notices(draw: st.DrawFn) -> tuple[Notice, ...]:
    text = st.text(st.sampled_from("abcក្កា: #'\"{}\u200b "), min_size=1, max_size=30).filter(str.strip)
    wordings = st.builds(Wording, text, st.lists(text, min_size=1, max_size=3).map(tuple), text, st.booleans())
    words = st.dictionaries(st.sampled_from(["vi", "en", "km"]), wordings, min_size=1)
    ids = draw(st.sets(st.sampled_from(["flood", "lost-job", "visa"]), max_size=2))
    found = []
    for each in sorted(ids):
        as_of = draw(dates)
        last_day = draw(st.none() | st.dates(as_of, as_of + timedelta(days=50)))
        found.append(Notice(each, as_of, "the town", draw(words), draw(st.none() | dates), last_day))
    return tuple(found)


agencies = st.dictionaries(
    st.sampled_from(["OTIT", "FRESC", "the town"]),
    st.dictionaries(st.sampled_from(["vi", "en", "km"]), st.sampled_from(["A", "ក្កា: #", "'B\""]), min_size=1),
)


confirmations = st.builds(
    Confirmation, dates, st.sampled_from(["the page", "a call: 'yes'"]), st.sampled_from(["", "Ms Sato"])
)
email_pages = st.dictionaries(
    st.sampled_from(["vi", "en", "km"]),
    st.builds(EmailPage, st.sampled_from(["https://a.example/", "https://b.example/?c=1"]), st.none() | confirmations),
)


@st.composite
def directories(
    draw: st.DrawFn, zones: tuple[str, ...] = ZONES, overnight: bool = True, words: bool = True
) -> Directory:
    """Generate directories; without ``words`` they have no notices and names of agencies, which take long to draw."""
    zone = st.sampled_from(zones)
    two = (draw(lines("a", 1, draw(zone), overnight)), draw(lines("b", 2, draw(zone), overnight)))
    scopes = [EVERYTHING, Scope(tier=1), Scope(tier=2), Scope(line="a"), Scope(line="b")]
    hours = st.dictionaries(st.sampled_from(list(HolidayRule)), day_windows())
    confirmed = st.none() | st.builds(Confirmation, dates, st.just("the town"), st.sampled_from(["", "Ms Sato"]))
    rules = st.builds(HolidayRules, hours, confirmed).filter(lambda each: each.stated)
    holidays = draw(st.dictionaries(st.sampled_from([1, 2]), rules))
    special = draw(special_days(scopes))
    return Directory(two, {}, special, holidays, *((draw(notices()), draw(agencies)) if words else ()))


@st.composite
def overrides(draw: st.DrawFn) -> tuple[Override, ...]:
    found = []
    for number in range(draw(st.integers(0, 3))):
        scope = draw(st.sampled_from([EVERYTHING, Scope(tier=1), Scope(line="a")]))
        since = draw(moments) + timedelta(seconds=number)
        lasts = draw(st.none() | st.integers(1, 60 * 24 * 10))
        until = None if lasts is None else since + timedelta(minutes=lasts)
        found.append(Override(scope, draw(st.booleans()), since, until, f"hold {number}"))
    return tuple(found)


def windows_by_the_rules(directory: Directory, line: Line, day: date) -> Windows:
    """Return the windows that start on a date, by the rules in the documentation of :mod:`schedules.timetable`."""
    if (line.first_day and day < line.first_day) or (line.last_day and day > line.last_day):
        return ()
    for scope in (Scope(line=line.id), Scope(tier=line.tier), EVERYTHING):
        for special in directory.special_days:
            if special.scope == scope and any(
                day == each or (special.yearly and (day.month, day.day) == (each.month, each.day))
                for each in special.dates()
            ):
                return special.windows
    hours = directory.holidays.get(line.tier, HolidayRules()).hours
    new_year = (day.month, day.day) in {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
    if new_year and HolidayRule.NEW_YEAR in hours:
        return hours[HolidayRule.NEW_YEAR]
    if day in PUBLIC and HolidayRule.PUBLIC in hours:
        return hours[HolidayRule.PUBLIC]
    in_force = [each for each in line.hours if each.since is None or each.since <= day]
    return in_force[-1].week[day.weekday()] if in_force else ()


def by_the_rules(directory: Directory, held: tuple[Override, ...], line: Line) -> Callable[[datetime], bool]:
    """Return what tells whether a line is open at a moment, by the local time of the line."""
    windows_on = cache(partial(windows_by_the_rules, directory, line))

    def is_open(moment: datetime) -> bool:
        local = moment.astimezone(line.zone)
        today, minute = local.date(), local.hour * 60 + local.minute
        yesterday = today - timedelta(days=1)
        serves = (not line.first_day or today >= line.first_day) and (not line.last_day or today <= line.last_day)
        scheduled = any(w.opens <= minute < w.closes for w in windows_on(today)) or any(
            minute < w.closes - 1440 for w in windows_on(yesterday)
        )
        if not serves and not scheduled:
            return False  # an override applies to hours past midnight of the last day, but not after them
        for scope in (Scope(line=line.id), Scope(tier=line.tier), EVERYTHING) if held else ():
            in_force = [
                each
                for each in held
                if each.scope == scope and each.since <= moment and not (each.until and each.until <= moment)
            ]
            if in_force:
                return max(in_force, key=lambda each: each.since).open
        return scheduled

    return is_open
