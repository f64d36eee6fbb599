"""Figures of calls and texts: what is counted as it comes equals what the records say, whatever comes late or twice."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select, update

from ivr.core.call.outcome import Ending, LanguageBy, Leg, Outcome, RecordedStep, summary
from ivr.core.figures import BOUNDS, Answers, TextCount
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.service.counting import catch_up
from ivr.service.purge import purge
from ivr.store.calls import CallEnd, StepRow, columns
from ivr.store.catching_up import count_texts
from ivr.store.db import read
from ivr.store.db import write as change
from ivr.store.figures import (
    give_ups,
    languages_by,
    line_answers,
    reminders,
    texts,
    times_to_a_person,
    times_to_choose,
)
from ivr.store.purge import Ages
from ivr.store.tables import call_steps, calls, figure_counts, line_counts, metadata, outbox, text_counts
from schedules import home_date
from tests.support.examples import examples
from tests.support.recorded import ME, MINUTE, NOON, a_text, counted, put_through, step, texted, write

DAY, MONDAY = timedelta(days=1), date(2026, 11, 23)
Made = tuple[str, str, dict[str, object]]
"""A step: its place, language and further facts."""
_LEGS = [(leg, 0) for leg in Leg] + [(Leg.ANSWERED, 300), (Leg.ANSWERED, None)]
_DIALLED: list[Made] = [
    ("dialed", "vi", {"line": line, "leg": leg, "seconds": seconds})
    for line in ("otit-vi", "fresc")
    for leg, seconds in _LEGS
]
_OTHERS: list[Made] = [
    ("menu", "", {}),
    ("menu", "und", {}),
    ("connect", "vi", {}),
    ("connect", "km", {}),
    ("rest", "vi", {}),
    ("rest", "und", {"texted": "coming"}),
    ("number", "vi", {}),
]
STEPS = st.sampled_from(_OTHERS) | st.sampled_from(_DIALLED)
FIRST: st.SearchStrategy[Made] = st.sampled_from([("ring", "", {}), ("ring", "km", {}), ("connect", "vi", {})])


@st.composite
def calls_as_recorded(draw: st.DrawFn) -> list[list[StepRow | CallEnd]]:
    """Steps and ends of calls around midnight, some twice, some after the end, in any order and in any batches."""
    records: list[StepRow | CallEnd] = []
    for number in range(draw(st.integers(1, 4))):
        sid, at = f"CA{number}", NOON + timedelta(hours=draw(st.integers(0, 36)), minutes=59)
        made = [draw(FIRST), *draw(st.lists(STEPS, max_size=5))]
        seconds = draw(st.lists(st.integers(0, 40), min_size=len(made), max_size=len(made)))
        for place, (name, language, facts) in enumerate(made):
            at += timedelta(seconds=seconds[place])
            records.append(step(sid, place, name, language, at=at, revision=place, **facts))
        end = CallEnd(sid, at + timedelta(seconds=draw(st.integers(-90, 30))), "completed", ME, "Japanese mobile")
        records += draw(st.sampled_from([[], [end]]))
    again = draw(st.lists(st.sampled_from(records), max_size=5))
    shuffled = draw(st.permutations([*records, *again]))
    size = draw(st.integers(1, len(shuffled)))
    return [shuffled[begin : begin + size] for begin in range(0, len(shuffled), size)]


@pytest.mark.long
@examples(40, HealthCheck.function_scoped_fixture)
@given(batches=calls_as_recorded())
def test_the_counts_are_those_of_the_records(engine: Engine, batches: list[list[StepRow | CallEnd]]) -> None:
    empty(engine)
    for batch in batches:
        write(engine, *batch)
    assert counted(engine) == told_by_records(engine)


def empty(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in metadata.tables.values():
            if table.name in ("calls", "call_steps", "dials", "outbox") or table.name.endswith("_counts"):
                connection.execute(delete(table))


def told_by_records(engine: Engine) -> tuple[list[tuple[object, ...]], ...]:
    """Count the stored calls and steps, in the form of :func:`counted`; each call's row must be right."""
    days: Counter[tuple[Any, ...]] = Counter()
    figures: Counter[tuple[Any, ...]] = Counter()
    hours: dict[tuple[Any, ...], Counter[str]] = {}
    lines: dict[tuple[Any, ...], Counter[str]] = {}
    with engine.connect() as connection:
        steps = connection.execute(select(call_steps)).all()
        for call in connection.execute(select(calls).where(calls.c.outcome.is_not(None))).all():
            of_call = [
                RecordedStep(s.step, s.place, s.language, s.line, s.leg, s.texted, s.at, s.seconds, s.revision)
                for s in steps
                if s.sid == call.sid
            ]
            assert {name: getattr(call, name) for name in columns(summary(of_call))} == columns(summary(of_call))
            day, hour = f"{home_date(call.started_at)}", hour_since_monday(call.started_at)
            days[day, call.language, call.outcome, call.line or ""] += 1
            through = call.outcome == Outcome.PUT_THROUGH
            hours.setdefault((hour, call.language), Counter(calls=0, through=0)).update(calls=1, through=int(through))
            if not through:
                figures["left", day, call.language, call.ended_in] += 1
            if call.language_by:
                figures["language by", day, call.language, call.language_by] += 1
            for name, seconds in (("choosing", call.choosing), ("waited", call.waited)):
                if seconds is not None:
                    figures[name, day, call.language, str(min(each for each in BOUNDS if each >= seconds))] += 1
    for each in steps:
        if each.line and each.leg != Leg.HUNG_UP:
            key = hour_since_monday(each.at), each.line
            lines.setdefault(key, Counter()).update(["dials", {"too short": "short"}.get(each.leg, each.leg)])
    ends = ("dials", "answered", "busy", "no answer", "failed", "short")
    return (
        sorted((*key, count) for key, count in days.items()),
        sorted((*key, *count.values()) for key, count in hours.items()),
        sorted((*key, *(count[end] for end in ends)) for key, count in lines.items()),
        sorted((*key, count) for key, count in figures.items()),
    )


