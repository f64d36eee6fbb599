"""Converts an uploaded sound file to a recording for the telephone.

Inputs are WAV, MP3, Ogg, or the WebM of a browser's recorder, told by their content and not by their names. The
output is a mono MP3. Silence at both ends is removed and the loudness is the same for all recordings, so that
consecutive clips sound like one speaker.

:mod:`ivr.sound.apart` runs this in a process of its own.
"""

from io import BytesIO

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from ivr.sound import HIGHEST_RATE, LARGEST, LONGEST, LOWEST_RATE, MOST_CHANNELS, AudioError, Sound
from ivr.sound.webm import MAGIC, WebmError, ogg_of
from sentences import Sentence

RATE = 16_000
"""Samples per second. The telephone has 8,000; the higher rate is for playback in a browser."""
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

_WAV = frozenset({"PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"})
_SUBTYPES = {"WAV": _WAV, "WAVEX": _WAV, "MP3": {"MPEG_LAYER_III"}, "OGG": {"VORBIS", "OPUS"}}
"""What is decoded, in libsndfile's names. A file that begins like an MP3 may go on as another form."""

Samples = NDArray[np.float32]


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
    if len(content) > LARGEST:
        raise AudioError(Sentence("the file is larger than {number} bytes", number=LARGEST))
    try:
        with soundfile.SoundFile(BytesIO(_known(content))) as file:
            _check(file)
            # A header may promise fewer samples than there are, so that the number is given here, too.
            channels = file.read(LONGEST * file.samplerate, dtype="float32", always_2d=True)
            rate = file.samplerate
    except WebmError as error:
        raise AudioError(Sentence("not a WebM file that can be read: {cause}", cause=error.sentence)) from None
    except soundfile.LibsndfileError as error:
        cause = error.error_string.strip().rstrip(".")
        raise AudioError(Sentence("not a sound file that can be read: {cause}", cause=cause)) from None
    if not len(channels) or not np.isfinite(channels).all():
        raise AudioError(Sentence("the recording is empty or damaged"))
    samples = channels[:, np.argmax((channels**2).sum(axis=0))]  # the loudest, because a mix may cancel out
    return np.asarray(soxr.resample(samples - samples.mean(), rate, RATE), np.float32)


def _known(content: bytes) -> bytes:
    """Return a file that libsndfile reads, of one of the four forms.

    libsndfile reads twenty other forms, whose decoders nobody needs here.

    Raises:
        AudioError: it begins like no WAV, MP3, Ogg or WebM file.
        WebmError: a WebM file is damaged.
    """
    if content.startswith(MAGIC):
        return ogg_of(content)
    wav = content[:4] == b"RIFF" and content[8:12] == b"WAVE"
    mp3 = content[:3] == b"ID3" or (content[:1] == b"\xff" and content[1:2] >= b"\xe0")
    if not (wav or mp3 or content[:4] == b"OggS"):
        raise AudioError(Sentence("not a sound file that can be read (WAV, MP3, Ogg or WebM)"))
    return content


def _check(file: soundfile.SoundFile) -> None:
    """Compare what the header of a file says with the limits, before any sample is decoded.

    A short file can hold much: silence in 255 channels, of which a minute has 108,000 bytes as Ogg, has 2.9 GB.

    Raises:
        AudioError: it has another form, too many channels, another rate, or is too long.
    """
    if file.subtype not in _SUBTYPES.get(file.format, ()):
        form = f"{file.format}, {file.subtype}"
        raise AudioError(Sentence("sound of the form {text} is not read; save it as WAV, 16 bit", text=form))
    if file.channels > MOST_CHANNELS:
        said = Sentence("the recording has {number} channels; save it with one or two", number=file.channels)
        raise AudioError(said)
    if not LOWEST_RATE <= file.samplerate <= HIGHEST_RATE:
        said = Sentence(
            "the recording has {number} samples a second; save it with {lowest} to {highest}",
            number=file.samplerate,
            lowest=LOWEST_RATE,
            highest=HIGHEST_RATE,
        )
        raise AudioError(said)
    if file.frames > LONGEST * file.samplerate:
        raise AudioError(Sentence("the recording is longer than {number} s", number=LONGEST))


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
