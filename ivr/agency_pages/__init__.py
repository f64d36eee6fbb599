"""Looks at pages of agencies: fetches one and reads the numbers and hours on it, in a process of its own.

A page may do to a parser what it likes (``python -m ivr.agency_pages``): the process has no secrets, and is killed when
it takes too long (decision 26). The libraries are the extra `watch`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from importlib.util import find_spec
from typing import Any

from ivr.core.agency_pages.facts import from_data
from ivr.core.agency_pages.state import Answer, Question, State
from sentences import Sentence
from sentences import from_data as sentence_of

COMMAND = (sys.executable, "-P", "-m", "ivr.agency_pages")
PATIENCE = 60.0
"""Seconds after which the process is killed."""
NOT_INSTALLED = "the pages of agencies are not read, since the extra is not installed: pip install '.[watch]'"
_ENVIRONMENT = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
"""Without the service's secrets, and without a proxy: the process connects to addresses that it has checked."""


def installed() -> bool:
    """Whether the libraries of the extra are installed. They are not loaded."""
    return all(find_spec(name) for name in ("lxml", "protego"))


def look(question: Question, command: Sequence[str] = COMMAND, patience: float = PATIENCE) -> Answer:
    """Look at a page, within ``patience`` in seconds. Whatever goes wrong is an answer, too."""
    try:
        ran = subprocess.run(  # noqa: S603 - our own module
            command,
            input=json.dumps(asdict(question)).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            check=True,
            env=_ENVIRONMENT,
        )
        return _answer(json.loads(ran.stdout))
    except subprocess.TimeoutExpired:
        return Answer(State.FAILED, Sentence("no answer in {number} seconds", number=round(patience)))
    except (OSError, ValueError, LookupError, TypeError, subprocess.CalledProcessError):
        return Answer(State.UNREADABLE, Sentence("it can't be read with the memory and time of a page"))


def _answer(data: dict[str, Any]) -> Answer:
    said = sentence_of(data["said"]) if data.get("said") else None
    return Answer(
        State(data["state"]),
        said if isinstance(said, Sentence) else None,
        from_data(data["parts"]) if data.get("parts") is not None else None,
        str(data.get("leads_to", "")),
        str(data.get("etag", "")),
        str(data.get("modified", "")),
        timedelta(seconds=int(data.get("stay_away", 0))),
    )
