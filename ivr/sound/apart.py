"""Conversion of sound files in processes of their own, with limits of memory and time (decision 15).

Whatever a file does to its decoder, the service and the files after it go on: a process that crashes, is killed or
takes too long is a refusal in one line.
"""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from typing import Self

from ivr.sound import LARGEST, AudioError, Sound
from ivr.sound.parts import read_part, write_part
from sentences import Sentence, from_data

log = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds after which the process is killed. Its own limit is of processor time; this one is for busy machines."""
_TURN = 30.0
"""Seconds that a conversion waits for the one before it."""
_one_at_a_time = threading.Lock()
"""The service's memory is then that of one conversion, however many people upload at once."""


class Converter:
    """Converts sound files to recordings for the telephone, each in a process of its own.

    They are forked from one that has loaded the libraries, which takes longer than most conversions. It starts with the
    first file and ends with the block; a file that takes it along starts another with the next file.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def convert(self, content: bytes, patience: float = PATIENCE) -> Sound:
        """Convert a file, within ``patience`` in seconds.

        Raises:
            AudioError: the file can't be decoded within the limits, is too long, or is silent.
        """
        if len(content) > LARGEST:
            raise AudioError(Sentence("the file is larger than {number} bytes", number=LARGEST))
        if not _one_at_a_time.acquire(timeout=_TURN):
            raise AudioError(Sentence("other recordings are being converted; try again in a minute"))
        try:
            answer = self._answer(content, patience)
        except (OSError, ValueError, LookupError, TypeError) as error:
            log.warning("a sound file was not converted: %s", error)
            self._end()
            answer = Sentence("it can't be converted with the memory and time of a recording; save it as WAV, 16 bit")
        finally:
            _one_at_a_time.release()
        if isinstance(answer, Sound):
            return answer
        raise AudioError(answer)

    def _answer(self, content: bytes, patience: float) -> Sound | Sentence:
        """Return the recording, or why there is none.

        Raises:
            OSError: the process took too long, has ended, or could not begin.
            ValueError, LookupError, TypeError: it crashed, was killed, or what it wrote makes no sense.
        """
        if self._process is None:
            self._start()
        self._socket.settimeout(patience)
        write_part(self._line, content)
        head, _, audio = (read_part(self._line) or b"").partition(b"\n")
        told = json.loads(head)
        if isinstance(refused := from_data(told.get("refused", "")), Sentence):
            return refused
        return Sound(audio, float(told["seconds"]))

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs, ExitStack() as opened:
            opened.callback(ours.close)
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ivr.sound"],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                process_group=0,  # an interruption of a command at a terminal is not one of its conversion
            )
            opened.pop_all()
        self._socket, self._line = ours, ours.makefile("rwb")

    def _end(self) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        with suppress(OSError):  # of what could not be written
            self._line.close()
        self._socket.close()


_ENVIRONMENT = {
    "PATH": os.defpath,
    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    "OPENBLAS_NUM_THREADS": "1",  # each thread of numpy's takes memory, and is not there after a fork
}
"""Without the service's secrets."""
