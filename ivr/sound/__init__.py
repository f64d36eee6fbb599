"""Conversion of recorded sound files to recordings for the telephone.

The service uses :class:`ivr.sound.apart.Converter`. It converts in processes of their own (`python -m ivr.sound`),
because a decoder is the part of a program that a crafted file attacks first (decision 15).
"""

from dataclasses import dataclass

from sentences import SentenceError

LONGEST = 60
"""Most seconds of a recording."""
LARGEST = 36_000_000
"""Most bytes of a sound file. A minute of WAV at 96 kHz with two channels of 24 bits has 34.6 million."""
MOST_CHANNELS = 2
LOWEST_RATE, HIGHEST_RATE = 8_000, 96_000
"""Samples per second that telephones, browsers and studios record with."""


class AudioError(SentenceError, ValueError):
    """A sound file that can't be used. The message is one line."""


@dataclass(frozen=True, slots=True)
class Sound:
    """An MP3 for the telephone, and its duration in seconds."""

    audio: bytes
    seconds: float
