"""Calls of external programs that check Tsunagu's output: one process for all inputs, with JSON in and out."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tools.installing import required
from tools.judges import find, node_packages

SCRIPTS = Path(__file__).resolve().parents[1] / "judges"
_LONGEST = 120
"""Seconds after which a program that hangs is ended."""


def program(name: str) -> str:
    """Return the path of a program. If it is missing, skip the test, or fail it in CI."""
    found = find(name)
    return str(found) if found else _absent(name)


def modules() -> Path:
    """Return the folder with the packages for Node.js. If it is missing, skip the test, or fail it in CI."""
    return node_packages() or _absent("node_modules")


def run(command: Sequence[str], given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, without a check of its exit status. ``more`` are additional environment variables."""
    return subprocess.run(
        command,
        input=given,
        env={**os.environ, **more},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=_LONGEST,
    )


def ask_node(script: str, given: object, **more: str) -> Any:
    """Run a script of `tests/judges` in Node.js with ``given`` as input. Return its output."""
    return _ask([program("node"), str(SCRIPTS / script)], given, {"NODE_PATH": str(modules()), **more})


def ask_python(script: str, given: object) -> Any:
    """Run a script of `tests/judges` in a separate Python environment with ``given`` as input. Return its output."""
    return _ask([program("python"), str(SCRIPTS / script)], given, {"PYTHONPATH": ""})


def compile_typescript(folder: Path) -> str:
    """Return the errors of TypeScript's compiler on ``checked.ts`` in a folder; empty if there are none."""
    (folder / "node_modules").symlink_to(modules())
    options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "preserve", "--types", ""]
    compiler = modules() / "typescript" / "bin" / "tsc"
    ended = run([program("node"), str(compiler), *options, str(folder / "checked.ts")])
    assert bool(ended.returncode) == bool(ended.stdout), ended
    return ended.stdout


def _ask(command: Sequence[str], given: object, more: Mapping[str, str]) -> Any:
    ended = run(command, json.dumps(given), **more)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def _absent(name: str) -> NoReturn:
    said = f"{name} is not installed: .venv/bin/python -m tools.judges"
    if required():
        pytest.fail(said)
    pytest.skip(said)
