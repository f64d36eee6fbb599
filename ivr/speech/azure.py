"""Azure Speech, by its REST API.

The facts are from Microsoft's "Text to speech REST API", "Language and voice support for the Speech service", and
"Speech service quotas and limits". It has not been tried on a live account.
"""

import time
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, tostring

import requests

from ivr.speech import SpeechError

VOICES = {
    "km": "km-KH-SreymomNeural",
    "mn": "mn-MN-YesuiNeural",
    "my": "my-MM-NilarNeural",
    "ne": "ne-NP-HemkalaNeural",
}
"""The voice of each language, a woman's."""
FORMAT = "riff-24khz-16bit-mono-pcm"
"""The rate at which these voices are made; 16 kHz WAV, the rate of our recordings, is not on Azure's list."""
TIMEOUT = (5, 60)
"""Seconds to connect, and to wait for a response."""
WAITS = (2, 4, 8, 16, 32)
"""Seconds before each further attempt: 62 in all, because the free tier allows 20 requests in 60 seconds."""
LONGEST_WAIT = 120
"""The most seconds that the service may ask to wait before the next attempt."""
_SSML = "http://www.w3.org/2001/10/synthesis"
_MOST_TOLD = 200
"""Characters of a refusal that are told."""
_NO_ANSWER = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


class _LaterError(SpeechError):
    """A failure that may pass. ``pause`` is the seconds that the service asks to wait, or None."""

    def __init__(self, told: str, pause: int | None = None) -> None:
        super().__init__(told)
        self.pause = pause


class AzureVoice:
    """The voice of a language. It sends the words to ``address``; ``wait`` waits for a number of seconds."""

    def __init__(
        self,
        address: str,
        key: str,
        language: str,
        *,
        wait: Callable[[float], None] = time.sleep,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        self._address, self._voice, self._wait, self._timeout = address, VOICES[language], wait, timeout
        self._session = requests.Session()
        self._session.headers.update(
            {
                "Ocp-Apim-Subscription-Key": key,
                "Content-Type": "application/ssml+xml",
                "X-Microsoft-OutputFormat": FORMAT,
                "User-Agent": "tsunagu",
            }
        )

    def speak(self, text: str) -> bytes:
        """Read words aloud. Return a WAV file, or nothing if the service finds nothing to read."""
        body = ssml(self._voice, text)
        for usual in WAITS:
            try:
                return self._ask(body)
            except _LaterError as later:
                self._wait(usual if later.pause is None else later.pause)
        return self._ask(body)

    def _ask(self, body: bytes) -> bytes:
        url = f"{self._address}/cognitiveservices/v1"
        try:  # a redirect would take the key to another machine
            answer = self._session.post(url, data=body, timeout=self._timeout, allow_redirects=False)
        except _NO_ANSWER as error:
            told = f"{self._address} does not answer ({error.__class__.__name__}); is SPEECH_REGION right?"
            raise _LaterError(told) from None
        if answer.status_code == 200:
            if answer.content and not answer.content.startswith(b"RIFF"):
                raise SpeechError(f"{self._address} sends no sound; is SPEECH_URL right?")
            return answer.content
        if answer.status_code == 401:
            raise SpeechError(f"{self._address} refuses the key: SPEECH_KEY is wrong, or of another region")
        told, pause = f"{self._address} refuses: {_told(answer)}", _pause(answer)
        may_pass = answer.status_code == 429 or answer.status_code >= 500
        raise _LaterError(told, pause) if may_pass and (pause or 0) <= LONGEST_WAIT else SpeechError(told)


def ssml(voice: str, text: str) -> bytes:
    """Return the request for a text, in UTF-8 (W3C, "Speech Synthesis Markup Language"). The text is escaped."""
    language = "-".join(voice.split("-")[:2])
    speak = Element("speak", {"version": "1.0", "xmlns": _SSML, "xml:lang": language})
    SubElement(speak, "voice", {"name": voice}).text = text
    return tostring(speak, "unicode").encode()


def _told(answer: requests.Response) -> str:
    """Return the status of a refusal and the beginning of what the service says, as one line."""
    return " ".join(f"{answer.status_code} {answer.reason} {answer.text[:_MOST_TOLD]}".split())


def _pause(answer: requests.Response) -> int | None:
    """Return the seconds that the service asks to wait; None: it names no number."""
    asked = answer.headers.get("Retry-After", "")
    return int(asked) if asked.isascii() and asked.isdigit() else None
