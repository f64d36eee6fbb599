"""Pins all packages and the hashes of their wheels in ``requirements/``, with a file for each set of packages.

    python -m tools.pins                     # after a change of pyproject.toml; other versions stay as they are
    python -m tools.pins --upgrade flask     # takes the newest version of this package; several may be named
    python -m tools.pins --upgrade           # takes the newest versions of all packages

``run.txt`` has what every service needs, and what builds our own package. The file of an extra has what it needs
besides. ``dev.txt`` has what developing needs besides all of these. So no package is in two files. ``judges.txt`` is
for another environment (``tools/judges.py``).

uv resolves for all systems and Pythons at once, so a pin may have a marker. The files contain no address: pip takes the
packages from the index that a machine is set up to use, and compares their hashes.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

FOLDER = Path("requirements")
_PROJECT = Path("pyproject.toml")
_GIVEN = tomllib.loads(_PROJECT.read_text("utf-8"))
EXTRAS = tuple(_GIVEN["project"]["optional-dependencies"])
"""The extras of pyproject.toml. The last one, ``dev``, has the files of all others beside it."""
_HEAD = """# Made by `python -m tools.pins`. Do not edit it.
--require-hashes
--only-binary :all:
"""
_COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version=3.11", "--only-binary=:all:"),
    *("--generate-hashes", "--no-header", "--no-annotate"),
    "--no-emit-package=pip",  # pip-audit needs it, and every environment has it
)
_PIN = re.compile(r"^([a-z0-9-]+)==[^ \n]+( ; [^\\\n]+)?", re.MULTILINE)

Pins = Mapping[str, str]
"""The text of each pin, with its hashes, by the name of the package."""


class NoPinsError(Exception):
    """uv can't resolve the packages, or is not installed. The message is uv's or Python's."""


def pins(text: str) -> Pins:
    """Return the pins of a file of requirements. A package may have several, with different markers."""
    starts = list(_PIN.finditer(text))
    ends = [*(start.start() for start in starts[1:]), len(text)]
    found: dict[str, str] = {}
    for start, end in zip(starts, ends, strict=True):
        found[start[1]] = found.get(start[1], "") + text[start.start() : end]
    return found


def without_hashes(text: str) -> str:
    """Return the pins of a file of requirements without their hashes."""
    return "".join(f"{pin[0].rstrip()}\n" for pin in _PIN.finditer(text))


def divided(run: Iterable[str], extras: Mapping[str, Iterable[str]], every: Pins) -> dict[str, Pins]:
    """Return the pins of each set, so that no package is in two of them.

    ``run``: the names of the packages that are needed without an extra. ``extras``: those that are needed with each.
    """
    sets: dict[str, Pins] = {}
    for name, wanted in {"run": run, **extras}.items():
        taken = {package for before in sets.values() for package in before}
        sets[name] = {package: every[package] for package in wanted if package not in taken}
    return sets


def main(arguments: Sequence[str]) -> int:
    """Write all files. If they can't be made, print why and return 1; no file is changed then."""
    upgrade, packages = [*arguments[:1]], arguments[1:]
    if upgrade not in ([], ["--upgrade"]):
        print("usage: python -m tools.pins [--upgrade [PACKAGE …]]", file=sys.stderr)
        return 2
    try:
        sets = _sets([f"--upgrade-package={package}" for package in packages] or upgrade)
    except NoPinsError as error:
        print(error, file=sys.stderr)
        return 1
    for name, pinned in sets.items():
        (FOLDER / f"{name}.txt").write_text(_HEAD + "".join(pinned.values()), "utf-8")
    return 0


def _sets(options: Sequence[str]) -> dict[str, Pins]:
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder) / "build.in"
        build.write_text("\n".join(_GIVEN["build-system"]["requires"]), "utf-8")
        ours = (str(_PROJECT), str(build))
        every = _resolved([*ours, "--all-extras", *options], _now("run", *EXTRAS))
        now = without_hashes("".join(every.values()))
        extras = {extra: _resolved([*ours, f"--extra={extra}"], now) for extra in EXTRAS}
        judges = _resolved(["--group=judges", *options], _now("judges"))
        return {**divided(_resolved(ours, now), extras, every), "judges": judges}


def _now(*names: str) -> str:
    """Return the versions that are pinned now."""
    files = [FOLDER / f"{name}.txt" for name in names]
    return "".join(without_hashes(file.read_text("utf-8")) for file in files if file.exists())


def _resolved(wanted: Sequence[str], now: str) -> Pins:
    """Return the pins of what is wanted. uv keeps the versions of ``now`` where it is not told to upgrade them."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "pins.txt"
        target.write_text(now, "utf-8")
        command = [sys.executable, "-m", *_COMPILE, *wanted, "--output-file", str(target)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - written here
        if ended.returncode:
            raise NoPinsError(ended.stderr.strip())
        return pins(target.read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
