"""A carrier's messages API with faults: slow, failing or missing responses, and doubled, swapped or lost receipts.

It runs on a thread of the test process and keeps accepted texts in memory, so that it survives when the service is
killed. Whether a text is accepted is independent of whether the sender receives a response.
"""

import secrets
import socket
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Self

import requests
from flask import Flask, Request, Response, abort, jsonify, request
from werkzeug.serving import WSGIRequestHandler, make_server

from ivr.phone.answers import page, refusal
from ivr.phone.carrier import Text
from ivr.phone.signing import HEADER, sign
from tests.support.waiting import PATIENCE

_MESSAGES = "/2010-04-01/Accounts/<account>/Messages.json"
_AT_ONCE, _SLOWLY, _TOO_LATE = (0.0, 0.0), (0.2, 2.0), (12.0, 12.0)
"""Ranges of delays in seconds; the service waits 10 seconds at most."""


@dataclass(frozen=True, slots=True)
class Manner:
    """One way to treat a request: wait ``before``, accept the text or not, wait ``after``, respond with ``status``.

    A status of None drops the connection. ``odds`` is the relative frequency.
    """

    odds: float
    accepts: bool = True
    status: int | None = 201
    before: tuple[float, float] = _AT_ONCE
    after: tuple[float, float] = _AT_ONCE


POLITE = Manner(45)
MANNERS = (
    POLITE,
    Manner(10, before=_SLOWLY),
    Manner(10, after=_SLOWLY),
    Manner(5, accepts=False, status=429),
    Manner(5, accepts=False, status=500),
    Manner(6, status=500),
    Manner(5, accepts=False, status=503),
    Manner(5, accepts=False, status=None),
    Manner(7, status=None),
    Manner(1.7, after=_TOO_LATE),
)

RECEIPTS: Sequence[Sequence[str]] = (
    ("sent", "delivered"),
    ("sent", "sent", "delivered", "delivered"),
    ("delivered", "sent"),
    ("sent",),
    (),
)
"""Sequences of receipts of a text, equally likely."""


@dataclass
class RoughCarrier:
    """A carrier with random faults until :meth:`calm`; ``token`` is the account's."""

    token: str
    random: Random
    texts: list[Text] = field(default_factory=list)
    _manners: Sequence[Manner] = MANNERS
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> Self:
        self._server = make_server("127.0.0.1", 0, self._application(), threaded=True, request_handler=_Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The base address of its API."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def calm(self) -> None:
        """Make no more faults."""
        self._manners = (POLITE,)

    def accepted(self) -> list[Text]:
        """Return the accepted texts in order."""
        with self._changed:
            return list(self.texts)

    def wait_for(self, numbers: Collection[str], seconds: float) -> set[str]:
        """Wait until each number has a text, up to ``seconds``. Return the numbers without one."""

        def missing() -> set[str]:
            return set(numbers) - {text.to for text in self.texts}

        with self._changed:
            self._changed.wait_for(lambda: not missing(), timeout=seconds)
            return missing()

    def wait_for_silence(self, seconds: float) -> None:
        """Wait until no text has been accepted for ``seconds``."""
        with self._changed:
            while self._changed.wait(seconds):
                pass

    def _application(self) -> Flask:
        app = Flask("rough-carrier", static_folder=None)

        @app.post(_MESSAGES)
        def create(account: str) -> Response:
            self._authenticate(account)
            manner = self._draw()
            self._pass(manner.before)
            text = self._accept() if manner.accepts else None
            self._pass(manner.after)
            answer = jsonify(text and text.as_json(account))
            answer.status_code = 201
            return self._answer(manner, answer)

        @app.get(_MESSAGES)
        def listing(account: str) -> Response:
            self._authenticate(account)
            manner = self._draw()
            self._pass(manner.before)
            to, size = request.args.get("To"), request.args.get("PageSize", 50, type=int)
            found = [text.as_json(account) for text in reversed(self.accepted()) if to in (None, text.to)]
            self._pass(manner.after)
            return self._answer(manner, page("messages", found, 0, size))

        return app

    def _authenticate(self, account: str) -> None:
        login = request.authorization
        if login is None or login.username != account or login.password != self.token:
            abort(refusal(401, 20003, "Authenticate"))

    def _draw(self) -> Manner:
        with self._changed:
            return self.random.choices(self._manners, [manner.odds for manner in self._manners])[0]

    def _pass(self, seconds: tuple[float, float]) -> None:
        with self._changed:
            drawn = self.random.uniform(*seconds)
        time.sleep(drawn)

    def _accept(self) -> Text:
        form, sid = request.form, "SM" + secrets.token_hex(16)
        with self._changed:
            text = Text(sid, form["To"], form["From"], form["Body"], datetime.now(UTC))
            self.texts.append(text)
            self._changed.notify_all()
            receipts = self.random.choice(RECEIPTS)
            waits = [self.random.uniform(0, 1) for _ in receipts]
        work = (form["StatusCallback"], text, list(zip(waits, receipts, strict=True)))
        threading.Thread(target=self._send_receipts, args=work, daemon=True).start()
        return text

    def _answer(self, manner: Manner, right: Response) -> Response:
        match manner.status:
            case None:
                return _drop(request)
            case 503:
                return Response("<html><h1>503 Service Unavailable</h1></html>", 503, content_type="text/html")
            case 201:
                return right
            case status:
                named = f"the number {request.values.get('To')} is out of sorts"  # real carriers name it, too
                return refusal(status, 20000 + status, named)

    def _send_receipts(self, url: str, text: Text, receipts: Sequence[tuple[float, str]]) -> None:
        """Post receipts; a failed receipt is not repeated."""
        for wait, status in receipts:
            time.sleep(wait)
            form = {"MessageSid": text.sid, "MessageStatus": status, "To": text.to, "From": text.sender}
            try:
                requests.post(url, data=form, headers={HEADER: sign(self.token, url, form)}, timeout=PATIENCE)
            except requests.RequestException:
                continue


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        pass


def _drop(asked: Request) -> Response:
    """Close the connection of a request. The returned response, which Flask needs, is not received."""
    asked.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return Response(status=500)
