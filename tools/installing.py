"""Installation of the programs that tests need besides Python packages.

System packages are installed only by root, as in CI or a container, so that no other machine is changed.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

_QUIET = {"DEBIAN_FRONTEND": "noninteractive"}
_LONGEST = 900
"""Time limit of one command, in seconds."""


def required() -> bool:
    """Whether a missing tool is an error, as in CI."""
    return bool(os.environ.get("CI"))


def is_root() -> bool:
    """Whether this process runs as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def may_install_packages() -> bool:
    """Whether this process runs as root on Debian or a derivative."""
    return bool(shutil.which("apt-get")) and is_root()


def install_packages(packages: Sequence[str]) -> None:
    """Install Debian packages if allowed. Callers check for the installed programs to see whether it succeeded."""
    if packages and may_install_packages() and run(["apt-get", "update", "--quiet=2"]):
        run(["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *packages])


def run(command: Sequence[str], folder: str | None = None, more: Mapping[str, str] | None = None) -> bool:
    """Run a command and print it. Print errors instead of raising them, and return False.

    ``more`` are additional environment variables.
    """
    print("Installing what the tests need:", *command, flush=True)
    try:
        ended = subprocess.run(  # noqa: S603 - the commands are written in this folder
            command,
            cwd=folder,
            env={**os.environ, **_QUIET, **(more or {})},
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
        said = (ended.stderr or ended.stdout).strip().splitlines()
        print("  it failed:", next((line for line in said if line.startswith("E")), said[-1] if said else "")[:300])
    return ended.returncode == 0
