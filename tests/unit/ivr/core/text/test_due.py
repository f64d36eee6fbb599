"""Promised texts: a reminder, what becomes of each when it is due, and what brings it forward."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ivr.core.routing import decide
from ivr.core.text.due import Due, brought_forward, reminder, sign, when_due
from ivr.core.text.promises import Kept, Promise, Purpose, Texted
from schedules import Timetable
from tests.support.calls import TIMETABLE, WRITER, at, held

EN_CLOSED = """\
Free advice lines in English:
OTIT 0120-250-147: opens Tuesday 11:00
Tue, Sat 11-19
FRESC 0120-76-2029: opens tomorrow 09:00
Mon-Fri 9-17
Ask online (24 hours): https://www.support.otit.go.jp/soudan/en/"""
EN_STATES = """\
OTIT 0120-250-147: opens Tuesday 11:00
FRESC 0120-76-2029: opens tomorrow 09:00
"""
NEVER = """\
Free advice lines in English:
OTIT 0120-250-147: closed
FRESC 0120-76-2029: closed
Ask online (24 hours): https://www.support.otit.go.jp/soudan/en/"""


# --- the promise of a reminder

TO = "+819012345678"


@pytest.mark.parametrize(
    ("timetable", "language", "moment", "due"),
    [
        pytest.param(TIMETABLE, "en", "Sun 10:00", "Mon+1 09:00", id="the next opening of either line"),
        pytest.param(held("fresc", "open", since="Sun 03:00"), "ko", "Sat 22:00", "Sun 08:00", id="not in the night"),
        pytest.param(held("all", "closed"), "en", "Sun 10:00", None, id="none that never comes"),
    ],
)
def test_reminder(timetable: Timetable, language: str, moment: str, due: str | None) -> None:
    made = reminder(TO, language, decide(timetable, language, at(moment)), "CA1:7")
    key = f"reminder:CA1:7:{TO}:{language}"
    expected = Promise(key, Purpose.REMINDER, language, TO, None, at(due)) if due else None
    assert made == expected


def test_a_purpose_is_known_by_the_word_that_stands_in_the_outbox() -> None:
    of_call_backs = ["call-back missed", "call-back moved", "call-back waits"]
    assert [each.value for each in Purpose] == ["information", "keyed in", "reminder", "moved", *of_call_backs]


def test_a_promise_that_is_kept_needs_no_reason() -> None:
    assert Kept(Texted.COMING).because is None


# --- when it is due

ASKED = Promise("key", Purpose.INFORMATION, "en", TO, "what was promised", at("Sun 10:00"))
KEYED = replace(ASKED, purpose=Purpose.KEYED)
REMINDER = replace(ASKED, purpose=Purpose.REMINDER, body=None)
MOVED = replace(ASKED, purpose=Purpose.MOVED, body=None)
AS_PROMISED = Due(body="what was promised")
EN_OPEN_STATES = """\
OTIT 0120-250-147: open now, until 19:00
FRESC 0120-76-2029: open now, until 17:00"""
REMIND_NOW = Due(body=f"You asked us to tell you when the line opens.\n{EN_OPEN_STATES}")
MOVED_NOW = Due(
    body=f"Sorry, the line is still closed. We will text you when it opens.\n{EN_STATES}".removesuffix("\n")
)
ANEW = Due(body=EN_CLOSED)
EN_OPEN = """\
Free advice lines in English:
OTIT 0120-250-147: open now, until 19:00
Tue, Sat 11-19
FRESC 0120-76-2029: open now, until 17:00
Mon-Fri 9-17
Ask online (24 hours): https://www.support.otit.go.jp/soudan/en/"""
NIGHT = Due(later=at("Sun 08:00"))


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


