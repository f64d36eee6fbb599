"""Export of a directory to HSDS."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, time, timedelta, timezone
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from profiles import country, profile
from schedules.confirmation import CONFIRMED_FOR, is_old
from schedules.days import Days, print_days
from schedules.formats.hsds.common import (
    BYDAY,
    CHARGED,
    LAST_MINUTE,
    SOURCE,
    UNCONFIRMED,
    ZONE_NOTE,
    digits,
    filled,
    offsets,
)
from schedules.formats.hsds.common import offset as utc_offset
from schedules.hours import CLOSED, DAYS, END_OF_DAY, Week, Window, grouped, print_hours, print_windows
from schedules.model import ANY_YEAR, Directory, HolidayRule, HolidayRules, Line, SpecialDay
from sentences import Sentence

_NAMESPACE = UUID("0f0d5c5e-54b5-4f0c-9d0c-6a4d6ff0a0b7")


def export_hsds(
    directory: Directory, language_names: Mapping[str, str], on: date, holds: timedelta = CONFIRMED_FOR
) -> list[dict[str, Any]]:
    """Return the lines as HSDS ``service`` objects, in their order, with ids that are the same in every export.

    Hidden lines are left out: an export is for the public.

    Args:
        directory: the directory to export.
        language_names: the English name of each language by its code.
        on: the date of ``status`` and of what is unconfirmed, and of the UTC offset of hours without a start date.
        holds: how long a confirmation of hours holds.
    """
    offered = (part for line in directory.lines if not line.hidden for part in _parts(line))
    return [_service(directory, line, language_names, on, holds) for line in offered]


def _parts(line: Line) -> Iterator[Line]:
    """Yield a line once for each set of days on which it speaks languages: HSDS has no hours of a language."""
    days = dict(line.days)
    groups: dict[Days | None, list[str]] = {}
    for code in sorted(line.languages, key=lambda code: (code in days, code)):
        groups.setdefault(days.get(code), []).append(code)
    for number, codes in enumerate(groups.values()):
        part = replace(line.in_language(codes[0]), languages=frozenset(codes), language="")
        yield replace(part, id="-".join([line.id, *codes])) if number else part


def not_exported(directory: Directory) -> list[Sentence]:
    """Say what an export leaves out."""
    hidden = tuple(line.id for line in directory.lines if line.hidden)
    private = tuple(line.id for line in directory.lines if not line.hidden and (line.notes or line.confirmed_by))
    pages = tuple(line.id for line in directory.lines if not line.hidden and line.page)
    found = []
    if hidden:
        found.append(Sentence("{ids}: left out, since hidden", ids=hidden))
    if private:
        found.append(Sentence("{ids}: notes and who confirmed the hours are left out", ids=private))
    if pages:
        found.append(Sentence("{ids}: the page of the agency is left out", ids=pages))
    return found


def page_of(services: list[dict[str, Any]]) -> dict[str, Any]:
    """Return all services as one page: ``Page`` in the standard's openapi.json, the response of ``/services``."""
    return {
        "total_items": len(services),
        "total_pages": 1,
        "page_number": 1,
        "size": len(services),
        "first_page": True,
        "last_page": True,
        "empty": not services,
        "contents": services,
    }


def _service(directory: Directory, line: Line, names: Mapping[str, str], on: date, holds: timedelta) -> dict[str, Any]:
    service_id, phone_id = _id("service", line.id), _id("phone", line.id)
    phone = filled(
        id=phone_id,
        service_id=service_id,
        number=line.number,
        type="voice",
        description=CHARGED if line.charged else None,
        languages=_languages(line, names, "phone_id", phone_id),
    )
    return filled(
        id=service_id,
        name=f"{line.agency} {line.number} ({', '.join(sorted(line.languages))})",
        alternate_name=f"{line.id}, tier {line.tier}",
        description=f"Consultation by telephone. Hours checked against: {line.source}",
        url=_own_page(directory, line),
        status=_status(line, on),
        assured_date=str(line.confirmed),
        alert=" ".join(_in_words(directory, line, names)),
        organization={
            "id": _id("organization", line.agency),
            "name": line.agency,
            "description": f"{line.agency} answers calls for consultation.",
        },
        phones=[phone],
        languages=_languages(line, names, "service_id", service_id),
        schedules=list(_rows(line, on)),
        attributes=list(_about_confirmation(line, on, holds)),
    )


def _about_confirmation(line: Line, on: date, holds: timedelta) -> Iterator[dict[str, Any]]:
    """Yield what goes with ``assured_date``: the source, and whether the date is too long ago."""
    old = is_old(line.confirmation, on, holds)
    for label, value in ((SOURCE, line.source), (UNCONFIRMED, "true" if old else "false")):
        yield {
            "id": _id("attribute", line.id, label),
            "link_id": _id("service", line.id),
            "link_entity": "service",
            "label": label,
            "value": value,
        }


def _id(*what: object) -> str:
    return str(uuid5(_NAMESPACE, "/".join(map(str, what))))


