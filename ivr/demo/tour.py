"""The tour of the demo: five tasks, each with a mark that is computed from what has happened since the demo began."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from babel.dates import format_date, format_skeleton
from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, select

from ivr.app import Service
from ivr.clock import Clock
from ivr.core.histories import MADE_UP
from ivr.phone.words import _, language
from ivr.service.schedule.live import read_document
from ivr.store.db import read
from ivr.store.revisions import history
from ivr.store.tables import calls, inbound
from schedules import Directory, Timetable, home_date, home_time

EVENING = time(17)
"""From when on it is evening."""
LINE, LANGUAGE = "otit-vi", "km"
_SUNDAY = 6
_LOCALES = {"en": "en_GB", "ja": "ja"}


@dataclass(frozen=True, slots=True)
class Task:
    """A task: what to do, where, and whether it is done."""

    title: str
    done: bool
    steps: Collection[str]
    links: Collection[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Done:
    """What has happened since the demo began."""

    called: bool
    texted: bool
    closed: bool
    opened_again: bool


def add_tour(
    app: Flask,
    clock: Clock,
    service: Service,
    timetable: Callable[[datetime], Timetable],
    seen: Collection[str],
    account: tuple[str, str],
) -> None:
    """Add the page to the demo's controls. ``seen``: paths of calls looked at; ``account``: name and password."""

    @app.get("/demo/")
    def page() -> ResponseReturnValue:
        service.recorder.flush()
        done, to_fresc = read(service.engine, _done), read(service.engine, _to_the_second, seen)
        tasks = _tasks(done, to_fresc, _next_day(timetable(clock.now()), clock.now()))
        return render_template("tour.html", tasks=tasks, account=account, now=_moment(clock.now()))


def _tasks(done: Done, to_fresc: bool, day: str) -> list[Task]:
    return [
        Task(
            _("Call in Khmer on a Sunday evening"),
            done.called,
            (
                _("Set the clock of the telephone to Sunday 20:00."),
                _("Call, and press 7."),
                _("Hear when somebody is there."),
            ),
            ((_("The telephone"), "/phone/"),),
        ),
        Task(
            _("Text one word"),
            done.texted,
            (_("Write a language, in any script: Tiếng Việt, မြန်မာ, nepali, 3."), _("Read the answer.")),
            ((_("The telephone"), "/phone/"),),
        ),
        Task(
            _("Close the Vietnamese line on %(day)s", day=day),
            done.closed,
            (
                _("Choose the day, the line OTIT Vietnamese and a name for the day."),
                _("Publish."),
                _("Call: what is heard now?"),
            ),
            ((_("Special days"), "/ops/hours/special-days"),),
        ),
        Task(
            _("Find out why a caller went to FRESC"),
            to_fresc,
            (_("Open a call that OTIT did not answer, and read what the service decided, and why."),),
            ((_("Calls in Vietnamese to FRESC"), "/ops/calls?language=vi&line=fresc"),),
        ),
        Task(
            _("Put it back"),
            done.opened_again,
            (_("Undo the change, or roll back to revision 1."), _("Each revision stays in the history.")),
            ((_("History of the hours"), "/ops/hours/history"),),
        ),
    ]


def _done(connection: Connection) -> Done:
    ours = calls.c.sid.not_like(f"CA{MADE_UP}%")
    begun = connection.scalars(select(calls.c.started_at).where(ours, calls.c.language == LANGUAGE))
    called = any(home_time(at).weekday() == _SUNDAY and home_time(at).time() >= EVENING for at in begun)
    understood = inbound.c.sid.not_like(f"SM{MADE_UP}%"), inbound.c.language.is_not(None)
    texted = connection.scalar(select(inbound.c.sid).where(*understood).limit(1)) is not None
    closed = [_is_closed(read_document(each.document)) for each in history(connection) if each.withdrawn_at is None]
    return Done(called, texted, any(closed), any(closed) and not closed[0])


def _is_closed(directory: Directory) -> bool:
    """Whether a special day closes the line."""
    line = directory.line(LINE)
    return line is not None and any(each.scope.covers(line) and not each.windows for each in directory.special_days)


def _to_the_second(connection: Connection, seen: Collection[str]) -> bool:
    """Whether somebody has looked at a call in which FRESC was dialled after another line."""
    sids = {path.removeprefix("/ops/calls/") for path in seen}
    dialled = connection.scalars(select(calls.c.lines).where(calls.c.sid.in_(sids)))
    return any(len(lines.split()) > 1 and lines.split()[-1] == "fresc" for lines in dialled)


def _next_day(timetable: Timetable, now: datetime) -> str:
    """Return the next day on which the line opens, after today."""
    line = timetable.directory.line(LINE)
    day = home_date(now) + timedelta(days=1)
    for _ahead in range(7):
        if line is not None and line.week_on(day)[day.weekday()]:
            break
        day += timedelta(days=1)
    return format_skeleton("MMMMEEEEd", day, locale=_LOCALES[language()])


def _moment(now: datetime) -> str:
    """Return the day of the week and the time of day in Japan."""
    local = home_time(now)
    return f"{format_date(local, 'EEEE', locale=_LOCALES[language()])} {local:%H:%M}"
