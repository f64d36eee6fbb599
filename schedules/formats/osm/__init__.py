"""Opening hours in the syntax of OpenStreetMap's tag ``opening_hours``.

Weekly hours, special days and hours on public holidays are supported. Other features of the syntax raise an error that
names the feature.

>>> from schedules.hours import print_hours
>>> hours = parse_osm('Mo-Fr 11:00-19:00; We off; PH off; Dec 29-Jan 03 off "New Year"')
>>> print_hours(hours.week), hours.holidays, str(hours.special_days[0])
('Mon, Tue, Thu, Fri 11:00-19:00', (), 'every 12-29 to 01-03 (New Year)')
>>> print_osm(hours)
'Mo,Tu,Th,Fr 11:00-19:00; PH off; Dec 29-Jan 03 off "New Year"'

The specification is https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification. Upper and lower case and
hours of one digit are accepted, as by OSM's own tools.

Hours past midnight: in OSM a rule after a semicolon replaces calendar days, so it can cut off the part of a window
after midnight. Between weekdays this raises an error; rules separated by commas are unambiguous. On dates and holidays
a difference remains: OSM ends the previous day's window at midnight and keeps the part after midnight of the date's
own window; here a window belongs to the day on which it starts.
"""

from schedules.formats.osm.common import OsmHours
from schedules.formats.osm.printing import OsmError, print_osm
from schedules.formats.osm.reading import parse_osm

__all__ = ["OsmError", "OsmHours", "parse_osm", "print_osm"]
