"""Asks pip-audit whether the pinned packages have known faults.

    python -m tools.audit            # as in `make check`
    python -m tools.audit --write    # also writes docs/generated/audit.md, with the date

pip-audit needs the data of the Python Package Index. Where they can't be reached, a line says so, and nothing fails.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.pins import EXTRAS, FOLDER

TARGET = Path("docs/generated/audit.md")
_FILES = [FOLDER / f"{name}.txt" for name in ("run", *EXTRAS)]
_OPTIONS = ("--require-hashes", "--disable-pip", "--format=json", "--timeout=5", "--progress-spinner=off")
_LONGEST = 300
"""Seconds; with its data at hand it takes some twenty."""
_TRIED = 3
"""Packages that are asked for first."""
_PIN = re.compile(r"^\S+==(?:.*\\\n)*.*\n", re.MULTILINE)
"""A pin with its hashes, on one line or on several."""


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


def first(requirements: str) -> str:
    """Return the first few pins of a file of requirements, with their hashes."""
    return "".join(_PIN.findall(requirements)[:_TRIED])


def main() -> None:
    """Print what is known; exit with 1 if a package has a known fault."""
    errors: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        some = Path(folder) / "some.txt"
        some.write_text(first(_FILES[0].read_text("utf-8")), "utf-8")
        found, _ = _audited([some])
    if found.known:  # where it has no data of a few, pip-audit would ask for each of more than a hundred in vain
        found, errors = _audited(_FILES)
    print(found, *errors, *found.faults, sep="\n  ")
    if sys.argv[1:] == ["--write"]:
        TARGET.write_text(page(found, time.strftime("%Y-%m-%d", time.gmtime())), "utf-8")
    sys.exit(bool(found.faults))


def _audited(files: Sequence[Path]) -> tuple[Found, list[str]]:
    """Return what pip-audit finds of files of requirements, and what it complains of."""
    try:
        ended = subprocess.run(  # noqa: S603 - the command is written here
            [sys.executable, "-m", "pip_audit", *(f"--requirement={file}" for file in files), *_OPTIONS],
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
