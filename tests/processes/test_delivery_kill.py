"""Everything is killed, again and again, with a carrier at its worst: who was promised a text gets it, once."""

from collections import Counter
from pathlib import Path
from random import Random, SystemRandom

import pytest

from tests.support.fleet import TOKEN, Callers, Fleet
from tests.support.rough_carrier import RoughCarrier

ROUNDS, CALLS = 20, 10
LONGEST = 180
"""Seconds until the last of the promised texts has to be there."""
SETTLED = 25
"""Seconds without a text after which no more is expected: longer than a worker keeps a text in hand."""


@pytest.mark.waits(100)
def test_kill_9_loses_and_doubles_nothing(database_url: str, tmp_path: Path) -> None:
    seed = SystemRandom().randrange(1_000_000)
    random = Random(seed)
    delivers_too = [] if database_url.startswith("sqlite") else ["--no-worker"]
    with RoughCarrier(TOKEN, Random(seed)) as carrier:
        fleet = Fleet(database_url, carrier.url, tmp_path, delivers_too)
        callers = Callers(fleet.url)
        try:
            for _ in range(ROUNDS):
                callers.call_until_killed(fleet, CALLS, random)
            carrier.calm()
            fleet.start()
            lost = carrier.wait_for(callers.promised, LONGEST)
            carrier.wait_for_silence(SETTLED)
        finally:
            fleet.kill()
        texts = Counter(text.to for text in carrier.accepted())
    doubled = {number: count for number, count in texts.items() if count > 1}
    figures = f"seed {seed}: {callers.called} calls, {len(callers.promised)} promised, {len(texts)} arrived"
    assert len(callers.promised) >= ROUNDS // 2, figures  # the kills leave something to be kept
    assert not lost, figures
    assert not doubled, figures
    assert "Traceback" not in fleet.log(), figures
