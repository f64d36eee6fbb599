"""Mutation testing: inserts faults into the code, and prints how many the tests detect and which they miss.

    python -m tools.mutation                              # the parts that decide; `make mutation` runs this
    python -m tools.mutation ivr/core/routing.py          # while working on one file
    python -m tools.mutation schedules --sample 50 --tests tests/unit/schedules

A surviving fault is not tested, or makes no difference. docs/testing.md explains those of the parts that decide.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from tools.mutation.faults import faults_of
from tools.mutation.trials import Outcome, Result, Trials

WHAT_DECIDES = (
    "ivr/core",
    "ivr/core/call",
    "ivr/core/text",
    "ivr/carrier/signature.py",
    "ivr/web/webhooks.py",
    "ivr/store/leases.py",
    "ivr/store/outbox.py",
    "ivr/store/reminders.py",
    "schedules/document",
    "schedules/rules",
    "schedules/parsing",
    *(f"schedules/{name}.py" for name in ("holidays", "hours", "overrides", "timeline", "timetable")),
)
TESTS = (
    "tests/unit",
    *(
        f"tests/database/test_outbox_{name}.py"
        for name in ("attempts", "claims", "ends", "promises", "receipts", "rows")
    ),
    "tests/database/test_reminders.py",
)
WITHOUT = "not postgresql"
"""pytest's ``-k``: tests that run on both databases run only on SQLite, which needs no server."""


def main() -> int:
    """Run the command. Return pytest's exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("paths", nargs="*", default=WHAT_DECIDES, help="files and folders to put faults into")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="files and folders of tests")
    parser.add_argument("--keyword", default=WITHOUT, help="-k of pytest")
    parser.add_argument("--profile", default="quick", help="of hypothesis: on how many examples a property is tried")
    parser.add_argument("--jobs", type=int, default=2, help="how many trials at a time")
    parser.add_argument("--sample", type=int, help="try only so many faults of each file, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="of that draw")
    asked = parser.parse_args()

    began = time.monotonic()
    draw = random.Random(asked.seed)
    faults = []
    for path in _files(map(Path, asked.paths)):
        found = faults_of(path)
        faults += draw.sample(found, min(asked.sample or len(found), len(found)))
    alone = ["-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:randomly"]  # in this process, in one order
    options = [*alone, "-s", "-q", "--no-summary", f"--hypothesis-profile={asked.profile}", "-k", asked.keyword]
    with tempfile.TemporaryDirectory() as folder:
        trials = Trials(faults, asked.jobs, Path(folder))
        status = pytest.main([*options, *asked.tests], plugins=[trials])
    if trials.results:  # also when interrupted
        _print_table(trials.results)
        _print_survivors(trials.results)
        print(f"\n{time.monotonic() - began:.0f} s")
    return int(status)


def _files(paths: Iterable[Path]) -> list[Path]:
    return sorted({file for path in paths for file in (path.glob("*.py") if path.is_dir() else [path])})


def _print_table(results: Sequence[Result]) -> None:
    columns = list(Outcome)
    print(f"{'':28}{'faults':>9}" + "".join(f"{column:>9}" for column in columns) + f"{'score':>9}")
    by_file: dict[str, Counter[Outcome]] = {}
    for result in results:
        for name in (str(result.fault.path), f"{result.fault.path.parent}/", "all"):
            by_file.setdefault(name, Counter())[result.outcome] += 1
    for name, counted in sorted(by_file.items(), key=lambda row: (row[0] == "all", row[0])):
        noticed = counted[Outcome.KILLED] + counted[Outcome.TIMEOUT]
        numbers = "".join(f"{counted[column]:9}" for column in columns)
        print(f"{name:28}{counted.total():9}{numbers}{100 * noticed / counted.total():8.1f}%")


def _print_survivors(results: Iterable[Result]) -> None:
    for outcome in (Outcome.NO_TEST, Outcome.SURVIVED):
        print(f"\n{outcome}:")
        for line in sorted(str(result.fault) for result in results if result.outcome is outcome):
            print(f"  {line}")


if __name__ == "__main__":
    sys.exit(main())
