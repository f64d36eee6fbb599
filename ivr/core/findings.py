"""What `ivr doctor` finds: each finding says what was looked at, what was found, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Ok:
    """Something is as it should be. ``subject`` is one word or two: the same for all findings of a check."""

    subject: str
    found: str


@dataclass(frozen=True, slots=True)
class Warn:
    """Something works, but not as well as it could, or nobody can tell whether it works."""

    subject: str
    found: str
    todo: str


@dataclass(frozen=True, slots=True)
class Fail:
    """Something does not work."""

    subject: str
    found: str
    todo: str


Finding = Ok | Warn | Fail


def line(finding: Finding) -> str:
    """Return a finding as one line: ``FAIL  worker: none is alive. Run `ivr serve```."""
    match finding:
        case Ok(subject, found):
            state, said = "ok  ", f"{subject}: {found}"
        case Warn(subject, found, todo):
            state, said = "warn", f"{subject}: {found}. {todo}"
        case Fail(subject, found, todo):
            state, said = "FAIL", f"{subject}: {found}. {todo}"
        case _:
            assert_never(finding)
    return f"{state}  {' '.join(said.split())}"


def data(finding: Finding) -> dict[str, str]:
    """Return a finding as data for JSON."""
    todo = "" if isinstance(finding, Ok) else finding.todo
    state = type(finding).__name__.lower()
    return {"state": state, "subject": finding.subject, "found": finding.found, "todo": todo}


def summary(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each kind."""
    kinds = [type(each) for each in findings]
    return f"failed: {kinds.count(Fail)}, warnings: {kinds.count(Warn)}, ok: {kinds.count(Ok)}"
