"""The processes that convert sound files: what they need, and what becomes of it when they fail."""

import json
import os
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import pytest

from ivr.sound import AudioError, Sound
from ivr.sound.apart import Converter
from ivr.sound.parts import read_part, write_part
from sentences import from_data
from tests.support.sound import SOUNDS, minute_of_silence, tone

BROWSERS = (SOUNDS / "browser.webm").read_bytes()
BEYOND = "with the memory and time of a recording; save it as WAV, 16 bit"
CRASHES, HANGS = b"this crashes the decoder", b"this keeps the decoder busy"


def python(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own, so that its limits are not those of the tests."""
    path = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=path | environment
    )


def convert(content: bytes) -> Sound:
    with Converter() as converter:
        return converter.convert(content)


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
    with Converter() as converter, pytest.raises(AudioError, match=f"^it can't be converted {BEYOND}$"):
        converter.convert(BROWSERS, patience=0)


def test_a_file_that_crashes_or_keeps_its_decoder_harms_no_other(tmp_path: Path) -> None:
    """With a library that has a fault: it crashes by one file, and goes on for ever with another."""
    (tmp_path / "soundfile.py").write_text(f"""
import importlib.machinery, os, sys
elsewhere = [each for each in sys.path if each != {str(tmp_path)!r}]
importlib.machinery.PathFinder.find_spec("soundfile", elsewhere).loader.exec_module(sys.modules[__name__])

class SoundFile(SoundFile):
    def __init__(self, file, *arguments, **named):
        content = file.getvalue()
        if content.endswith({CRASHES!r}):
            os.abort()
        while content.endswith({HANGS!r}):
            pass
        super().__init__(file, *arguments, **named)
""")
    program = f"""
from pathlib import Path
from ivr.sound import AudioError
from ivr.sound.apart import PATIENCE, Converter
good = Path({str(tone(tmp_path / "a.wav"))!r}).read_bytes()
with Converter() as converter:
    for after, patience in ((b"", PATIENCE), ({CRASHES!r}, PATIENCE), ({HANGS!r}, 1), (b"", PATIENCE)):
        try:
            print(converter.convert(good + after, patience).seconds)
        except AudioError as error:
            print(error)
"""
    ended = python(program, PYTHONPATH=os.pathsep.join([str(tmp_path), *filter(None, sys.path)]))
    first, crashed, hung, last = ended.stdout.splitlines()
    assert first == last
    assert 0 < float(first) < 1
    assert crashed == hung == f"it can't be converted {BEYOND}"


def test_a_file_can_answer_for_no_other(tmp_path: Path) -> None:
    """Whoever takes its process over finds neither the files after it nor the line on which answers go."""
    (tmp_path / "soundfile.py").write_text("""
import os
def is_closed(number):
    try:
        os.fstat(number)
    except OSError:
        return True
opened = [number for number in range(3, 100) if not is_closed(number)]
raise ModuleNotFoundError(name=f"{is_closed(0)}, {len(opened)}")
""")
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    assert refusal(BROWSERS, path) == "True, 1 is not installed: pip install 'tsunagu[recordings]'"


def test_a_conversion_that_dies_for_want_of_memory_is_refused_in_one_line() -> None:
    program = f"""
import resource
from pathlib import Path
from ivr.sound import AudioError
from ivr.sound.apart import Converter
content = Path({str(SOUNDS / "browser.webm")!r}).read_bytes()
resource.setrlimit(resource.RLIMIT_AS, (100_000_000, 100_000_000))
try:
    Converter().convert(content)
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


def refusal(content: bytes, path: str) -> str:
    """What `python -m ivr.sound` answers to a file, with its libraries from ``path``."""
    line = BytesIO()
    write_part(line, content)
    command = [sys.executable, "-P", "-m", "ivr.sound"]
    ran = subprocess.run(command, input=line.getvalue(), capture_output=True, check=True, env={"PYTHONPATH": path})
    return str(from_data(json.loads(read_part(BytesIO(ran.stdout)) or b"")["refused"]))


def test_a_package_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "soundfile.py").write_text("raise ModuleNotFoundError(name='soundfile')")
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    assert refusal(BROWSERS, path) == "soundfile is not installed: pip install 'tsunagu[recordings]'"
