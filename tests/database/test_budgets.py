"""What was dialled and answered before, as it is counted for budgets."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from ivr.core.budgets import Budget, Dialled
from ivr.service.purge import forget, purge
from ivr.store.budgets import dialled
from ivr.store.callers import lock_caller, remember
from ivr.store.calls import CallEnd
from ivr.store.db import read, write
from ivr.store.inbound import Arrived, before
from ivr.store.metrics import delivery_metrics
from ivr.store.purge import Ages
from ivr.store.recorder import Recorder
from ivr.store.records import Answered, Record
from ivr.store.tables import dials
from sentences import Sentence
from tests.support.recorded import ME, MINUTE, NOON, step

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OTHER = "b" * 64


def record(engine: Engine, *records: Record) -> None:
    recorder = Recorder(engine)
    for each in records:
        recorder.note(each)
    recorder.close()


def counted(engine: Engine, now: datetime, *hashes: str, sid: str = "new", number: int = 0) -> Dialled:
    return read(engine, dialled, hashes, sid, number, now)


def dial(sid: str, number: int = 2, at: datetime = NOON, caller: str | None = ME) -> Record:
    return step(sid, number, "connect", "vi", at=at - number * timedelta(seconds=5), caller=caller, dials=True)


def test_calls_are_counted_by_caller_hour_and_day(engine: Engine) -> None:
    assert counted(engine, NOON, ME) == Dialled()
    record(engine, dial("CA1"), dial("CA2", at=NOON + HOUR), dial("CA3", caller=OTHER), dial("CA4", caller=None))
    assert counted(engine, NOON + HOUR, ME) == Dialled(1, 2, 4, 240)
    assert counted(engine, NOON + HOUR, OTHER, "earlier key") == Dialled(0, 1, 4, 240)
    assert counted(engine, NOON + HOUR) == Dialled(0, 0, 4, 240)
    assert counted(engine, NOON + DAY, ME) == Dialled(0, 1, 1, 60)


def test_a_repeated_request_does_not_count_itself(engine: Engine) -> None:
    record(engine, dial("CA1"), dial("CA1"), dial("CA1", 4))
    assert counted(engine, NOON, ME, sid="CA1", number=2).calls == 0
    assert counted(engine, NOON, ME, sid="CA1", number=4).calls == 1
    assert counted(engine, NOON, ME, sid="CA1", number=5).calls == 2


def test_a_key_before_the_dial_takes_it_back(engine: Engine) -> None:
    record(engine, dial("CA1"), step("CA1", 3, "connect", "vi", key="0"), dial("CA2"))
    assert counted(engine, NOON, ME).calls == 1


def test_minutes_are_those_that_the_carrier_reports(engine: Engine) -> None:
    ended = step("CA1", 3, "dialed", "vi", line="otit-vi", leg="answered", seconds=600)
    busy = step("CA2", 3, "dialed", "vi", line="otit-vi", leg="busy")
    record(engine, dial("CA1"), ended, dial("CA2"), busy)
    assert counted(engine, NOON + HOUR) == Dialled(0, 0, 2, 10)


def test_without_a_report_they_end_with_the_call(engine: Engine) -> None:
    record(engine, dial("CA1"), dial("CA2"), CallEnd("CA1", NOON + 7 * MINUTE, "completed"))
    assert counted(engine, NOON + HOUR).minutes == 67
    record(engine, CallEnd("CA2", NOON + 5 * HOUR, "completed"))
    assert counted(engine, NOON + 5 * HOUR).minutes == 67


@pytest.mark.parametrize("way", ["language", "text"])
def test_who_has_called_on_an_earlier_day_is_known(engine: Engine, way: str) -> None:
    for at in (NOON, NOON + DAY):
        if way == "language":
            write(engine, remember, ME, "vi", at)
        else:
            write(engine, lock_caller, ME, at)
    record(engine, dial("CA1", at=NOON + DAY))
    assert not counted(engine, NOON + DAY - MINUTE, ME).known
    assert counted(engine, NOON + DAY, ME).known
    assert counted(engine, NOON + DAY, "new key", ME).known
    assert not counted(engine, NOON + DAY, OTHER).known
    assert not counted(engine, NOON + DAY).known


def test_what_a_budget_refuses_is_counted_once(engine: Engine) -> None:
    refused = step("CA1", 2, "connect", "vi", refused=Budget.CALLS)
    record(engine, refused, refused, step("CA2", 2, "connect", "vi", refused=Budget.CALLS))
    arrived = Arrived("SM1", ME, NOON, "vi", None)
    answer = Answered(arrived, Sentence(Budget.ANSWERS), sent=False, refused=Budget.ANSWERS)
    record(engine, answer, answer)
    assert read(engine, delivery_metrics, NOON).refused == {Budget.CALLS: 2, Budget.ANSWERS: 1}


def test_answers_to_all_numbers_are_counted(engine: Engine) -> None:
    for sid, sent in (("SM1", True), ("SM2", True), ("SM3", False)):
        record(engine, Answered(Arrived(sid, OTHER, NOON, "vi", None), Sentence("closed"), sent=sent))
    write(engine, lock_caller, ME, NOON)
    found = read(engine, before, "SM4", [ME], NOON)
    assert (found.day, found.answers, found.known) == (0, 2, False)
    assert read(engine, before, "SM1", [OTHER], NOON).answers == 1
    later = read(engine, before, "SM4", [ME], NOON + DAY)
    assert (later.answers, later.known) == (0, True)


def test_dialled_calls_are_kept_for_two_days_and_a_person_can_be_deleted(engine: Engine) -> None:
    record(engine, dial("CA1"), dial("CA2", at=NOON + HOUR))
    gone = forget(engine, [ME], "a test", NOON, opt_out_too=False)
    assert gone["dialled calls"] == 2
    with engine.connect() as connection:
        assert connection.scalars(select(dials.c.caller)).all() == [None, None]
    assert purge(engine, Ages(), NOON + 2 * DAY)["dialled calls"] == 1
