"""The process that converts a sound file: what it needs, and what becomes of it when it fails."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ivr.sound import AudioError
from ivr.sound.apart import convert
from sentences import from_data
from tests.support.sound import SOUNDS, minute_of_silence, tone

BROWSERS = (SOUNDS / "browser.webm").read_bytes()
BEYOND = "with the memory and time of a recording; save it as WAV, 16 bit"


def python(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own, so that its limits are not those of the tests."""
    path = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=path | environment
    )


def test_a_sound_comes_back_as_an_mp3() -> None:
    sound = convert(BROWSERS)
    assert 1 < sound.seconds < 3
    assert sound.audio[:2] == b"\xff\xf3"


def test_it_works_in_threads(tmp_path: Path) -> None:
    content, made = tone(tmp_path / "a.wav").read_bytes(), list[float]()
    threads = [threading.Thread(target=lambda: made.append(convert(content).seconds)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [made[0]] * 3


def test_a_short_file_that_holds_thousands_of_millions_of_bytes_is_refused() -> None:
    bomb = minute_of_silence(channels=255)
    assert len(bomb) < 110_000
    with pytest.raises(AudioError, match=r"^the recording has 255 channels; save it with one or two$"):
        convert(bomb)


def test_a_conversion_that_takes_too_long_is_refused_in_one_line() -> None:
    with pytest.raises(AudioError, match=f"^it can't be converted {BEYOND}$"):
        convert(BROWSERS, patience=0)


def test_a_conversion_that_dies_for_want_of_memory_is_refused_in_one_line() -> None:
    program = f"""
import resource
from pathlib import Path
from ivr.sound import AudioError
from ivr.sound.apart import convert
content = Path({str(SOUNDS / "browser.webm")!r}).read_bytes()
resource.setrlimit(resource.RLIMIT_AS, (100_000_000, 100_000_000))
try:
    convert(content)
except AudioError as error:
    print(error)
"""
    assert python(program).stdout == f"it can't be converted {BEYOND}\n"


@pytest.mark.parametrize(("greed", "end"), [("bytes(1_500_000_000)", "MemoryError"), ("while True: pass", "")])
def test_the_process_limits_itself(greed: str, end: str) -> None:
    program = f"import ivr.sound.__main__ as ours\nours.PROCESSOR = 1\nours.limit()\n{greed}"
    ended = python(program)
    assert ended.returncode
    assert end in ended.stderr


def test_a_package_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "soundfile.py").write_text("raise ModuleNotFoundError(name='soundfile')")
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "ivr.sound"],
        input=BROWSERS,
        capture_output=True,
        check=True,
        env={"PYTHONPATH": path},
    )
    told = str(from_data(json.loads(ran.stdout)["refused"]))
    assert told == "soundfile is not installed: pip install 'tsunagu[recordings]'"
