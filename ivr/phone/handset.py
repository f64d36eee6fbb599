"""A handset that executes TwiML over HTTP, as a carrier does for a caller.

It accepts only the subset of TwiML that all supported carriers accept; anything else raises an error.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin
from xml.etree import ElementTree

import requests
from werkzeug.http import parse_options_header

from ivr.phone.events import Event, Heard, HungUp, Person, Pressed, Rang, Wait
from ivr.phone.signing import HEADER, sign

_TIMEOUT = 15
"""Seconds that the carrier waits for a response."""
_PLAYABLE = ("audio/mpeg", "audio/wav")
"""The sound types that all carriers play."""
_MOST_DOCUMENTS = 250
"""More than the service answers in one call."""
_LARGEST = 64 * 1024
_GATHER_TIMEOUT = 5
"""Default of the ``timeout`` attribute of ``<Gather>``, in seconds."""


class CallError(Exception):
    """A response of the service would have ended a real call. The message is one line."""


@dataclass
class Handset:
    """A telephone that calls a service.

    Attributes:
        url: the address of the service.
        token: the key that signs its requests.
        number: the telephone's number.
        to: the number that is called.
        repeat: send each request twice, as a carrier may after a lost response, and use the second response.
        header: the request header for the signature.
        account: the account's id.
        read: is called with the address and the TwiML of each document.
    """

    url: str
    token: str
    number: str
    to: str
    repeat: bool = False
    header: str = HEADER
    account: str = "AC" + "0" * 32
    session: requests.Session = field(default_factory=requests.Session)
    read: Callable[[str, str], None] = lambda url, document: None
    _recordings: dict[str, Heard] = field(default_factory=dict)

    def call(
        self, person: Person, watch: Callable[[Event], None] = lambda event: None, sid: str | None = None
    ) -> list[Event]:
        """Make one call to its end and return its events. ``watch`` receives each event; ``sid`` is the call's id.

        Raises:
            CallError: a response of the service would have ended a real call.
        """
        return _Leg(self, person, watch, sid or new_sid()).run()

    def text(self, body: str) -> str | None:
        """Send a text to the service. Return its answer, or None."""
        form = {"MessageSid": "SM" + secrets.token_hex(16), "From": self.number, "To": self.to, "Body": body}
        message = self.post(f"{self.url}/sms", form).find("Message")
        return None if message is None else message.text or ""

    def post(self, url: str, form: dict[str, str]) -> ElementTree.Element:
        """Post a signed webhook. Return the TwiML of the response."""
        form = {"AccountSid": self.account, "ApiVersion": "2010-04-01", **form}
        headers = {self.header: sign(self.token, url, form)}
        document = self._answer(url, form, headers)
        if self.repeat:
            first, document = document, self._answer(url, form, headers)
            if _heard_and_dialled(first) != _heard_and_dialled(document):
                raise CallError(f"{url} answered a repeated request otherwise than the first")
        return document

    def play(self, url: str) -> Heard:
        """Fetch a recording as a carrier does, once per address. Its words are taken from its file name."""
        if url not in self._recordings:
            try:
                response = self.session.get(url, timeout=_TIMEOUT)
            except requests.RequestException as error:
                raise CallError(f"{url} can't be played: {error.__class__.__name__}") from None
            kind = response.headers.get("Content-Type", "")
            if response.status_code != 200 or kind not in _PLAYABLE or not response.content:
                raise CallError(f"{url} can't be played: {response.status_code}, {kind or 'no type'}")
            _, options = parse_options_header(response.headers.get("Content-Disposition"))
            words = options.get("filename", "a recording").removesuffix(".mp3")
            self._recordings[url] = Heard(response.headers.get("Content-Language", ""), words, url)
        return self._recordings[url]

    def _answer(self, url: str, form: dict[str, str], headers: dict[str, str]) -> ElementTree.Element:
        try:
            response = self.session.post(url, data=form, headers=headers, timeout=_TIMEOUT)
        except requests.RequestException as error:
            raise CallError(f"{url} does not answer: {error.__class__.__name__}") from None
        if response.status_code != 200:
            raise CallError(f"{url} answered {response.status_code}: {' '.join(response.text.split())[:200]}")
        if not response.headers.get("Content-Type", "").startswith("text/xml"):
            raise CallError(f"{url} answered with {response.headers.get('Content-Type')} in place of text/xml")
        if len(response.content) > _LARGEST:
            raise CallError(f"{url} answered with more than 64 kB")
        self.read(url, response.text)
        try:
            return ElementTree.fromstring(response.content)
        except ElementTree.ParseError as error:
            raise CallError(f"{url} answered with malformed XML: {error}") from None


def new_sid() -> str:
    """Make an id for a call in the carrier's form."""
    return "CA" + secrets.token_hex(16)


