"""The applications that the steps of a call are compared with are served by our server."""

from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bench.serving import TOKEN, environment, form, query, running
from bench.steps import STEPS
from ivr.phone.signing import HEADER, sign
from tests.support.ports import free_port


@pytest.mark.parametrize(("name", "expected"), [("bare", "<Response/>"), ("sample", "</Dial></Response>")])
def test_what_we_are_compared_with_answers(name: str, expected: str, tmp_path: Path) -> None:
    port, fields = free_port(), form(1)
    url, path = f"http://127.0.0.1:{port}", STEPS["connect"]
    headers = {"Content-Type": "application/x-www-form-urlencoded", HEADER: sign(TOKEN, url + path, fields)}
    given = environment(url, f"sqlite:///{tmp_path}/bench.db")
    with (
        running(["bench.steps", "--serve", name, "--workers", "1"], given, port),
        closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection,
    ):
        connection.request("POST", path, query(fields), headers)
        answer = connection.getresponse()
        assert (answer.status, answer.read().decode()[-len(expected) :]) == (200, expected)
