"""A double of Azure Speech. It answers as "Text to speech REST API" (Microsoft) says, and fails where a test wants it.

It runs on a thread of the test process. A request that the service would refuse is refused, whatever a test wants.
"""

import math
import struct
import threading
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from socket import SHUT_RDWR, socket
from typing import NamedTuple
from xml.etree import ElementTree
from zlib import crc32

from flask import Flask, Request, Response, request
from werkzeug.serving import make_server

from ivr.demo.front import Quiet

KEY = "0123456789abcdef0123456789abcdef"
FORMATS = {"riff-8khz-16bit-mono-pcm": 8000, "riff-24khz-16bit-mono-pcm": 24000, "riff-48khz-16bit-mono-pcm": 48000}
"""The WAV formats of the list, "Audio outputs", that a recording could be made of, with their rates."""
VOICES = frozenset(
    (
        *("km-KH-SreymomNeural", "km-KH-PisethNeural", "mn-MN-YesuiNeural", "mn-MN-BataaNeural"),
        *("my-MM-NilarNeural", "my-MM-ThihaNeural", "ne-NP-HemkalaNeural", "ne-NP-SagarNeural"),
    )
)
"""The voices of "Language and voice support for the Speech service" for the languages without a carrier's voice."""
_SSML = "{http://www.w3.org/2001/10/synthesis}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class Spoken(NamedTuple):
    """What the service was asked to read."""

    language: str
    voice: str
    text: str


@dataclass(frozen=True)
class Fault:
    """One answer that is not a sound.

    Attributes:
        status: an HTTP status; 200 is an answer without the sound.
        retry_after: seconds, as the service writes them.
        body: what is sent.
    """

    status: int
    retry_after: str = ""
    body: bytes = b""


CUT = Fault(0)
"""The connection ends before the answer."""
CUT_WITHIN = Fault(1)
"""The connection ends within the sound."""
HANGS = Fault(2)
"""There is no answer until the service ends."""


@dataclass
class SpeechService:
    """The service.

    Attributes:
        faults: what happens to the next requests, in order; None is the sound that was asked for.
        read: what the service has read aloud.
        requests: how many requests there were.
    """

    faults: list[Fault | None] = field(default_factory=list)
    read: list[Spoken] = field(default_factory=list)
    requests: int = 0
    _ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "SpeechService":
        app = Flask("speech-service", static_folder=None)
        app.add_url_rule("/cognitiveservices/v1", view_func=self._synthesize, methods=["POST"])
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The address of the service."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def _synthesize(self) -> Response:
        self.requests += 1
        if refusal := _refusal(request):
            return refusal
        fault = self.faults.pop(0) if self.faults else None
        if fault is HANGS:
            self._ended.wait()
        if fault in (CUT, HANGS):
            _connection(request).shutdown(SHUT_RDWR)
            return Response(status=500)
        spoken, sound = _spoken(request), _sound(request)
        if fault is CUT_WITHIN:
            return Response(_half(sound, _connection(request)), headers={"Content-Length": str(len(sound))})
        if fault:
            headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            return Response(fault.body, fault.status, headers)
        self.read.append(spoken)
        return Response(sound, content_type="audio/x-wav")


def wav(text: str, rate: int = 24000) -> bytes:
    """Return a tone as a WAV file. Other texts have other tones, because a recording is served by its content."""
    file, length = BytesIO(), rate * (10 + len(text)) // 50
    turn = 2 * math.pi * (300 + crc32(text.encode()) % 2000) / rate
    samples = (round(6000 * math.sin(turn * place)) for place in range(length))
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, rate, 0, "NONE", "not compressed"))
        out.writeframes(struct.pack(f"<{length}h", *samples))
    return file.getvalue()


def _refusal(asked: Request) -> Response | None:
    """Return what the service answers to a request that is not right, in the order in which it would notice."""
    headers = asked.headers
    if headers.get("Ocp-Apim-Subscription-Key") != KEY:
        return Response(status=401)
    if headers.get("Content-Type") != "application/ssml+xml":
        return Response(status=415)
    if headers.get("X-Microsoft-OutputFormat") not in FORMATS or not 0 < len(headers.get("User-Agent", "")) < 255:
        return Response("a header is missing or wrong", 400)
    try:
        language, voice, _ = _spoken(asked)
    except (ElementTree.ParseError, ValueError) as error:
        return Response(f"the SSML is wrong: {error}", 400)
    return None if voice in VOICES and voice.startswith(f"{language}-") else Response("there is no such voice", 400)


def _spoken(asked: Request) -> Spoken:
    speak = ElementTree.fromstring(asked.get_data())
    (voice,) = speak
    if (speak.tag, voice.tag, speak.get("version"), len(voice)) != (f"{_SSML}speak", f"{_SSML}voice", "1.0", 0):
        raise ValueError("not one voice that reads a text")
    return Spoken(speak.attrib[_LANGUAGE], voice.attrib["name"], voice.text or "")


def _sound(asked: Request) -> bytes:
    return wav(_spoken(asked).text, FORMATS[asked.headers["X-Microsoft-OutputFormat"]])


def _half(sound: bytes, connection: socket) -> Iterator[bytes]:
    yield sound[: len(sound) // 2]
    connection.shutdown(SHUT_RDWR)


def _connection(asked: Request) -> socket:
    found: socket = asked.environ["werkzeug.socket"]
    return found
