"""Checks of the pages of agencies that are compared with the hours."""

from collections.abc import Iterator
from datetime import datetime

from ivr.agency_pages import NOT_INSTALLED, installed
from ivr.core.agency_pages.state import State
from ivr.core.findings import Finding, Ok, Warn
from ivr.service.agency_pages.differences import seen
from ivr.service.doctor.stored import published, usable
from ivr.store.db import read
from schedules import DirectoryError


def pages(url: str, now: datetime) -> Iterator[Finding]:
    """Yield whether the pages of lines are read, and which of them can't be."""
    with usable(url) as engine:
        try:
            timetable = published(engine, now) if engine else None
        except DirectoryError:
            timetable = None  # the check of the schedule says it
        if engine is None or timetable is None or not any(line.page for line in timetable.directory.lines):
            yield Ok("pages", "no line has a page of its agency that could be compared")
            return
        found = read(engine, seen, timetable, now)
    if not installed():
        yield Warn("pages", NOT_INSTALLED.partition(":")[0], "Install it: pip install '.[watch]'")
        return
    for each in found:
        if each.page.state not in (None, State.READ):
            yield Warn("pages", f"{each.page.address}: {each.page.said}", "Look at it; `ivr watch` tries it again")
    differing = sum(len(each.told) for each in found)
    if differing:
        todo = "Look at them side by side in the console, under Hours"
        yield Warn("pages", f"{differing} hours or numbers are other than on the pages", todo)
    elif all(each.page.state in (None, State.READ) for each in found):
        yield Ok("pages", f"{len(found)} pages are compared, and nothing was found to differ")
