"""Calls in short, the counts of them, and the lists of calls and texts, on both databases."""

import json
import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, delete, insert, select, text

from ivr.core.call.actions import Place
from ivr.core.call.outcome import Leg, Outcome
from ivr.core.caller import Phone
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose, Texted
from ivr.service.purge import purge
from ivr.store.callers import STOPPED
from ivr.store.calls import CallEnd, StepRow, write_calls
from ivr.store.db import open_store, read
from ivr.store.db import write as change
from ivr.store.purge import Ages, forget
from ivr.store.reports import calls_by_hour, fallen_lines, outcomes, rates_by_hour, today
from ivr.store.search import (
    CallFilter,
    Days,
    Mark,
    Page,
    TextFilter,
    calls_page,
    every_row,
    inbound_page,
    is_going_on,
    not_sent,
    one_call,
    one_text,
    texts_page,
)
from ivr.store.tables import call_steps, calls, day_counts, hour_counts, inbound, line_counts, outbox, refusals
from sentences import Sentence
from tests.support.databases import bring_to

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)  # Monday, Japan's noon
MINUTE = timedelta(minutes=1)
ME = "a3f9c1" + "0" * 58


def step(sid: str, number: int, place: str, language: str = "", at: datetime = NOON, **facts: object) -> StepRow:
    plain = StepRow(
        sid=sid,
        step=number,
        at=at + number * timedelta(seconds=5),
        caller=ME,
        phone="Japanese mobile",
        place=place,
        language=language,
        key="",
        because=(Sentence("the caller asked for the notices"),),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def put_through(sid: str, at: datetime = NOON, language: str = "vi", line: str = "otit-vi") -> list[StepRow]:
    """A call to a line that answers."""
    return [
        step(sid, 0, "ring", at=at),
        step(sid, 1, "menu", at=at),
        step(sid, 2, "connect", language, at=at),
        step(sid, 3, "dialed", language, at=at, line=line, leg=Leg.ANSWERED, seconds=300),
    ]


def texted(sid: str, at: datetime = NOON, promise: str | None = "promise") -> list[StepRow]:
    """A call to two lines that do not answer, and a text."""
    return [
        step(sid, 0, "ring", "km", at=at),
        step(sid, 1, "dialed", "km", at=at, line="otit-km", leg=Leg.NO_ANSWER, seconds=0),
        step(sid, 2, "dialed", "km", at=at, line="fresc", leg=Leg.SHORT, seconds=4),
        step(sid, 3, "rest", "km", at=at, texted="coming", promise=promise),
    ]


def write(engine: Engine, *records: StepRow | CallEnd | Iterable[StepRow]) -> None:
    flat = [each for record in records for each in ([record] if isinstance(record, StepRow | CallEnd) else record)]
    steps, ends = [s for s in flat if isinstance(s, StepRow)], [e for e in flat if isinstance(e, CallEnd)]
    with engine.begin() as connection:
        write_calls(connection, steps, ends)


def a_text(engine: Engine, promise: str, **values: object) -> int:
    plain = {
        "promise": promise,
        "purpose": Purpose.INFORMATION,
        "language": "km",
        "receiver": ME,
        "made_at": NOON,
        "due_at": NOON,
        "state": State.DELIVERED,
        "attempts": 1,
        "body": "hours",
    }
    with engine.begin() as connection:
        return int(connection.execute(insert(outbox).values({**plain, **values}).returning(outbox.c.id)).scalar_one())


def counted(engine: Engine) -> tuple[list[tuple[object, ...]], ...]:
    """All counts that are not zero."""
    with engine.connect() as connection:
        return tuple(
            sorted(tuple(row) for row in connection.execute(select(table)) if any(row[len(table.primary_key) :]))
            for table in (day_counts, hour_counts, line_counts)
        )


def sids(page: Page) -> list[str]:
    return [row.sid for row in page.rows]


def test_a_call_in_short(engine: Engine) -> None:
    write(engine, put_through("CA1"), texted("CA2", NOON + MINUTE), CallEnd("CA1", NOON + 5 * MINUTE, "completed"))
    second, first = read(engine, calls_page, CallFilter(), NOON).rows
    assert (first.language, first.outcome, first.line, first.lines) == ("vi", "put through", "otit-vi", "otit-vi ")
    assert (second.outcome, second.line, second.lines) == ("text promised", None, "otit-km fresc ")
    assert first.caller == "a3f9c1"
    assert (is_going_on(first, NOON), is_going_on(second, NOON)) == (False, True)
    assert not is_going_on(second, NOON + timedelta(hours=5))


def test_steps_in_any_order_and_again_are_counted_once(engine: Engine) -> None:
    steps = [*put_through("CA1"), *texted("CA2"), *put_through("CA3", NOON - timedelta(days=1))]
    write(engine, steps)
    as_one = counted(engine)
    with engine.begin() as connection:
        for table in (calls, call_steps, day_counts, hour_counts, line_counts):
            connection.execute(delete(table))
    shuffled = [*steps, *steps, *steps]
    random.Random(6).shuffle(shuffled)
    for begin in range(0, len(shuffled), 5):
        write(engine, shuffled[begin : begin + 5])
    assert counted(engine) == as_one
    days, hours, lines = as_one
    assert days == [
        ("2026-11-22", "vi", "put through", "otit-vi", 1),
        ("2026-11-23", "km", "text promised", "", 1),
        ("2026-11-23", "vi", "put through", "otit-vi", 1),
    ]
    assert [row[2:] for row in hours] == [(1, 1), (1, 0), (1, 1)]
    assert sorted(row[1:] for row in lines) == [
        ("fresc", 1, 0),
        ("otit-km", 1, 0),
        ("otit-vi", 1, 1),
        ("otit-vi", 1, 1),
    ]


def test_processes_that_write_the_same_calls_at_once_agree(engine: Engine) -> None:
    steps = [each for number in range(12) for each in (put_through if number % 2 else texted)(f"CA{number}")]
    shuffled = [*steps, *steps]
    random.Random(7).shuffle(shuffled)
    parts = [shuffled[begin : begin + 8] for begin in range(0, len(shuffled), 8)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda part: write(engine, part), parts))
    found = read(engine, outcomes, date(2026, 11, 23), date(2026, 11, 23)).by_language
    assert found == {"vi": {("put through", "otit-vi"): 6}, "km": {("text promised", ""): 6}}
    assert read(engine, today, NOON).transfers == 6


