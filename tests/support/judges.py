"""How tests ask programs that others wrote: one start each, everything at once, JSON in and JSON out."""

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
"""Seconds; only to end what hangs."""


def program(name: str) -> str:
    """The program of that name. Without it the test is skipped, and fails in CI."""
    found = find(name)
    return str(found) if found else _absent(name)


def modules() -> Path:
    """The folder with the packages for Node.js."""
    return node_packages() or _absent("node_modules")


def run(command: Sequence[str], given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, whatever that is; ``more`` of the environment."""
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
    """What a script of `tests/judges` writes. Node.js runs it, with ``more`` in its environment; it reads ``given``."""
    return _ask([program("node"), str(SCRIPTS / script)], given, {"NODE_PATH": str(modules()), **more})


def ask_python(script: str, given: object) -> Any:
    """What a script of `tests/judges` writes. A Python runs it that knows other packages than ours."""
    return _ask([program("python"), str(SCRIPTS / script)], given, {"PYTHONPATH": ""})


def compile_typescript(folder: Path) -> str:
    """What TypeScript's compiler says of ``checked.ts`` in a folder; empty: nothing is wrong."""
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
