"""Standard formats of opening hours: OpenStreetMap, iCalendar, schema.org, HSDS."""
