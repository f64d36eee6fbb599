"""Forms in which others write opening hours: OpenStreetMap, iCalendar, schema.org, HSDS."""
