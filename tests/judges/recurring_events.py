"""When the events of feeds take place between two moments: for each feed, [[summary, begin, end], …].

Moments are ISO in UTC, the days of all-day events plain dates.
"""

import json
import sys
from datetime import UTC, date, datetime

import icalendar
import recurring_ical_events  # type: ignore[import-not-found]

given = json.load(sys.stdin)
first, last = (datetime.fromisoformat(moment) for moment in given["between"])


def written(moment: date) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(moment, datetime) else str(moment)


def occurrences(feed: str) -> list[list[str]]:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(feed)).between(first, last)
    return sorted([str(event["SUMMARY"]), written(event.start), written(event.end)] for event in found)


json.dump([occurrences(feed) for feed in given["feeds"]], sys.stdout)
