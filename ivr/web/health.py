"""Liveness, readiness and metrics."""

import hmac

from flask import Blueprint, Response, abort, request
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from ivr.clock import Clock
from ivr.store.db import read
from ivr.store.deadline import Deadline
from ivr.store.heartbeats import workers_alive


def health_blueprint(
    engine: Engine, deadline: Deadline, clock: Clock, metrics_token: str, watched: Collector
) -> Blueprint:
    """Return the blueprint of `/healthz`, `/readyz` and `/metrics`.

    `/healthz` answers 200 while the process runs. `/readyz` answers 200 if the database answers and a delivery worker
    is alive, else 503. `/metrics` reports what is ``watched``. It needs ``metrics_token`` as a bearer token; if that is
    empty, the answer is 404.
    """
    blueprint = Blueprint("health", __name__)

    def trouble() -> str:
        alive = read(engine, workers_alive, clock.now())
        return "" if alive else "no delivery worker has been heard of for a minute; texts wait"

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain")

    @blueprint.get("/readyz")
    def readyz() -> Response:
        said = deadline.ask(trouble, "the database does not answer; calls go on without it")
        return Response(f"{said or 'ok'}\n", 503 if said else 200, content_type="text/plain")

    @blueprint.get("/metrics")
    def metrics() -> Response:
        if not metrics_token:
            abort(404)
        shown = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(shown, f"Bearer {metrics_token}".encode()):
            abort(Response("METRICS_TOKEN must be shown as a bearer\n", 401, content_type="text/plain"))
        registry = CollectorRegistry(auto_describe=False)
        registry.register(watched)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return blueprint
