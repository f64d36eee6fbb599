"""The telephones' side of the demo's carrier: which call of the service rings at one, and how it is taken."""

from flask import Flask, Response, abort, jsonify, request

from ivr.phone.carrier import DeskCarrier
from ivr.phone.events import PickUp

_LONGEST = 30.0
"""Seconds that a telephone waits for a call in one request."""
_STATUSES = {each.status for each in PickUp} | {"completed"}


def add_ringing(app: Flask, carrier: DeskCarrier) -> None:
    """Add the calls that the service makes to the demo's controls."""

    @app.get("/demo/ringing")
    def ringing() -> Response:
        seconds = min(request.args.get("seconds", 0.0, type=float), _LONGEST)
        found = carrier.ringing(request.args.get("to", ""), request.args.get("known", ""), seconds)
        names = ("sid", "to", "sender", "answered")
        return jsonify(call=found and {name: getattr(found, name) for name in names})

    @app.post("/demo/ringing/<sid>")
    def becomes(sid: str) -> Response:
        status = request.form.get("status", "")
        if status not in _STATUSES or not carrier.becomes(sid, status):
            abort(409, "the call does not ring any more")
        return Response(status=204)
