"""Workers that call back are killed, again and again, with a carrier at its worst: each person is called once."""

import os
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from random import Random, SystemRandom

import pytest

from ivr.core.callbacks.promises import CallBack
from ivr.core.text.promises import Texted
from ivr.privacy import Privacy
from ivr.service.schedule.live import publish_first
from ivr.store.call_back_promises import promise
from ivr.store.db import open_store, write
from tests.support.calling_back import calling_back
from tests.support.fleet import NUMBER, SECRET_KEY, TOKEN
from tests.support.rough_calls import RoughCaller
from tests.support.waiting import LONG

PEOPLE, KILLS, WORKERS = int(os.environ.get("CALL_BACKS", "100")), 20, 3
"""`CALL_BACKS=1000 pytest …` takes some minutes."""
AT = datetime.fromisoformat("2026-12-01T10:00+09:00")
"""A Tuesday, when the line that speaks all languages is open."""
LONGEST, SETTLED = 400, 35
"""Seconds until the last person has to be called; seconds after which no more calls are expected."""


@pytest.mark.waits(90)
def test_kill_9_loses_and_doubles_no_call(database_url: str, tmp_path: Path) -> None:
    seed = SystemRandom().randrange(1_000_000)
    random = Random(seed)
    numbers = _promised(database_url)
    with RoughCaller(TOKEN, Random(seed), at=AT) as carrier:
        environment, log = _environment(database_url, carrier.url, tmp_path), tmp_path / "workers.log"
        for _ in range(KILLS):
            before = len(carrier.rung())
            with calling_back(environment, AT, log, WORKERS):
                _wait_for_more(carrier, before, random)
        carrier.calm()
        with calling_back(environment, AT, log, WORKERS):
            lost = carrier.wait_for_calls(numbers, LONGEST)
            time.sleep(SETTLED)  # what is doubled would come in this time: longer than a lease
        called = Counter(carrier.rung())
    figures = f"seed {seed}: {PEOPLE} promised, {len(called)} called in {sum(called.values())} calls"
    assert not lost, figures
    assert {number: count for number, count in called.items() if count > 1} == {}, figures


def _promised(database_url: str) -> set[str]:
    engine, privacy = open_store(database_url, LONG), Privacy(SECRET_KEY)
    publish_first(engine, AT)
    numbers = [f"+8190{20_000_000 + each}" for each in range(PEOPLE)]
    for each, number in enumerate(numbers):
        asked = AT - timedelta(seconds=PEOPLE - each)
        kept = write(engine, promise, privacy, CallBack(number, "ne", number, asked), asked, PEOPLE)
        assert kept.texted is Texted.COMING
    engine.dispose()
    return {*numbers}


def _environment(database_url: str, carrier_url: str, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH")}
    return kept | {
        "PUBLIC_URL": "http://127.0.0.1:9",
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": database_url,
        "TWILIO_ACCOUNT_SID": "AC123",
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_PHONE_NUMBER": NUMBER,
        "TWILIO_API_URL": carrier_url,
        "SCHEDULE_COPY": f"{folder}/schedule.json",
        "CALL_BACKS": "yes",
        "CALL_BACKS_AT_LEAST": "1000",
        "CALL_BACKS_AT_ONCE": "1000",
        "CALL_BACKS_PER_MINUTE": "1000",
        "CALL_BACKS_PER_DAY": "100000",
    }


def _wait_for_more(carrier: RoughCaller, before: int, random: Random) -> None:
    """Wait until the workers that have started have called somebody, then a moment; or until nobody is left."""
    ends = time.monotonic() + LONGEST
    while len(carrier.rung()) == before and before < PEOPLE and time.monotonic() < ends:
        time.sleep(0.02)
    time.sleep(random.uniform(0, 1))
