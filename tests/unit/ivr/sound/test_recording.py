"""Sound files that people and browsers make, and what is no sound."""

from contextlib import suppress
from io import BytesIO

import numpy as np
import pytest
import soundfile
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ivr.sound import LARGEST, AudioError
from ivr.sound.recording import LEVEL, RATE, for_telephone
from ivr.sound.webm import ogg_of
from prompts.load import load_language
from sentences import render
from tests.support.examples import examples
from tests.support.sound import SOUNDS, minute_of_silence

WEBM = (SOUNDS / "browser.webm").read_bytes()
"""Recorded by Chromium's MediaRecorder from its fake microphone, which beeps once a second."""


def tone(seconds: float = 0.5, rate: int = 44_100, loudness: float = 0.2) -> NDArray[np.float64]:
    return loudness * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)


def file_of(samples: NDArray[np.float64], rate: int = 44_100, subtype: str = "PCM_16", form: str = "WAV") -> bytes:
    file = BytesIO()
    soundfile.write(file, samples, rate, format=form, subtype=subtype)
    return file.getvalue()


ID3 = b"ID3\x04\x00\x00\x00\x00\x00\x0aTIT2\x00\x00\x00\x00\x00\x00"
"""An empty title, as it comes before the sound of an MP3 (id3.org, ID3v2.4, 3.1)."""


@pytest.mark.parametrize(
    "content",
    [
        file_of(tone()),
        file_of(tone(loudness=0.01)),
        file_of(np.concatenate([np.zeros(44_100), tone(), np.zeros(44_100)])),
        file_of(np.stack([tone(), -tone()], axis=1)),  # the channels cancel each other
        file_of(np.stack([tone(), 0 * tone()], axis=1)),
        file_of(tone(rate=96_000), 96_000, "PCM_24"),
        file_of(tone(rate=8000), 8000, "PCM_U8"),
        file_of(tone(), form="WAVEX"),
        file_of(tone(), subtype="MPEG_LAYER_III", form="MP3"),
        ID3 + file_of(tone(), subtype="MPEG_LAYER_III", form="MP3"),
        file_of(tone(), subtype="VORBIS", form="OGG"),
        file_of(tone(rate=48_000), 48_000, "OPUS", "OGG"),
    ],
    ids=[
        "plain",
        "quiet",
        "silent ends",
        "opposite",
        "one side",
        "96 kHz",
        "8 bit",
        "extensible",
        "mp3",
        "tagged mp3",
        "vorbis",
        "opus",
    ],
)
def test_whatever_it_was_it_is_as_loud_and_as_long_as_the_speech(content: bytes) -> None:
    sound = for_telephone(content)
    assert 0.45 < sound.seconds < 0.75
    samples, rate = soundfile.read(BytesIO(sound.audio))
    assert rate == RATE
    assert samples.ndim == 1
    heard = samples[np.abs(samples) > 0.01]
    assert abs(10 * np.log10(np.mean(heard**2)) - LEVEL) < 2


def test_what_a_browser_records_is_read() -> None:
    sound = for_telephone(WEBM)
    assert 1 < sound.seconds < 3
    with soundfile.SoundFile(BytesIO(ogg_of(WEBM))) as ogg:
        assert 2.2 < ogg.frames / ogg.samplerate < 2.7


@examples(80)
@example(104, [(103, 128)])  # a byte that is no letter in the name of the kind of document
@given(st.integers(0, len(WEBM)), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=6))
def test_a_recording_that_is_cut_off_or_damaged_is_read_as_far_as_it_goes_or_refused(
    size: int, damage: list[tuple[int, int]]
) -> None:
    content = bytearray(WEBM[:size])
    for place, byte in damage:
        if place < size:
            content[place] = byte
    with suppress(AudioError):
        assert for_telephone(bytes(content)).seconds > 0


@pytest.mark.parametrize(
    ("content", "complaint", "japanese"),
    [
        (b"", "not a sound file", "読み取れる音声ファイルではありません"),
        (b"hello", "not a sound file", "読み取れる音声ファイルではありません"),
        (
            b"\x1a\x45\xdf\xa3",
            "not a WebM file that can be read: there is no sound in it",
            "読み取れるWebMファイルではありません：音声が含まれていません",
        ),
        (
            WEBM[:36] + b"\x00" + WEBM[37:],
            "not a WebM file that can be read: it is cut off or damaged",
            "読み取れるWebMファイルではありません：途中で切れているか、壊れています",
        ),
        (file_of(np.zeros(44_100)), "nothing is heard", "録音に音が入っていません"),
        (file_of(np.zeros(0)), "empty or damaged", "録音が空か、壊れています"),
        (
            file_of(np.array([0.1, np.nan, np.inf] * 9000), subtype="FLOAT"),
            "empty or damaged",
            "録音が空か、壊れています",
        ),
        (file_of(tone(61, 8000), 8000), "longer than 60 s", "録音が60秒を超えています"),
        (minute_of_silence(channels=1), "nothing is heard", "録音に音が入っていません"),
        (minute_of_silence(channels=255), "255 channels; save it with one or two", "録音に255のチャンネル"),
        (file_of(np.stack([tone()] * 3, axis=1)), "3 channels; save it with one or two", "録音に3のチャンネル"),
        (
            file_of(tone(rate=4000), 4000),
            "4000 samples a second; save it with 8000 to 96000",
            "録音は1秒に4000サンプル",
        ),
        (file_of(tone(rate=192_000), 192_000), "192000 samples a second", "録音は1秒に192000サンプル"),
        (file_of(tone(), form="FLAC"), r"not a sound file .*\(WAV, MP3, Ogg or WebM\)", "読み取れる音声ファイルでは"),
        (file_of(tone(), form="AIFF"), "not a sound file", "読み取れる音声ファイルではありません"),
        (ID3 + file_of(tone(), form="FLAC"), "FLAC, PCM_16 is not read; save it as WAV, 16 bit", "FLAC, PCM_16"),
        (file_of(tone(), subtype="IMA_ADPCM"), "WAV, IMA_ADPCM is not read", "WAV, IMA_ADPCM"),
        (bytes(LARGEST + 1), "larger than 36000000 bytes", "ファイルが36000000バイトを超えています"),
    ],
)
def test_what_is_no_recording_is_refused_in_one_line(content: bytes, complaint: str, japanese: str) -> None:
    with pytest.raises(AudioError, match=complaint) as refused:
        for_telephone(content)
    assert render(refused.value.sentence, load_language("ja")).startswith(japanese)
    assert "\n" not in str(refused.value)
    assert "0x" not in str(refused.value)
