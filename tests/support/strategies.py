"""Hypothesis strategies of directories, overrides and moments, and an oracle for the timetable.

The oracle computes whether a line is open at a moment, directly from the lists of the directory. It shares only the
value classes with the timetable.
"""

from collections.abc import Callable, Sequence
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


# Strategies stand here, and not in the functions that draw from them: each new one is checked when it is first drawn
# from, a fifth of the time of a test.
_FLAGS = st.booleans()
_MAYBE_A_DATE = st.none() | dates
_EDGES = st.lists(st.integers(0, 1440), min_size=0, max_size=6, unique=True)


def _windows(edges: list[int]) -> Windows:
    edges = sorted(edges)
    return tuple(Window(opens, closes) for opens, closes in zip(edges[::2], edges[1::2], strict=False))


day_windows = _EDGES.map(_windows)
_SEVEN_DAYS = st.tuples(*[day_windows] * 7)
_LATE = st.tuples(*[_FLAGS] * 7)
_NEVER_LATE = (False,) * 7


@st.composite
def weeks(draw: st.DrawFn, overnight: bool = True) -> Week:
    """Generate weeks without overlaps; a window past midnight ends before the first window of the next day."""
    days = [list(windows) for windows in draw(_SEVEN_DAYS)]
    late = draw(_LATE) if overnight else _NEVER_LATE
    for day in range(7):
        if days[day] and late[day]:
            last, following = days[day][-1], days[(day + 1) % 7]
            room = min(following[0].opens - 1 if following else 1440, last.opens)
            if room > 0:
                days[day][-1] = Window(last.opens, 1440 + draw(st.integers(1, room)))
    return tuple(map(tuple, days))


_SCOPES = (EVERYTHING, Scope(tier=1), Scope(tier=2), Scope(line="a"), Scope(line="b"))
_SPECIAL_DAYS = st.lists(
    st.tuples(st.integers(0, len(_SCOPES) - 1), dates, st.integers(0, 4), _FLAGS, day_windows), max_size=8
)


@st.composite
def special_days(draw: st.DrawFn, scopes: Sequence[Scope] = _SCOPES) -> tuple[SpecialDay, ...]:
    """Generate special days without common dates in a scope; windows end by midnight, so that they do not overlap."""
    taken: set[tuple[Scope, int, int]] = set()
    found = []
    for number, (place, day, days, yearly, windows) in enumerate(draw(_SPECIAL_DAYS)):
        scope, first = scopes[place % len(scopes)], day
        if yearly:
            over_new_year = (day.replace(year=2000) + timedelta(days=days)).year > 2000
            first = day.replace(year=1999 if over_new_year else 2000)
        special = SpecialDay(f"special {number}", first, first + timedelta(days=days), windows, scope, yearly)
        keys = {(scope, day.month, day.day) for day in special.dates()}
        if not keys & taken:
            taken |= keys
            found.append(special)
    return tuple(found)


_SINCE = st.sets(dates, max_size=2).map(sorted)
_BY_WHOM = st.sampled_from(["", "Ms Sato"])
_NOTES = st.sampled_from(["", "ask for: Ben\n#2"])
_PAGES = st.sampled_from(["", "https://agency.example/hours#vi"])


@st.composite
def lines(draw: st.DrawFn, line_id: str, tier: int, zone: str, overnight: bool) -> Line:
    since = draw(_SINCE)
    hours = (Hours(draw(weeks(overnight))), *(Hours(draw(weeks(overnight)), day) for day in since))
    first_day, last_day = draw(_MAYBE_A_DATE), draw(_MAYBE_A_DATE)
    if first_day and last_day:
        first_day, last_day = sorted([first_day, last_day])
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
        draw(_FLAGS),
        confirmed_by=draw(_BY_WHOM),
        notes=draw(_NOTES),
        page=draw(_PAGES),
    )


_CODES = st.sampled_from(["vi", "en", "km"])
_TEXT = st.text(st.sampled_from("abcក្កា: #'\"{}\u200b "), min_size=1, max_size=30).filter(str.strip)
_WORDINGS = st.builds(Wording, _TEXT, st.lists(_TEXT, min_size=1, max_size=3).map(tuple), _TEXT, _FLAGS)
_IN_LANGUAGES = st.dictionaries(_CODES, _WORDINGS, min_size=1)
_IDS = st.sets(st.sampled_from(["flood", "lost-job", "visa"]), max_size=2).map(sorted)
_LASTS = st.none() | st.integers(0, 50).map(timedelta)


@st.composite
def notices(draw: st.DrawFn) -> tuple[Notice, ...]:
    found = []
    for each in draw(_IDS):
        as_of, lasts = draw(dates), draw(_LASTS)
        last_day = None if lasts is None else as_of + lasts
        found.append(Notice(each, as_of, "the town", draw(_IN_LANGUAGES), draw(_MAYBE_A_DATE), last_day))
    return tuple(found)


agencies = st.dictionaries(
    st.sampled_from(["OTIT", "FRESC", "the town"]),
    st.dictionaries(_CODES, st.sampled_from(["A", "ក្កា: #", "'B\""]), min_size=1),
)


confirmations = st.builds(Confirmation, dates, st.sampled_from(["the page", "a call: 'yes'"]), _BY_WHOM)
email_pages = st.dictionaries(
    _CODES,
    st.builds(EmailPage, st.sampled_from(["https://a.example/", "https://b.example/?c=1"]), st.none() | confirmations),
)
_RULES = st.builds(
    HolidayRules,
    st.dictionaries(st.sampled_from(list(HolidayRule)), day_windows),
    st.none() | st.builds(Confirmation, dates, st.just("the town"), _BY_WHOM),
).filter(lambda each: each.stated)
_HOLIDAYS = st.dictionaries(st.sampled_from([1, 2]), _RULES)
_TWO_ZONES = st.tuples(*[st.integers(0, 5)] * 2)


@st.composite
def directories(
    draw: st.DrawFn, zones: tuple[str, ...] = ZONES, overnight: bool = True, words: bool = True
) -> Directory:
    """Generate directories; without ``words`` they have no notices and names of agencies, which take long to draw."""
    one, other = (zones[number % len(zones)] for number in draw(_TWO_ZONES))
    two = (draw(lines("a", 1, one, overnight)), draw(lines("b", 2, other, overnight)))
    holidays, special = draw(_HOLIDAYS), draw(special_days())
    return Directory(two, {}, special, holidays, *((draw(notices()), draw(agencies)) if words else ()))


_OVERRIDES = st.lists(
    st.tuples(
        st.sampled_from([EVERYTHING, Scope(tier=1), Scope(line="a")]),
        moments,
        st.none() | st.integers(1, 60 * 24 * 10).map(lambda minutes: timedelta(minutes=minutes)),
        _FLAGS,
    ),
    max_size=3,
)


@st.composite
def overrides(draw: st.DrawFn) -> tuple[Override, ...]:
    found = []
    for number, (scope, moment, lasts, is_open) in enumerate(draw(_OVERRIDES)):
        since = moment + timedelta(seconds=number)
        until = None if lasts is None else since + lasts
        found.append(Override(scope, is_open, since, until, f"hold {number}"))
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
