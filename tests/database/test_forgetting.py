"""What is forgotten: by age, and whoever asks for it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, func, select

from ivr.carrier import SendError
from ivr.cli import main
from ivr.core.text.delivery import State
from ivr.core.text.promises import Promise, Purpose, Texted
from ivr.service.purge import forget as forget_for_good
from ivr.service.purge import purge
from ivr.service.upkeep import Upkeep
from ivr.store.audit import latest
from ivr.store.callers import OptOuts, remember, remembered_language, stop
from ivr.store.calls import CallEnd
from ivr.store.db import read, write
from ivr.store.heartbeats import say_alive
from ivr.store.inbound import Arrived, note
from ivr.store.metrics import delivery_metrics
from ivr.store.purge import NO_RECEIPT, TO_SEND_AGAIN, Ages, forget
from ivr.store.recorder import Recorder
from ivr.store.records import Chosen, RequestsRefused
from ivr.store.tables import call_steps, callers, calls, inbound, opt_outs, outbox
from prompts.load import load_language
from sentences import Sentence, render
from tests.support.demo import MOBILE
from tests.support.desk import NOW, PROMISE, Desk
from tests.support.people import join_background_work
from tests.support.recorded import step
from tests.support.settings import GOOD

AGES = Ages(people=timedelta(days=90), records=timedelta(days=730))
DAY = timedelta(days=1)


@pytest.fixture
def history(desk: Desk) -> Desk:
    """Somebody has called, chosen a language, got one text, waits for a reminder, has written; a worker has lived."""
    me = desk.privacy.hash(MOBILE)
    recorder = Recorder(desk.engine)
    recorder.note(step("CA1", 0, "ring", at=NOW, caller=me))
    recorder.note(CallEnd("CA1", NOW, "completed"))
    recorder.note(Chosen("CA1", me, NOW, "vi"))
    recorder.close()
    desk.keep()
    desk.worker().deliver_one()
    desk.keep(Promise("reminder", Purpose.REMINDER, "vi", MOBILE, None, NOW + DAY))
    with desk.engine.begin() as connection:
        note(connection, Arrived("SM1", me, NOW, "vi", None))
        say_alive(connection, "a worker", NOW)
    return desk


def persons(engine: Engine) -> int:
    """How often somebody can still be recognised."""
    columns = (calls.c.caller, callers.c.caller, outbox.c.receiver, outbox.c.asked_by, inbound.c.caller)
    with engine.connect() as connection:
        return sum(connection.scalar(select(func.count(column))) or 0 for column in columns)


def rows(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        tables = (calls, call_steps, outbox, inbound)
        return [connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_nothing_young_is_forgotten(history: Desk) -> None:
    assert not any(purge(history.engine, AGES, NOW + DAY).values())
    assert persons(history.engine) == 5
    assert rows(history.engine) == [1, 1, 2, 1]


def test_people_are_forgotten_before_what_happened(history: Desk) -> None:
    with history.engine.begin() as connection:
        stop(connection, history.privacy.hashes(MOBILE), NOW)
    purge(history.engine, AGES, NOW + timedelta(days=90))
    assert persons(history.engine) == 0
    assert rows(history.engine) == [1, 1, 2, 1]
    purge(history.engine, AGES, NOW + timedelta(days=730))
    assert rows(history.engine) == [0, 0, 0, 0]
    assert history.keep(replace(PROMISE, key="later")) is Texted.IMPOSSIBLE  # STOP holds for ever


def test_what_still_waits_is_not_forgotten(history: Desk) -> None:
    purge(history.engine, AGES, NOW + timedelta(days=800))
    assert [row.purpose for row in history.rows()] == [Purpose.REMINDER]
    assert history.rows()[0].receiver == history.privacy.hash(MOBILE)


def test_a_number_is_not_kept_for_a_receipt_that_never_comes(history: Desk) -> None:
    purge(history.engine, AGES, NOW + NO_RECEIPT - timedelta(minutes=1))
    assert history.rows()[0].sealed_number is not None
    purge(history.engine, AGES, NOW + NO_RECEIPT + timedelta(minutes=1))
    assert (history.rows()[0].state, history.rows()[0].sealed_number) == (State.SENT, None)
    assert history.rows()[1].sealed_number is not None


def test_the_number_of_a_text_that_failed_is_kept_for_a_day(desk: Desk) -> None:
    desk.keep()
    desk.worker().deliver_one()
    desk.receipt(State.FAILED)
    purge(desk.engine, AGES, NOW + TO_SEND_AGAIN - timedelta(minutes=1))
    assert desk.row().sealed_number is not None
    purge(desk.engine, AGES, NOW + TO_SEND_AGAIN + timedelta(minutes=1))
    assert (desk.row().state, desk.row().sealed_number) == (State.FAILED, None)


def test_a_number_is_not_kept_for_ever_because_the_attempt_was_forgotten(desk: Desk) -> None:
    """The first attempt's end was unknown, the second was put off, then came a receipt of the first."""
    desk.keep()
    desk.carrier.trouble = [SendError(Sentence("503"), maybe_sent=True), SendError(Sentence("429"))]
    for minutes in (0, 1):
        desk.clock.set(NOW + timedelta(minutes=minutes))
        desk.worker().deliver_one()
    assert desk.receipt(State.SENT)
    purge(desk.engine, AGES, NOW + NO_RECEIPT)
    assert desk.rows()[0].sealed_number is None


