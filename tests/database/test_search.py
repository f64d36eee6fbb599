"""Lists of calls and texts: filters, pages, and one call or text with all that is known of it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, event, insert, text

from ivr.core.call.actions import Place
from ivr.core.call.outcome import Leg, Outcome
from ivr.core.caller import Phone
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose, Texted
from ivr.store.callers import STOPPED
from ivr.store.calls import CallEnd
from ivr.store.db import read, reading, writing
from ivr.store.drill import RARELY
from ivr.store.paging import Days, Mark, Page, every_row
from ivr.store.reports import today
from ivr.store.search import (
    CallFilter,
    TextFilter,
    calls_page,
    inbound_page,
    is_going_on,
    not_sent,
    one_call,
    one_text,
    texts_page,
)
from ivr.store.tables import call_steps, calls, inbound, refusals
from sentences import Sentence
from tests.support.recorded import ME, MINUTE, NOON, a_text, counted, put_through, sids, step, texted, write


def test_a_call_in_short(engine: Engine) -> None:
    write(engine, put_through("CA1"), texted("CA2", NOON + MINUTE), CallEnd("CA1", NOON + 5 * MINUTE, "completed"))
    second, first = read(engine, calls_page, CallFilter(), NOON).rows
    assert (first.language, first.outcome, first.line, first.lines) == ("vi", "put through", "otit-vi", "otit-vi ")
    assert (second.outcome, second.line, second.lines) == ("text promised", None, "otit-km fresc ")
    assert first.caller == "a3f9c1"
    assert (is_going_on(first, NOON), is_going_on(second, NOON)) == (False, True)
    assert not is_going_on(second, NOON + timedelta(hours=5))


def test_the_end_may_come_before_the_steps(engine: Engine) -> None:
    write(engine, CallEnd("CA1", NOON + MINUTE, "completed", ME, "Japanese mobile"), CallEnd("CA2", NOON, "completed"))
    row = read(engine, calls_page, CallFilter(), NOON).rows[0]
    assert (row.sid, row.outcome, row.status) == ("CA1", None, "completed")
    assert counted(engine) == ([], [], [], [])
    write(engine, put_through("CA1"))
    row = read(engine, calls_page, CallFilter(), NOON).rows[0]
    assert (row.outcome, row.started_at, row.ended_at) == ("put through", NOON, NOON + MINUTE)


def test_a_caller_without_a_number(engine: Engine) -> None:
    write(engine, [replace(each, caller=None, phone="withheld") for each in put_through("CA1")])
    row = read(engine, calls_page, CallFilter(), NOON).rows[0]
    assert (row.caller, row.phone) == (None, "withheld")


def test_a_long_line_id_can_not_stop_the_record(engine: Engine) -> None:
    write(engine, put_through("CA1", line="x" * 500))
    assert read(engine, calls_page, CallFilter(), NOON).rows[0].line == "x" * 64


def test_filters(engine: Engine) -> None:
    write(engine, put_through("CA1"), texted("CA2"), put_through("CA3", language="zh", line="fresc"))
    write(
        engine,
        [step("CA4", 0, "ring", at=NOON - timedelta(hours=3))],
        [step("CA5", 0, "ring", at=NOON - timedelta(days=1))],
    )
    ended = [CallEnd(f"CA{number}", NOON + MINUTE, "completed") for number in (1, 2, 3)]
    write(engine, *ended)

    def found(**wanted: object) -> list[str]:
        return sorted(sids(read(engine, calls_page, CallFilter(**wanted), NOON)))  # type: ignore[arg-type]

    assert found(language="vi") == ["CA1"]
    assert found(outcome=Outcome.PUT_THROUGH) == ["CA1", "CA3"]
    assert found(outcome=Outcome.GOING_ON) == ["CA4"]
    assert found(outcome=Outcome.MENU) == ["CA5"]
    assert found(line="fresc") == ["CA2", "CA3"]
    assert found(line="otit-km") == ["CA2"]
    assert found(line="otit") == found(line="%") == []
    assert found(language="vi", outcome=Outcome.TEXTED) == []
    assert found(callers=("0" * 64, ME)) == ["CA1", "CA2", "CA3", "CA4", "CA5"]
    assert found(callers=("0" * 64,)) == []
    noon = Days(NOON.date(), NOON.date(), time(12), time(12, 30))
    assert found(callers=(ME,), days=noon) == ["CA1", "CA2", "CA3"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("wanted", "how"),
    [
        (CallFilter(callers=(ME,)), "USING INDEX calls_caller (caller=?)"),
        (CallFilter(waited=180), "USING INDEX calls_waited (waited>? AND waited<?)"),
        (CallFilter(choosing=300), "USING INDEX calls_choosing (choosing>? AND choosing<?)"),
        (CallFilter(waited=60), "USING INDEX calls_started"),
        (
            CallFilter(Days(NOON.date()), line="fresc", ends=(Leg.BUSY,), hour=3),
            "USING COVERING INDEX call_steps_dialled (line=? AND at>?)",
        ),
    ],
)
def test_calls_are_found_by_an_index(engine: Engine, wanted: CallFilter, how: str) -> None:
    statements: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_: Connection, __: object, statement: str, parameters: Any, *___: object) -> None:
        statements.append((statement, parameters))

    with reading(engine) as connection:
        calls_page(connection, wanted, NOON)
        plans = [
            row.detail
            for statement, parameters in [*statements]
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert [plan for plan in plans if how in plan], plans


def test_calls_of_a_line_that_was_often_dialled_and_then_no_more(engine: Engine) -> None:
    """Each was dialled an hour apart; the newest call, an hour later, dialled another line."""
    hours = [NOON - timedelta(hours=number) for number in range(RARELY + 2)]
    common = {"place": "dialed", "language": "vi", "key": "", "because": (), "step": 0}
    rows = [
        {"sid": f"CA{at:%Y%m%d%H}", "at": at, "line": "otit-vi" if at < NOON else "fresc", **common} for at in hours
    ]
    with writing(engine) as connection:
        started = [{"sid": row["sid"], "started_at": row["at"], "phone": Phone.MOBILE} for row in rows]
        connection.execute(insert(calls), started)
        connection.execute(insert(call_steps), rows)
    often, once = (read(engine, calls_page, CallFilter(line=line), NOON, most=2) for line in ("otit-vi", "fresc"))
    assert sids(often) == [rows[1]["sid"], rows[2]["sid"]]
    older = read(engine, calls_page, CallFilter(line="otit-vi"), NOON, before=often.older, most=2)
    assert sids(older) == [rows[3]["sid"], rows[4]["sid"]]
    assert sids(once) == [rows[0]["sid"]]


def test_pages_go_on_where_the_last_one_ended(engine: Engine) -> None:
    # Five of one moment, so that the moment alone would not do.
    write(engine, *(put_through(f"CA{number:02}", NOON + number // 5 * MINUTE) for number in range(20)))
    everything = [f"CA{number:02}" for number in reversed(range(20))]
    first = read(engine, calls_page, CallFilter(), NOON, most=8)
    assert (sids(first), first.newer) == (everything[:8], None)
    second = read(engine, calls_page, CallFilter(), NOON, before=first.older, most=8)
    third = read(engine, calls_page, CallFilter(), NOON, before=second.older, most=8)
    assert sids(second) + sids(third) == everything[8:]
    assert third.older is None
    back = read(engine, calls_page, CallFilter(), NOON, after=third.newer, most=8)
    assert sids(back) == sids(second)
    newest = read(engine, calls_page, CallFilter(), NOON, after=back.newer, most=8)
    assert (sids(newest), newest.newer) == (sids(first), None)
    everywhere = every_row(lambda mark, most: read(engine, calls_page, CallFilter(), NOON, before=mark, most=most))
    assert [row.sid for row in everywhere] == everything
    assert read(engine, calls_page, CallFilter(), NOON, before=Mark(NOON - MINUTE, "")) == Page(())


def test_one_call_with_its_steps_and_texts(engine: Engine) -> None:
    write(engine, reversed(texted("CA1")))
    number = a_text(engine, "promise")
    a_text(engine, "another")
    found = read(engine, one_call, "CA1")
    assert found is not None
    assert [each.place for each in found.steps] == ["ring", "dialed", "dialed", Place.REST]
    assert [(each.line, each.leg, each.seconds) for each in found.steps][2] == ("fresc", "too short", 4)
    assert [each.id for each in found.texts] == [number]
    assert read(engine, one_call, "CA2") is None
    one = read(engine, one_text, number)
    assert one is not None
    assert (one.body, one.call, one.text.receiver) == ("hours", "CA1", "a3f9c1")
    assert read(engine, one_text, 999) is None


def test_words_and_sentences_are_read_as_such_and_what_was_kept_in_english_as_text(engine: Engine) -> None:
    opens = datetime(2026, 11, 23, 11, tzinfo=ZoneInfo("Asia/Tokyo"))
    why = (Sentence("open until {moment}", moment=opens), Sentence("a reminder: {state}", state=Texted.COMING))
    write(engine, [step("CA1", 0, "ring", because=why), step("CA1", 1, "menu")], [step("CA2", 0, "ring")])
    new = a_text(engine, "1", state=State.CANCELLED, problem=STOPPED)
    old = a_text(engine, "2", problem="not delivered, code 30003")
    with engine.begin() as connection:
        connection.execute(text("UPDATE call_steps SET because = '[\"in English\"]' WHERE step = 1"))
        connection.execute(text("UPDATE calls SET phone = 'of an older kind' WHERE sid = 'CA2'"))
    found, other = read(engine, one_call, "CA1"), read(engine, one_call, "CA2")
    assert found is not None
    assert other is not None
    assert [each.because for each in found.steps] == [why, ("in English",)]
    assert found.call.phone is Phone.MOBILE
    assert found.call.outcome is Outcome.MENU
    assert other.call.phone == "of an older kind"
    cancelled, failed = read(engine, one_text, new), read(engine, one_text, old)
    assert cancelled is not None
    assert failed is not None
    assert (cancelled.text.state, cancelled.text.problem) == (State.CANCELLED, STOPPED)
    assert cancelled.text.purpose is Purpose.INFORMATION
    assert failed.text.problem == "not delivered, code 30003"


def test_texts(engine: Engine) -> None:
    well = a_text(engine, "1")
    failed = a_text(engine, "2", state=State.FAILED, made_at=NOON - timedelta(days=2), language="vi", problem="30003")
    again = a_text(engine, "3", state=State.WAITING, attempts=5, purpose=Purpose.REMINDER)
    a_text(engine, "4", state=State.WAITING, attempts=4, purpose=Purpose.REMINDER)

    def found(**wanted: object) -> list[int]:
        return [row.id for row in read(engine, texts_page, TextFilter(**wanted)).rows]  # type: ignore[arg-type]

    assert found(in_trouble=True) == [again, failed]
    assert found(state=State.DELIVERED) == [well]
    assert found(purpose=Purpose.REMINDER)[-1] == again
    assert found(language="vi") == [failed]
    assert found(days=Days(date(2026, 11, 21), date(2026, 11, 21))) == [failed]
    page = read(engine, texts_page, TextFilter(), most=2)
    assert [row.id for row in read(engine, texts_page, TextFilter(), before=page.older).rows] == [well, failed]
    assert read(engine, today, NOON).texts == {State.DELIVERED: 1, State.WAITING: 2}


def test_what_came_in_and_what_was_not_sent(engine: Engine) -> None:
    with engine.begin() as connection:
        rows = [{"sid": f"SM{n}", "caller": ME, "at": NOON + n * MINUTE, "because": "x"} for n in range(3)]
        connection.execute(insert(inbound), rows)
        connection.execute(insert(refusals).values(day="2026-11-22", reason="too many", count=3))
    page = read(engine, inbound_page, Days(), most=2)
    assert sids(page) == ["SM2", "SM1"]
    assert sids(read(engine, inbound_page, Days(), before=page.older)) == ["SM0"]
    assert read(engine, not_sent, date(2026, 11, 1)).refused == [("2026-11-22", "too many", 3)]
    assert read(engine, not_sent, date(2026, 11, 23)).refused == []
    assert read(engine, not_sent, date(2026, 11, 1)).opt_outs == 0