def _status(line: Line, on: date) -> str:
    if line.ended_by(on):
        return "defunct"
    return "active" if line.serves_on(on) else "inactive"


def _languages(line: Line, names: Mapping[str, str], owner: str, owner_id: str) -> list[dict[str, Any]]:
    return [
        {"id": _id("language", owner_id, code), owner: owner_id, "name": names.get(code, code), "code": code}
        for code in sorted(line.languages)
    ]


def _own_page(directory: Directory, line: Line) -> str | None:
    """Return the e-mail page of a line's language if it speaks only one, or None."""
    page = directory.email.get(*line.languages) if len(line.languages) == 1 else None
    return page.address if page else None


def _rows(line: Line, on: date) -> Iterator[dict[str, Any]]:
    for week, first, last in line.periods():
        offset = utc_offset(line.zone, first or on)
        for days, window in _recurrences(week):
            if not _is_ambiguous(window):
                yield filled(
                    id=_id("schedule", line.id, first, last, days, window),
                    service_id=_id("service", line.id),
                    valid_from=first and str(first),
                    valid_to=last and str(last),
                    description=print_hours(_week_of(days, window)),
                    notes=_zone_note(line.zone, first or on),
                    timezone=offset / timedelta(hours=1),
                    **_recurrence(days, window, timezone(offset)),
                )


def _recurrence(days: list[int], window: Window, zone: timezone) -> dict[str, Any]:
    return {
        "freq": "WEEKLY",
        "interval": 1,
        "wkst": "MO",
        "byday": ",".join(BYDAY[day] for day in days),
        "opens_at": _time(window.opens, zone),
        "closes_at": _time(_closing(window), zone),
    }


def _recurrences(week: Week) -> Iterator[tuple[list[int], Window]]:
    return ((days, window) for days, windows in grouped(week) for window in windows)


def _week_of(days: Collection[int], window: Window) -> Week:
    return tuple((window,) if day in days else () for day in range(len(DAYS)))


def _closing(window: Window) -> int:
    """Return the closing time in minutes after midnight, with 23:59 for 24:00."""
    return LAST_MINUTE if window.closes == END_OF_DAY else window.closes % END_OF_DAY


def _is_ambiguous(window: Window) -> bool:
    """Whether the closing time would equal the opening time, as in 10:00 to 10:00, which can mean all day or never."""
    return _closing(window) == window.opens


def _time(minutes: int, zone: timezone) -> str:
    return time(*divmod(minutes, 60), tzinfo=zone).isoformat("minutes")


def _zone_note(zone: ZoneInfo, day: date) -> str:
    if len(offsets(zone, day.year)) == 1:
        return f"{ZONE_NOTE}{zone.key}."
    return f"{ZONE_NOTE}{zone.key}, which has daylight saving time; the UTC offset is that of {day}."


def _in_words(directory: Directory, line: Line, names: Mapping[str, str]) -> Iterator[str]:
    """Yield sentences for everything that HSDS has no property for."""
    yield from _hours_in_words(line)
    yield from (_special_day(each) for each in directory.special_days if each.scope.covers(line))
    yield from _on_holidays(directory.holidays.get(line.tier, HolidayRules()))
    if line.days:
        own = dict(line.days)
        told = [f"{names.get(code, code)}: {print_days(own[code])}" for code in sorted(line.languages & own.keys())]
        yield from [f"On holidays too only on these days (PH: public holidays): {'; '.join(told)}."] if told else []
    if not _is_plainly_dialled(line):
        yield f"Dialled as {line.dial}."
    said_elsewhere = {code for each in directory.lines if len(each.languages) == 1 for code in each.languages}
    for code in sorted(line.languages & directory.email.keys() - said_elsewhere):
        yield f"Consultation by e-mail in {names.get(code, code)}: {directory.email[code].address}"


def _hours_in_words(line: Line) -> Iterator[str]:
    for week, first, last in line.periods():
        period = f"From {first or 'ever'} {f'to {last}' if last else 'on'}"
        if week == CLOSED:
            yield f"{period}: closed."
        for days, window in _recurrences(week):
            if _is_ambiguous(window):
                yield f"{period}: also open {print_hours(_week_of(days, window))}."


def _on_holidays(rules: HolidayRules) -> Iterator[str]:
    for rule, windows in sorted(rules.hours.items()):
        yield f"{f'Open {print_windows(windows)}' if windows else 'Closed'} {_days_of(rule)}."


def _days_of(rule: HolidayRule) -> str:
    closure = profile().holidays.new_year
    if rule is HolidayRule.PUBLIC or closure is None:
        return f"on the public holidays of {country()}"
    first, last = (date(ANY_YEAR, *day) for day in (closure.first, closure.last))
    return f"from {first.day} {first:%B} to {last.day} {last:%B}"


def _special_day(special: SpecialDay) -> str:
    return f"{special}: {'besides the usual hours ' if special.extra else ''}{print_windows(special.windows)}."


def _is_plainly_dialled(line: Line) -> bool:
    """Whether the dialled number is the printed number in international form."""
    return line.dial.startswith("+") and line.dial.endswith(digits(line.number).lstrip("0"))
