"""Which packages pip-audit is asked for first, and what is made of its report."""

import json

import pytest

from tools.audit import Found, first, page, read

GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {
    "name": "b",
    "version": "2",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["3", "4"]}, {"id": "X-2", "fix_versions": []}],
}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "said"),
    [
        ([GOOD], "pip-audit: known faults: 0, packages: 1"),
        ([GOOD, BAD, UNKNOWN], "pip-audit: known faults: 2, packages: 2; of 1 packages it has no data"),
        ([UNKNOWN], "pip-audit: skipped, because its data can't be reached"),
    ],
)
def test_a_report_is_one_line(packages: list[object], said: str) -> None:
    assert str(read(json.dumps({"dependencies": packages, "fixes": []}))) == said


@pytest.mark.parametrize("report", ["", "Traceback", "[]", "{}"])
def test_no_report_is_no_failure(report: str) -> None:
    assert read(report) == Found(0, 0, ())


def test_a_fault_has_its_correction_and_the_page_its_date() -> None:
    written = page(read(json.dumps({"dependencies": [BAD]})), "2026-11-29")
    assert "on 2026-11-29" in written
    assert "- b 2: PYSEC-1, corrected in 3, 4\n- b 2: X-2, corrected in none" in written


def test_the_first_pins_are_asked_for_with_their_hashes() -> None:
    pins = [f"{name}==1.{name} \\\n    --hash=sha256:00 \\\n    --hash=sha256:01\n" for name in "1234"]
    assert first("# made by a tool\n--require-hashes\n" + "".join(pins)) == "".join(pins[:3])
    assert first("".join(pins[:1]) + "b==2\n") == pins[0] + "b==2\n"
