"""Whatever a sound file is, it is converted, or refused by an error of ours in one line (`make fuzz` tries more)."""

from io import BytesIO

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from ivr.sound import AudioError
from ivr.sound.recording import for_telephone
from tests.support.damage import damaged_bytes
from tests.support.examples import examples
from tests.support.sound import SOUNDS


def file_of(form: str, subtype: str) -> bytes:
    file, samples = BytesIO(), 0.2 * np.sin(np.arange(2400) / 3)
    soundfile.write(file, samples, 8000, format=form, subtype=subtype)
    return file.getvalue()


FILES = {
    "wav": file_of("WAV", "PCM_16"),
    "mp3": file_of("MP3", "MPEG_LAYER_III"),
    "vorbis": file_of("OGG", "VORBIS"),
    "opus": file_of("OGG", "OPUS"),
    "webm": (SOUNDS / "browser.webm").read_bytes()[:6000],
}


@pytest.mark.parametrize("form", FILES)
@examples(30)
@given(st.data())
def test_a_sound_file_is_converted_or_refused_in_one_line(form: str, data: st.DataObject) -> None:
    good = FILES[form]
    content = data.draw(damaged_bytes(good) | st.binary(max_size=200).map(lambda more: good[:4] + more))
    told = "converted"
    try:
        assert for_telephone(content).seconds > 0
    except AudioError as refused:
        told = str(refused)
    assert told.strip()
    assert "\n" not in told
