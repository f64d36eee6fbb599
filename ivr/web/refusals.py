"""Refused requests: counted for `/metrics`, and logged once a minute with what may have to be mended."""

import logging

from flask import Flask, Response, g

from ivr.clock import Clock
from ivr.core.requests import Refused
from ivr.service.refusal_log import Tally
from ivr.store.recorder import Recorder
from ivr.store.records import RequestsRefused

log = logging.getLogger(__name__)

_EVERY = 60.0
"""Seconds between two lines of the log about the same kind."""


_ADVICE = {
    Refused.UNSIGNED: "it is probably not the carrier that asks; if it is, a proxy removes its header",
    Refused.WRONG_SIGNATURE: (
        "if it is the carrier that asks, PUBLIC_URL is not the address that is set there, or CARRIER or the signing "
        "key is not the carrier's"
    ),
    Refused.FORM: (
        "somebody's session has expired; if it happens at every sign-in, PUBLIC_URL is not the console's address, or "
        "the proxy changes the host"
    ),
    Refused.TOO_LARGE: "nothing of the carrier's is that large; a recording for the console may have 5 MB",
    Refused.BUSY: (
        "if nobody attacks the service, one process is not enough: start `ivr serve` with more --workers, or look for "
        "what is slow in tsunagu_webhook_duration_seconds"
    ),
}


def note_refused(why: Refused) -> None:
    """Say why this request is refused. It is counted when it is answered."""
    g.refused = why


class Refusals:
    """Counts refused requests, and tells the log and the recorder of them, once in ``every`` seconds for each kind.

    The recorder adds them up in the database, so that all processes report the same figures.
    """

    def __init__(self, recorder: Recorder, clock: Clock, every: float = _EVERY) -> None:
        self._recorder, self._clock = recorder, clock
        self._tally = Tally(self._tell, every)

    def install(self, app: Flask) -> None:
        """Count the refused requests of an application."""

        @app.after_request
        def look(response: Response) -> Response:
            if why := g.pop("refused", None):
                self.count(why)
            return response

    def count(self, why: Refused) -> None:
        """Count a refused request."""
        self._tally.count(why)

    def count_apart(self, why: Refused) -> None:
        """Count a refused request, from a thread that must wait for nothing."""
        self._tally.count(why, apart=True)

    def _tell(self, why: Refused, count: int) -> None:
        log.warning("refused: %s (%d); %s", why, count, _ADVICE[why], extra={"reason": str(why), "count": count})
        self._recorder.note(RequestsRefused(why, count, self._clock.now()))
