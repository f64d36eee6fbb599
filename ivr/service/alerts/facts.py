"""The facts that alerts are made of, as they are stored."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from ivr.core.alerts import LAST_TEXTS, LOOK_BACK, Alert, Facts, alerts, late, texts_since
from ivr.service.agency_pages.differences import seen, told
from ivr.store.call_backs import due_since
from ivr.store.carrier import refusing
from ivr.store.db import snapshot
from ivr.store.metrics import last_ended, refused_since
from ivr.store.reports import fallen_lines, unusual_silence
from prompts import LANGUAGES
from schedules import Timetable, home_date
from schedules.advice import advice


def holding(engine: Engine, timetable: Timetable, now: datetime, confirmed_for: timedelta) -> list[Alert]:
    """Return the alerts that hold at a moment. Hours count as confirmed for a time."""
    with snapshot(engine) as connection:
        refused = refusing(connection)
        found = Facts(
            refuses_since=refused.since if refused else None,
            refused=refused_since(connection, home_date(now - LOOK_BACK)),
            silence=unusual_silence(connection, now),
            texts=last_ended(connection, texts_since(now), LAST_TEXTS),
            called_late=due_since(connection, late(now)),
            fallen=fallen_lines(connection, now),
            advised=advice(timetable, now, LANGUAGES, confirmed_for),
        )
        compared = seen(connection, timetable, now)
    return [*alerts(found, timetable, now), *told(compared, timetable, now)]
