"""The figures for Prometheus, by its own `promtool`: their form, and whether their names say what they are."""

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from ivr.core.text.delivery import State
from ivr.core.text.limits import Limit
from ivr.core.text.promises import Purpose
from ivr.store.metrics import Metrics
from ivr.web.metrics import collect
from tests.support.judges import program, run

TEXTS = {(purpose.value, state.value): 3 for purpose in Purpose for state in State}
REFUSED = {reason.value: 2 for reason in Limit}
AWKWARD = {'a "reason"\\ with\nlines': 1, "": 0, "理由": 2}


@pytest.mark.parametrize(
    "figures",
    [
        None,
        Metrics(0.0, 0, 0, 0, 0, 0, {}, {}, {}),
        Metrics(61.5, 4, 2, 3, 1, 12, TEXTS, {**REFUSED, **AWKWARD}, AWKWARD),
    ],
    ids=["the database is unavailable", "nothing has happened", "all has happened"],
)
def test_promtool_finds_nothing(figures: Metrics | None) -> None:
    registry = CollectorRegistry()
    collect(registry, figures)
    exposed = generate_latest(registry).decode()
    checked = run([program("promtool"), "check", "metrics"], exposed)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    assert "tsunagu_database_up" in exposed