@pytest.mark.parametrize(
    ("promise", "age", "moment", "expected"),
    [
        pytest.param(ASKED, seconds(0), "Sun 10:00", AS_PROMISED, id="at once: as promised"),
        pytest.param(ASKED, seconds(300), "Sun 10:00", AS_PROMISED, id="after five minutes, too"),
        pytest.param(ASKED, seconds(300.001), "Sun 10:00", ANEW, id="later: made anew"),
        pytest.param(ASKED, seconds(-0.001), "Sun 10:00", ANEW, id="by a clock that was set back: made anew"),
        pytest.param(ASKED, timedelta(days=1), "Tue 12:00", Due(body=EN_OPEN), id="a day later: as it is then"),
        pytest.param(ASKED, seconds(0), "Sun 03:00", AS_PROMISED, id="somebody who calls at night gets it at night"),
        pytest.param(ASKED, seconds(300), "Sun 07:59:59", AS_PROMISED, id="up to the morning"),
        pytest.param(KEYED, seconds(0), "Sun 03:00", AS_PROMISED, id="so does the other telephone"),
        pytest.param(ASKED, timedelta(minutes=30, seconds=0.001), "Sun 03:00", NIGHT, id="after half an hour it waits"),
        pytest.param(KEYED, timedelta(minutes=31), "Sun 03:00", NIGHT, id="also at the other telephone"),
        pytest.param(ASKED, seconds(-1), "Sun 03:00", NIGHT, id="as it does by a clock that was set back"),
        pytest.param(ASKED, timedelta(hours=3), "Sun 07:59:59", NIGHT, id="until eight"),
        pytest.param(ASKED, timedelta(hours=3), "Sun 08:00", Due(body=EN_CLOSED), id="and is made anew then"),
        pytest.param(ASKED, timedelta(hours=3), "Sat 21:00", Due(later=at("Sun 08:00")), id="from nine in the evening"),
        pytest.param(REMINDER, seconds(0), "Sun 03:00", NIGHT, id="a reminder waits however young it is"),
        pytest.param(MOVED, seconds(0), "Sun 03:00", NIGHT, id="so does the word that it was moved"),
        pytest.param(REMINDER, timedelta(days=1), "Tue 12:00", REMIND_NOW, id="a line is open: reminded"),
        pytest.param(
            REMINDER, timedelta(days=1), "Sun 10:00", Due(moved=at("Mon+1 09:00")), id="none is: moved to when one is"
        ),
        pytest.param(MOVED, timedelta(days=1), "Sun 10:00", MOVED_NOW, id="the word that it was moved"),
        pytest.param(MOVED, timedelta(days=1), "Tue 12:00", Due(body=EN_OPEN), id="is not said while a line is open"),
    ],
)
def test_when_due(promise: Promise, age: timedelta, moment: str, expected: Due) -> None:
    assert when_due(promise, age, at(moment), TIMETABLE, WRITER) == expected


def test_half_an_hour_at_night_is_still_awaited() -> None:
    due = when_due(ASKED, timedelta(minutes=30), at("Sun 03:00"), TIMETABLE, WRITER)
    assert due.later is None
    assert due.body is not None
    assert due.body.startswith("Free advice lines in English:\nOTIT 0120-250-147: opens Tuesday 11:00")


@pytest.mark.parametrize(
    ("promise", "timetable", "moment", "expected"),
    [
        pytest.param(REMINDER, TIMETABLE, "Sun 10:00", ANEW, id="it is not moved twice: how things stand"),
        pytest.param(REMINDER, TIMETABLE, "Tue 12:00", REMIND_NOW, id="reminded if a line is open now"),
        pytest.param(REMINDER, held("all", "closed"), "Sun 10:00", Due(body=NEVER), id="what never opens"),
    ],
)
def test_a_reminder_that_was_moved_before(promise: Promise, timetable: Timetable, moment: str, expected: Due) -> None:
    assert when_due(promise, timedelta(days=1), at(moment), timetable, WRITER, moved=True) == expected


@pytest.mark.parametrize("promise", [REMINDER, MOVED])
def test_what_never_opens_is_said_as_it_is(promise: Promise) -> None:
    due = when_due(promise, timedelta(days=1), at("Sun 10:00"), held("all", "closed"), WRITER)
    assert due == Due(body=NEVER)


def test_a_reminder_is_moved_to_the_daytime() -> None:
    timetable = held("fresc", "open", since="Mon 03:00")
    due = when_due(
        replace(REMINDER, language="ko"), timedelta(), at("Sun 20:00") - timedelta(weeks=1), timetable, WRITER
    )
    assert due == Due(moved=at("Mon 08:00"))


