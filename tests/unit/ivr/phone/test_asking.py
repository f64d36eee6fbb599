"""How the handset waits and asks again, as Twilio documents it."""

from collections.abc import Iterator

import pytest
import requests

from ivr.core.hooks import OVERRIDES
from ivr.phone.asking import CONNECTION, CallError, Manner, ask, manner


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("", Manner(5, 15, 15, 1, frozenset({"ct"}))),
        (OVERRIDES, Manner(2, 4, 15, 2, frozenset({"5xx", "ct", "rt"}))),
        ("rc=0&tt=3000&rp=all", Manner(5, 15, 3, 0, frozenset({"4xx", "5xx", "ct", "rt"}))),
        ("ct=100&e=tokyo", Manner(0.1, 15, 15, 1, frozenset({"ct"}))),
    ],
)
def test_manner(fragment: str, expected: Manner) -> None:
    assert manner(fragment) == expected


def status(code: int) -> requests.Response:
    answer = requests.Response()
    answer.status_code = code
    return answer


class UnreachableError(Exception):
    reason = "refused"


OK, BROKEN, REFUSED = status(200), status(500), status(403)
NO_CONNECTION, SLOW_CONNECTION = requests.ConnectionError(UnreachableError()), requests.ConnectTimeout()
SILENT, CUT_OFF = requests.ReadTimeout(), requests.ConnectionError(ConnectionResetError())

Result = requests.Response | requests.RequestException


@pytest.mark.parametrize(
    ("fragment", "results", "expected", "asked"),
    [
        ("", [OK], OK, 1),
        ("", [NO_CONNECTION, OK], OK, 2),
        ("", [SLOW_CONNECTION, OK], OK, 2),
        ("", [NO_CONNECTION, NO_CONNECTION, OK], None, 2),
        ("", [SILENT, OK], None, 1),
        ("", [CUT_OFF, OK], None, 1),
        ("", [BROKEN, OK], BROKEN, 1),
        (OVERRIDES, [BROKEN, SILENT, OK], OK, 3),
        (OVERRIDES, [BROKEN, BROKEN, BROKEN, OK], BROKEN, 3),
        (OVERRIDES, [REFUSED, OK], REFUSED, 1),
        ("rp=4xx", [REFUSED, OK], OK, 2),
        ("rc=0&rp=all", [SILENT, OK], None, 1),
        ("tt=0&rp=all&rc=5", [SILENT, OK], None, 1),
    ],
)
def test_ask(fragment: str, results: list[Result], expected: requests.Response | None, asked: int) -> None:
    coming: Iterator[Result] = iter(results)
    given: list[tuple[float, float]] = []

    def send(timeouts: tuple[float, float]) -> requests.Response:
        given.append(timeouts)
        result = next(coming)
        if isinstance(result, requests.Response):
            return result
        raise result

    if expected is None:
        with pytest.raises(CallError) as error:
            ask("https://hotline.example.org/voice", manner(fragment), send)
        assert error.value.code == CONNECTION
    else:
        assert ask("https://hotline.example.org/voice", manner(fragment), send) is expected
    assert len(given) == asked


def test_it_waits_no_longer_than_all_attempts_may_take() -> None:
    given: list[tuple[float, float]] = []

    def send(timeouts: tuple[float, float]) -> requests.Response:
        given.append(timeouts)
        return OK

    ask("https://hotline.example.org/voice", manner("ct=9000&rt=9000&tt=500"), send)
    ((connect, read),) = given
    assert 0 < connect <= 0.5
    assert 0 < read <= 0.5
