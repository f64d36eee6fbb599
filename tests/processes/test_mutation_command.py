"""`make mutation` from outside: what a test notices is killed, the rest is named."""

import re
import subprocess
import sys


def test_what_a_test_notices_is_killed_and_the_rest_is_named() -> None:
    asked = [
        "--jobs",
        "1",
        "--sample",
        "12",
        "schedules/holidays.py",
        "--tests",
        "tests/unit/schedules/test_holidays.py",
    ]
    run = subprocess.run([sys.executable, "-m", "tools.mutation", *asked], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    row = next(line for line in run.stdout.splitlines() if line.startswith("schedules/holidays.py "))
    faults, killed, timeout, survived, no_test = map(int, re.findall(r"\b\d+\b(?!\.)", row)[:5])
    assert faults == killed + timeout + survived + no_test
    assert killed > faults / 2
    named = re.findall(r"^  schedules/holidays\.py:\d+ \S+: .+  →  .+$", run.stdout, re.MULTILINE)
    assert len(named) == survived + no_test
