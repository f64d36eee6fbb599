"""The figures for Prometheus, by its own `promtool`: their form, and whether their names say what they are."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from ivr.core.call.outcome import Outcome
from ivr.core.text.delivery import State
from ivr.core.text.limits import Limit
from ivr.core.text.promises import Purpose
from ivr.store.metrics import CallMetrics, Metrics
from ivr.web.metrics import of_backups, of_database, traffic
from tests.support.judges import program, run

NOW = datetime(2026, 11, 30, tzinfo=UTC)
TEXTS = {(purpose.value, state.value): 3 for purpose in Purpose for state in State}
REFUSED = {reason.value: 2 for reason in Limit}
AWKWARD = {'a "reason"\\ with\nlines': 1, "": 0, "理由": 2}
CALLS = CallMetrics({("vi", outcome.value, ""): 4 for outcome in Outcome}, {"otit-vi": (9, 3)}, NOW)


class Given(Collector):
    """Metrics of the database, and those of memory."""

    def __init__(self, texts: Metrics | None, calls: CallMetrics | None) -> None:
        self._texts, self._calls = texts, calls

    def collect(self) -> Iterator[Metric]:
        return chain(
            of_database(self._texts, self._calls, ["otit-vi", "fresc"]), traffic().collect(), of_backups([NOW])
        )


@pytest.mark.parametrize(
    ("texts", "calls"),
    [
        (None, None),
        (Metrics(0.0, 0, 0, 0, 0, 0, {}, {}, {}), CallMetrics()),
        (Metrics(61.5, 4, 2, 3, 1, 12, TEXTS, {**REFUSED, **AWKWARD}, AWKWARD, carrier_refuses=True), CALLS),
    ],
    ids=["the database is unavailable", "nothing has happened", "all has happened"],
)
def test_promtool_finds_nothing(texts: Metrics | None, calls: CallMetrics | None) -> None:
    registry = CollectorRegistry()
    registry.register(Given(texts, calls))
    exposed = generate_latest(registry).decode()
    checked = run([program("promtool"), "check", "metrics"], exposed)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    assert "tsunagu_database_up" in exposed