def test_the_end_may_come_before_the_steps(engine: Engine) -> None:
    write(engine, CallEnd("CA1", NOON + MINUTE, "completed", ME, "Japanese mobile"), CallEnd("CA2", NOON, "completed"))
    row = read(engine, calls_page, CallFilter(), NOON).rows[0]
    assert (row.sid, row.outcome, row.status) == ("CA1", None, "completed")
    assert counted(engine) == ([], [], [])
    write(engine, put_through("CA1"))
    row = read(engine, calls_page, CallFilter(), NOON).rows[0]
    assert (row.outcome, row.started_at, row.ended_at) == ("put through", NOON, NOON + MINUTE)


def test_the_borders_of_japans_days(engine: Engine) -> None:
    midnight = datetime(2026, 10, 31, 15, tzinfo=UTC)  # 1 November begins in Japan
    write(engine, put_through("before", midnight - timedelta(seconds=20)), put_through("after", midnight))
    first = date(2026, 11, 1)
    assert sids(read(engine, calls_page, CallFilter(Days(first, first)), NOON)) == ["after"]
    assert sids(read(engine, calls_page, CallFilter(Days(last=first - timedelta(days=1))), NOON)) == ["before"]
    assert sids(read(engine, calls_page, CallFilter(Days(first=first)), NOON)) == ["after"]
    assert list(read(engine, outcomes, first, first).by_day) == [first]
    assert set(read(engine, outcomes, date(2026, 10, 1), first).by_day) == {date(2026, 10, 31), first}
    assert read(engine, calls_by_hour, first, first) == {"vi": {6 * 24: (1, 1)}}  # a Sunday, 0:00
    assert read(engine, calls_by_hour, date(2026, 10, 31), date(2026, 10, 31)) == {"vi": {5 * 24 + 23: (1, 1)}}
    assert set(read(engine, rates_by_hour, first, first)["otit-vi"]) == {0}
    assert read(engine, today, midnight - MINUTE).transfers == 1
    assert read(engine, today, midnight).transfers == 1


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


def test_counts_outlive_the_calls(engine: Engine) -> None:
    write(engine, put_through("CA1"), texted("CA2"))
    before = counted(engine)
    change(engine, forget, [ME], "Aiko", NOON, opt_out_too=False)
    assert [row.caller for row in read(engine, calls_page, CallFilter(), NOON).rows] == [None, None]
    assert purge(engine, Ages(), NOON + timedelta(days=800))["calls"] == 2
    assert read(engine, calls_page, CallFilter(), NOON) == Page(())
    assert counted(engine) == before