def test_a_great_many_are_forgotten_too(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        for number in range(2500):
            remember(connection, f"caller {number}", "vi", NOW)
    assert purge(desk.engine, AGES, NOW + timedelta(days=91))["remembered languages"] == 2500


def test_a_worker_purges_once_a_day(history: Desk) -> None:
    """It does not begin as soon as it has started, when it has other things to do."""
    upkeep = Upkeep(history.engine, lambda _: history.timetable, Ages())
    upkeep.run("worker 1", NOW + timedelta(days=95))
    join_background_work()
    assert persons(history.engine) > 1
    history.worker().upkeep.run("worker 1", NOW + timedelta(days=95))
    join_background_work()
    assert persons(history.engine) == 1  # the reminder that has been due for so long
    assert rows(history.engine)[0] == 1


def test_who_asks_is_forgotten(history: Desk) -> None:
    someone_else = "+818012345678"
    history.keep(replace(PROMISE, key="keyed", purpose=Purpose.KEYED, to=someone_else, asked_by=MOBILE))
    write(history.engine, forget, history.privacy.hashes(MOBILE), "Aiko", NOW, opt_out_too=False)
    first, reminder, keyed = history.rows()
    assert (first.state, first.receiver, first.sealed_number, first.body) == (State.CANCELLED, None, None, None)
    assert (reminder.state, reminder.receiver) == (State.CANCELLED, None)
    assert (keyed.state, keyed.asked_by) == (State.WAITING, None)
    assert keyed.receiver == history.privacy.hash(someone_else)
    assert read(history.engine, remembered_language, history.privacy.hashes(MOBILE)) is None
    with history.engine.connect() as connection:
        assert connection.scalar(select(calls.c.caller)) is None


def test_stop_is_kept_unless_that_is_to_go_too(history: Desk) -> None:
    hashes = history.privacy.hashes(MOBILE)
    history.stop()
    write(history.engine, forget, hashes, "Aiko", NOW, opt_out_too=False)
    assert history.keep(replace(PROMISE, key="later")) is Texted.IMPOSSIBLE
    write(history.engine, forget, hashes, "Aiko", NOW, opt_out_too=True)
    with history.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(opt_outs)) == 0


