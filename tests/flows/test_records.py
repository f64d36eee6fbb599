"""The record of a call: one row, right at whatever step the caller hangs up, though each request comes twice."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, func, select
from werkzeug.test import Client

from ivr.clock import parse_moment
from ivr.demo import TOKEN, Demo
from ivr.phone.signing import HEADER, sign
from ivr.store.tables import call_steps, calls, figure_counts

NOON = parse_moment("2026-11-30 12:00")  # a Monday: both lines of Vietnamese are open
EVENING = parse_moment("2026-11-30 20:00")
TRIED = "/voice/vi/dialed?step={step}&tried={tried}"
NO_ANSWER = {"DialCallStatus": "no-answer", "DialCallDuration": "0"}
ANSWERED = {"DialCallStatus": "completed", "DialCallDuration": "120"}
Request = tuple[int, str, dict[str, str]]
"""The seconds since the request before, its address, and what the carrier adds to it."""
LINES: list[Request] = [
    (0, "/voice", {}),
    (9, "/voice/menu?step=1", {"Digits": "1"}),
    (1, "/voice/vi/connect?step=2", {}),
    (30, TRIED.format(step=3, tried="otit-vi"), NO_ANSWER),
    (140, TRIED.format(step=4, tried="otit-vi.fresc"), ANSWERED),
]
HOURS: list[Request] = [
    *LINES[:3],
    (0, "/voice/vi/rest?step=3", {}),
    (20, "/voice/vi/rest?step=4&texted=coming", {"Digits": "3"}),
    (1, "/voice/vi/number?step=5&texted=coming", {}),
    (20, "/voice/vi/notice?step=6&texted=coming", {}),
]
LEFT: Request = (9, TRIED.format(step=3, tried="otit-vi"), {"DialCallStatus": "canceled", "CallStatus": "completed"})
SOON = pytest.approx(10, abs=5)  # the clock goes on while the call does
CALLS: list[tuple[list[Request], tuple[Any, ...]]] = [
    (LINES[:1], ("in the language menu", "hung up in the menu", "und", None, None, None)),
    (LINES[:2], ("in the language menu", "hung up in the menu", "und", None, None, None)),
    (LINES[:3], ("while a line was announced", "hung up while connecting", "vi", "chosen", SOON, None)),
    ([*LINES[:3], LEFT], ("while a line rang", "hung up while connecting", "vi", "chosen", SOON, None)),
    (LINES[:4], ("after a line did not answer", "nobody answered", "vi", "chosen", SOON, None)),
    (LINES, ("after the conversation", "put through", "vi", "chosen", SOON, pytest.approx(60, abs=5))),
    (HOURS[:4], ("while the hours were told", "text promised", "vi", "chosen", SOON, None)),
    (HOURS[:6], ("while another number was keyed in", "text promised", "vi", "chosen", SOON, None)),
    (HOURS, ("while the notices were told", "text promised", "vi", "chosen", SOON, None)),
]


def test_one_row_tells_of_a_call_wherever_it_ends(demo: Demo) -> None:
    for number, (requests, told) in enumerate(CALLS):
        sid, caller = f"CA{number}", f"+81901234{number:04}"
        at = EVENING if requests[:4] == HOURS[:4] else NOON
        for seconds, path, fields in requests:
            at += timedelta(seconds=seconds)
            demo.clock.set(at)
            for _ in range(2):
                post(demo, path, {"CallSid": sid, "From": caller, "CallStatus": "in-progress", **fields})
        for path, fields in [("/voice/status", {"CallStatus": "completed"}), *(each[1:] for each in requests)]:
            post(demo, path, {"CallSid": sid, "From": caller, "CallStatus": "in-progress", **fields})
        demo.service.recorder.flush()
        row = row_of(demo, sid)
        found = row.ended_in, row.outcome, row.language, row.language_by, row.choosing, row.waited
        assert (found, row.revision, row.status, row.ended_at is not None) == (told, 1, "completed", True), number
    with demo.service.engine.connect() as connection:
        steps = Counter(connection.scalars(select(call_steps.c.sid)))
        assert steps == {f"CA{number}": len(requests) for number, (requests, _) in enumerate(CALLS)}
        left = select(*(func.sum(column) for column in figure_counts.c if column.name.startswith("kind_")))
        assert sum(connection.execute(left.where(figure_counts.c.figure == "left")).one()) == len(CALLS) - 1


def post(demo: Demo, path: str, form: dict[str, str]) -> None:
    headers = {HEADER: sign(TOKEN, demo.url + path, form)}
    assert Client(demo.service.wsgi).post(path, data=form, headers=headers).status_code in (200, 204)


def row_of(demo: Demo, sid: str) -> Row[Any]:
    with demo.service.engine.connect() as connection:
        return connection.execute(select(calls).where(calls.c.sid == sid)).one()
