"""What the telephone on the screen asks for behind its page: who may ask, and what is said to nonsense."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from werkzeug.serving import make_server

from ivr.demo import ACCOUNT, NUMBER, TOKEN, Demo
from ivr.demo.front import Quiet
from ivr.phone.page import hang_up_all, phone_app
from tests.support.demo import MOBILE
from tests.support.waiting import PATIENCE, eventually


def post(url: str, path: str, **data: object) -> requests.Response:
    return requests.post(f"{url}/phone/{path}", json=data, timeout=PATIENCE)


def listen(url: str, sid: str, after: int = 0) -> list[dict[str, Any]]:
    """Return what has happened after so many entries, up to a question or the end."""
    entries: list[dict[str, Any]] = []
    while not entries or not ({"waits", "rings", "failed", "hung_up"} & entries[-1].keys()):
        known = after + len(entries)
        entries += requests.get(f"{url}/phone/calls/{sid}?after={known}", timeout=PATIENCE).json()["entries"]
    return entries


@pytest.fixture
def staging(demo: Demo) -> Iterator[str]:
    """`ivr phone --url`: a telephone on a server of its own, that calls the demo as it would call staging."""
    telephone = phone_app(demo.url, ACCOUNT, TOKEN, NUMBER)
    server = make_server("127.0.0.1", 0, telephone, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    hang_up_all(telephone)
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_call_from_elsewhere(staging: str) -> None:
    sid = post(staging, "calls", number=MOBILE).json()["sid"]
    menu = listen(staging, sid)
    assert menu[-1] == {"waits": 1, "seconds": 5}
    assert post(staging, f"calls/{sid}/keys", keys="1").status_code == 204
    assert {"pressed": "1"} in listen(staging, sid, after=len(menu))
    assert requests.get(f"{staging}/phone/texts?number={MOBILE}", timeout=PATIENCE).json() == {"texts": []}


def test_a_wrong_token_is_told_in_a_line(demo: Demo) -> None:
    with phone_app(demo.url, ACCOUNT, "another", NUMBER).test_client() as client:
        sid = client.post("/phone/calls", json={"number": MOBILE}).json["sid"]  # type: ignore[index]
        failed = client.get(f"/phone/calls/{sid}?after=0").json["entries"][0]["failed"]  # type: ignore[index]
        assert "answered 403: not signed by the carrier" in failed
        refused = client.post("/phone/texts", json={"number": MOBILE, "body": "vn"})
        assert refused.status_code == 502


def test_a_service_that_is_not_there(demo: Demo) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with phone_app(nowhere, ACCOUNT, TOKEN, NUMBER).test_client() as client:
            assert client.get("/phone/").status_code == 200
            answer = client.post("/phone/calls", json={"number": MOBILE})
            assert (answer.status_code, answer.json) == (
                502,
                {"error": "the service does not answer: ConnectionError"},
            )


@pytest.mark.parametrize(
    ("path", "data", "status", "said"),
    [
        ("calls", {"number": "110"}, 400, "number: '110' is none"),
        ("calls", {}, 400, "number: '' is none"),
        ("calls/CA0/keys", {"keys": "1"}, 404, "no such call"),
        ("texts", {"number": "anonymous\n", "body": "x"}, 400, "number"),
        ("clock", {"at": "next week"}, 400, "'next week' is not a moment"),
        ("clock", {"at": "1066-10-14 09:00"}, 400, "is not in the years 2000 to 2100"),
    ],
)
def test_nonsense_is_answered_in_a_line(demo: Demo, path: str, data: dict[str, str], status: int, said: str) -> None:
    answer = post(demo.url, path, **data)
    assert answer.status_code == status
    assert said in answer.json()["error"]


def test_answers_that_nobody_has_asked_for(demo: Demo) -> None:
    sid = post(demo.url, "calls", number=MOBILE).json()["sid"]
    listen(demo.url, sid)
    assert post(demo.url, f"calls/{sid}/far-end", far_end="answers").status_code == 409
    assert post(demo.url, f"calls/{sid}/far-end", far_end="sleeps").status_code == 400
    assert post(demo.url, f"calls/{sid}/keys", keys="one").status_code == 400
    assert post(demo.url, f"calls/{sid}/hang-up").status_code == 204
    eventually(lambda: listen(demo.url, sid)[-1] == {"hung_up": "caller"})


def test_no_other_site_can_use_it(demo: Demo) -> None:
    """A form of another site sends no JSON; a name that leads here is not one of ours."""
    assert requests.post(f"{demo.url}/phone/calls", data={"number": MOBILE}, timeout=PATIENCE).status_code == 415
    assert requests.get(f"{demo.url}/phone/", headers={"Host": "evil.example"}, timeout=PATIENCE).status_code == 400