def hour_since_monday(at: Any) -> int:
    first = NOON - timedelta(hours=12)  # midnight of a Monday in Japan
    monday_1970 = date(1970, 1, 5)
    return (MONDAY - monday_1970).days * 24 + int((at - first) // timedelta(hours=1))


def test_calls_of_an_older_version_are_counted_later(engine: Engine) -> None:
    write(engine, put_through("CA1"), texted("CA2"), put_through("CA3", NOON + timedelta(hours=5)))
    whole = counted(engine)
    names = ("ended_in", "language_by", "choosing", "waited", "revision")
    ends = ("busy", "no_answer", "failed", "short")
    with engine.begin() as connection:
        connection.execute(update(calls).values(dict.fromkeys(names)))
        connection.execute(delete(figure_counts))
        connection.execute(update(line_counts).values(dict.fromkeys(ends, 0)))
    later = NOON + timedelta(hours=6)
    catch_up(engine, later)
    assert [row[1:] for row in counted(engine)[3] if row[0] == "waited"] == [("2026-11-23", "vi", "2", 1)]
    write(engine, [step("CA3", 4, "rest", "vi", at=NOON + timedelta(hours=5))])  # CA3 may be going on: it is left
    assert counted(engine) == whole
    catch_up(engine, later + DAY)
    assert counted(engine) == whole
    assert told_by_records(engine) == whole


def test_what_the_figures_say(engine: Engine) -> None:
    write(
        engine,
        put_through("CA1"),
        put_through("CA2", NOON + DAY, "km", "fresc"),
        texted("CA3"),
        [step("CA4", 0, "ring"), step("CA4", 1, "menu")],
        [step("CA5", 0, "ring", "vi"), step("CA5", 1, "dialed", "vi", line="otit-vi", leg=Leg.BUSY)],
    )
    days = MONDAY, MONDAY + DAY
    left = read(engine, give_ups, *days)
    assert left.by_day == {MONDAY: {Ending.REST: 1, Ending.MENU: 1, Ending.UNANSWERED: 1}}
    assert left.by_language == {
        "km": {Ending.REST: 1},
        "und": {Ending.MENU: 1},
        "vi": {Ending.UNANSWERED: 1},
    }
    assert read(engine, give_ups, *days, "und").by_day == {MONDAY: {Ending.MENU: 1}}
    assert read(engine, give_ups, MONDAY + DAY, MONDAY + DAY).by_day == {}
    by = read(engine, languages_by, *days)
    assert by.by_language["vi"] == {LanguageBy.CHOSEN: 1, LanguageBy.REMEMBERED: 1}
    assert {code: each.quantile(0.5) for code, each in read(engine, times_to_choose, *days).by_language.items()} == {
        "vi": (8, 10),
        "km": (8, 10),
    }
    assert {day: each.calls for day, each in read(engine, times_to_a_person, *days).by_day.items()} == {
        MONDAY: 1,
        MONDAY + DAY: 1,
    }
    assert read(engine, line_answers, *days) == {
        "otit-vi": {12: Answers(2, 1, 1, 0, 0, 0)},
        "otit-km": {12: Answers(1, 0, 0, 1, 0, 0)},
        "fresc": {12: Answers(2, 1, 0, 0, 0, 1)},
    }


BODIES = ("hours", "x" * 200, None)
SEGMENTS = (1, 2, 0)
ACCEPTED = (State.SENT, State.DELIVERED, State.FAILED)
"""States after which the carrier's id of a text is known in this test."""


@examples(40, HealthCheck.function_scoped_fixture)
@given(changes=st.lists(st.tuples(st.integers(0, 2), st.sampled_from([*State, None])), max_size=12))
def test_texts_are_counted_in_the_states_that_they_have(
    engine: Engine, changes: list[tuple[int, State | None]]
) -> None:
    """Whatever becomes of them between two countings (None in place of a state)."""
    empty(engine)
    numbers = [
        a_text(engine, f"p{n}", language="km" if n else "vi", state=State.WAITING, body=body)
        for n, body in enumerate(BODIES)
    ]
    for number, state in changes:
        with engine.begin() as connection:
            if state is None:
                count_texts(connection)
            else:
                values = {"state": state, "message_sid": "SM1" if state in ACCEPTED else None}
                connection.execute(update(outbox).where(outbox.c.id == numbers[number]).values(values))
    change(engine, count_texts)
    assert change(engine, count_texts) == 0
    wanted: dict[Any, TextCount] = {}
    with engine.connect() as connection:
        for row in connection.execute(select(outbox)):
            # A text that waits again stands where it has stood before.
            state = row.counted if row.state in (State.WAITING, State.SENDING) else row.state
            segments = SEGMENTS[BODIES.index(row.body)] if state in ACCEPTED else 0
            key = row.language, row.purpose, state
            wanted[key] = wanted.get(key, TextCount()) + TextCount(1, segments)
    wanted = {key: count for key, count in wanted.items() if key[-1] is not None}
    found = read(engine, texts, MONDAY, MONDAY).by_language
    assert {(code, *kind): count for code, each in found.items() for kind, count in each.items()} == wanted


def test_counts_of_texts_outlive_them(engine: Engine) -> None:
    ended = [state for state in State if state not in (State.WAITING, State.SENDING)]
    for number, state in enumerate(ended):
        a_text(engine, f"p{number}", state=state, ended_at=NOON, message_sid=f"SM{number}")
    change(engine, count_texts)
    before = read(engine, texts, MONDAY, MONDAY)
    assert before.by_day == {MONDAY: {(Purpose.INFORMATION, state): TextCount(1, 1) for state in ended}}
    assert purge(engine, Ages(), NOON + timedelta(days=800))["texts"] == 5
    assert read(engine, texts, MONDAY, MONDAY) == before
    assert read(engine, texts, MONDAY, MONDAY, "vi").by_day == {}


def test_a_reminder_counts_once_if_its_receiver_calls_within_two_days(engine: Engine) -> None:
    sent = {"purpose": Purpose.REMINDER, "attempted_at": NOON, "message_sid": "SM1"}
    a_text(engine, "answered", **sent)
    a_text(engine, "of somebody else", receiver="b" * 64, **sent)
    a_text(engine, "failed", **{**sent, "state": State.FAILED})
    a_text(engine, "information", **{**sent, "purpose": Purpose.INFORMATION})
    a_text(engine, "long ago", receiver="c" * 64, language="vi", **sent)
    write(engine, [step("before", 0, "ring", at=NOON - MINUTE)])
    catch_up(engine, NOON + MINUTE)
    assert read(engine, reminders, MONDAY, MONDAY).by_day == {MONDAY: TextCount(3, 3, 0)}
    write(engine, [step("CA1", 0, "ring", at=NOON + DAY)], [step("CA2", 0, "ring", at=NOON + DAY + MINUTE)])
    write(engine, [step("CA3", 0, "ring", at=NOON + 3 * DAY - MINUTE, caller="c" * 64)])
    for _ in range(2):
        catch_up(engine, NOON + 2 * DAY)
    assert read(engine, reminders, MONDAY, MONDAY).by_language == {"km": TextCount(2, 2, 1), "vi": TextCount(1, 1, 0)}
    with engine.begin() as connection:
        connection.execute(update(outbox).where(outbox.c.promise == "answered").values(state=State.FAILED))
    catch_up(engine, NOON + 2 * DAY)
    assert read(engine, reminders, MONDAY, MONDAY).by_language["km"] == TextCount(1, 1, 0)
    a_text(engine, "counted long after", **sent)
    catch_up(engine, NOON + 30 * DAY)
    assert read(engine, reminders, MONDAY, MONDAY).by_language["km"] == TextCount(2, 2, 1)
    with engine.connect() as connection:
        assert all(min(row[3:]) >= 0 for row in connection.execute(select(text_counts)))
