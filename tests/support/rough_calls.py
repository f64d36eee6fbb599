"""The rough carrier, with calls: it places them with the same faults, and nobody answers."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import Flask, Response, abort, jsonify, request

from ivr.phone.answers import page, refusal
from ivr.phone.placed import Placed
from tests.support.rough_carrier import RoughCarrier

_CALLS = "/2010-04-01/Accounts/<account>/Calls"


@dataclass
class RoughCaller(RoughCarrier):
    """A rough carrier that also makes calls, and keeps those that it has taken. Its clock shows ``at``."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    placed: list[Placed] = field(default_factory=list)

    def rung(self) -> list[str]:
        """Return the numbers that were called, in order."""
        with self._changed:
            return [call.to for call in self.placed]

    def wait_for_calls(self, numbers: set[str], seconds: float) -> set[str]:
        """Wait until each number was called, up to ``seconds``. Return the numbers that were not."""

        def missing() -> set[str]:
            return numbers - {call.to for call in self.placed}

        with self._changed:
            self._changed.wait_for(lambda: not missing(), timeout=seconds)
            return missing()

    def _application(self) -> Flask:
        app = super()._application()

        @app.post(f"{_CALLS}.json")
        def place(account: str) -> Response:
            self._authenticate(account)
            manner = self._draw()
            self._pass(manner.before)
            call = self._place() if manner.accepts else None
            self._pass(manner.after)
            answer = jsonify(call and call.as_json(account))
            answer.status_code = 201
            return self._answer(manner, answer)

        @app.get(f"{_CALLS}.json")
        def calls(account: str) -> Response:
            self._authenticate(account)
            manner = self._draw()
            self._pass(manner.before)
            to = request.args.get("To")
            with self._changed:
                found = [call.as_json(account) for call in reversed(self.placed) if to in (None, call.to)]
            self._pass(manner.after)
            return self._answer(manner, page("calls", found, 0, 50))

        @app.get(f"{_CALLS}/<sid>.json")
        def one(account: str, sid: str) -> Response:
            self._authenticate(account)
            found = next((call for call in self.placed if call.sid == sid), None)
            return jsonify(found.as_json(account)) if found else abort(refusal(404, 20404, "not found"))

        return app

    def _place(self) -> Placed:
        form = request.form
        with self._changed:
            call = Placed(form["To"], form["From"], form["Url"], form["StatusCallback"], "ringing")
            call.sid, call.at = "CA" + secrets.token_hex(16), self.at
            self.placed.append(call)
            self._changed.notify_all()
        return call
