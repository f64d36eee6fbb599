"""Metrics in the form that Prometheus reads: of the database, and of the schedule and the book in memory.

No label has a caller's number or its hash. Labels are languages, lines, and words of ours, so their number is bounded.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from ivr.clock import Clock
from ivr.core.requests import Refused
from ivr.service.backup.taking import own_folder, taken
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule.live import LiveSchedule
from ivr.store.db import read, sqlite_file
from ivr.store.deadline import Deadline
from ivr.store.metrics import CallMetrics, Metrics, call_metrics, delivery_metrics
from ivr.web.sms import INBOUND, RECEIPT
from ivr.web.traffic import Traffic
from ivr.web.voice import STATUS, STEPS
from schedules import Open, Timetable

WEBHOOKS = {
    **{path: (str(place), language) for path, (place, language) in STEPS.items()},
    STATUS: ("status", ""),
    INBOUND: ("sms", ""),
    RECEIPT: ("receipt", ""),
}
"""The name of each webhook and the language of its address, by path."""


def traffic() -> Traffic:
    """Return what counts all our webhooks."""
    return Traffic(WEBHOOKS)


@dataclass(frozen=True)
class Watched(Collector):
    """All that `/metrics` reports. Of a process's own memory are the hours and the book in use, and nothing else."""

    engine: Engine
    deadline: Deadline
    clock: Clock
    schedule: LiveSchedule
    book: LiveBook
    traffic: Traffic
    database_url: str

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of this moment."""
        now = self.clock.now()
        timetable = self.schedule.at(now)
        yield from self.traffic.collect()
        yield _gauge(
            "schedule_current", "Whether the hours in use are surely those published.", self.schedule.is_current
        )
        yield _gauge("book_revision", "The number of changes of sentences and recordings in use.", self.book.revision)
        yield from of_hours(timetable, now)
        if sqlite_file(self.database_url):
            yield from of_backups([at for at, _ in taken(own_folder(self.database_url))])
        texts = self.deadline.ask(lambda: read(self.engine, delivery_metrics, now), None)
        calls = self.deadline.ask(lambda: read(self.engine, call_metrics, now), None) if texts else None
        yield from of_database(texts, calls, [line.id for line in timetable.lines(now)])


def of_database(texts: Metrics | None, calls: CallMetrics | None, lines: Iterable[str]) -> Iterator[Metric]:
    """Yield what is stored, also of ``lines`` without a call. None: the database does not answer; that is reported."""
    yield _gauge("database_up", "Whether the database answers.", texts is not None)
    if texts:
        yield from _of_texts(texts)
    if calls:
        yield from _of_calls(calls, lines)


def of_hours(timetable: Timetable, now: datetime) -> Iterator[Metric]:
    """Yield which hours are in use, and which lines are open by them."""
    yield _gauge("schedule_revision", "The revision of the hours in use; 0: those that ship.", timetable.revision or 0)
    states = [((line.id,), isinstance(timetable.status(line, now), Open)) for line in timetable.lines(now)]
    yield _gauges("line_open", "Whether a line is open by the hours in use.", ("line",), states)


def of_backups(taken: Sequence[datetime]) -> Iterator[Metric]:
    """Yield when the newest of the backups was made that `ivr backup` has left beside the database."""
    said = "When the newest backup beside the database was made; 0: there is none."
    yield _gauge("last_backup_timestamp_seconds", said, taken[-1].timestamp() if taken else 0)


def _of_texts(found: Metrics) -> Iterator[Metric]:
    yield _gauge("queue_age_seconds", "Since when the text that is due longest is due.", found.oldest_due)
    yield _gauge("queue_due", "Texts that are due and not yet taken by the carrier.", found.due)
    yield _gauge("reminders_waiting", "Reminders whose moment has not come.", found.reminders)
    yield _gauge("delivery_workers", "Delivery workers heard of in the last minute.", found.workers)
    yield _gauge("carrier_refuses", "Whether the carrier refuses our account or our sender.", found.carrier_refuses)
    yield _gauge("opt_outs", "Numbers that have sent STOP.", found.opt_outs)
    yield _gauge("inbound_texts_day", "Texts that came in, in the last 24 hours.", found.inbound)
    said = "Texts promised in the last 24 hours."
    yield _gauges("texts_day", said, ("purpose", "state"), found.texts.items())
    said = "Webhooks and forms that were refused, as long as records are kept."
    yield _gauges(
        "refused_requests", said, ("reason",), _each(dict.fromkeys(Refused, 0) | dict(found.refused_requests))
    )
    said = "Texts and dialled calls that a limit has refused, as long as records are kept."
    yield _gauges("refused", said, ("reason",), _each(found.refused))


def _of_calls(found: CallMetrics, lines: Iterable[str]) -> Iterator[Metric]:
    said = "Calls since midnight at home, by the line that they were put through to, if any."
    yield _gauges("calls_today", said, ("language", "outcome", "line"), found.calls.items())
    dialled = CounterMetricFamily("tsunagu_line_dials", "How often a line was dialled.", labels=("line",))
    answered = CounterMetricFamily("tsunagu_line_answers", "How often a dialled line has answered.", labels=("line",))
    for line, (dials, answers) in (dict.fromkeys(lines, (0, 0)) | dict(found.dials)).items():
        dialled.add_metric((line,), dials)
        answered.add_metric((line,), answers)
    yield dialled
    yield answered
    if found.last_transfer:
        said = "When the last call began that was put through."
        yield _gauge("last_transfer_timestamp_seconds", said, found.last_transfer.timestamp())


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"tsunagu_{name}", said, value=float(value))


def _gauges(name: str, said: str, labels: Iterable[str], values: Iterable[tuple[Sequence[str], float]]) -> Metric:
    family = GaugeMetricFamily(f"tsunagu_{name}", said, labels=[*labels])
    for of, value in values:
        family.add_metric(of, float(value))
    return family


def _each(values: Mapping[str, float]) -> list[tuple[Sequence[str], float]]:
    return [((name,), value) for name, value in values.items()]
