"""The simulated carrier: what it keeps, and what its log leaves out."""

import logging

import pytest

from ivr.carrier.simulated import SimulatedCarrier
from ivr.clock import SystemClock

TO = "+819012345678"


class TestSimulated:
    def test_it_keeps_the_last_thousand(self) -> None:
        carrier = SimulatedCarrier(SystemClock())
        for number in range(1002):
            carrier.send(TO, str(number), "1")
        found = carrier.sent_to(TO)
        assert (len(found), found[0].body, found[-1].body) == (1000, "1001", "2")

    def test_its_log_names_neither_number_nor_words(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        sid = SimulatedCarrier(SystemClock()).send(TO, "xin chào", "1").sid
        assert len(caplog.messages) == 1
        assert sid in caplog.text
        assert TO[1:] not in caplog.text
        assert "xin" not in caplog.text
