"""The checks of `ivr doctor`. A check yields findings; none depends on another one."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from ivr.core.findings import Fail, Finding, Warn
from ivr.store.waiting import in_time

LIMIT = 40.0
"""Seconds that a check may take. Each request of the carrier's API has at most 13 of its own."""


@dataclass(frozen=True)
class Check:
    """A check.

    Attributes:
        subject: that of its findings, if they have no other.
        needs: the settings that it uses.
        work: yields the findings. It runs in a thread of its own.
    """

    subject: str
    needs: Collection[str]
    work: Callable[[], Iterable[Finding]]


def examine(checks: Iterable[Check], unusable: Collection[str] = (), limit: float = LIMIT) -> Iterator[Finding]:
    """Run checks one after the other and yield what they find.

    A check that needs a setting of ``unusable`` is left out. One that takes longer than ``limit`` seconds is left
    alone, and one that fails is a finding: neither keeps the others from running.
    """
    for check in checks:
        if missing := sorted(set(check.needs) & set(unusable)):
            yield Warn(
                check.subject,
                f"not checked without {', '.join(missing)}",
                "Correct the settings, then run `ivr doctor` again",
            )
            continue
        yield from _run(check, limit)


def _run(check: Check, limit: float) -> list[Finding]:
    found: list[Finding] = []

    def work() -> None:
        for finding in check.work():
            found.append(finding)  # noqa: PERF402 - those before a hang are kept

    try:
        in_time(work, limit)
    except TimeoutError:
        return [*found, Fail(check.subject, f"no result in {limit:g} s", "Whatever is asked here hangs")]
    except Exception as error:  # noqa: BLE001 - the other checks must run
        # The message of an unexpected error may quote a secret or a number.
        said = f"the check itself failed: {error.__class__.__name__}"
        return [*found, Fail(check.subject, said, "Please report it as a fault of Tsunagu")]
    return found
