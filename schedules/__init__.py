"""When is which line open?

Pure: values in, values out. Nothing here reads a clock, a database or the network (``load.py`` alone
reads a file), knows a web framework, or knows what a language is beyond its code. ``now`` is always
passed in and always aware.
"""

from schedules.hours import HoursError, Week, Window, parse_hours, print_hours
from schedules.load import DirectoryError, load_directory
from schedules.model import Directory, Line
from schedules.status import Because, Closed, Open, Status, status

__all__ = [
    "Because",
    "Closed",
    "Directory",
    "DirectoryError",
    "HoursError",
    "Line",
    "Open",
    "Status",
    "Week",
    "Window",
    "load_directory",
    "parse_hours",
    "print_hours",
    "status",
]
