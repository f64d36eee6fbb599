"""Counts of webhooks: by which name and language, over all processes, and what is not counted."""

import pytest
from prometheus_client import CollectorRegistry
from werkzeug.test import Client

from ivr.carrier.signature import Signature
from ivr.phone.signing import sign
from ivr.web.metrics import traffic
from ivr.web.traffic import BOUNDS, Traffic
from ivr.web.webhooks import Hook, Reply, Webhooks, xml

HOST, TOKEN = "https://hotline.example", "12345"
KINDS = {"/voice": ("ring", ""), "/voice/vi/rest": ("rest", "vi"), "/voice/km/rest": ("rest", "km")}


def value(counts: Traffic, name: str, **labels: str) -> float | None:
    registry = CollectorRegistry()
    registry.register(counts)
    return registry.get_sample_value(f"tsunagu_{name}", labels)


def test_each_webhook_by_its_language() -> None:
    counts = Traffic(KINDS)
    for path in ("/voice", "/voice/vi/rest", "/voice/vi/rest", "/voice/none"):
        counts.answered(path, 0.001, failed=path == "/voice")
    seen = {("ring", ""): 1, ("rest", "vi"): 2, ("rest", "km"): 0, ("other", ""): 1}
    assert seen == {pair: value(counts, "webhooks_total", webhook=pair[0], language=pair[1]) for pair in seen}
    assert value(counts, "webhook_duration_seconds_count", webhook="rest") == 2
    failed = {name: value(counts, "webhook_failures_total", webhook=name) for name in ("ring", "rest", "other")}
    assert failed == {"ring": 1, "rest": 0, "other": 0}


@pytest.mark.parametrize(
    ("seconds", "bound"), [(0, "0.001"), (0.001, "0.001"), (0.0011, "0.0025"), (5, "5.0"), (5.1, "+Inf"), (1e9, "+Inf")]
)
def test_the_bucket_of_a_time(seconds: float, bound: str) -> None:
    counts = Traffic(KINDS)
    counts.answered("/voice", seconds, failed=False)
    bounds = [*map(str, BOUNDS), "+Inf"]
    full = [value(counts, "webhook_duration_seconds_bucket", webhook="ring", le=each) for each in bounds]
    assert full == [0.0] * bounds.index(bound) + [1.0] * (len(bounds) - bounds.index(bound))
    assert value(counts, "webhook_duration_seconds_sum", webhook="ring") == seconds


def test_what_another_process_has_counted_is_added_and_stays() -> None:
    counts = Traffic(KINDS)
    for process in (1, 2, 64, 2, 65):
        counts.begin(process)
        counts.answered("/voice", 0.5, failed=False)
        counts.asked_as_spare()
    assert value(counts, "webhooks_total", webhook="ring", language="") == 5
    assert value(counts, "webhook_duration_seconds_sum", webhook="ring") == 2.5
    assert value(counts, "spare_webhooks_total") == 5


def test_ours_have_names_and_languages() -> None:
    counts = traffic()
    for path in ("/voice", "/voice/menu", "/voice/mn/notice", "/voice/status", "/sms", "/sms/status"):
        counts.answered(path, 0.01, failed=False)
    for name, language in (("ring", ""), ("menu", ""), ("notice", "mn"), ("status", ""), ("sms", ""), ("receipt", "")):
        assert value(counts, "webhooks_total", webhook=name, language=language) == 1, name


@pytest.mark.parametrize(
    ("path", "form", "signed", "counted", "failed", "spare"),
    [
        ("/voice", {}, True, 1, 0, 0),
        ("/voice", {}, False, 0, 0, 0),
        ("/voice", {"Break": "1"}, True, 1, 1, 0),
        ("/voice", {"ErrorUrl": HOST, "ErrorCode": "11200"}, True, 1, 0, 1),
        ("/voice", {"ErrorUrl": HOST}, False, 0, 0, 0),
    ],
)
def test_only_what_the_carrier_has_signed_counts(
    path: str, form: dict[str, str], signed: bool, counted: int, failed: int, spare: int
) -> None:
    def voice(hook: Hook) -> Reply:
        return xml("<sorry/>", failed="Break" in hook.form)

    counts = Traffic(KINDS)
    app = Webhooks(
        Signature(TOKEN, HOST, "X-Signed"), lambda _: None, https=True, parts={"voice": voice}, traffic=counts
    )
    signature = sign(TOKEN if signed else "another", HOST + path, form)
    Client(app).post(path, data=form, headers={"X-Signed": signature})
    assert value(counts, "webhooks_total", webhook="ring", language="") == counted
    assert value(counts, "webhook_failures_total", webhook="ring") == failed
    assert value(counts, "spare_webhooks_total") == spare
