"""What an OpenTelemetry collector is told of calls, texts and the console, and that nobody waits for it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from ivr.app import Running, compose
from ivr.clock import MovableClock
from ivr.demo import NUMBER, TOKEN
from ivr.phone.handset import Handset
from ivr.settings import Settings
from ivr.telemetry import Spans
from ivr.worker import live, spans_of, workers_of
from tests.support.collector import Collector, attributes
from tests.support.databases import sqlite_database
from tests.support.inside import SITE, Inside
from tests.support.people import NOBODY_ANSWERS, Person, rang
from tests.support.published import MONDAY
from tests.support.settings import QUICK
from tests.support.waiting import LONG, eventually

CALLER, WRITTEN = "+819087301946", "Sakuragawa"
NOON, NIGHT = MONDAY + timedelta(hours=12), MONDAY + timedelta(hours=22)
CALL, LATER = "CA" + "0a" * 16, "CA" + "0b" * 16


@contextmanager
def traced(folder: Path, collector: str) -> Iterator[tuple[Running, Handset, MovableClock]]:
    """The service with spans, a telephone, and the clock."""
    settings = Settings(
        public_url=SITE,
        secret_key="a secret of thirty-two characters",
        account_sid="AC1",
        auth_token=TOKEN,
        phone_number=NUMBER,
        carrier="simulated",
        database_url=sqlite_database(folder / "traced.db"),
        schedule_copy="",
        sms_rate=0,
        otel_exporter_otlp_endpoint=collector,
        otel_exporter_otlp_headers="x-key=a%20key",
    )
    clock, spans = MovableClock(NOON), spans_of(settings)
    schedule, book = live(settings, clock, LONG)
    worker = workers_of(settings, schedule, book, clock, LONG, spans)
    service = compose(settings, schedule, book, clock, worker, QUICK, LONG, strict=False, spans=spans)
    running = Running(service, worker, spans)
    yield running, Handset(SITE, TOKEN, CALLER, NUMBER, session=Inside(service.wsgi).session()), clock
    running.close()


def test_a_collector_is_told_what_was_decided_and_of_nobody(tmp_path: Path) -> None:
    with closing(Collector()) as collector:
        with traced(tmp_path, collector.url) as (running, handset, clock):
            handset.call(Person(["1"], [NOBODY_ANSWERS]), sid=CALL)
            clock.set(NIGHT)
            handset.call(Person(["1"]), sid=LATER)
            handset.text(f"I am {WRITTEN}")
            console = running.service.flask.test_client()
            assert console.get(f"/ops/calls/{CALL}?q={WRITTEN}").status_code == 303
            assert running.worker
            assert running.worker.delivery.deliver_one()
        told = {(span.trace_id.hex(), span.name): attributes(span) for span in collector.spans}
        raw = b"".join(body for _, body in collector.taken)
        assert {key for key, _ in collector.taken} == {"a key"}
    call, later = CALL.removeprefix("CA"), LATER.removeprefix("CA")
    assert told[call, "ring"] == {"call": CALL, "step": 0}
    assert told[call, "connect"] == {"call": CALL, "step": 2, "language": "vi", "dials": "otit-vi"}
    dialed = [attributes(span) for span in collector.spans if span.name == "dialed"]
    assert dialed[0] == {
        "call": CALL,
        "step": 3,
        "language": "vi",
        "line": "otit-vi",
        "outcome": "no answer",
        "dials": "fresc",
    }
    assert (dialed[1]["line"], dialed[1]["outcome"]) == ("fresc", "answered")
    assert told[later, "rest"]["language"] == "vi"
    by_name = {name: about for (_, name), about in told.items()}
    assert by_name["text"] == {"text": 1, "purpose": "information", "language": "vi", "outcome": "sent"}
    assert by_name["GET /ops/calls/<sid>"] == {"status": 303}
    assert "text_sid" in by_name["sms"]
    for private in (CALLER, CALLER[3:], "8730", WRITTEN, "0120"):
        assert private.encode() not in raw, private


def test_a_span_that_can_not_be_made_changes_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    def about() -> dict[str, str | int]:
        raise LookupError("what was decided can't be told")

    with closing(Collector()) as collector:
        spans = Spans(collector.url)
        spans.answered("connect", 1, about)
        spans.close(1)
    assert "a span could not be made" in caplog.text


def test_nobody_waits_for_a_collector_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waited for it here would wait for as long as the variable says, since it answers last."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "600")
    with closing(Collector()) as collector:
        collector.answers.clear()
        with traced(tmp_path, collector.url) as (running, handset, _):
            assert rang(handset.call(Person(["1"])))
            assert running.service.flask.test_client().get("/ops/sign-in").status_code == 200
        collector.answers.set()
        eventually(lambda: collector.spans)
