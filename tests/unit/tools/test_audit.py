"""When pip-audit is asked, and what is made of its report."""

import json

import pytest
import requests

from tools.audit import Found, at_hand, page, read

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


PINS = "--require-hashes\n" + "".join(f"{name}==1.{name} \\\n    --hash=sha256:00\n" for name in "1234")


@pytest.mark.parametrize(
    ("answers", "asked", "found"),
    [([200], 1, True), ([404, 200], 2, True), ([404, 404, 404, 200], 3, False), ([0, 200], 1, False)],
)
def test_an_index_without_data_is_not_asked_for_everything(answers: list[int], asked: int, found: bool) -> None:
    """A status of 0 is no answer at all."""
    addresses: list[str] = []

    def ask(address: str) -> requests.Response:
        answer = requests.Response()
        answer.status_code = answers[len(addresses)]
        addresses.append(address)
        if not answer.status_code:
            raise requests.ConnectionError
        return answer

    assert at_hand(PINS, ask) is found
    assert addresses == [f"https://pypi.org/pypi/{name}/1.{name}/json" for name in "1234"[:asked]]
