"""A SIP telephone: a baresip process, controlled over its control socket."""

import json
import re
import socket
import subprocess
import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile

from tests.support.sip.sound import RATE, Sound, likeness
from tests.support.waiting import PATIENCE, eventually

_TALK = 300
"""Seconds of speech; at its end baresip hangs up."""
_LIFE = 900
"""Seconds after which baresip ends by itself, in case the test does not stop it."""
_HEADER = 44
"""Bytes of a WAV header. The header of a recording in progress does not have the number of samples yet."""
SAME, OTHER = 0.85, 0.7
"""Least likeness of a sound that was heard, and most of a sentence that differs from it in a word."""
_OFTEN = RATE // 4
"""New samples after which a sound is searched for again."""

_SETTINGS = """
sip_listen 127.0.0.1:0
net_interface 127.0.0.1
ctrl_tcp_listen 127.0.0.1:{port}
rtp_ports 20000-60000
jitter_buffer_type off
jitter_buffer_delay 0-0
audio_jitter_buffer_type off
audio_source aufile,{folder}/voice.wav
audio_player none,none
audio_alert none,none
ausrc_srate 8000
ausrc_channels 1
snd_path {folder}
module_path {modules}
module g711.so
module aufile.so
module sndfile.so
module debug_cmd.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
"""
ANSWERS = "auto"
WAITS = "manual"
CLOSED = "CALL_CLOSED"


@dataclass
class Telephone:
    """A telephone that plays ``voice`` repeatedly during a call, and records what it receives.

    Attributes:
        reacts: baresip commands by baresip event, such as hanging up when it rings.
    """

    folder: Path
    number: str
    voice: Sound
    answers: str = ANSWERS
    reacts: Mapping[str, str] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    _replies: list[str] = field(default_factory=list)
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _ends: ExitStack = field(default_factory=ExitStack)

    def start(self) -> None:
        """Start baresip, and return when it accepts calls."""
        self.folder.mkdir()
        again = np.tile(np.concatenate((self.voice, np.zeros(RATE // 4))), _TALK * RATE // len(self.voice))
        soundfile.write(self.folder / "voice.wav", again[: _TALK * RATE], RATE, subtype="PCM_16")
        account = f"<sip:{self.number}@127.0.0.1>;regint=0;answermode={self.answers}\n"
        (self.folder / "accounts").write_text(account)
        with socket.socket() as taken:
            # Bound but not listening, which reserves the port; baresip can still bind it (SO_REUSEADDR).
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
            settings = _SETTINGS.format(folder=self.folder, port=port, modules=_modules())
            (self.folder / "config").write_text(settings)
            with (self.folder / "log").open("wb") as log:
                command = ["baresip", "-f", str(self.folder), "-t", str(_LIFE)]
                process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            self._ends.callback(process.wait, PATIENCE)
            self._ends.callback(process.kill)
            connection = eventually(lambda: self._connection(process, port))
        assert connection is not None
        self._control = connection
        listening = threading.Thread(target=self._listen)
        listening.start()
        self._ends.callback(listening.join)
        self._ends.callback(process.kill)
        self._tell("sipstat")
        self.address = f"sip:{self.number}@{eventually(self._transport)}"

    def stop(self) -> None:
        """Stop baresip without ending a call first."""
        self._ends.close()

    def dial(self, address: str) -> None:
        self._tell("dial", address)

    def press(self, key: str) -> None:
        """Send a key as an RFC 4733 event in the RTP stream."""
        self._tell("sndcode", key)

    def hang_up(self) -> None:
        self._tell("hangup")

    def rang(self) -> bool:
        return "CALL_INCOMING" in self.events

    def talked(self) -> bool:
        return "CALL_ESTABLISHED" in self.events

    def heard(self, sound: Sound) -> bool:
        """Whether a sound was heard. Fail if the likeness is between :data:`OTHER` and :data:`SAME`."""
        found = likeness(self._heard(), sound)
        assert not OTHER < found < SAME, f"a likeness of {found:.2f} proves nothing"
        return found >= SAME

    def hears(self, sound: Sound, seconds: float = PATIENCE) -> None:
        """Wait until a sound has been heard."""
        looked = 0

        def look() -> bool:
            nonlocal looked
            recording = self._heard()
            if len(recording) - looked < _OFTEN and CLOSED not in self.events:
                return False
            new = recording[max(0, looked - len(sound) - _OFTEN) :]
            looked = len(recording)
            return likeness(new, sound) > SAME

        eventually(look, seconds)

    def _heard(self) -> Sound:
        files = list(self.folder.glob("dump-*-dec.wav"))
        if not files or files[0].stat().st_size <= _HEADER:
            return np.zeros(0)
        return np.fromfile(files[0], np.dtype("<i2"), offset=_HEADER) / 32768

    def _connection(self, process: subprocess.Popen[bytes], port: int) -> socket.socket | None:
        assert process.poll() is None, (self.folder / "log").read_text()
        try:
            return socket.create_connection(("127.0.0.1", port))
        except OSError:
            return None

    def _transport(self) -> str | None:
        """Return the address on which baresip accepts calls, or None."""
        found = re.search(r"(127\.0\.0\.1:\d+) \(UDP\)", "".join(self._replies))
        return found[1] if found else None

    def _tell(self, command: str, words: str = "") -> None:
        message = json.dumps({"command": command, "params": words, "token": command}).encode()
        with self._writing:
            self._control.sendall(b"%d:%s," % (len(message), message))

    def _listen(self) -> None:
        """Read netstrings: responses to commands, and events."""
        with self._control, self._control.makefile("rb") as stream, suppress(OSError):
            while size := _size(stream):
                message = json.loads(stream.read(size))
                stream.read(1)
                if not message.get("event"):
                    self._replies.append(str(message.get("data", "")))
                    continue
                self.events.append(message["type"])
                if message["type"] in self.reacts:
                    self._tell(self.reacts[message["type"]])


def _size(stream: BinaryIO) -> int:
    """Read the length of a netstring; 0 at the end of the stream."""
    digits = b""
    while (digit := stream.read(1)).isdigit():
        digits += digit
    return int(digits or 0)


def _modules() -> Path:
    """Return the folder of baresip's modules, which differs between systems."""
    return next(found for place in ("/usr/lib", "/usr/local/lib") for found in Path(place).glob("**/baresip/modules"))
