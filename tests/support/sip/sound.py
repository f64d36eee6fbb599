"""Speech for a telephone line, and detection of it in the recording of the other end."""

from io import BytesIO

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from tests.support.synthesizer import synthesizer

Sound = NDArray[np.float64]

RATE = 8000
"""Samples per second on a telephone line."""
_SPEED = 350
"""Words per minute; fast, to keep calls in tests short."""
_VARIANT = "+Denis"
"""A voice variant with constant pitch, with which espeak-ng's output is deterministic."""
_VOICES = {"fil": "id", "km": "ja", "mn": "ja"}
"""Substitute voices for languages that espeak-ng lacks; the speech need not be understandable."""

_PIECE = RATE * 3 // 10
"""Samples of the pieces in which a sentence is searched for, because a line may lose or repeat some samples."""
_SHIFT = RATE // 10
"""By how many samples such a gap may move a piece."""
_FAINT = 0.003
"""Sound below this RMS value is silence."""


def speak(tag: str, words: str) -> Sound:
    """Synthesize a sentence in the voice of a language tag."""
    language = tag.split("-", maxsplit=1)[0]
    voice = _VOICES.get(language, language) + _VARIANT
    return at_line_rate(*soundfile.read(BytesIO(synthesizer().read(voice, _SPEED, words))))


def at_line_rate(samples: Sound, rate: int) -> Sound:
    """Convert sound to one channel at the rate of the line."""
    return np.asarray(soxr.resample(samples.reshape(len(samples), -1).mean(axis=1), rate, RATE))


def likeness(recording: Sound, sound: Sound) -> float:
    """Return how surely a sound is in a recording, from 0 to 1.

    It is the normalised cross-correlation of the worst piece, at the best position at which the pieces have the same
    order and distances as in the sound.
    """
    assert len(sound) >= _PIECE
    assert _loudness(sound) >= _FAINT
    if len(recording) < len(sound):
        return 0.0
    starts = {*range(0, len(sound) - _PIECE, _PIECE), len(sound) - _PIECE}
    worst = np.ones(len(recording) // _SHIFT + 1)
    for start in starts:
        piece = sound[start : start + _PIECE]
        if _loudness(piece) >= _FAINT:
            worst = np.minimum(worst, _about(_correlation(recording, piece), start, len(worst)))
    return float(worst.max())


def _loudness(sound: Sound) -> float:
    return float(np.sqrt(np.mean(sound**2)))


def _correlation(recording: Sound, piece: Sound) -> Sound:
    """Return the normalised cross-correlation of a piece with the recording at each sample."""
    size = 1 << (len(recording) + len(piece)).bit_length()
    product = np.fft.rfft(recording, size) * np.conj(np.fft.rfft(piece, size))
    places = len(recording) - len(piece) + 1
    energy = np.concatenate(([0.0], np.cumsum(recording**2)))
    heard = energy[len(piece) :] - energy[:places]
    heard = np.maximum(heard, len(piece) * _FAINT**2)
    return np.asarray(np.fft.irfft(product, size)[:places] / np.sqrt(heard * np.sum(piece**2)))


def _about(likeness_at: Sound, start: int, count: int) -> Sound:
    """Return the best value around each position of the recording, if the sound begins at that position."""
    moved = np.zeros(count * _SHIFT)
    later = likeness_at[start:][: len(moved)]
    moved[: len(later)] = later
    best = np.pad(moved.reshape(count, _SHIFT).max(axis=1), 1)
    return np.asarray(np.max([best[:-2], best[1:-1], best[2:]], axis=0))
