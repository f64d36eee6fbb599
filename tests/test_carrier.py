"""The carrier's REST API over HTTP: what its answers mean to us."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from ivr.carrier import SendError
from ivr.carrier.twilio import TwilioCarrier
from ivr.phone.carrier import DeskCarrier

TO = "+819012345678"


class Listening:
    """An application on a port of its own."""

    def __init__(self, app: Flask) -> None:
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def desk() -> Iterator[tuple[DeskCarrier, TwilioCarrier]]:
    desk = DeskCarrier("token")
    listening = Listening(desk.application())
    yield desk, TwilioCarrier("AC1", "token", listening.url, "+815031234567", "")
    listening.close()


def answering(status: int, body: str, kind: str = "application/json") -> Listening:
    app = Flask("answering")

    @app.route("/<path:anywhere>", methods=["GET", "POST"])
    def answer(anywhere: str) -> Response:
        return Response(body, status, content_type=kind)

    return Listening(app)


def test_a_text_is_sent_and_found_again(desk: tuple[DeskCarrier, TwilioCarrier]) -> None:
    double, carrier = desk
    sid = carrier.send(TO, "xin chào", "1")
    assert [(text.to, text.body, text.sid) for text in double.texts] == [(TO, "xin chào", sid)]
    now = datetime.now(UTC)
    assert carrier.find(TO, "xin chào", now) == sid
    assert carrier.find(TO, "another", now) is None
    assert carrier.find("+818012345678", "xin chào", now) is None
    assert carrier.find(TO, "xin chào", now + timedelta(hours=1)) is None  # an older text in the same words


@pytest.mark.parametrize(
    ("status", "body", "permanent", "maybe_sent"),
    [
        (400, '{"code": 21614, "message": "not a mobile: +819012345678", "status": 400}', True, False),
        (404, "{}", True, False),
        (401, "{}", False, False),
        (403, "{}", False, False),
        (429, "{}", False, False),
        (500, "{}", False, True),
        (503, "<html>", False, True),
        (200, "<html>maintenance</html>", False, True),
        (201, "", False, True),
        (302, "", False, True),
    ],
)
def test_what_an_answer_means(status: int, body: str, permanent: bool, maybe_sent: bool) -> None:
    listening = answering(status, body)
    carrier = TwilioCarrier("AC1", "token", listening.url, "+815031234567", "")
    with pytest.raises(SendError) as refused:
        carrier.send(TO, "text", "1")
    listening.close()
    assert (refused.value.permanent, refused.value.maybe_sent) == (permanent, maybe_sent)
    assert "9012345678" not in str(refused.value)


@pytest.mark.parametrize("status", [200, 401, 500])
def test_a_list_that_can_not_be_read_is_no_proof_that_nothing_was_sent(status: int) -> None:
    listening = answering(status, "<html>")
    carrier = TwilioCarrier("AC1", "token", listening.url, "+815031234567", "")
    with pytest.raises(SendError) as refused:
        carrier.find(TO, "text", datetime.now(UTC))
    listening.close()
    assert refused.value.maybe_sent


def test_nobody_there_is_an_unknown_end() -> None:
    carrier = TwilioCarrier("AC1", "token", "http://127.0.0.1:1", "+815031234567", "")
    with pytest.raises(SendError) as refused:
        carrier.send(TO, "text", "1")
    assert refused.value.maybe_sent
