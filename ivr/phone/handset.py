"""A handset that executes TwiML over HTTP, as a carrier does for a caller.

It accepts only the subset of TwiML that all supported carriers accept; anything else raises an error.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin
from xml.etree import ElementTree

import requests
from werkzeug.http import parse_options_header

from ivr.phone.asking import CONTENT, RETRIEVAL, SIZE, XML, CallError, ask, manner
from ivr.phone.events import Event, Heard, HungUp, Person, Pressed, Rang, Wait
from ivr.phone.placed import Placed
from ivr.phone.signing import HEADER, sign

_TIMEOUT = 15
"""Seconds that the carrier waits for a recording."""
_PLAYABLE = ("audio/mpeg", "audio/wav")
"""The sound types that all carriers play."""
_MOST_DOCUMENTS = 250
"""More than the service answers in one call."""
_LARGEST = 64 * 1024
_GATHER_TIMEOUT = 5
"""Default of the ``timeout`` attribute of ``<Gather>``, in seconds."""


@dataclass
class Handset:
    """A telephone that calls a service.

    Attributes:
        url: the address of the service.
        voice: the webhook of the number, by default ``/voice`` of the service. It may have overrides (:mod:`.asking`).
        fallback: what is asked if a document can't be had or executed, in the same way; by default nothing.
        fallback_by: by which method.
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
    voice: str = ""
    fallback: str = ""
    fallback_by: str = "POST"
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

    def receive(self, call: Placed, person: Person, watch: Callable[[Event], None] = lambda event: None) -> list[Event]:
        """Answer a call that the service makes, and return its events. ``watch`` receives each event.

        Raises:
            CallError: a response of the service would have ended a real call.
        """
        return _Leg(self, person, watch, call.sid, call).run()

    def tell_end(self, call: Placed) -> None:
        """Tell the service how a call that it has made ended."""
        if call.ended:
            self.tell(call.ended, _made_by_service(call) | {"CallSid": call.sid, "CallStatus": call.status})

    def text(self, body: str, sid: str | None = None) -> str | None:
        """Send a text to the service. Return its answer, or None. ``sid`` is its id."""
        form = {"MessageSid": sid or new_text_sid(), "From": self.number, "To": self.to, "Body": body}
        message = self.post(f"{self.url}/sms", form).find("Message")
        return None if message is None else message.text or ""

    def post(self, url: str, form: dict[str, str]) -> ElementTree.Element:
        """Post a signed webhook. Return the TwiML of the response."""
        document = self._document("POST", url, form)
        if self.repeat:
            first, document = document, self._document("POST", url, form)
            if _heard_and_dialled(first) != _heard_and_dialled(document):
                raise CallError(f"{url} answered a repeated request otherwise than the first")
        return document

    def get(self, url: str, form: dict[str, str]) -> ElementTree.Element:
        """Ask for a document by GET, with the form in the query. Return the TwiML of the response."""
        return self._document("GET", url, form)

    def tell(self, url: str, form: dict[str, str]) -> None:
        """Post a webhook whose answer does not matter."""
        with suppress(CallError):
            self._ask("POST", url, form)

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

    def _ask(self, method: str, url: str, form: dict[str, str]) -> requests.Response:
        place, _, overrides = url.partition("#")
        form = {"AccountSid": self.account, "ApiVersion": "2010-04-01", **form}
        if method == "GET":
            place, form = f"{place}?{urlencode(form)}", {}
        headers = {self.header: sign(self.token, place, form)}

        def send(timeouts: tuple[float, float]) -> requests.Response:
            return self.session.request(method, place, data=form, headers=headers, timeout=timeouts)

        return ask(place, manner(overrides), send)

    def _document(self, method: str, url: str, form: dict[str, str]) -> ElementTree.Element:
        response = self._ask(method, url, form)
        if response.status_code != 200:
            said = f"{url} answered {response.status_code}: {' '.join(response.text.split())[:200]}"
            raise CallError(said, RETRIEVAL)
        if not response.headers.get("Content-Type", "").startswith(("text/xml", "application/xml")):
            said = f"{url} answered with {response.headers.get('Content-Type')} in place of text/xml"
            raise CallError(said, CONTENT)
        if len(response.content) > _LARGEST:
            raise CallError(f"{url} answered with more than 64 kB", SIZE)
        self.read(url, response.text)
        try:
            return ElementTree.fromstring(response.content)
        except ElementTree.ParseError as error:
            raise CallError(f"{url} answered with malformed XML: {error}", XML) from None


