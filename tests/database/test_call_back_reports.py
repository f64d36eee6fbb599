"""Call-backs as *Reports* count them: each figure is that of its list, and what may be told does not change."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from ivr.core.callbacks.promises import State
from ivr.core.callbacks.results import RESULT, Result
from ivr.core.reports import spans
from ivr.store.call_back_reports import (
    CallBackFilter,
    any_asked,
    call_backs_page,
    reached_in,
    results,
    told_call_backs,
    were_ever_on,
)
from ivr.store.db import read
from ivr.store.paging import Days, every_row
from schedules import home_date
from tests.support.asked_back import asked_back
from tests.support.timetables import japan

END = japan("2026-11-30 13:00")
TODAY = home_date(END)
DAY = timedelta(days=1)
LANGUAGES = ("vi", "my", "km", "mn")


def listed(engine: Engine, **wanted: Any) -> int:
    """How many call-backs a list has, on all its pages, a few to a page."""
    asked = CallBackFilter(**wanted)
    pages = every_row(lambda mark, _: read(engine, call_backs_page, asked, before=mark, most=7))
    return len({row.id for row in pages})


@pytest.fixture
def lived(engine: Engine) -> Counter[State]:
    """Call-backs of six weeks."""
    hours = range(0, 41 * 24, 7)
    return Counter(
        asked_back(engine, END - timedelta(hours=hour), number, LANGUAGES[number % 4 and hour % 3])
        for number, hour in enumerate(hours)
    )


@pytest.mark.parametrize("days", [1, 7, 28, 42])
@pytest.mark.parametrize("language", ["", "vi"])
def test_each_figure_is_that_of_its_list(engine: Engine, lived: Counter[State], days: int, language: str) -> None:
    first = TODAY - (days - 1) * DAY
    all_days, divided = Days(first, TODAY), spans(first, TODAY)
    found = read(engine, results, divided, language)
    for (place, code), counts in found.items():
        for result in Result:
            its = listed(engine, days=Days(*divided[place]), language=code, result=result)
            assert its == counts[result]
    total = sum(counts.total() for counts in found.values())
    assert listed(engine, days=all_days, language=language) == total > 0
    went = read(engine, reached_in, first, TODAY, language)
    for calls, count in went.calls.items():
        assert listed(engine, days=all_days, language=language, calls=calls) == count
    reached = sum(counts[Result.REACHED] for counts in found.values())
    assert sum(went.calls.values()) == reached
    if days == 42 and not language:
        by_result: Counter[Result] = Counter()
        for state, count in lived.items():
            by_result[RESULT[state]] += count
        assert sum(found.values(), Counter()) == by_result


def test_how_long_people_waited(engine: Engine) -> None:
    for number, calls in ((0, 1), (20, 1), (50, 3)):
        asked_back(engine, END - number * DAY, number, state=State.REACHED, calls=calls)
    went = read(engine, reached_in, TODAY - 60 * DAY, TODAY)
    assert went.calls == {1: 2, 3: 1}
    assert went.asked == timedelta(hours=1, minutes=30)
    assert went.due == timedelta(minutes=10)
    assert read(engine, reached_in, TODAY - 60 * DAY, TODAY, "km").asked is None


def test_there_are_none(engine: Engine) -> None:
    assert not read(engine, were_ever_on)
    asked_back(engine, END, 1)
    assert read(engine, were_ever_on)
    assert read(engine, any_asked, TODAY, TODAY)
    assert not read(engine, any_asked, TODAY - DAY, TODAY - DAY)


def test_what_is_told_of_a_month_does_not_change_once_it_may_be_told(engine: Engine) -> None:
    evening = japan("2026-10-31 23:00")
    asked_back(engine, evening, 1, state=State.REACHED)
    asked_back(engine, evening, 60 * 24 * 2, state=State.REACHED)  # reached on 3 November
    asked_back(engine, evening, 3, state=State.WAITING)
    first, last = home_date(evening).replace(day=1), home_date(evening)
    assert read(engine, told_call_backs, first, last) == {"vi": (1, 2)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # its plans do not depend on the number of rows
@pytest.mark.parametrize("language", ["", "vi"])
def test_no_figure_reads_all_call_backs(engine: Engine, lived: Counter[State], language: str) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda *its: asked.append((its[2], its[3])))
    read(engine, results, spans(TODAY - 27 * DAY, TODAY), language)
    read(engine, reached_in, TODAY - 27 * DAY, TODAY, language)
    read(engine, call_backs_page, CallBackFilter(Days(TODAY - 27 * DAY, TODAY), language, Result.MISSED))
    queries = [each for each in asked if each[0].startswith("SELECT")]
    assert len(queries) == 3
    with engine.connect() as connection:
        for query, values in queries:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values).all()
            assert any("call_backs USING INDEX call_backs_asked (asked_at>? AND asked_at<?)" in row[3] for row in plan)
