"""What the pages of agencies say otherwise than the schedule: found anew each time it is asked, so it is never old."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from ivr.core.agency_pages.comparing import Comparison, Sureness, Verdict, compare
from ivr.core.agency_pages.state import Page
from ivr.core.alerts import Alert, Kind
from ivr.core.names import names_of
from ivr.store.agency_pages import heed, ignore, ignored, pages
from ivr.store.db import write
from schedules import Timetable, dialled

PATH = "/ops/hours/agency-pages"
"""The page of the console."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A page with what it says of each line that has it.

    Attributes:
        found: the hours and the number of each line.
        ignored: who ignores a difference, by its mark.
    """

    page: Page
    found: tuple[Comparison, ...]
    ignored: dict[str, str]

    @property
    def told(self) -> list[Comparison]:
        """The differences that nobody ignores."""
        return [each for each in self.found if each.verdict is Verdict.OTHER and each.mark not in self.ignored]


def seen(connection: Connection, timetable: Timetable, now: datetime) -> list[Seen]:
    """Return the pages of the lines, compared with the schedule that holds now and the planned one."""
    lines = [line for line in timetable.directory.lines if line.page]
    if not lines:
        return []
    stored, marks = pages(connection, {line.page for line in lines}), ignored(connection)
    later = timetable.then[1].directory if timetable.then else None
    found: dict[str, list[Comparison]] = {line.page: [] for line in lines}
    for line in lines:
        page = stored.get(line.page)
        if page and page.parts is not None:
            others = {dialled(each.number) for each in timetable.directory.lines if each.id != line.id}
            planned = later.line(line.id) if later else None
            today = now.astimezone(line.zone).date()
            found[line.page] += compare(line, page.parts, today, planned, others - {dialled(line.number)})
    return [Seen(stored.get(each, Page(each)), tuple(compared), marks) for each, compared in found.items()]


def told(seen_pages: Sequence[Seen], timetable: Timetable, now: datetime) -> Iterator[Alert]:
    """Yield what ops staff are told of."""
    names = names_of(timetable.directory.lines)
    for each in seen_pages:
        for difference in each.told:
            said = difference.told(names[difference.line.id])
            waits = difference.sureness is not Sureness.SURE
            yield Alert(Kind.PAGE, difference.mark, said, PATH, (difference.line.id,), waits)
        if trouble := each.page.trouble(now):
            yield Alert(Kind.PAGE, each.page.address[:80], trouble, PATH, waits=True)


class GoneError(Exception):
    """A difference is no longer there: the page or the schedule has changed."""


def set_ignored(engine: Engine, timetable: Timetable, mark: str, who: str, now: datetime, *, ignores: bool) -> None:
    """Ignore a difference until the page says something else, or tell of it again.

    Raises:
        GoneError: there is no such difference.
    """

    def change(connection: Connection) -> None:
        for each in seen(connection, timetable, now):
            for found in each.found:
                if found.verdict is Verdict.OTHER and found.mark == mark:
                    (ignore if ignores else heed)(connection, mark, found.line.id, found.told(found.line.id), who, now)
                    return
        raise GoneError

    write(engine, change)
