"""Reminders: one for each caller and language, true when they come, never in the night, gone with STOP."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import Row

from ivr.carrier import SendError
from ivr.clock import MovableClock, parse_moment
from ivr.core.routing import decide
from ivr.core.text.delivery import State
from ivr.core.text.due import reminder
from ivr.core.text.promises import Promise, Purpose, Texted
from ivr.privacy import Privacy
from schedules import Hours, Timetable, parse_hours
from sentences import Sentence
from tests.support.book import load_book
from tests.support.demo import MOBILE
from tests.support.desk import TIMETABLE, Carrier, Desk

BOOK = load_book()
SUNDAY = parse_moment("2026-11-29 19:00")
MONDAY_9 = parse_moment("2026-11-30 09:00")
TUESDAY_11 = parse_moment("2026-12-01 11:00")


def promise(language: str = "id", at: datetime = SUNDAY, timetable: Timetable = TIMETABLE) -> Promise:
    made = reminder(MOBILE, language, decide(timetable, language, at), f"{at}")
    assert made is not None
    return made


def changed(hours: str, line: str = "fresc") -> Timetable:
    """The shipped hours, but those of one line."""
    lines = tuple(
        replace(each, hours=(Hours(parse_hours(hours)),)) if each.id == line else each
        for each in TIMETABLE.directory.lines
    )
    return Timetable(replace(TIMETABLE.directory, lines=lines))


@pytest.fixture
def desk(engine: Engine, privacy: Privacy) -> Desk:
    return Desk(engine, privacy, Carrier(), MovableClock(SUNDAY))


def at(desk: Desk, moment: datetime) -> bool:
    desk.clock.set(moment)
    return desk.worker().deliver_one()


def reminders(desk: Desk) -> list[Row[tuple[object, ...]]]:
    return [row for row in desk.rows() if row.purpose == Purpose.REMINDER]


def test_it_comes_at_the_next_opening_and_says_so(desk: Desk) -> None:
    assert desk.keep(promise(), SUNDAY) is Texted.COMING
    assert reminders(desk)[0].due_at == MONDAY_9
    assert not at(desk, MONDAY_9 - timedelta(seconds=1))
    assert at(desk, MONDAY_9)
    ((to, body),) = desk.carrier.taken
    assert to == MOBILE
    assert body.startswith(BOOK.catalogues["id"]["sms_reminder"])
    assert "FRESC 0120-76-2029" in body
    assert "17.00" in body
    assert not at(desk, MONDAY_9 + timedelta(minutes=1))


def test_one_for_each_caller_and_language(desk: Desk) -> None:
    for moment in (SUNDAY, SUNDAY + timedelta(hours=1)):
        assert desk.keep(promise("id", moment), moment) is Texted.COMING
        # What was promised stays one promise when the schedule says another moment by now.
        assert desk.keep(promise("id", moment, changed("Mon-Fri 08:30-17:00")), moment) is Texted.COMING
    assert desk.keep(promise("vi"), SUNDAY) is Texted.COMING
    assert [(row.language, row.due_at) for row in reminders(desk)] == [("id", MONDAY_9), ("vi", MONDAY_9)]


def test_after_it_has_come_another_can_be_asked_for(desk: Desk) -> None:
    desk.keep(promise(), SUNDAY)
    at(desk, MONDAY_9)
    evening = MONDAY_9 + timedelta(hours=9)
    desk.clock.set(evening)
    assert desk.keep(promise("id", evening), evening) is Texted.COMING
    assert reminders(desk)[1].due_at == parse_moment("2026-12-01 09:00")


def test_closed_after_all_is_said_and_it_moves_on_once(desk: Desk) -> None:
    desk.keep(promise(), SUNDAY)
    desk.timetable = changed("closed")  # FRESC is closed for good; OTIT opens on Tuesday
    assert at(desk, MONDAY_9)
    assert desk.carrier.taken == []
    assert reminders(desk)[0].due_at == TUESDAY_11
    assert at(desk, MONDAY_9)
    ((_, word),) = desk.carrier.taken
    assert word.startswith(BOOK.catalogues["id"]["sms_reminder_moved"])
    assert "besok 11.00" in word
    assert not at(desk, MONDAY_9 + timedelta(minutes=1))
    assert at(desk, TUESDAY_11)
    assert desk.carrier.taken[1][1].startswith(BOOK.catalogues["id"]["sms_reminder"])
    assert [row.state for row in desk.rows()] == [State.SENT, State.SENT]


def test_closed_a_second_time_says_how_things_stand_and_ends(desk: Desk) -> None:
    desk.keep(promise(), SUNDAY)
    desk.timetable = changed("closed")
    at(desk, MONDAY_9)
    at(desk, MONDAY_9)
    closed = {
        line.id: replace(line, hours=(Hours(parse_hours("Fri 11:00-19:00")),)) for line in TIMETABLE.lines(SUNDAY)
    }
    desk.timetable = Timetable(replace(TIMETABLE.directory, lines=tuple(closed.values())))
    assert at(desk, TUESDAY_11)
    body = desk.carrier.taken[1][1]
    assert not body.startswith(BOOK.catalogues["id"]["sms_reminder"])
    assert "OTIT 0120-250-192" in body
    assert not at(desk, TUESDAY_11 + timedelta(days=7))


def test_a_closing_that_is_rolled_back_in_time_changes_nothing(desk: Desk) -> None:
    desk.keep(promise(), SUNDAY)
    desk.timetable = changed("closed")
    desk.worker().upkeep.keep_reminders_true(SUNDAY)
    desk.timetable = TIMETABLE
    assert at(desk, MONDAY_9)
    assert len(desk.carrier.taken) == 1


def test_a_line_that_opens_sooner_is_told_sooner(desk: Desk) -> None:
    desk.keep(promise(), SUNDAY)
    desk.timetable = changed("Mon-Fri 08:30-17:00")
    desk.worker().upkeep.keep_reminders_true(SUNDAY + timedelta(minutes=1))
    assert reminders(desk)[0].due_at == MONDAY_9 - timedelta(minutes=30)


def test_what_waits_for_the_carrier_is_not_brought_forward(desk: Desk) -> None:
    """The carrier is given time to show what it has taken, and its failures do not use up the attempts."""
    desk.keep(promise(), SUNDAY)
    desk.carrier.trouble = [SendError(Sentence("no answer"), maybe_sent=True)]
    at(desk, MONDAY_9)
    due = reminders(desk)[0].due_at
    desk.worker().upkeep.keep_reminders_true(MONDAY_9 + timedelta(seconds=1))
    assert reminders(desk)[0].due_at == due > MONDAY_9


def test_the_night_is_quiet(desk: Desk) -> None:
    """Every worker was down until Wednesday night; nobody is woken for it."""
    desk.keep(promise(), SUNDAY)
    wednesday, thursday = parse_moment("2026-12-02 23:00"), parse_moment("2026-12-03 08:00")
    assert at(desk, wednesday)
    assert not at(desk, thursday - timedelta(seconds=1))
    assert desk.carrier.taken == []
    assert at(desk, thursday)  # closed until nine: moved on, with a word
    assert at(desk, thursday)
    assert at(desk, thursday + timedelta(hours=1))
    assert len(desk.carrier.taken) == 2


def test_a_line_that_opens_in_the_night_is_told_in_the_morning(desk: Desk) -> None:
    early = changed("Mon-Fri 05:00-17:00")
    assert promise(timetable=early).not_before == parse_moment("2026-11-30 08:00")


def test_stop_cancels_it_and_start_does_not_bring_it_back(desk: Desk) -> None:
    desk.keep(promise(), SUNDAY)
    desk.stop()
    desk.start()
    assert not at(desk, MONDAY_9)
    assert [row.state for row in desk.rows()] == [State.CANCELLED]
    assert desk.keep(promise("vi"), SUNDAY) is Texted.COMING


def test_a_clock_that_is_set_back_sends_nothing_twice_and_holds_up_no_information(desk: Desk) -> None:
    desk.keep(promise(), SUNDAY)
    at(desk, MONDAY_9)
    asked = Promise("CA1", Purpose.INFORMATION, "vi", MOBILE, "the text", MONDAY_9)
    desk.keep(asked, MONDAY_9)
    an_hour_before = MONDAY_9 - timedelta(hours=1)
    assert at(desk, an_hour_before)
    assert not at(desk, an_hour_before)
    assert not at(desk, MONDAY_9)
    assert len(desk.carrier.taken) == 2


def test_an_attempt_of_unknown_end_is_found_though_the_clock_was_set_back(desk: Desk) -> None:
    """Ours was an hour ahead of the carrier's when it was made."""
    ahead = MONDAY_9 + timedelta(hours=1)
    desk.clock.set(ahead)
    desk.keep(Promise("CA1", Purpose.INFORMATION, "vi", MOBILE, "the text", ahead), ahead)
    desk.hold(desk.claim())
    desk.carrier.send(MOBILE, "the text", "")
    desk.carrier.at = [MONDAY_9]
    desk.let_leases_end()
    assert at(desk, MONDAY_9)
    assert len(desk.carrier.taken) == 1


