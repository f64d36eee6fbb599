"""The files in `deploy`, by the programs that read them or judge their kind.

What those programs cannot know, such as our commands and settings, is in `tests/processes/test_deploy.py`.
"""

import re
import shutil
from pathlib import Path

import pytest

from tests.support.judges import program, run
from tests.support.paths import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(file.name for file in (DEPLOY / "systemd").iterdir() if file.is_file())
SCRIPTS = [DEPLOY / "install", *sorted(DEPLOY.glob("*/*.sh"))]
EXPOSED = "20"
"""What `systemd-analyze security` may find, in tenths: 0 is nothing, 100 is a service without any bound."""


def test_the_containerfile_follows_the_rules_of_hadolint() -> None:
    checked = run([program("hadolint"), "--no-color", str(DEPLOY / "Containerfile")])
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


@pytest.mark.parametrize("shape", ["small", "large"])
def test_compose_files_have_the_form_of_the_specification(shape: str) -> None:
    schema = ["--builtin-schema", "vendor.compose-spec"]
    checked = run([program("check-jsonschema"), *schema, str(DEPLOY / shape / "compose.yaml")])
    assert checked.returncode == 0, checked.stdout


def test_shellcheck_finds_nothing_in_the_scripts() -> None:
    checked = run([program("shellcheck"), "--shell", "sh", *map(str, SCRIPTS)])
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.parametrize("upstreams", ["", "web1:8000 web2:8000"], ids=["one", "two"])
def test_caddy_reads_its_file(tmp_path: Path, upstreams: str) -> None:
    more = {"PUBLIC_URL": "https://hotline.example.org", "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    more |= {"UPSTREAMS": upstreams} if upstreams else {}
    checked = run([program("caddy"), "validate", "--config", str(DEPLOY / "caddy" / "Caddyfile")], **more)
    assert checked.returncode == 0, checked.stderr
    assert '"level":"warn"' not in checked.stderr, "it is also formatted as `caddy fmt` does"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The root of a machine on which our units are installed, and nothing else."""
    shutil.copytree(DEPLOY / "systemd", tmp_path / "etc" / "systemd" / "system")
    for name in ("srv/tsunagu/.venv/bin/ivr", "bin/sh"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch(0o755)
    targets = tmp_path / "lib" / "systemd" / "system"
    targets.mkdir(parents=True)
    for name in ("basic", "multi-user", "network-online", "shutdown", "sockets", "sysinit", "timers"):
        (targets / f"{name}.target").write_text(f"[Unit]\nDescription={name}\n")
    return tmp_path


def test_systemd_reads_the_units(machine: Path) -> None:
    checked = run([program("systemd-analyze"), "verify", f"--root={machine}", "--man=no", *UNITS])
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.endswith(".service")])
def test_services_may_do_little(machine: Path, unit: str) -> None:
    command = ["security", "--offline=true", "--no-pager", f"--root={machine}", f"--threshold={EXPOSED}", unit]
    checked = run([program("systemd-analyze"), *command])
    assert checked.returncode == 0, re.sub(r"(?m)^✓.*\n", "", checked.stdout)
