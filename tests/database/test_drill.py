"""The list behind each figure of *Reports* holds exactly the calls or texts that it counts."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from sqlalchemy import Engine

from ivr.core.call.outcome import COUNTED, Ending, Leg, Outcome
from ivr.core.figures import BOUNDS, Answers, TextCount, Times
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.core.text.writer import TextWriter
from ivr.privacy import Privacy
from ivr.service.counting import catch_up
from ivr.service.histories import make_up
from ivr.store.calls import CallEnd, StepRow
from ivr.store.db import read
from ivr.store.figures import give_ups, line_answers, reminders, texts, times_to_a_person, times_to_choose
from ivr.store.paging import Days, every_row
from ivr.store.reports import HourFilter, calls_by_hour, calls_in_hour, outcomes
from ivr.store.search import CallFilter, TextFilter, calls_page, texts_page
from schedules import Timetable, home_date, load_directory
from tests.database.test_figures import calls_as_recorded, empty
from tests.support.book import load_book
from tests.support.examples import examples
from tests.support.recorded import ME, MINUTE, NOON, a_text, put_through, step, write
from tests.support.timetables import japan

DAY = timedelta(days=1)
END = japan("2026-11-30 13:00")
RANGES = [(home_date(END) - days * DAY, home_date(END) - until * DAY) for days, until in ((0, 0), (6, 0))]


def listed(engine: Engine, **wanted: Any) -> int:
    """How many calls a list has, on all its pages."""
    asked = CallFilter(**wanted)
    return len(
        {row.sid for row in every_row(lambda mark, most: read(engine, calls_page, asked, END, before=mark, most=most))}
    )


def differing(engine: Engine, first: date, last: date, language: str) -> Iterator[tuple[object, ...]]:
    """Yield each figure of calls of these days whose list has another length."""
    days = Days(first, last)

    def differs(figure: int, **wanted: Any) -> Iterator[tuple[object, ...]]:
        if (found := listed(engine, days=days, language=language, **wanted)) != figure:
            yield first, last, language, wanted, figure, found

    by_outcome = dict.fromkeys(Outcome, 0)
    for kinds in read(engine, outcomes, first, last, language).by_day.values():
        for (outcome, _line), calls in kinds.items():
            by_outcome[Outcome(outcome)] += calls
    for outcome, calls in by_outcome.items():
        if outcome is not Outcome.GOING_ON:
            yield from differs(calls, outcome=outcome, counted=True)
    total = sum(by_outcome.values())
    yield from differs(total, counted=True)
    yield from differs(total - by_outcome[Outcome.PUT_THROUGH], counted=True, nobody=True)
    left = read(engine, give_ups, first, last, language).by_day.values()
    for ending in Ending:
        yield from differs(sum(each.get(ending, 0) for each in left), counted=True, left=ending)
    for column, question in (("choosing", times_to_choose), ("waited", times_to_a_person)):
        times = sum(read(engine, question, first, last, language).by_day.values(), Times())
        for upper in {*times.counts, 2, 60, BOUNDS[-1]}:
            yield from differs(times.counts.get(upper, 0), counted=True, **{column: upper})


def test_calls_and_texts_of_a_made_up_week(engine: Engine, privacy: Privacy) -> None:
    make_up(engine, privacy, Timetable(load_directory()), TextWriter(load_book()), END, 7)
    catch_up(engine, END)
    called_back_too(engine)
    for first, last in RANGES:
        for language in ("", "vi", "und"):
            assert list(differing(engine, first, last, language)) == []
        assert list(differing_lines(engine, first, last)) == []
        assert list(differing_texts(engine, first, last)) == []
    first, last = RANGES[-1]
    assert read(engine, reminders, first, last).by_day, "there must be some to compare"
    for language, hours in read(engine, calls_by_hour, first, last).items():
        for hour, (calls, through) in hours.items():
            for nobody, count in ((True, calls - through), (False, calls)):
                asked = HourFilter(first, last, hour, language=language, nobody=nobody)
                assert len(read(engine, calls_in_hour, asked).rows) == count
    everything = sum(
        calls for hours in read(engine, calls_by_hour, first, last).values() for calls, _ in hours.values()
    )
    whole_days = [HourFilter(first, last, 24 * weekday, 24, nobody=False) for weekday in range(7)]
    pages = [
        [*every_row(lambda mark, _, asked=each: read(engine, calls_in_hour, asked, before=mark))]  # type: ignore[misc]
        for each in whole_days
    ]
    assert sum(map(len, pages)) == everything > 50


def called_back_too(engine: Engine) -> None:
    """Calls that the service made, of which some reached a line: no list behind a figure of calls has them."""
    for number in range(20):
        at = END - timedelta(hours=7 * number + 1)
        leg = Leg.ANSWERED if number % 2 else Leg.BUSY
        dialled = step(f"back{number}", 2, "dialed", "vi", at, line="fresc", leg=leg, seconds=60)
        first = [step(f"back{number}", 0, "answered", "vi", at), step(f"back{number}", 1, "connect", "vi", at)]
        write(engine, [*first, dialled] if number % 3 else first)
    assert listed(engine, ours=True) == 20
    assert listed(engine) == listed(engine, ours=False) + 20


def differing_lines(engine: Engine, first: date, last: date) -> Iterator[tuple[object, ...]]:
    """Yield each figure of dials of these days whose list of calls has another length."""
    for line, by_hour in read(engine, line_answers, first, last).items():
        for hour, rate in [(None, sum(by_hour.values(), Answers())), *by_hour.items()]:
            for ends, dials in [
                (COUNTED, rate.dials),
                ((Leg.ANSWERED,), rate.answered),
                *(((leg,), dials) for leg, dials in rate.unanswered),
            ]:
                if (found := listed(engine, days=Days(first, last), line=line, ends=ends, hour=hour)) != dials:
                    yield first, last, line, hour, ends, dials, found


def differing_texts(engine: Engine, first: date, last: date) -> Iterator[tuple[object, ...]]:
    """Yield each figure of texts of these days whose list has another length."""
    for language in ("", "vi", "my"):
        counts: dict[tuple[Purpose, State], TextCount] = {}
        for kinds in read(engine, texts, first, last, language).by_day.values():
            for kind, count in kinds.items():
                counts[kind] = counts.get(kind, TextCount()) + count
        reminded = sum(read(engine, reminders, first, last, language).by_day.values(), TextCount())
        figures: list[tuple[dict[str, Any], int]] = [
            ({"counted": True}, sum(counts.values(), TextCount()).texts),
            *(
                ({"counted": True, "purpose": purpose, "state": state}, each.texts)
                for (purpose, state), each in counts.items()
            ),
            ({"returned": True}, reminded.called),
            ({"returned": False}, reminded.texts - reminded.called),
        ]
        for wanted, texts_counted in figures:
            asked = TextFilter(days=Days(first, last), language=language, **wanted)
            rows = every_row(
                lambda mark, most, asked=asked: read(engine, texts_page, asked, before=mark, most=most)  # type: ignore[misc]
            )
            if (found := len(list(rows))) != texts_counted:
                yield first, last, language, wanted, texts_counted, found


@pytest.mark.long
@examples(8, HealthCheck.function_scoped_fixture)
@given(batches=calls_as_recorded())
def test_calls_around_midnight_that_are_recorded_late_or_twice(
    engine: Engine, batches: list[list[StepRow | CallEnd]]
) -> None:
    empty(engine)
    for batch in batches:
        write(engine, *batch)
    monday = home_date(NOON)
    for day in (monday, monday + DAY):
        assert list(differing(engine, day, day, "")) == []


def test_a_dial_is_of_the_day_and_hour_at_which_it_ended(engine: Engine) -> None:
    midnight = japan("2026-11-24 00:00")
    write(engine, put_through("CA1", midnight - timedelta(seconds=10)))
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    for day, hour, calls in ((monday, 23, 0), (monday, None, 0), (tuesday, 0, 1), (tuesday, None, 1), (tuesday, 1, 0)):
        wanted: dict[str, Any] = {"days": Days(day, day), "line": "otit-vi", "ends": (Leg.ANSWERED,), "hour": hour}
        assert listed(engine, **wanted) == calls
    assert listed(engine, days=Days(monday, monday), counted=True) == 1


def test_a_call_in_progress_is_listed_with_its_outcome_so_far(engine: Engine) -> None:
    write(engine, [step("CA1", 0, "ring", at=END - MINUTE)], CallEnd("CA2", END, "completed", ME, "Japanese mobile"))
    assert listed(engine, counted=True, outcome=Outcome.MENU) == 1
    assert listed(engine, counted=True) == 1
    assert listed(engine, outcome=Outcome.MENU) == 0
    assert listed(engine) == 2


def test_a_text_that_is_sent_again_is_listed_in_the_state_in_which_it_is_counted(engine: Engine) -> None:
    a_text(engine, "p", state=State.WAITING, counted=State.FAILED)
    a_text(engine, "q", state=State.WAITING)
    for state, found in ((State.FAILED, 1), (State.WAITING, 0), (None, 1)):
        assert len(read(engine, texts_page, TextFilter(counted=True, state=state)).rows) == found
