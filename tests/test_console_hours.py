"""The console's hours, each thing that ops staff do followed by a call that shows what the caller gets."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from ivr.clock import parse_moment
from ivr.demo import Demo
from ivr.phone.handset import Handset
from ivr.store.engine import reading
from ivr.store.tables import call_steps
from tests.console import Console, Page

Dials = Callable[..., Handset]
VIETNAMESE = "2"


@pytest.fixture
def console(demo: Demo) -> Console:
    signed_in = Console(demo.url)
    assert signed_in.sign_in("demo", demo.password).status == 200
    return signed_in


def token(page: Page) -> str:
    found = re.search(r'name="token" value="(\w*)"', page.html)
    assert found
    return found[1]


def call(demo: Demo, handset: Dials, moment: str) -> tuple[str | None, list[str]]:
    """The line that a call in Vietnamese is put through to at a moment, and the recorded reasons."""
    demo.clock.set(parse_moment(moment))
    phone = handset()
    phone.call()
    phone.press(VIETNAMESE)
    demo.service.recorder.flush()
    with reading(demo.service.engine) as connection:
        rows = connection.execute(select(call_steps).order_by(call_steps.c.at.desc(), call_steps.c.step.desc())).all()
    reasons = [each for row in rows for each in row.because]
    return phone.dialled, reasons


def test_it_is_there(console: Console) -> None:
    for path in (
        "/ops/",
        "/ops/hours",
        "/ops/hours/lines/otit-vi",
        "/ops/hours/special-days",
        "/ops/hours/holidays",
        "/ops/hours/draft",
        "/ops/hours/history",
        "/ops/hours/history/1",
    ):
        page = console.get(path)
        assert page.status == 200, path