def test_a_caller_without_a_number(engine: Engine) -> None:
    write(engine, [replace(each, caller=None, phone="withheld") for each in put_through("CA1")])
    row = read(engine, calls_page, CallFilter(), NOON).rows[0]
    assert (row.caller, row.phone) == (None, "withheld")


def test_a_line_that_answers_less_often(engine: Engine) -> None:
    for day in range(20):
        at = NOON - timedelta(days=day)
        leg = Leg.ANSWERED if day >= 7 or day % 2 else Leg.NO_ANSWER
        write(
            engine, *([replace(each, sid=f"{day}-{n}", leg=leg) for each in put_through("x", at)[3:]] for n in range(2))
        )
    (found,) = read(engine, fallen_lines, NOON)
    assert (found.line, found.before.share, found.recent.dials, found.recent.answered) == ("otit-vi", 1.0, 14, 6)


def test_a_caller_who_does_not_wait_counts_against_no_line(engine: Engine) -> None:
    write(engine, [step("CA1", 0, "dialed", "vi", line="otit-vi", leg=Leg.HUNG_UP)])
    assert counted(engine)[2] == []
    assert read(engine, calls_page, CallFilter(), NOON).rows[0].outcome == Outcome.LEFT


def test_a_long_line_id_can_not_stop_the_record(engine: Engine) -> None:
    write(engine, put_through("CA1", line="x" * 500))
    assert read(engine, calls_page, CallFilter(), NOON).rows[0].line == "x" * 64


_OLD: dict[str, list[tuple[str, str, list[str]]]] = {
    "CA1": [
        ("ring", "", []),
        ("menu", "", ["key 1 is Vietnamese"]),
        ("connect", "vi", ["otit-vi: open"]),
        ("dialed", "vi", ["otit-vi: completed"]),
    ],
    "CA2": [
        ("ring", "", ["km is remembered"]),
        ("dialed", "km", ["otit-km: no-answer", "fresc: open"]),
        ("dialed", "km", ["fresc: completed after 4 s, too short to have been a person"]),
        ("rest", "km", ["the information text: coming", "no"]),
    ],
    "CA3": [
        ("ring", "", []),
        ("connect", "zh", ["x"]),
        ("dialed", "zh", ["otit-zh: no-answer; the caller has hung up"]),
    ],
    "CA4": [("ring", "", [])],
}


_OLD_CALL = text("INSERT INTO calls (sid, phone, started_at) VALUES (:sid, 'x', :at)")
_OLD_STEP = text(
    "INSERT INTO call_steps (sid, step, at, place, language, key, because)"
    " VALUES (:sid, :step, :at, :place, :language, :key, :because)"
)


def test_calls_of_before_are_filled_in(empty_database_url: str) -> None:
    engine = open_store(empty_database_url)
    bring_to(engine, "0003")
    at = "2026-11-22T15:00:00.000000Z"
    with engine.begin() as connection:
        for sid, steps in _OLD.items():
            connection.execute(_OLD_CALL, {"sid": sid, "at": at})
            for number, (place, language, because) in enumerate(steps):
                row = {"sid": sid, "step": number, "at": at, "place": place, "language": language, "key": ""}
                connection.execute(_OLD_STEP, row | {"because": json.dumps(because)})
    bring_to(engine, "head")
    found = {row.sid: row for row in read(engine, calls_page, CallFilter(), NOON).rows}
    assert {sid: row.outcome for sid, row in found.items()} == {
        "CA1": "put through",
        "CA2": "text promised",
        "CA3": "hung up while connecting",
        "CA4": "hung up in the menu",
    }
    assert (found["CA1"].line, found["CA2"].lines, found["CA4"].language) == ("otit-vi", "otit-km fresc ", "und")
    day = date(2026, 11, 23)
    assert {code: sum(kinds.values()) for code, kinds in read(engine, outcomes, day, day).by_language.items()} == {
        "vi": 1,
        "km": 1,
        "zh": 1,
        "und": 1,
    }
    assert {line: rates[0].dials for line, rates in read(engine, rates_by_hour, day, day).items()} == {
        "otit-vi": 1,
        "otit-km": 1,
        "fresc": 1,
    }
    again = read(engine, one_call, "CA2")
    assert again is not None
    assert [(each.leg, each.seconds, each.texted) for each in again.steps[1:]] == [
        ("no answer", None, ""),
        ("too short", 4, ""),
        (None, None, "coming"),
    ]
    engine.dispose()
