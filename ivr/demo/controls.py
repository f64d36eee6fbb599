"""The controls of the demo: its clock, the number of texts that are due, the recorded steps of a call."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from sqlalchemy import select

from ivr.app import Service
from ivr.clock import MovableClock, SystemClock, parse_moment
from ivr.core.budgets import Budget
from ivr.core.text.promises import Texted
from ivr.store import call_backs
from ivr.store.db import read
from ivr.store.metrics import delivery_metrics
from ivr.store.revisions import head
from ivr.store.search import one_call
from ivr.store.tables import inbound
from schedules import home_time

_TEXTED_ALREADY = (
    "No second text: the same words went to this telephone less than 10 minutes ago. "
    "Set the clock on, or call from another mobile."
)


def controls(clock: MovableClock, service: Service, wake: Callable[[], None]) -> Flask:
    """Return the controls as a WSGI application under ``/demo``. ``wake`` makes the workers look for what is due."""
    app = Flask(__name__, static_folder=None)

    @app.get("/demo/clock")
    def tell_clock() -> Response:
        now = clock.now()
        due, going_on = read(service.engine, lambda connection: connection.execute(select(*call_backs.marks())).one())
        return jsonify(
            now=home_time(now).isoformat(),
            note=_note(service, now),
            call_back=home_time(due).isoformat() if due and due > now else None,
            calling_back=going_on is not None or (due is not None and due <= now),
        )

    @app.post("/demo/clock")
    def set_clock() -> tuple[str, int] | Response:
        at = request.form.get("at", "")
        try:
            clock.set(parse_moment(at) if at else SystemClock().now())
        except ValueError as error:
            return f"{error}\n", 400
        wake()
        return Response(status=204)

    @app.get("/demo/texts")
    def texts() -> Response:
        return jsonify(due=read(service.engine, delivery_metrics, clock.now()).due)

    @app.get("/demo/texts/<sid>")
    def text(sid: str) -> Response:
        """Tell why a text that was sent to the service was answered, or not."""
        service.recorder.flush()
        because = read(service.engine, lambda each: each.scalar(select(inbound.c.because).where(inbound.c.sid == sid)))
        return jsonify(because=str(because or ""))

    @app.get("/demo/calls/<sid>")
    def call(sid: str) -> Response:
        service.recorder.flush()
        found = read(service.engine, one_call, sid)
        names = ("step", "place", "language", "key")
        steps = [
            {name: getattr(step, name) for name in names}
            | {"because": [str(each) for each in step.because], "limit": _limit(step)}
            for step in (found.steps if found else ())
        ]
        return jsonify(steps=steps)

    return app


def _note(service: Service, now: datetime) -> str:
    """Return what a clock that was set back means for the hours; an empty text if it was not."""
    latest = read(service.engine, head)
    if latest is None or latest.number == 1 or latest.made_at <= now:
        return ""
    published = f"{home_time(latest.made_at):%a %-d %b %H:%M}"
    return (
        f"This is before the last change of the hours ({published}). The change holds all the same: what was published "
        "to take effect at once does so at any time of this clock. Calls from later stay in the console."
    )


def _limit(step: Any) -> str:
    """Return which limit a step has reached, in words for whoever tries the demo; an empty text: none."""
    reasons = [str(each) for each in step.because]
    refused = next((reason for reason in reasons if reason in list(Budget)), "")
    if refused:
        return f"No line is dialled: {refused}."
    if step.texted == Texted.ALREADY:
        return _TEXTED_ALREADY
    if step.texted == Texted.IMPOSSIBLE:
        return f"No text is sent: {reasons[-1]}." if reasons else "No text is sent."
    return ""
