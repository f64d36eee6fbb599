"""HSDS for tests: services to import, what is exported, and weeks that its rows can express."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from schedules import Directory, Week, Window, load_directory, print_hours
from schedules.formats.hsds import Imported, export_hsds, import_hsds

TODAY = date(2026, 11, 22)
CHECKED = date(2021, 6, 28)
SHIPPED = load_directory()
VIETNAMESE = SHIPPED.lines[0]
LANGUAGES = ("vi", "zh", "id", "fil", "en", "th", "km", "my", "ja", "ko", "es", "pt", "ne", "mn")
NAMES = {"vi": "Vietnamese", "zh": "Chinese", "en": "English"}


def exported(directory: Directory, on: date = TODAY) -> list[Any]:
    """Return the services that are exported, as JSON has them."""
    services: list[Any] = json.loads(json.dumps(export_hsds(directory, NAMES, on)))
    return services


def imported(data: object, zone: str = "Asia/Tokyo", source: str = "the page") -> Imported:
    """Import services as from a page that was last checked on CHECKED."""
    return import_hsds(data, LANGUAGES, zone, CHECKED, source)


def unsaid(found: Imported) -> list[str]:
    """Return what an import left out, in English."""
    return [str(each) for each in found.unsaid]


def one_line(**changes: Any) -> Directory:
    """Return a directory of the Vietnamese line, changed."""
    return Directory((replace(VIETNAMESE, **changes),), {})


def schedule(**changes: Any) -> dict[str, Any]:
    """Return one row of a service's hours; ``None`` leaves a property out."""
    row = {"freq": "WEEKLY", "interval": 1, "byday": "MO,TU", "opens_at": "09:00+09:00", "closes_at": "17:00+09:00"}
    return {name: value for name, value in {**row, **changes}.items() if value is not None}


def service(*schedules: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a service that can be imported, with these rows and changes."""
    return {
        "id": "48102e86-bb50-41c4-8f1e-e269368c41d1",
        "name": "Helpline",
        "status": "active",
        "assured_date": "2026-06-01",
        "organization": {"name": "City Hall"},
        "phones": [{"number": "03-5551-2345", "type": "voice", "languages": [{"code": "en"}]}],
        "schedules": list(schedules or (schedule(),)),
        **changes,
    }


def hours_of(data: object) -> list[tuple[date | None, str]]:
    """Return the hours of the only line that is imported, each with its first day."""
    (line,) = imported(data).directory.lines
    return [(each.since, print_hours(each.week)) for each in line.hours]


def is_sayable(window: Window) -> bool:
    """Return whether a row of HSDS can express the window."""
    closes = 1439 if window.closes == 1440 else window.closes % 1440
    return window.closes != 1439 and closes != window.opens


def sayable(week: Week) -> Week:
    """Return the week with only those windows that rows of HSDS can express."""
    return tuple(tuple(window for window in windows if is_sayable(window)) for windows in week)
