"""Warnings about a schedule that is valid but may be wrong."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from schedules.confirmation import is_old
from schedules.holidays import known_until, public_holidays
from schedules.home import home_date
from schedules.hours import END_OF_DAY, said_windows
from schedules.model import HolidayRule, Line
from schedules.notices import Notice
from schedules.overrides import Override
from schedules.status import Closed, Status
from schedules.timetable import Timetable
from schedules.values import costs
from sentences import Sentence, word

FORGOTTEN_AFTER, FORGOTTEN_UNTIL_RESET = timedelta(days=7), timedelta(days=1)
"""After this time an override in force is probably forgotten. One that lasts until somebody resets it is sooner: no
change of the schedule ends it."""
_HOLIDAYS_AHEAD = timedelta(days=90)
"""How long before the end of the announced holidays the warning begins."""
_A_DAY = timedelta(days=1)
_LONGEST_WINDOW = 14 * 60
_SHORTEST_WINDOW = 30
"""Shortest and longest usual window, in minutes."""


class Concern(StrEnum):
    """The kinds of warnings."""

    UNCONFIRMED = "unconfirmed"
    OLD_PAGE = "old-page"
    OLD_RULES = "old-rules"
    OLD_NOTICE = "old-notice"
    NO_LINE = "no-line"
    NEVER_OPENS = "never-opens"
    HOLIDAYS_RUN_OUT = "holidays-run-out"
    FORGOTTEN = "forgotten"
    SAME_NUMBER = "same-number"
    COSTS = "costs"
    NOT_DIALLED = "not-dialled"
    ODD_WINDOW = "odd-window"


@dataclass(frozen=True, slots=True)
class Advice:
    """A warning, with a sentence that says what to do.

    ``about`` are the ids of the lines or the notice, the codes of the languages, or the scope of the override.
    """

    concern: Concern
    said: Sentence
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(self.said)


def advice(timetable: Timetable, now: datetime, languages: Collection[str], holds: timedelta) -> list[Advice]:
    """Return all warnings about a timetable at a moment.

    ``languages`` are the codes that callers can choose; a confirmation ``holds`` for a time.
    """
    return [
        *_unconfirmed(timetable, now, holds),
        *_old_pages(timetable, now, holds),
        *_old_rules(timetable, now, holds),
        *_old_notices(timetable, now, holds),
        *_without_line(timetable, now, languages),
        *_never_opening(timetable, now),
        *_holidays(timetable, now),
        *_forgotten(timetable, now),
        *_numbers(timetable, now),
        *_costs(timetable, now),
        *_windows(timetable, now),
    ]


def _unconfirmed(timetable: Timetable, now: datetime, holds: timedelta) -> Iterator[Advice]:
    def confirmed(line: Line) -> date:
        return line.confirmed

    old = [line for line in timetable.lines(now) if is_old(line.confirmation, now.astimezone(line.zone).date(), holds)]
    for day, lines in groupby(sorted(old, key=confirmed), key=confirmed):
        ids = [line.id for line in lines]
        yield Advice(
            Concern.UNCONFIRMED,
            Sentence(
                "hours last confirmed on {day}: {ids}; ask the agency, then confirm them",
                day=day,
                ids=tuple(ids),
            ),
            tuple(ids),
        )


def _old_pages(timetable: Timetable, now: datetime, holds: timedelta) -> Iterator[Advice]:
    found: dict[date | None, list[str]] = {}
    for code, page in timetable.directory.email.items():
        if is_old(page.confirmation, home_date(now), holds):
            found.setdefault(page.confirmation.on if page.confirmation else None, []).append(code)
    for day, codes in found.items():
        said = Sentence(
            "e-mail pages never confirmed: {languages}; ask the agency, then confirm them",
            languages=tuple(codes),
        )
        if day:
            said = Sentence(
                "e-mail pages last confirmed on {day}: {languages}; ask the agency, then confirm them",
                day=day,
                languages=tuple(codes),
            )
        yield Advice(Concern.OLD_PAGE, said, tuple(codes))


def _old_rules(timetable: Timetable, now: datetime, holds: timedelta) -> Iterator[Advice]:
    for tier, rules in timetable.directory.holidays.items():
        if is_old(rules.confirmation, home_date(now), holds):
            said = Sentence(
                "holiday rules of tier {tier} never confirmed; ask the agency, then confirm them", tier=tier
            )
            if rules.confirmation:
                said = Sentence(
                    "holiday rules of tier {tier} last confirmed on {day}; ask the agency, then confirm them",
                    tier=tier,
                    day=rules.confirmation.on,
                )
            yield Advice(Concern.OLD_RULES, said)


def _old_notices(timetable: Timetable, now: datetime, holds: timedelta) -> Iterator[Advice]:
    for notice in timetable.directory.notices:
        if latest := [day for day in (notice.as_of, notice.confirmed) if day and day > now.date() + _A_DAY]:
            early = Sentence("notice {id} is dated {day}, which is in the future", id=notice.id, day=latest[0])
            yield Advice(Concern.OLD_NOTICE, early, (notice.id,))
    for notice in timetable.notices(now):
        if now.date() - (notice.confirmed or notice.as_of) >= holds:
            yield Advice(Concern.OLD_NOTICE, _outdated(notice), (notice.id,))


def _outdated(notice: Notice) -> Sentence:
    if notice.confirmed is None:
        return Sentence(
            "notice {id} is as of {day}, never confirmed since; ask the agency, then confirm it or retire it",
            id=notice.id,
            day=notice.as_of,
        )
    return Sentence(
        "notice {id} is as of {day}, last confirmed on {confirmed}; ask the agency, then confirm it or retire it",
        id=notice.id,
        day=notice.as_of,
        confirmed=notice.confirmed,
    )


def _without_line(timetable: Timetable, now: datetime, languages: Collection[str]) -> Iterator[Advice]:
    for language in languages:
        if not timetable.lines_for(language, now):
            yield Advice(
                Concern.NO_LINE,
                Sentence("no line speaks {language}: its callers only get the other numbers", language=language),
                (language,),
            )


def _never_opening(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    scheduled, lines = timetable.scheduled(), timetable.lines(now)
    never = [line for line in lines if _never_opens(scheduled.status(line, now))]
    for tier in sorted({line.tier for line in lines}):
        if all(line in never for line in lines if line.tier == tier):
            none = Sentence("tier {tier} never opens: none of its lines does", tier=tier)
            yield Advice(Concern.NEVER_OPENS, none)
    for line in never:
        closed = Sentence("{line} never opens; give it hours, or a last day if it has ended", line=line.id)
        yield Advice(Concern.NEVER_OPENS, closed, (line.id,))


def _never_opens(status: Status) -> bool:
    return isinstance(status, Closed) and status.opens is None


def _holidays(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    directory, today = timetable.directory, now.date()
    if any(HolidayRule.PUBLIC in rules.hours for rules in directory.holidays.values()):
        year, known = (now + _HOLIDAYS_AHEAD).year, known_until()
        if known is not None and year > known:
            yield Advice(Concern.HOLIDAYS_RUN_OUT, _run_out(known, year))
    dated = [special for special in directory.special_days if not special.yearly]
    if dated and max(special.last for special in dated) < today:
        last = max(dated, key=lambda special: special.last)
        none = Sentence("no special day is planned after {special}; enter the coming ones", special=last.said())
        yield Advice(Concern.HOLIDAYS_RUN_OUT, none)


def _run_out(known: int, year: int) -> Sentence:
    forecast = tuple(day for day, holiday in public_holidays(year).items() if holiday.forecast)
    if not forecast:
        return Sentence(
            "public holidays are listed until the end of {known}; add those of {year} to the profile",
            known=known,
            year=year,
        )
    return Sentence(
        "public holidays are known until the end of {known}; forecast for {year}: {days}; update Tsunagu",
        known=known,
        year=year,
        days=forecast,
    )


def _forgotten(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    for override in timetable.in_force(now):
        after = FORGOTTEN_AFTER if override.until or override.changes else FORGOTTEN_UNTIL_RESET
        if now - override.since >= after:
            yield Advice(Concern.FORGOTTEN, _held(override), (str(override.scope),))


def _held(override: Override) -> Sentence:
    scope, day = override.scope.said(), override.since.date()
    if override.open:
        return Sentence(
            "{scope} was opened manually on {day} ({reason}); reset it, or change the hours",
            scope=scope,
            day=day,
            reason=override.reason,
        )
    return Sentence(
        "{scope} was closed manually on {day} ({reason}); reset it, or change the hours",
        scope=scope,
        day=day,
        reason=override.reason,
    )


def _numbers(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    def dial(line: Line) -> str:
        return line.dial

    for number, same in groupby(sorted(timetable.lines(now), key=dial), key=dial):
        ids = [line.id for line in same]
        if len(ids) > 1:
            same_number = Sentence(
                "{ids} and {id} dial the same number, {text}", ids=tuple(ids[:-1]), id=ids[-1], text=number
            )
            yield Advice(Concern.SAME_NUMBER, same_number, tuple(ids))


def _costs(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    for line in timetable.lines(now):
        if costs(line.number):
            said = word("{line}: a call to {text} is not free, as callers are told; ask the agency for a free number")
            if not line.charged:
                said = word(
                    "{line}: a call to {text} is not free, but callers are not told; "
                    "mark the line as charged, or ask the agency for a free number"
                )
            yield Advice(Concern.COSTS, Sentence(said, line=line.id, text=line.number), (line.id,))


def _windows(timetable: Timetable, now: datetime) -> Iterator[Advice]:
    for line in timetable.lines(now):
        week = line.week_on(now.astimezone(line.zone).date())
        for window in dict.fromkeys(window for windows in week for window in windows):
            minutes = window.closes - window.opens
            if not _SHORTEST_WINDOW <= minutes <= _LONGEST_WINDOW and minutes != END_OF_DAY:
                hours = said_windows((window,))
                odd = (
                    Sentence("{line} is open {window}, which is unusually short; check it", line=line.id, window=hours)
                    if minutes < _SHORTEST_WINDOW
                    else Sentence(
                        "{line} is open {window}, which is unusually long; check it", line=line.id, window=hours
                    )
                )
                yield Advice(Concern.ODD_WINDOW, odd, (line.id,))
