"""`python -m ivr.sound`: converts the sound files of :mod:`ivr.sound.apart`, each in a process of its own.

This process loads the libraries and reads no file itself; it forks for each. A file comes on its standard input, then
the answer goes on its standard output (:mod:`ivr.sound.parts`), then the next file comes. An answer is a line of JSON,
either ``{"seconds": 1.5}`` or ``{"refused": ...}`` with a sentence, and after the seconds the MP3. It is empty if the
file's process crashed or was killed.
"""

import json
import os
import resource
import sys
from contextlib import suppress

from ivr.sound import LARGEST, AudioError
from ivr.sound.parts import read_part, write_part
from sentences import Sentence, to_data

MEMORY = 700_000_000
"""Most bytes of addresses. A minute at 96 kHz with two channels needs 300 million."""
PROCESSOR = 20
"""Most seconds of processor time. The largest recording takes one."""


def main() -> None:
    """Convert the files on standard input."""
    limit()
    with suppress(ImportError):  # the answer to a file says what is missing
        import ivr.sound.recording  # noqa: F401, PLC0415 - within the limits
    while (content := read_part(sys.stdin.buffer)) is not None:
        write_part(sys.stdout.buffer, _converted_apart(content))


def limit() -> None:
    """Limit this process, and each that it forks by itself."""
    # macOS has a limit of memory that cannot be set. What a header says is checked there, too.
    for what, most in (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, PROCESSOR), (resource.RLIMIT_CORE, 0):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _converted_apart(content: bytes) -> bytes:
    """Convert a file in a process that gets no other file and can answer for no other."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        failed = 1
        try:
            for each in (sys.stdin.fileno(), sys.stdout.fileno(), reading):
                os.close(each)
            with os.fdopen(writing, "wb") as out:
                out.write(_converted(content))
            failed = 0
        finally:
            os._exit(failed)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        answer = answers.read(LARGEST)
    return b"" if os.waitpid(child, 0)[1] else answer


def _converted(content: bytes) -> bytes:
    try:
        from ivr.sound.recording import for_telephone  # noqa: PLC0415 - within the limits

        sound = for_telephone(content)
    except AudioError as error:
        return _head(refused=to_data(error.sentence))
    except ModuleNotFoundError as error:
        missing = Sentence("{name} is not installed: pip install 'tsunagu[recordings]'", name=str(error.name))
        return _head(refused=to_data(missing))
    return _head(seconds=sound.seconds) + sound.audio


def _head(**told: object) -> bytes:
    return json.dumps(told).encode() + b"\n"


if __name__ == "__main__":
    main()
