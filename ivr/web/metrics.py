"""Metrics in the form that Prometheus reads."""

from prometheus_client import CollectorRegistry, Gauge

from ivr.store.metrics import Metrics


def collect(registry: CollectorRegistry, figures: Metrics | None) -> None:
    """Add the figures to a registry as gauges; None: the database does not answer, and only that is reported."""

    def gauge(name: str, help_text: str, labels: tuple[str, ...] = ()) -> Gauge:
        return Gauge(f"tsunagu_{name}", help_text, labels, registry=registry)

    gauge("database_up", "Whether the database answers.").set(figures is not None)
    if figures is None:
        return
    gauge("queue_age_seconds", "Since when the text that is due longest is due.").set(figures.oldest_due)
    gauge("queue_due", "Texts that are due and not yet taken by the carrier.").set(figures.due)
    gauge("reminders_waiting", "Reminders whose moment has not come.").set(figures.reminders)
    gauge("delivery_workers", "Delivery workers heard of in the last minute.").set(figures.workers)
    gauge("opt_outs", "Numbers that have sent STOP.").set(figures.opt_outs)
    gauge("inbound_texts_day", "Texts that came in, in the last 24 hours.").set(figures.inbound)
    texts = gauge("texts_day", "Texts promised in the last 24 hours.", ("purpose", "state"))
    for (purpose, state), count in figures.texts.items():
        texts.labels(purpose, state).set(count)
    requests = gauge(
        "refused_requests", "Webhooks and forms that were refused, as long as records are kept.", ("reason",)
    )
    for reason, count in figures.refused_requests.items():
        requests.labels(reason).set(count)
    refused = gauge(
        "refused", "Texts and dialled calls that a limit has refused, as long as records are kept.", ("reason",)
    )
    for reason, count in figures.refused.items():
        refused.labels(reason).set(count)
