"""Sound files for tests."""

import math
import struct
import wave
from pathlib import Path

from ivr.sound.webm import _pages

SOUNDS = Path(__file__).parent / "sounds"
"""Files recorded by browsers."""


def tone(file: Path, seconds: float = 0.4, loudness: float = 0.1, silence: float = 0.5) -> Path:
    """Write a WAV file of a 440 Hz tone between two silences. Durations are in seconds, ``loudness`` is from 0 to 1."""
    rate, pause = 8000, [0.0] * round(silence * 8000)
    sound = [loudness * math.sin(2 * math.pi * 440 * place / rate) for place in range(round(seconds * rate))]
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, rate, 0, "NONE", "not compressed"))
        samples = [*pause, *sound, *pause]
        out.writeframes(struct.pack(f"<{len(samples)}h", *(round(each * 32767) for each in samples)))
    return file


def minute_of_silence(channels: int) -> bytes:
    """Return a minute of Opus in Ogg, in some 100,000 bytes, whose header has all channels play the same stream.

    The header is RFC 7845, 5.1, with mapping family 255. A packet is the 20 ms of silence of RFC 6716.
    """
    head = struct.pack("<8sBBHIHBBB", b"OpusHead", 1, channels, 0, 48_000, 0, 255, 1, 0) + bytes(channels)
    tags = b"OpusTags" + bytes(8)
    return b"".join(_pages(head, tags, [b"\xf8\xff\xfe"] * 2990))
