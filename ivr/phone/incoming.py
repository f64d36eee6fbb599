"""Calls of the service that come to the telephone in the browser: it rings until the person says how it is taken."""

from collections.abc import Callable
from typing import Any

from flask import Flask, abort, jsonify, request
from flask.typing import ResponseReturnValue

from ivr.phone.backstage import Backstage
from ivr.phone.events import PickUp
from ivr.phone.handset import Handset
from ivr.phone.kept import KeptCalls
from ivr.phone.live import LiveCall
from ivr.phone.placed import Placed
from ivr.phone.scenario import Received, whole_minute

_POLL = 20
"""Seconds that a poll waits for a call."""


def add_incoming(
    app: Flask, backstage: Backstage, calls: KeptCalls, token: str, said: Callable[[], dict[str, Any]]
) -> None:
    """Add the addresses at which a page asks for a call, and says how it is taken.

    ``said`` returns the JSON object of a request.
    """

    @app.get("/phone/incoming")
    def incoming() -> ResponseReturnValue:
        found = backstage.ringing(request.args.get("number", ""), request.args.get("known", ""), _POLL)
        return jsonify(call=found and {"sid": found.sid, "number": found.sender})

    @app.post("/phone/incoming/<sid>")
    def pick_up(sid: str) -> ResponseReturnValue:
        data = said()
        if data.get("how") not in list(PickUp):
            abort(400, f"how is one of {', '.join(PickUp)}")
        how, found = PickUp(data["how"]), backstage.ringing(str(data.get("number", "")))
        if found is None or found.sid != sid or not backstage.becomes(found, how.status):
            abort(409, "It does not ring any more.")
        call = _answered(found, how) if how.status == "in-progress" else None
        received = Received(whole_minute(str(backstage.clock())), found.to, how, call.events if call else ())
        calls.receive(received, call)
        return jsonify(sid=call and call.sid, number=found.sender, scenario=bool(call and calls.has_story(call)))

    def _answered(placed: Placed, how: PickUp) -> LiveCall:
        handset = Handset(backstage.url, token, placed.to, placed.sender)
        return LiveCall(
            handset,
            backstage.moment(),
            backstage.lines(),
            len(backstage.texts() or ()),
            came=placed,
            machine=how is PickUp.MACHINE,
            ended=lambda: backstage.becomes(placed, "completed"),
        )
