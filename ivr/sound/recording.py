"""Converts an uploaded sound file to a recording for the telephone.

Inputs are WAV, MP3, Ogg, FLAC, or the WebM of a browser's recorder. The output is a mono MP3. Silence at both ends is
removed and the loudness is the same for all recordings, so that consecutive clips sound like one speaker.
"""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from ivr.sound.webm import MAGIC, WebmError, ogg_of
from sentences import Sentence, SentenceError

RATE = 16_000
"""Samples per second. The telephone has 8,000; the higher rate is for playback in a browser."""
LONGEST = 60
"""Most seconds of a recording."""
LEVEL = -20.0
"""Mean level of the speech without pauses, in dB relative to full scale; usual for telephone announcements."""
_PEAK = 0.89
"""Highest peak, as a fraction of full scale: -1 dB."""
_FRAME = RATE // 50
"""Samples of a frame of 20 ms."""
_QUIET = -35.0
"""Frames below this level, in dB relative to the loudest frame, are not speech."""
_NOISE = -55.0
"""A recording without a frame above this level, in dB relative to full scale, is silent."""
_BEFORE, _AFTER = 2, 5
"""Frames of 20 ms that are kept before and after the speech."""

Samples = NDArray[np.float32]


class AudioError(SentenceError, ValueError):
    """A sound file that can't be used. The message is one line."""


@dataclass(frozen=True, slots=True)
class Sound:
    """An MP3 for the telephone, and its duration in seconds."""

    audio: bytes
    seconds: float


def for_telephone(content: bytes) -> Sound:
    """Convert a sound file to a recording for the telephone.

    Raises:
        AudioError: the file can't be decoded, is too long, or is silent.
    """
    samples = _level(_trim(_read(content)))
    return Sound(_mp3(samples), round(len(samples) / RATE, 2))


def silence(seconds: float) -> Sound:
    """Return a recording of silence."""
    return Sound(_mp3(np.zeros(round(seconds * RATE), np.float32)), seconds)


def _read(content: bytes) -> Samples:
    try:
        if content.startswith(MAGIC):
            content = ogg_of(content)
        with soundfile.SoundFile(BytesIO(content)) as file:
            if file.frames > LONGEST * file.samplerate:
                raise AudioError(Sentence("the recording is longer than {number} s", number=LONGEST))
            channels = file.read(dtype="float32", always_2d=True)
            rate = file.samplerate
    except WebmError as error:
        raise AudioError(Sentence("not a WebM file that can be read: {cause}", cause=error.sentence)) from None
    except soundfile.LibsndfileError as error:
        cause = error.error_string.strip().rstrip(".")
        said = Sentence("not a sound file that can be read (WAV, MP3, Ogg, FLAC or WebM): {cause}", cause=cause)
        raise AudioError(said) from None
    if not len(channels) or not np.isfinite(channels).all():
        raise AudioError(Sentence("the recording is empty or damaged"))
    samples = channels[:, np.argmax((channels**2).sum(axis=0))]  # the loudest, because a mix may cancel out
    return np.asarray(soxr.resample(samples - samples.mean(), rate, RATE), np.float32)


def _trim(samples: Samples) -> Samples:
    loudness = _loudness(samples)
    if not len(loudness) or loudness.max() < _NOISE:
        raise AudioError(Sentence("nothing is heard in the recording"))
    speech = np.flatnonzero(loudness > loudness.max() + _QUIET)
    first, last = max(speech[0] - _BEFORE, 0), speech[-1] + 1 + _AFTER
    return samples[first * _FRAME : last * _FRAME]


def _level(samples: Samples) -> Samples:
    loudness = _loudness(samples)
    speech = loudness[loudness > loudness.max() + _QUIET]
    mean = 10 * np.log10(np.mean(10 ** (speech / 10)))
    gain = min(10 ** ((LEVEL - mean) / 20), _PEAK / float(np.abs(samples).max()))
    return np.asarray(samples * gain, np.float32)


def _loudness(samples: Samples) -> NDArray[np.float64]:
    """Return the level of each frame in dB relative to full scale."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float64)
    return np.asarray(10 * np.log10(np.mean(frames**2, axis=1) + 1e-12))


def _mp3(samples: Samples) -> bytes:
    file = BytesIO()
    soundfile.write(
        file, samples, RATE, format="MP3", subtype="MPEG_LAYER_III", compression_level=0.8, bitrate_mode="CONSTANT"
    )
    return file.getvalue()
