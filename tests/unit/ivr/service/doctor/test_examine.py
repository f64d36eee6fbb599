"""Checks that hang, fail or lack a setting."""

import threading
from collections.abc import Iterator

from ivr.core.findings import Fail, Finding, Ok, Warn
from ivr.service.doctor import Check, examine

GOOD = Ok("good", "it is")


def good() -> Iterator[Finding]:
    yield GOOD


def crashing() -> Iterator[Finding]:
    yield Ok("crashing", "so far")
    raise KeyError("a secret, +819012345678")


def test_a_check_that_fails_is_a_line_and_the_others_run() -> None:
    assert list(examine([Check("crashing", (), crashing), Check("good", (), good)])) == [
        Ok("crashing", "so far"),
        Fail("crashing", "the check itself failed: KeyError", "Please report it as a fault of Tsunagu"),
        GOOD,
    ]


def test_a_check_that_hangs_is_a_line_and_the_others_run() -> None:
    enough = threading.Event()

    def hanging() -> Iterator[Finding]:
        yield Ok("hanging", "so far")
        enough.wait()

    found = list(examine([Check("hanging", (), hanging), Check("good", (), good)], limit=0.2))
    enough.set()
    assert found == [
        Ok("hanging", "so far"),
        Fail("hanging", "no result in 0.2 s", "Whatever is asked here hangs"),
        GOOD,
    ]


def test_a_check_without_its_settings_is_left_out() -> None:
    checks = [Check("needy", ("A", "B", "C"), crashing), Check("good", ("D",), good)]
    assert list(examine(checks, {"C", "A"})) == [
        Warn("needy", "not checked without A, C", "Correct the settings, then run `ivr doctor` again"),
        GOOD,
    ]
