"""Benchmark of the steps of a call on each version of Python that is installed, on SQLite.

Each version gets an environment of its own in `var/pythons`, with the packages as they are pinned; to make it takes a
minute. A version that is not found, or for which a package can't be installed, is said to be missing.

    python -m bench.pythons [--rounds 3] [--seconds 2]
"""

import json
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

VERSIONS = ("3.11", "3.12", "3.13", "3.14", "3.14t")
"""Those that are supported, and the newest without a global lock."""
_FOLDER = Path("var/pythons")
_PINS = [f"--requirement={file}" for file in sorted(Path("requirements").glob("*.txt")) if file.stem != "judges"]
"""All that `make setup` installs: what one file pins, another may need."""


def made(version: str) -> Path | None:
    """Return the Python of an environment for a version; None if that version is missing or a package of its own."""
    python, folder = shutil.which(f"python{version}"), _FOLDER / version
    ready = folder / "ready"
    if python is None or subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode:
        return None
    if not ready.exists():
        subprocess.run([python, "-m", "venv", "--clear", str(folder)], check=True)
        install = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run([*install, *_PINS], check=False).returncode:
            return None
        ready.touch()
    return folder / "bin/python"


def rates(python: Path, rounds: int, seconds: int) -> Mapping[str, Mapping[str, Sequence[float]]]:
    """Return the requests a second by step and application, one figure for each round."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rates.json"
        asked = ["-m", "bench.steps", f"--rounds={rounds}", f"--seconds={seconds}", f"--json={file}"]
        subprocess.run([python, *asked], stdout=subprocess.DEVNULL, check=True)
        found: Mapping[str, Mapping[str, Sequence[float]]] = json.loads(file.read_text())
        return found


@click.command()
@click.option("--rounds", default=3)
@click.option("--seconds", default=2)
def main(rounds: int, seconds: int) -> None:
    """Measure the steps of a call on each version of Python."""
    print("requests/s, and in brackets the ratio to the bare route on the same version")
    for version in VERSIONS:
        python = made(version)
        if python is None:
            print(f"{version:6} not installed here, or not all packages are made for it")
            continue
        told = []
        for step, by_name in rates(python, rounds, seconds).items():
            ours, bare = (statistics.median(by_name[name]) for name in ("ours", "bare"))
            told.append(f"{step} {ours:.0f} ({ours / bare:.2f})")
        print(f"{version:6} " + "; ".join(told), flush=True)


if __name__ == "__main__":
    main()
