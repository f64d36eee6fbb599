"""Speech for a telephone line, and how to find it again in what was heard at the other end."""

from io import BytesIO

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from tests.support.synthesizer import synthesizer

Sound = NDArray[np.float64]

RATE = 8000
"""Samples a second on a telephone line."""
_SPEED = 350
"""Words a minute: a call in a test should be short."""
_VARIANT = "+Denis"
"""The voice whose pitch does not waver: espeak-ng says the same sentence in the same way each time."""
_VOICES = {"fil": "id", "km": "ja", "mn": "ja"}
"""Another voice for what espeak-ng does not know. Nobody has to understand it here."""

_PIECE = RATE * 3 // 10
"""A sentence is looked for in pieces of this many samples, since a line may lose or repeat a moment."""
_SHIFT = RATE // 10
"""How far such a moment may move a piece."""
_FAINT = 0.003
"""Below this loudness there is silence, which is like nothing."""


def speak(tag: str, words: str) -> Sound:
    """A sentence in the voice of a language tag."""
    language = tag.split("-", maxsplit=1)[0]
    voice = _VOICES.get(language, language) + _VARIANT
    return at_line_rate(*soundfile.read(BytesIO(synthesizer().read(voice, _SPEED, words))))


def at_line_rate(samples: Sound, rate: int) -> Sound:
    """One channel at the rate of the line."""
    return np.asarray(soxr.resample(samples.reshape(len(samples), -1).mean(axis=1), rate, RATE))


def likeness(recording: Sound, sound: Sound) -> float:
    """How surely a sound is in a recording: 1 if all of it is, at some moment.

    It is the normalised cross-correlation of the piece that is least like it; the pieces must follow each other as in
    the sound.
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
    """How like a piece the recording is, from each of its samples on."""
    size = 1 << (len(recording) + len(piece)).bit_length()
    product = np.fft.rfft(recording, size) * np.conj(np.fft.rfft(piece, size))
    places = len(recording) - len(piece) + 1
    energy = np.concatenate(([0.0], np.cumsum(recording**2)))
    heard = energy[len(piece) :] - energy[:places]
    heard = np.maximum(heard, len(piece) * _FAINT**2)
    return np.asarray(np.fft.irfft(product, size)[:places] / np.sqrt(heard * np.sum(piece**2)))


def _about(likeness_at: Sound, start: int, count: int) -> Sound:
    """The best of each moment of the recording and of those about it, were the sound to begin at that moment."""
    moved = np.zeros(count * _SHIFT)
    later = likeness_at[start:][: len(moved)]
    moved[: len(later)] = later
    best = np.pad(moved.reshape(count, _SHIFT).max(axis=1), 1)
    return np.asarray(np.max([best[:-2], best[1:-1], best[2:]], axis=0))
