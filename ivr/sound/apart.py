"""Conversion of a sound file in a process of its own, with limits of memory and time (decision 15).

Whatever a file does to its decoder, the service goes on: a process that crashes, is killed or takes too long is a
refusal in one line.
"""

import json
import logging
import os
import subprocess
import sys
import threading

from ivr.sound import LARGEST, AudioError, Sound
from sentences import Sentence, from_data

log = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds after which the process is killed. Its own limit is of processor time; this one is for busy machines."""
_TURN = 30.0
"""Seconds that a conversion waits for the one before it."""
_one_at_a_time = threading.Lock()
"""The service's memory is then that of one conversion, however many people upload at once."""


def convert(content: bytes, patience: float = PATIENCE) -> Sound:
    """Convert a sound file to a recording for the telephone.

    Raises:
        AudioError: the file can't be decoded within the limits, is too long, or is silent.
    """
    if len(content) > LARGEST:
        raise AudioError(Sentence("the file is larger than {number} bytes", number=LARGEST))
    if not _one_at_a_time.acquire(timeout=_TURN):
        raise AudioError(Sentence("other recordings are being converted; try again in a minute"))
    try:
        answer = _answer(content, patience)
    except (subprocess.SubprocessError, OSError, ValueError, LookupError, TypeError) as error:
        log.warning("a sound file was not converted: %s", error)
        answer = Sentence("it can't be converted with the memory and time of a recording; save it as WAV, 16 bit")
    finally:
        _one_at_a_time.release()
    if isinstance(answer, Sound):
        return answer
    raise AudioError(answer)


def _answer(content: bytes, patience: float) -> Sound | Sentence:
    """Return the recording, or why there is none.

    Raises:
        SubprocessError, OSError: the process crashed, was killed, took too long or could not begin.
        ValueError, LookupError, TypeError: what it wrote makes no sense.
    """
    done = subprocess.run(
        [sys.executable, "-P", "-m", "ivr.sound"],
        input=content,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        timeout=patience,
        check=True,
        process_group=0,  # an interruption of a command at a terminal is not one of its conversion
    )
    head, _, audio = done.stdout.partition(b"\n")
    told = json.loads(head)
    if isinstance(refused := from_data(told.get("refused", "")), Sentence):
        return refused
    return Sound(audio, float(told["seconds"]))


_ENVIRONMENT = {
    "PATH": os.defpath,
    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    "OPENBLAS_NUM_THREADS": "1",  # each thread of numpy's takes memory
}
"""Without the service's secrets."""
