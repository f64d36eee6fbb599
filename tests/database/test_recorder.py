"""What happens in calls is recorded: each step once, whatever another record has wrong."""

from datetime import UTC, datetime

from sqlalchemy import Engine, text

from ivr.store.calls import CallEnd
from ivr.store.recorder import Chosen, Recorder
from ivr.store.tables import call_steps
from tests.support.recorded import step


def test_a_record_that_can_not_be_written_does_not_hold_up_the_others(engine: Engine) -> None:
    now = datetime(2026, 11, 29, tzinfo=UTC)
    recorder = Recorder(engine)
    recorder.note(step("CA1", 0, "ring"))
    recorder.flush()
    recorder.note(step("CA2", 0, "ring", step=None))  # its row is refused
    recorder.flush()
    recorder.note(step("CA1", 1, "menu"))
    recorder.note(Chosen("c" * 64, now, "vi"))
    recorder.note(CallEnd("CA1", now, "completed"))
    recorder.close()
    with engine.connect() as connection:
        assert connection.execute(
            text("SELECT step FROM call_steps WHERE sid = 'CA1' ORDER BY step")
        ).scalars().all() == [0, 1]
        assert connection.scalar(text("SELECT language FROM callers")) == "vi"
        assert connection.scalar(text("SELECT status FROM calls")) == "completed"


def test_a_repeated_step_is_recorded_once(engine: Engine) -> None:
    recorder = Recorder(engine)
    for _ in range(3):
        recorder.note(step("CA1", 4, "rest", "vi"))
    recorder.close()
    with engine.connect() as connection:
        assert len(connection.execute(call_steps.select()).all()) == 1
