"""The wheel in an environment with the pinned packages of every service: it needs no others, none for developing."""

import os
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement

from tests.support.paths import ROOT
from tools.pins import without_hashes

PACKAGES = ("bounds", "ivr", "profiles", "prompts", "schedules", "sentences")


def run(*command: str | Path, cwd: Path) -> str:
    given = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # of this checkout
    ran = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=given, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def data_files() -> set[str]:
    """Templates, styles, catalogues, recordings: whatever is in the packages and is no code."""
    files = (file for name in PACKAGES for file in (ROOT / name).rglob("*"))
    return {
        str(file.relative_to(ROOT)) for file in files if file.is_file() and file.suffix not in (".py", ".pyc", ".typed")
    }


def environment(folder: Path) -> Path:
    """Make an environment with the pinned packages, which `make setup` has installed here. Return its programs."""
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    (packages,) = folder.glob("lib/python*/site-packages")
    for line in without_hashes((ROOT / "requirements" / "run.txt").read_text("utf-8")).splitlines():
        pin = Requirement(line)
        if pin.marker and not pin.marker.evaluate():
            continue
        installed = distribution(pin.name)
        assert pin.specifier.contains(installed.version), f"{pin.name} is not that of requirements; run make setup"
        for name in {file.parts[0] for file in installed.files or ()} - {"..", "__pycache__"}:
            (packages / name).symlink_to(Path(str(installed.locate_file(name))).resolve())
    return folder / "bin"


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
    binaries = environment(tmp_path / "venv")
    pip = (sys.executable, "-m", "pip", "--python", binaries / "python")
    run(*pip, "install", "--no-compile", "--no-index", "--no-deps", wheel, cwd=tmp_path)
    run(*pip, "check", cwd=tmp_path)

    installed = run(*pip, "list", cwd=tmp_path).lower()
    assert "flask" in installed
    assert "pytest" not in installed
    assert "mypy" not in installed
    output = run(binaries / "ivr", "call", "--at", "2026-11-29 10:00", "--keys", "1", cwd=tmp_path)
    assert "ringing OTIT 0120-250-168" in output
    assert "otit-my" in run(binaries / "ivr", "route", "my", cwd=tmp_path)
