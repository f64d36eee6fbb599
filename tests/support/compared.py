"""A demo whose lines have pages that were read: one differs, one differs and is ignored, one is gone, one is new."""

from dataclasses import replace
from datetime import timedelta

from ivr.agency_pages.reading import sections
from ivr.core.agency_pages.comparing import Verdict
from ivr.core.agency_pages.facts import facts
from ivr.core.agency_pages.state import Answer, State
from ivr.demo import Demo
from ivr.service.agency_pages.differences import seen, set_ignored
from ivr.store.agency_pages import keep, keep_answer
from ivr.store.db import read, write
from ivr.store.revisions import publish
from schedules import write_directory
from sentences import Sentence
from tests.support.agency_site import HOST, OTHER_HOST, PAGES

PAGE, GONE, NEW = f"https://{HOST}/hours", f"https://{HOST}/gone", f"https://{OTHER_HOST}/"
_OF = {"otit-vi": PAGE, "otit-fil": PAGE, "otit-en": PAGE, "otit-km": GONE, "fresc": NEW}


def compare_pages(demo: Demo) -> None:
    """Publish the pages of lines, and store what became of looking at them."""
    engine, now = demo.service.engine, demo.clock.now()
    directory = demo.schedule.at(now).directory
    lines = tuple(replace(line, page=_OF.get(line.id, "")) for line in directory.lines)
    document = write_directory(replace(directory, lines=lines))
    write(engine, publish, document, "Aiko", "a test", now, base=1, effective_at=now)
    demo.schedule.refresh()
    write(engine, keep, {PAGE, GONE, NEW}, now)
    answer = Answer(State.READ, parts=facts(sections((PAGES / "table.html").read_bytes())))
    write(engine, keep_answer, PAGE, answer, now, now + timedelta(days=1))
    for _ in range(2):
        gone = Answer(State.GONE, Sentence("the site answers with {number}", number=404))
        write(engine, keep_answer, GONE, gone, now, now + timedelta(days=1))
    timetable = demo.schedule.at(now)
    differing = [each for page in read(engine, seen, timetable, now) for each in page.found]
    marks = [each.mark for each in differing if each.verdict is Verdict.OTHER]
    set_ignored(engine, timetable, marks[-1], "Aiko", now, ignores=True)
