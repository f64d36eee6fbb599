"""The large layout while its primary is killed and the standby is promoted, called through TLS."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest
import requests

from tests.support.fleet import TOKEN, Callers, Fleet
from tests.support.layout import layout
from tests.support.replica import Replica, Server
from tests.support.rough_carrier import RoughCarrier
from tests.support.waiting import PATIENCE, eventually

BEFORE, MEANWHILE, AFTER = 20, 10, 30
"""Texts before the primary is killed, calls until the standby is promoted, and texts after that."""


@pytest.mark.waits(30)
def test_the_primary_is_killed_and_the_standby_promoted(tmp_path: Path) -> None:
    """Each call is answered, and who was promised a text gets it, once. No process is restarted."""
    with (
        RoughCarrier(TOKEN, Random(1)) as carrier,
        Replica() as replica,
        layout(replica.url, carrier.url, tmp_path) as (url, fleets),
    ):
        carrier.calm()
        assert requests.post(f"{url}/voice", data={"CallSid": "CA1"}, timeout=PATIENCE).status_code == 403
        callers = Callers(url)
        with callers.calling(at_once=2):
            eventually(lambda: sent(replica.primary) >= BEFORE)
            replica.primary.kill()
            before = callers.called
            eventually(lambda: callers.called >= before + MEANWHILE)
            replica.standby.promote()
            for each in fleets:
                eventually(lambda fleet=each: is_ready(fleet))  # type: ignore[misc]
            already = sent(replica.standby)
            eventually(lambda: sent(replica.standby) >= already + AFTER)
        lost = carrier.wait_for(callers.promised, PATIENCE)
        eventually(lambda: not replica.standby.ask("SELECT id FROM outbox WHERE state IN ('waiting', 'sending')"))
        logs = [each.log() for each in fleets]
    doubled = [number for number, count in Counter(text.to for text in carrier.accepted()).items() if count > 1]
    assert (lost, doubled, callers.broken) == (set(), [], [])
    for log in logs:
        assert "changes are looked for again" in log
        assert "Traceback" not in log


def sent(server: Server) -> int:
    """Count the texts that workers have sent or have in hand; the others were handed to the carrier directly."""
    (count,) = server.ask("SELECT count(*) FROM outbox WHERE attempts > 0")
    return int(count)


def is_ready(fleet: Fleet) -> bool:
    return requests.get(f"{fleet.url}/readyz", timeout=PATIENCE).ok
