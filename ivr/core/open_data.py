"""The hours and the current state as data: `/hours.json`, and the structured data of the public pages.

Internal data is left out: the reasons of overrides, and how a line is dialled.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from ivr.core.caller import spoken_form
from ivr.core.pages import DAYS
from ivr.core.routing import Decision, decide
from profiles import country
from prompts import LANGUAGES
from schedules import Confirmation, Line, Open, Status, Timetable, dialled, home_date, home_time, print_hours
from schedules.confirmation import is_old
from schedules.days import print_days
from schedules.formats.schema_org import opening_hours
from schedules.values import costs


def hours_document(timetable: Timetable, now: datetime, hotline: str, site: str, holds: timedelta) -> dict[str, Any]:
    """Return the document `/hours.json` for a moment.

    ``at`` in it is the moment without seconds, so that all processes return the same document. ``hotline`` is the
    number of the service (E.164), ``site`` the address of the public pages. A confirmation ``holds`` for a time.
    """
    return {
        "at": _moment(now.replace(second=0)),
        "revision": timetable.revision,
        "hotline": {"number": spoken_form(hotline), "tel": hotline},
        "languages": [_language(decide(timetable, code, now), site, holds) for code in LANGUAGES],
        "lines": [_line(timetable, line, now, holds) for line in timetable.lines(now)],
    }


def structured_data(decision: Decision, name: str, site: str, about: Callable[[Line], str]) -> dict[str, Any]:
    """Return the lines of a language as a schema.org ``GovernmentService``, with a ``ServiceChannel`` for each line.

    ``about`` returns when the hours of a line were confirmed, in words: schema.org has a date of review only for pages.
    """
    code, today = decision.language, home_date(decision.at)
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": name,
        "url": f"{site}/{code}",
        "areaServed": {"@type": "Country", "name": country()},
        **_reviewed(decision),
        "availableChannel": [
            {
                "@type": "ServiceChannel",
                "description": about(each.line),
                "availableLanguage": code,
                "servicePhone": {
                    "@type": "ContactPoint",
                    "name": each.line.agency,
                    "telephone": dialled(each.line.number),
                    **_toll_free(each.line),
                    "hoursAvailable": opening_hours(decision.timetable, each.line, today),
                },
            }
            for each in decision.considered
        ],
    }


def _reviewed(decision: Decision) -> dict[str, Any]:
    """Return the date on which the oldest of the hours were confirmed; schema.org has such a date only for a page."""
    day = min((each.line.confirmed for each in decision.considered), default=None)
    return {"subjectOf": {"@type": "WebPage", "lastReviewed": str(day)}} if day else {}


def _toll_free(line: Line) -> dict[str, str]:
    """Return the property that a call is free, if it is: schema.org has no other one for what a call costs."""
    return {} if line.charged or costs(line.number) else {"contactOption": "TollFree"}


def _language(decision: Decision, site: str, holds: timedelta) -> dict[str, Any]:
    language, opens = LANGUAGES[decision.language], decision.next_opening
    page = decision.timetable.directory.email.get(language.code)
    return {
        "code": language.code,
        "name": language.name,
        "english": language.english,
        "keys": list(language.keys),
        "open": decision.line is not None,
        "line": decision.line and decision.line.id,
        "next_opening": opens and _moment(opens),
        "lines": [each.line.id for each in decision.considered],
        "email": page.address if page else None,
        "email_confirmation": page and _confirmation(page.confirmation, home_date(decision.at), holds),
        "page": f"{site}/{language.code}",
        "calendar": f"{site}/{language.code}.ics",
    }


def _line(timetable: Timetable, line: Line, now: datetime, holds: timedelta) -> dict[str, Any]:
    today = now.astimezone(line.zone).date()
    return {
        "id": line.id,
        "agency": line.agency,
        "tier": line.tier,
        "number": line.number,
        "tel": dialled(line.number),
        "charged": line.charged,
        "languages": [code for code in LANGUAGES if code in line.languages],
        "language_days": {code: print_days(days) for code, days in line.days} or None,
        "zone": line.zone.key,
        **_status(timetable.status(line, now)),
        "hours": print_hours(line.week_on(today)),
        "days": [_day(timetable, line, today + timedelta(days=ahead)) for ahead in range(DAYS)],
        **_confirmation(line.confirmation, today, holds),
    }


def _confirmation(given: Confirmation | None, today: date, holds: timedelta) -> dict[str, Any]:
    """Return when and from which source something was confirmed, and whether that is too long ago or never was."""
    return {
        "confirmed": given and str(given.on),
        "source": given and given.source,
        "unconfirmed": is_old(given, today, holds),
    }


def _status(status: Status) -> dict[str, Any]:
    is_open = isinstance(status, Open)
    change = status.until if isinstance(status, Open) else status.opens
    return {"open": is_open, "until" if is_open else "opens": change and _moment(change), "because": status.because}


def _day(timetable: Timetable, line: Line, day: date) -> dict[str, Any]:
    found = timetable.day(line, day)
    windows = [{"opens": _at(line, day, each.opens), "closes": _at(line, day, each.closes)} for each in found.windows]
    return {"date": str(day), "windows": windows, "name": found.name}


def _at(line: Line, day: date, minutes: int) -> str:
    return (datetime.combine(day, time(), line.zone) + timedelta(minutes=minutes)).isoformat(timespec="minutes")


def _moment(moment: datetime) -> str:
    return home_time(moment).isoformat(timespec="seconds")
