"""`python -m ivr.sound`: the process in which :mod:`ivr.sound.apart` converts one sound file.

It reads the file from its standard input. It writes a line of JSON, either ``{"seconds": 1.5}`` or
``{"refused": ...}`` with a sentence, and after the seconds the MP3.
"""

import json
import resource
import sys
from contextlib import suppress
from typing import Any

from ivr.sound import LARGEST, AudioError
from sentences import Sentence, to_data

MEMORY = 700_000_000
"""Most bytes of addresses. A minute at 96 kHz with two channels needs 300 million."""
PROCESSOR = 20
"""Most seconds of processor time. The largest recording takes one."""


def main() -> None:
    """Convert the sound file on standard input."""
    limit()
    try:
        from ivr.sound.recording import for_telephone  # noqa: PLC0415 - within the limits

        sound = for_telephone(sys.stdin.buffer.read(LARGEST + 1))
    except AudioError as error:
        _answer({"refused": to_data(error.sentence)})
    except ModuleNotFoundError as error:
        missing = Sentence("{name} is not installed: pip install 'tsunagu[recordings]'", name=str(error.name))
        _answer({"refused": to_data(missing)})
    else:
        _answer({"seconds": sound.seconds}, sound.audio)


def limit() -> None:
    """Limit this process."""
    # macOS has a limit of memory that cannot be set. What a header says is checked there, too.
    for what, most in (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, PROCESSOR), (resource.RLIMIT_CORE, 0):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _answer(head: Any, audio: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + audio)


if __name__ == "__main__":
    main()