def new_text_sid() -> str:
    """Return an id for a text, in the form of a carrier's."""
    return "SM" + secrets.token_hex(16)


def new_sid() -> str:
    """Make an id for a call in the carrier's form."""
    return "CA" + secrets.token_hex(16)


def _heard_and_dialled(document: ElementTree.Element) -> list[tuple[str, str | None]]:
    return [(verb.tag, verb.text) for verb in document.iter() if verb.tag != "Redirect"]


def _made_by_service(call: Placed) -> dict[str, str]:
    return {"From": call.sender, "To": call.to, "Direction": "outbound-api"}


class _Leg:
    """One call in progress: one that the person makes, or one of the service that ``came``."""

    def __init__(
        self,
        handset: Handset,
        person: Person,
        watch: Callable[[Event], None],
        sid: str,
        came: Placed | None = None,
    ) -> None:
        self._handset = handset
        self._person = person
        self._watch = watch
        self._sid = sid
        self._came = came
        self._events: list[Event] = []

    def run(self) -> list[Event]:
        url, form = self._voice, {} if self._came else {"CallStatus": "ringing"}
        for _ in range(_MOST_DOCUMENTS):
            try:
                following = self._follow(self._document(url, form), url.partition("#")[0])
            except CallError as error:
                following = self._instead(url, form, error)
            if following is None:
                self._handset_says("completed")
                return self._events
            url, form = following
        raise CallError(f"the call does not end: {_MOST_DOCUMENTS} documents")

    @property
    def _voice(self) -> str:
        if self._came:
            return self._came.answered
        return self._handset.voice or urljoin(self._handset.url + "/", "voice")

    def _document(self, url: str, form: dict[str, str]) -> ElementTree.Element:
        handset = self._handset
        by_get = url == handset.fallback and handset.fallback_by == "GET"
        return (handset.get if by_get else handset.post)(url, self._fields(form))

    def _instead(self, url: str, form: dict[str, str], error: CallError) -> tuple[str, dict[str, str]]:
        """Return what is asked in place of a document that can't be had or executed.

        Raises:
            CallError: the error, if nothing else is left to ask: the caller hears the carrier's message.
        """
        if not self._handset.fallback or url == self._handset.fallback:
            raise error
        status = form.get("CallStatus", "in-progress")
        return self._handset.fallback, {
            "CallStatus": status,
            "ErrorCode": str(error.code),
            "ErrorUrl": url.partition("#")[0],
        }

    def _fields(self, form: dict[str, str]) -> dict[str, str]:
        handset = self._handset
        own = {"From": handset.number, "To": handset.to, "Direction": "inbound"}
        call = _made_by_service(self._came) if self._came else own
        return {**call, "CallSid": self._sid, "CallStatus": "in-progress", **form}

    def _handset_says(self, status: str) -> None:
        if self._came:
            return  # whoever has made the call is told by the carrier
        place, mark, overrides = self._voice.partition("#")
        self._handset.tell(f"{place}/status{mark}{overrides}", self._fields({"CallStatus": status}))

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
                    following = self._dial(verb, base)
                    if following is None or following[0]:
                        return following
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
        """Ring a line. Return the address and the form of the next request, None at the end of the call.

        The address is empty if the verb has none: then the next verb follows.
        """
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
        address = self._address(dial, "action", base) if "action" in dial.attrib else ""
        if not far_end.caller_stays:
            if address:
                self._handset.post(address, self._fields({**form, "CallStatus": "completed"}))
            self._happen(HungUp("caller"))
            return None
        return address, form

    def _address(self, verb: ElementTree.Element, name: str, base: str) -> str:
        address = verb.get(name)
        if not address or verb.get("method", "POST") != "POST":
            raise CallError(f"<{verb.tag}> needs an absolute {name} and POST")
        return urljoin(base, address)

    def _happen(self, event: Event) -> None:
        self._events.append(event)
        self._watch(event)
