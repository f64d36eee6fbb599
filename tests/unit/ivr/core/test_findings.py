"""How findings are printed."""

import pytest

from ivr.core.findings import Fail, Finding, Ok, Warn, data, line, summary

FINDINGS: tuple[Finding, ...] = (
    Ok("worker", "alive: 1"),
    Warn("proxies", "TRUSTED_PROXIES is 0", "Set it to 1"),
    Fail("database", "no answer\n  from it", "Start it"),
)


@pytest.mark.parametrize(
    ("finding", "printed"),
    list(
        zip(
            FINDINGS,
            (
                "ok    worker: alive: 1",
                "warn  proxies: TRUSTED_PROXIES is 0. Set it to 1",
                "FAIL  database: no answer from it. Start it",
            ),
            strict=True,
        )
    ),
)
def test_a_finding_is_one_line(finding: Finding, printed: str) -> None:
    assert line(finding) == printed


def test_as_data() -> None:
    assert [data(each) for each in FINDINGS[:2]] == [
        {"state": "ok", "subject": "worker", "found": "alive: 1", "todo": ""},
        {"state": "warn", "subject": "proxies", "found": "TRUSTED_PROXIES is 0", "todo": "Set it to 1"},
    ]


def test_they_are_counted() -> None:
    assert summary((*FINDINGS, FINDINGS[2])) == "failed: 2, warnings: 1, ok: 1"
