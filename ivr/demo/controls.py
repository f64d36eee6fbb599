"""The controls of the demo: its clock, the number of texts that are due, the recorded steps of a call."""

from flask import Flask, Response, jsonify, request

from ivr.app import Service
from ivr.clock import MovableClock, SystemClock, parse_moment
from ivr.store.db import read
from ivr.store.metrics import delivery_metrics
from ivr.store.search import one_call
from schedules import home_time


def controls(clock: MovableClock, service: Service) -> Flask:
    """Return the controls as a WSGI application under ``/demo``."""
    app = Flask("demo-controls", static_folder=None)

    @app.get("/demo/clock")
    def tell_clock() -> Response:
        return jsonify(now=home_time(clock.now()).isoformat())

    @app.post("/demo/clock")
    def set_clock() -> tuple[str, int] | Response:
        at = request.form.get("at", "")
        try:
            clock.set(parse_moment(at) if at else SystemClock().now())
        except ValueError as error:
            return f"{error}\n", 400
        return Response(status=204)

    @app.get("/demo/texts")
    def texts() -> Response:
        return jsonify(due=read(service.engine, delivery_metrics, clock.now()).due)

    @app.get("/demo/calls/<sid>")
    def call(sid: str) -> Response:
        service.recorder.flush()
        found = read(service.engine, one_call, sid)
        names = ("step", "place", "language", "key")
        steps = [
            {name: getattr(step, name) for name in names} | {"because": [str(each) for each in step.because]}
            for step in (found.steps if found else ())
        ]
        return jsonify(steps=steps)

    return app
