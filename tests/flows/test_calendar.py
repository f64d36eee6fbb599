"""The calendar feeds, as a calendar fetches them."""

from datetime import date

import icalendar
import pytest
import requests

from ivr.demo import Demo
from ivr.service.schedule import overrides
from ivr.service.schedule.editor import ScheduleEditor
from ivr.store.db import open_store
from prompts import LANGUAGES
from schedules import shipped
from tests.support.published import FOURTEEN
from tests.support.waiting import PATIENCE


def fetch(demo: Demo, language: str, **headers: str) -> requests.Response:
    return requests.get(f"{demo.url}/{language}.ics", headers=headers, timeout=PATIENCE)


def events(answer: requests.Response) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(answer.content).events


@pytest.fixture
def editor(demo: Demo) -> ScheduleEditor:
    return ScheduleEditor(open_store(demo.database_url), "Aiko")


@pytest.mark.parametrize("language", FOURTEEN)
def test_each_language_has_its_lines(site: Demo, language: str) -> None:
    answer = fetch(site, language)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert LANGUAGES[language].name in str(icalendar.Calendar.from_ical(answer.content)["X-WR-CALNAME"])
    numbers = {line.number for line in site.schedule.at(site.clock.now()).lines_for(language, site.clock.now())}
    assert {str(event["SUMMARY"]).split()[1] for event in events(answer)} == numbers


def test_it_is_only_sent_again_when_it_has_changed(demo: Demo, editor: ScheduleEditor) -> None:
    first = fetch(demo, "vi")
    again = fetch(demo, "vi", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    closed = "special_days: [{name: 年末の休み, date: 2026-12-13, hours: closed, scope: all}]\n"
    now = demo.clock.now()
    editor.save_draft(shipped() + closed, now)
    editor.publish_draft("year end", now)
    demo.schedule.refresh()
    changed = fetch(demo, "vi", **{"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert {event["SEQUENCE"] for event in events(changed)} == {2}
    closures = [event for event in events(changed) if event.start == date(2026, 12, 13)]
    assert [str(event["SUMMARY"]) for event in closures] == ["OTIT 0120-250-168: nghỉ (年末の休み)"]
    assert {event["UID"] for event in events(first)} < {event["UID"] for event in events(changed)}


def test_why_a_line_is_held_closed_is_nobodys_business(demo: Demo, editor: ScheduleEditor) -> None:
    overrides.hold(editor, "all", "half the staff has quit", demo.clock.now(), opened=False, until=None, reset=True)
    demo.schedule.refresh()
    answer = fetch(demo, "en")
    assert "quit" not in answer.text
    assert "OTIT 0120-250-147: closed" in answer.text


@pytest.mark.parametrize("path", ["xx.ics", "und.ics", ".ics", "vi.ICS", "v"])
def test_what_is_no_feed_is_not_found(site: Demo, path: str) -> None:
    assert requests.get(f"{site.url}/{path}", timeout=PATIENCE).status_code == 404