def _heard_and_dialled(document: ElementTree.Element) -> list[tuple[str, str | None]]:
    return [(verb.tag, verb.text) for verb in document.iter() if verb.tag != "Redirect"]


class _Leg:
    """One call in progress."""

    def __init__(self, handset: Handset, person: Person, watch: Callable[[Event], None], sid: str) -> None:
        self._handset = handset
        self._person = person
        self._watch = watch
        self._sid = sid
        self._events: list[Event] = []

    def run(self) -> list[Event]:
        url, form = urljoin(self._handset.url + "/", "voice"), {"CallStatus": "ringing"}
        for _ in range(_MOST_DOCUMENTS):
            document = self._handset.post(url, self._fields(form))
            following = self._follow(document, url)
            if following is None:
                self._handset_says("completed")
                return self._events
            url, form = following
        raise CallError(f"the call does not end: {_MOST_DOCUMENTS} documents")

    def _fields(self, form: dict[str, str]) -> dict[str, str]:
        handset = self._handset
        call = {"CallSid": self._sid, "From": handset.number, "To": handset.to, "Direction": "inbound"}
        return {**call, "CallStatus": "in-progress", **form}

    def _handset_says(self, status: str) -> None:
        url = f"{self._handset.url}/voice/status"
        form = {"AccountSid": self._handset.account, **self._fields({"CallStatus": status})}
        headers = {self._handset.header: sign(self._handset.token, url, form)}
        self._handset.session.post(url, data=form, headers=headers, timeout=_TIMEOUT)

    def _follow(self, document: ElementTree.Element, base: str) -> tuple[str, dict[str, str]] | None:
        """Execute a document. Return the address and the form of the next request, or None at the end of the call."""
        for verb in document:
            match verb.tag:
                case "Say" | "Play":
                    self._hear(verb)
                case "Gather":
                    for nested in verb:
                        if nested.tag not in ("Say", "Play"):
                            raise CallError(f"<{nested.tag}> in <Gather> is not portable")
                        self._hear(nested)
                    keys = self._press(verb)
                    if keys is None:
                        self._happen(HungUp("caller"))
                        return None
                    if keys:
                        return self._address(verb, "action", base), {"Digits": keys}
                case "Dial":
                    return self._dial(verb, base)
                case "Redirect":
                    return urljoin(base, (verb.text or "").strip()), {}
                case "Hangup":
                    self._happen(HungUp("service"))
                    return None
                case other:
                    raise CallError(f"<{other}> is not portable")
        self._happen(HungUp("service"))
        return None

    def _hear(self, verb: ElementTree.Element) -> None:
        if not (verb.text or "").strip():
            raise CallError(f"an empty <{verb.tag}>")
        words = (verb.text or "").strip()
        heard = Heard(verb.get("language", ""), words) if verb.tag == "Say" else self._handset.play(words)
        if not heard.tag and verb.tag == "Play":
            return  # a pause
        self._happen(heard)

    def _press(self, gather: ElementTree.Element) -> str | None:
        digits = gather.get("numDigits")
        keys = self._person.press(Wait(int(digits) if digits else None, int(gather.get("timeout", _GATHER_TIMEOUT))))
        if keys is not None:
            keys = keys[: int(digits)] if digits else keys.split("#")[0]
            self._happen(Pressed(keys))
        return keys

    def _dial(self, dial: ElementTree.Element, base: str) -> tuple[str, dict[str, str]] | None:
        if len(dial) != 1 or dial[0].tag not in ("Number", "Sip"):
            raise CallError("<Dial> needs one <Number> or <Sip>")
        if not dial.get("callerId"):
            raise CallError("<Dial> without callerId shows the caller's own number, or fails")
        target = (dial[0].text or "").strip()
        far_end = self._person.answer(target)
        self._happen(Rang(target, far_end))
        form = {"DialCallStatus": far_end.status, "DialCallSid": "CA" + secrets.token_hex(16)}
        if far_end.status == "completed":
            form |= {"DialCallDuration": str(far_end.seconds), "DialBridged": "true"}
        if not far_end.caller_stays:
            self._handset.post(self._address(dial, "action", base), self._fields({**form, "CallStatus": "completed"}))
            self._happen(HungUp("caller"))
            return None
        return self._address(dial, "action", base), form

    def _address(self, verb: ElementTree.Element, name: str, base: str) -> str:
        address = verb.get(name)
        if not address or verb.get("method", "POST") != "POST":
            raise CallError(f"<{verb.tag}> needs an absolute {name} and POST")
        return urljoin(base, address)

    def _happen(self, event: Event) -> None:
        self._events.append(event)
        self._watch(event)
