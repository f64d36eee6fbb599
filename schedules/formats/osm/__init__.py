"""Opening hours as OpenStreetMap writes them, in its tag ``opening_hours``: the part of it that a week, special
days and closed holidays can express. The rest is refused by name.

>>> from schedules.hours import print_hours
>>> hours = parse_osm('Mo-Fr 11:00-19:00; We off; PH off; Dec 29-Jan 03 off "New Year"')
>>> print_hours(hours.week), hours.holidays_off, str(hours.special_days[0])
('Mon, Tue, Thu, Fri 11:00-19:00', True, 'every 12-29 to 01-03 (New Year)')
>>> print_osm(hours)
'Mo,Tu,Th,Fr 11:00-19:00; PH off; Dec 29-Jan 03 off "New Year"'

The language is https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification. Letters of either case and
hours of one digit are read too, as OSM's own tools do.

Hours past midnight: a rule after a semicolon replaces calendar days, so that it would cut a night in two. Among
weekdays that is refused; a comma says it without doubt. On dates and holidays a difference remains: OSM ends
the night before at midnight and keeps the tail of the date's own, here a night goes with the day it starts on.
"""

from schedules.formats.osm.common import OsmHours
from schedules.formats.osm.printing import OsmError, print_osm
from schedules.formats.osm.reading import parse_osm

__all__ = ["OsmError", "OsmHours", "parse_osm", "print_osm"]
