"""Asks pip-audit whether the pinned packages have known faults.

    python -m tools.audit            # as in `make check`
    python -m tools.audit --write    # also writes docs/generated/audit.md, with the date

pip-audit needs the data of the Python Package Index. Where they can't be reached, a line says so, and nothing fails.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import requests

from tools.pins import EXTRAS, FOLDER, without_hashes

TARGET = Path("docs/generated/audit.md")
_FILES = [f"--requirement={FOLDER / name}.txt" for name in ("run", *EXTRAS)]
_OPTIONS = ("--require-hashes", "--disable-pip", "--format=json", "--timeout=5", "--progress-spinner=off")
_LONGEST = 300
"""Seconds; with its data at hand it takes some twenty."""
_TRIED, _SOON = 3, 3.0
"""Packages that are asked for first, and the seconds that each may take."""


@dataclass(frozen=True)
class Found:
    """What is known: the packages with data, those without, and a line for each fault."""

    known: int
    unknown: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        if not self.known:
            return "pip-audit: skipped, because its data can't be reached"
        more = f"; of {self.unknown} packages it has no data" if self.unknown else ""
        return f"pip-audit: known faults: {len(self.faults)}, packages: {self.known}{more}"


def read(report: str) -> Found:
    """Read pip-audit's JSON; what is no JSON says that no data were reached."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Found(0, 0, ())
    known = [each for each in packages if "vulns" in each]
    faults = [
        f"{each['name']} {each['version']}: {fault['id']}, corrected in {', '.join(fault['fix_versions']) or 'none'}"
        for each in known
        for fault in each["vulns"]
    ]
    return Found(len(known), len(packages) - len(known), tuple(faults))


def page(found: Found, day: str) -> str:
    """The page docs/generated/audit.md."""
    lines = "".join(f"\n- {each}" for each in found.faults)
    return f"# Known faults of packages\n\nMade by `python -m tools.audit --write` on {day}.\n\n{found}.\n{lines}"


def at_hand(requirements: str, ask: Callable[[str], requests.Response]) -> bool:
    """Whether the index has data of any of the first packages of a file of requirements.

    pip-audit itself would ask for each of more than a hundred where nobody answers, or a mirror has only the packages.
    """
    try:
        for pin in islice(without_hashes(requirements).splitlines(), _TRIED):
            name, version = pin.split(" ")[0].split("==")
            if ask(f"https://pypi.org/pypi/{name}/{version}/json").ok:
                return True
    except requests.RequestException:
        pass
    return False


def main() -> None:
    """Print what is known; exit with 1 if a package has a known fault."""
    errors: list[str] = []
    found = read("")
    if at_hand((FOLDER / "run.txt").read_text("utf-8"), partial(requests.get, timeout=_SOON)):
        found, errors = _audited()
    print(found, *errors, *found.faults, sep="\n  ")
    if sys.argv[1:] == ["--write"]:
        TARGET.write_text(page(found, time.strftime("%Y-%m-%d", time.gmtime())), "utf-8")
    sys.exit(bool(found.faults))


def _audited() -> tuple[Found, list[str]]:
    """Return what pip-audit finds, and what it complains of."""
    try:
        ended = subprocess.run(  # noqa: S603 - the command is written here
            [sys.executable, "-m", "pip_audit", *_FILES, *_OPTIONS],
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return read(""), []
    return read(ended.stdout), [line for line in ended.stderr.splitlines() if line.startswith("ERROR")]


if __name__ == "__main__":
    main()
