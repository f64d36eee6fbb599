"""The wheel in an environment with the pinned packages of every service: it needs no others, none for developing."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.paths import ROOT

PACKAGES = ("bounds", "ivr", "prompts", "schedules", "sentences")


def run(*command: str | Path, cwd: Path) -> str:
    ran = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def data_files() -> set[str]:
    """Templates, styles, catalogues, recordings: whatever is in the packages and is no code."""
    files = (file for name in PACKAGES for file in (ROOT / name).rglob("*"))
    return {
        str(file.relative_to(ROOT)) for file in files if file.is_file() and file.suffix not in (".py", ".pyc", ".typed")
    }


@pytest.mark.long
def test_a_wheel_installs_and_runs_with_no_development_dependencies(tmp_path: Path) -> None:
    source = tmp_path / "source"  # a copy, since setuptools leaves folders in what it builds from
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, source, cwd=tmp_path)
    (wheel,) = tmp_path.glob("tsunagu-*.whl")
    packed = set(ZipFile(wheel).namelist())
    assert data_files() <= packed
    assert any(name.endswith("/licenses/LICENSE") for name in packed)
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    binaries = tmp_path / "venv" / "bin"
    install = (binaries / "pip", "install", "--no-compile")
    run(*install, "--requirement", ROOT / "requirements" / "run.txt", cwd=tmp_path)
    run(*install, "--no-index", "--no-deps", wheel, cwd=tmp_path)
    run(binaries / "pip", "check", cwd=tmp_path)

    installed = run(binaries / "pip", "list", cwd=tmp_path).lower()
    assert "pytest" not in installed
    assert "mypy" not in installed
    output = run(binaries / "ivr", "call", "--at", "2026-11-29 10:00", "--keys", "1", cwd=tmp_path)
    assert "ringing OTIT 0120-250-168" in output
    assert "otit-my" in run(binaries / "ivr", "route", "my", cwd=tmp_path)
