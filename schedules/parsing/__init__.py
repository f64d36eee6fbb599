"""A parser for opening hours as people write them and agencies print them.

>>> from schedules.hours import print_hours
>>> print_hours(parse_hours("Mon, Tue, Wed, Thu, Fri Mon ~ Fri (11:00 – 19:00), Sun (9:00 – 17:00)"))
'Mon-Fri 11:00-19:00, Sun 09:00-17:00'
>>> print_hours(parse_hours("月～木 午前9時から午後5時まで、金 22:00～翌2:00"))
'Mon-Thu 09:00-17:00, Fri 22:00-02:00 next day'

A week is one or more clauses; a clause is days, then one or more windows. Commas, brackets and colons between them are
optional, because agencies use them in different ways. Invalid hours (25:00, a reversed or overlapping window, an
unknown day) raise an error with the column; they are never corrected silently.
"""

from schedules.parsing.grammar import parse_hours, parse_windows
from schedules.parsing.suggestions import suggest_hours, suggest_windows

__all__ = ["parse_hours", "parse_windows", "suggest_hours", "suggest_windows"]