def test_who_has_chosen_no_language_gets_all_numbers() -> None:
    unknown = replace(ASKED, language="und")
    due = when_due(unknown, timedelta(hours=1), at("Sun 10:00"), TIMETABLE, WRITER)
    assert due.body is not None
    assert due.body.splitlines()[0] == "Tiếng Việt 0120250168"


# --- brought forward


@pytest.mark.parametrize(
    ("timetable", "made", "due", "now", "expected"),
    [
        pytest.param(TIMETABLE, "Sat 12:00", "Mon+1 09:00", "Sun 10:00", None, id="nothing has changed"),
        pytest.param(
            held("fresc", "open", since="Sun 14:00"),
            "Sat 12:00",
            "Mon+1 09:00",
            "Sun 10:00",
            "Sun 14:00",
            id="a line opens sooner",
        ),
        pytest.param(
            held("fresc", "open", since="Sun 09:59:59"),
            "Sat 12:00",
            "Mon+1 09:00",
            "Sun 10:00",
            "Sun 10:00",
            id="one is open now",
        ),
        pytest.param(
            held("fresc", "open", since="Sun 03:00"),
            "Sat 12:00",
            "Mon+1 09:00",
            "Sat 22:00",
            "Sun 08:00",
            id="one opens in the night: in the morning",
        ),
        pytest.param(
            held("fresc", "open", since="Sun 02:00"),
            "Sat 12:00",
            "Mon+1 09:00",
            "Sun 03:00",
            "Sun 08:00",
            id="one is open in the night: in the morning",
        ),
        pytest.param(
            held("fresc", "open", since="Sun 03:00"),
            "Sat 12:00",
            "Sun 08:00",
            "Sat 22:00",
            None,
            id="in the morning it comes anyway",
        ),
        pytest.param(
            held("all", "closed"), "Sat 12:00", "Mon+1 09:00", "Sun 10:00", None, id="no line will open any more"
        ),
        pytest.param(
            TIMETABLE, "Mon 12:00", "Wed 09:00", "Mon 12:01", None, id="the line was open, and has not answered"
        ),
        pytest.param(
            TIMETABLE, "Mon 17:00", "Wed 09:00", "Mon 17:01", "Tue 09:00", id="it had just closed when it was asked for"
        ),
    ],
)
def test_brought_forward(timetable: Timetable, made: str, due: str, now: str, expected: str | None) -> None:
    moment: datetime | None = brought_forward("ko", at(made), at(due), at(now), timetable)
    assert moment == (at(expected) if expected else None)


# --- by which line a text is recognised

STILL_CLOSED = "Sorry, the line is still closed. We will text you when it opens."


@pytest.mark.parametrize("moment", ["Sun 10:00", "Tue+2 12:00"])
@pytest.mark.parametrize(
    ("purpose", "numbers", "link"),
    [
        (Purpose.INFORMATION, "Free advice lines in English:", "https://hotline.example.org/en"),
        (Purpose.KEYED, "Free advice lines in English:", "https://hotline.example.org/en"),
        (Purpose.REMINDER, "You asked us to tell you when the line opens.", "https://hotline.example.org/en"),
        (Purpose.MOVED, STILL_CLOSED, STILL_CLOSED),
    ],
)
def test_the_line_is_the_same_whenever_it_is_written(purpose: Purpose, numbers: str, link: str, moment: str) -> None:
    promise, now = Promise("CA1:en", purpose, "en", TO, None, at("Sun 10:00")), at(moment)
    assert sign(promise, now, TIMETABLE, WRITER) == numbers
    assert sign(promise, now, TIMETABLE, replace(WRITER, pages="https://hotline.example.org")).endswith(link)


def test_a_text_from_before_a_planned_change_is_written_again() -> None:
    now, age = at("Sun 10:00"), timedelta(seconds=2)
    assert when_due(ASKED, age, now, TIMETABLE, WRITER) == AS_PROMISED
    assert when_due(ASKED, age, now, TIMETABLE, WRITER, outdated=True) == Due(body=EN_CLOSED)