def test_who_has_stopped_and_started_may_ask_again(desk: Desk) -> None:
    desk.keep(promise(), SUNDAY)
    desk.stop()
    desk.start()
    later = SUNDAY + timedelta(minutes=1)
    desk.clock.set(later)
    assert desk.keep(promise("id", later), later) is Texted.COMING
    assert at(desk, MONDAY_9)
    assert len(desk.carrier.taken) == 1


def test_a_reminder_that_came_sooner_can_be_asked_for_again(desk: Desk) -> None:
    """It opened half an hour early, closed again, and opens at nine as planned."""
    desk.keep(promise(), SUNDAY)
    desk.timetable = changed("Mon-Fri 08:30-08:40")
    desk.worker().upkeep.keep_reminders_true(SUNDAY)
    early = MONDAY_9 - timedelta(minutes=30)
    assert at(desk, early)
    desk.timetable = TIMETABLE
    again = early + timedelta(minutes=11)
    desk.clock.set(again)
    assert desk.keep(promise("id", again), again) is Texted.COMING
    assert at(desk, MONDAY_9)
    assert len(desk.carrier.taken) == 2


def test_a_reminder_that_the_carrier_held_up_does_not_come_at_night(desk: Desk) -> None:
    evening = parse_moment("2026-11-30 20:50")
    desk.timetable = changed("Mon-Fri 20:55-23:55")
    desk.clock.set(evening)
    desk.keep(promise("ko", evening, desk.timetable), evening)
    desk.carrier.trouble = [SendError(Sentence("no answer"), maybe_sent=True)]
    assert at(desk, evening + timedelta(minutes=5))
    assert at(desk, evening + timedelta(minutes=11))
    assert desk.carrier.taken == []
    assert reminders(desk)[0].due_at == parse_moment("2026-12-01 08:00")
