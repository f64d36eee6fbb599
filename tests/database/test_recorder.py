"""What happens in calls is recorded: each step once, whatever another record has wrong."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text

from ivr.store.callers import start, wants_no_texts
from ivr.store.calls import CallEnd
from ivr.store.inbound import Arrived
from ivr.store.many import change_many, insert_new
from ivr.store.recorder import Recorder
from ivr.store.records import Answered, Chosen, Forgotten, Stopped
from ivr.store.tables import call_steps, callers, dials, inbound
from prompts import Command
from sentences import Sentence
from tests.support.recorded import ME, MINUTE, NOON, step
from tests.support.waiting import LONG, PATIENCE, eventually

NOT_WRITTEN = {
    "the database refuses it": step("CA2", 0, "ring", step=None),
    "the driver can't send it": step("CA2", 0, "ring", key=object()),
    "the database can't hold it": step("CA2", 0, "ring", step=2**70),
}


@pytest.mark.parametrize("why", NOT_WRITTEN)
def test_a_record_that_can_not_be_written_does_not_hold_up_the_others(
    engine: Engine, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    now = datetime(2026, 11, 29, tzinfo=UTC)
    recorder = Recorder(engine, LONG)
    recorder.note(step("CA1", 0, "ring", caller="c" * 64, at=now))
    recorder.note(NOT_WRITTEN[why])
    recorder.note(step("CA1", 1, "menu", at=now))
    recorder.note(Chosen("CA1", "c" * 64, now, "vi"))
    recorder.note(CallEnd("CA1", now, "completed"))
    recorder.close()
    with engine.connect() as connection:
        assert connection.execute(
            text("SELECT step FROM call_steps WHERE sid = 'CA1' ORDER BY step")
        ).scalars().all() == [0, 1]
        assert connection.scalar(text("SELECT language FROM callers")) == "vi"
        assert connection.scalar(text("SELECT status FROM calls WHERE sid = 'CA1'")) == "completed"
        assert connection.scalar(text("SELECT count(*) FROM calls WHERE sid = 'CA2'")) == 0
    (said,) = (each.getMessage() for each in caplog.records)
    assert said.startswith("1 record of calls is lost: this StepRow can't be written: ")
    assert "\n" not in said


def test_a_repeated_step_is_recorded_once(engine: Engine) -> None:
    recorder = Recorder(engine)
    for _ in range(3):
        recorder.note(step("CA1", 4, "rest", "vi"))
    recorder.close()
    with engine.connect() as connection:
        assert len(connection.execute(call_steps.select()).all()) == 1


def test_of_many_rows_only_the_new_ones_are_added_and_those_that_are_there_changed(engine: Engine) -> None:
    rows = [{"sid": f"CA{each}", "step": 2, "at": NOON, "caller": None} for each in range(3)]
    with engine.begin() as connection:
        assert [tuple(key) for key in insert_new(connection, dials, rows[:1])] == [("CA0", 2)]
        changed = [row | {"caller": ME} for row in rows]
        assert sorted(tuple(key) for key in insert_new(connection, dials, changed)) == [("CA1", 2), ("CA2", 2)]
        assert insert_new(connection, dials, []) == []
        change_many(
            connection, dials, [{"sid": "CA2", "step": 2, "seconds": 7}, {"sid": "CA2", "step": 3, "seconds": 8}]
        )
        assert connection.scalars(select(dials.c.seconds).order_by(dials.c.sid)).all() == [None, None, 7]
        stored = select(dials.c.caller, dials.c.at).order_by(dials.c.sid)
        assert [tuple(row) for row in connection.execute(stored)] == [(None, NOON), (ME, NOON), (ME, NOON)]


def test_of_many_choices_each_callers_last_one_is_kept(engine: Engine) -> None:
    """They are written at once, but a caller who wants to be forgotten between them is."""
    told: list[str] = []
    recorder = Recorder(engine, LONG, learnt=told.extend)
    recorder.note(step("CA1", 0, "ring", caller="a"))
    recorder.note(CallEnd("CA1", NOON + MINUTE, "completed"))
    for caller, language in (("a", "vi"), ("b", "km"), ("a", "en"), ("c", "my")):
        recorder.note(Chosen("CA2", caller, NOON, language))
    recorder.note(Forgotten("CA2", ("b",), NOON))
    recorder.note(Chosen("CA1", "a", NOON + 3 * MINUTE, "th"))  # repeats a request of a call that is over
    recorder.note(Chosen("CA3", "d", NOON, "ne"))
    recorder.close()
    with engine.connect() as connection:
        found = connection.execute(select(callers.c.caller, callers.c.language).order_by(callers.c.caller))
        assert [tuple(row) for row in found] == [("a", "en"), ("b", None), ("c", "my"), ("d", "ne")]
    assert set(told) == {"a", "b", "c", "d"}


def test_a_step_of_a_call_that_is_over_is_not_recorded(engine: Engine) -> None:
    recorder = Recorder(engine)
    recorder.note(step("CA1", 0, "ring"))
    recorder.note(CallEnd("CA1", NOON + MINUTE, "completed"))
    recorder.note(step("CA2", 0, "ring"))
    recorder.flush()
    for sid, late in (("CA1", NOON + 2 * MINUTE), ("CA2", NOON + timedelta(days=1))):
        recorder.note(step(sid, 1, "menu", at=late - timedelta(seconds=6)))
        recorder.note(step(sid, 2, "connect", "vi", at=late))
        recorder.note(Chosen(sid, ME, late, "vi"))
    recorder.close()
    with engine.connect() as connection:
        found = connection.execute(select(call_steps.c.sid, call_steps.c.step).order_by("sid", "step")).all()
        assert [tuple(row) for row in found] == [("CA1", 0), ("CA1", 1), ("CA2", 0), ("CA2", 1)]
        assert connection.scalar(text("SELECT count(*) FROM callers")) == 0


def test_of_a_text_the_first_answer_is_recorded(engine: Engine) -> None:
    recorder = Recorder(engine)
    for language, because, after in (("vi", "first", 0), ("en", "repeated", 1), ("th", "late", 24 * 60)):
        arrived = Arrived("SM1", ME, NOON + after * MINUTE, language, None)
        recorder.note(Answered(arrived, Sentence(because), sent=True, chose=language))
        recorder.flush()
    recorder.close()
    with engine.connect() as connection:
        row = connection.execute(select(inbound)).one()
        assert (str(row.because), row.answered, row.at) == ("first", True, NOON)
        assert connection.scalar(text("SELECT language FROM callers")) == "vi"


def test_a_stop_is_stored_later_and_once(engine: Engine) -> None:
    recorder = Recorder(engine)
    arrived = Arrived("SM1", ME, NOON, None, Command.STOP)
    recorder.note(Stopped(arrived, (ME,)))
    recorder.flush()
    with engine.begin() as connection:
        assert wants_no_texts(connection, [ME])
        start(connection, [ME])
    recorder.note(Stopped(arrived, (ME,)))
    recorder.close()
    with engine.connect() as connection:
        assert not wants_no_texts(connection, [ME])


def test_what_is_noted_is_written_by_and_by(engine: Engine) -> None:
    recorder = Recorder(engine)
    recorder.note(step("CA1", 0, "ring"))
    eventually(lambda: written(engine) == [0])
    recorder.note(step("CA1", 1, "menu"))
    eventually(lambda: written(engine) == [0, 1])
    recorder.close()


def test_what_comes_while_records_are_written_waits_for_the_next_ones(engine: Engine) -> None:
    stored: list[str] = []

    def learnt(callers: Collection[str]) -> None:
        stored.extend(callers)
        recorder.note(Chosen(f"CA{len(stored)}", f"{len(stored):064}", NOON, "vi"))

    recorder = Recorder(engine, learnt=learnt)
    recorder.note(Chosen("CA0", ME, NOON, "vi"))
    recorder.flush()  # ends, though there is always another record
    recorder.close()
    assert ME in stored


def written(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(select(call_steps.c.step).order_by(call_steps.c.step)))


@pytest.mark.parametrize("comes_back", [True, False])
def test_records_that_are_lost_are_counted(engine: Engine, caplog: pytest.LogCaptureFixture, comes_back: bool) -> None:
    recorder = Recorder(engine, LONG, most=2)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE calls RENAME TO gone"))
    for number in range(5):
        recorder.note(step(f"CA{number}", 0, "ring"))
        recorder.flush()
    if comes_back:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE gone RENAME TO calls"))
    recorder.close(PATIENCE)
    with engine.connect() as connection:
        assert sorted(connection.scalars(select(call_steps.c.sid))) == (["CA3", "CA4"] if comes_back else [])
    why = "more than 2 waited for the database" if comes_back else "the database did not take them before the end"
    assert f"{3 if comes_back else 5} records of calls are lost: {why}" in caplog.text
