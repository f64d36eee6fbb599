"""Real calls by SIP, and a check of the programs that they need."""

import platform
import shutil
import sys
from importlib.util import find_spec


def missing() -> str:
    """Return what this machine lacks, in one line; empty if nothing."""
    if find_spec("pjsua2") is None:
        return "no real calls: pjsua2-python is not installed (it is built for Python 3.11 and 3.12 on Linux, x86_64)"
    if shutil.which("baresip") is None:
        return "no real calls: baresip is not installed (Debian: apt-get install baresip-core)"
    return ""


def possible() -> bool:
    """Whether there is a build of pjsua2 for this Python and machine."""
    return sys.version_info < (3, 13) and (sys.platform, platform.machine()) == ("linux", "x86_64")