def test_it_is_noted_who_forgot_how_much_and_never_whom(history: Desk) -> None:
    purge(history.engine, AGES, NOW + DAY)
    assert read(history.engine, latest, 9) == []  # there was nothing
    write(history.engine, forget, history.privacy.hashes(MOBILE), "Aiko", NOW, opt_out_too=False)
    write(history.engine, forget, history.privacy.hashes(MOBILE), "Aiko", NOW, opt_out_too=False)
    purge(history.engine, AGES, NOW + timedelta(days=730))
    assert [(each.who, each.act, each.what, str(each.detail)) for each in read(history.engine, latest, 9)] == [
        ("tsunagu", "purged", "", "deleted: calls (1), texts (2), inbound texts (1), heartbeats (1)"),
        ("Aiko", "forgotten", "", "nothing was stored"),
        (
            "Aiko",
            "forgotten",
            "",
            "deleted: calls (1), texts waiting (2), texts (2), inbound texts (1), remembered language (1)",
        ),
    ]
    detail = read(history.engine, latest, 1)[0].detail
    assert render(detail, load_language("ja")) == "削除：通話 1件、SMS 2件、受信したSMS 1件、稼働記録 1件"


def test_what_is_known_of_opt_outs_follows_the_database(desk: Desk) -> None:
    known, hashes = OptOuts(), desk.privacy.hashes(MOBILE)
    read(desk.engine, known.read, NOW)
    assert not known.has_one_of(hashes)
    desk.stop()
    read(desk.engine, known.read, NOW)
    assert known.has_one_of(hashes)
    desk.start()
    read(desk.engine, known.read, NOW)
    assert not known.has_one_of(hashes)


def command(desk: Desk, *arguments: str, **how: str) -> str:
    url = desk.engine.url.render_as_string(hide_password=False)
    environment = {**GOOD, "DATABASE_URL": url, "SECRET_KEY": "a secret of thirty-two characters"}
    result = CliRunner().invoke(main, arguments, env=environment, **how)  # type: ignore[arg-type]
    assert result.exit_code == 0, result.output
    return result.output


def test_the_commands(history: Desk) -> None:
    assert "numbers that have sent STOP: 0" in command(history, "outbox")
    assert '"trouble": []' in command(history, "outbox", "--json")
    assert "remembered languages" in command(history, "purge")
    assert "1 calls" in command(history, "forget", "090-1234-5678")
    assert "0 calls" in command(history, "forget", input="+81 90 1234 5678\n")
    assert persons(history.engine) == 0


def test_a_number_that_is_none_is_refused_in_one_line(desk: Desk) -> None:
    environment = {**GOOD, "DATABASE_URL": "sqlite:///unused.db"}
    result = CliRunner().invoke(main, ["forget", "somebody"], env=environment)
    assert result.exit_code != 0
    assert "not a telephone number" in result.output


def test_texts_in_trouble_are_shown(desk: Desk) -> None:
    desk.keep()
    desk.worker().deliver_one()
    desk.receipt(State.FAILED)
    with desk.engine.begin() as connection:
        connection.execute(outbox.update().values(problem="not delivered, code 30003"))
    assert "failed: not delivered, code 30003" in command(desk, "outbox", "--days", "3650")


def test_refused_requests_are_added_up_and_kept_as_long_as_records(desk: Desk) -> None:
    recorder = Recorder(desk.engine)
    for count in (3, 4):
        recorder.note(RequestsRefused("form without valid token", count, NOW))
    recorder.close()

    def counted(days: int) -> dict[str, int]:
        purge(desk.engine, AGES, NOW + days * DAY)
        return dict(read(desk.engine, delivery_metrics, NOW).refused_requests)

    assert counted(729) == {"form without valid token": 7}
    assert counted(731) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_left_of_somebody_in_the_files(history: Desk, tmp_path: Path) -> None:
    me = history.privacy.hash(MOBILE).encode()

    def found() -> list[str]:
        return [each.name for each in tmp_path.rglob("*.db*") if me in each.read_bytes()]

    assert found()
    forget_for_good(history.engine, history.privacy.hashes(MOBILE), "Aiko", NOW, opt_out_too=True)
    assert found() == []
