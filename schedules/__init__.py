"""Opening hours: which line is open at which time.

The package is pure. It does not read a clock, a database or the network; only ``document.shipped`` reads a file, the
built-in schedule. It does not depend on a web framework, and knows of languages only their codes. ``now`` is always a
parameter and always an aware datetime.

>>> from datetime import datetime
>>> from zoneinfo import ZoneInfo
>>> timetable = Timetable(load_directory())
>>> line = timetable.directory.line("otit-km")
>>> status = timetable.status(line, datetime(2026, 11, 29, 10, tzinfo=ZoneInfo("Asia/Tokyo")))
>>> print(status.opens, "|", status.because)
2026-12-03 11:00:00+09:00 | outside its weekly hours
"""

from schedules.confirmation import Confirmation
from schedules.document.reader import DirectoryError, load_directory, shipped
from schedules.document.writer import write_directory
from schedules.home import home_date, home_midnight, home_time, home_zone
from schedules.hours import (
    HoursError,
    Week,
    Window,
    Windows,
    print_hours,
    print_hours_ja,
    print_windows,
    said_hours,
    said_windows,
)
from schedules.model import (
    EVERYTHING,
    Directory,
    EmailPage,
    HolidayRule,
    HolidayRules,
    Hours,
    Line,
    Scope,
    SpecialDay,
)
from schedules.notices import Notice, Wording
from schedules.overrides import Override
from schedules.parsing import parse_hours, parse_windows, suggest_hours, suggest_windows
from schedules.reading import read_hours
from schedules.status import Because, Closed, Open, Status, why
from schedules.timetable import NeverChangesError, Timetable, until_next_change
from schedules.values import dialled, parse_scope

__all__ = [
    "EVERYTHING",
    "Because",
    "Closed",
    "Confirmation",
    "Directory",
    "DirectoryError",
    "EmailPage",
    "HolidayRule",
    "HolidayRules",
    "Hours",
    "HoursError",
    "Line",
    "NeverChangesError",
    "Notice",
    "Open",
    "Override",
    "Scope",
    "SpecialDay",
    "Status",
    "Timetable",
    "Week",
    "Window",
    "Windows",
    "Wording",
    "dialled",
    "home_date",
    "home_midnight",
    "home_time",
    "home_zone",
    "load_directory",
    "parse_hours",
    "parse_scope",
    "parse_windows",
    "print_hours",
    "print_hours_ja",
    "print_windows",
    "read_hours",
    "said_hours",
    "said_windows",
    "shipped",
    "suggest_hours",
    "suggest_windows",
    "until_next_change",
    "why",
    "write_directory",
]
