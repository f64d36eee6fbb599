"""A telephone switch on PJSIP, controlled by :class:`ivr.phone.handset.Handset`.

    python -m tests.support.sip.switch SETTINGS     # JSON: url, token, lines {number: sip address}, folder

It answers one call and executes the service's TwiML: it speaks sentences, plays recordings, forwards the caller's keys,
and rings and connects lines. It prints messages as JSON lines: its address, the events, the end of the call.

Only the main thread uses PJSIP and handles its events; the handset has its own thread and passes work to the main
thread. The switch is a separate process, so that a crash of its C code does not end the tests.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any

import pjsua2
import requests
import soundfile

from ivr.phone.asking import CallError
from ivr.phone.events import Event, FarEnd, Heard, Wait, as_json
from ivr.phone.handset import Handset, new_sid
from tests.support.sip.legs import Leg, Player, Playing
from tests.support.sip.sound import RATE, Sound, at_line_rate, speak

_TURN = 10
"""Milliseconds for which PJSIP waits for events before the handset's work is checked."""
_RINGING = 25
"""Seconds for which a line rings, as the service requests."""
_PORTS = range(20000, 60000)
"""Ports for RTP."""
_BUSY = (486, 600)
_NOBODY = (408, 480, 487)
"""SIP status codes of lines that are busy, or that nobody answers."""

_TOLD = os.dup(1)
os.dup2(2, 1)  # PJSIP says where it stands on its standard output


class Caller:
    """The handset's :class:`~ivr.phone.events.Person`: the caller on the SIP side, and the dialled lines."""

    def __init__(self, switch: "Switch", leg: Leg) -> None:
        self._switch = switch
        self._leg = leg
        self._changed = switch.changed
        self._sounds = 0

    def watch(self, event: Event) -> None:
        """Play what is heard, and print the event. A sentence that a key interrupts is not printed."""
        if not isinstance(event, Heard) or self._hear(event):
            tell(as_json([event])[0])

    def press(self, wait: Wait) -> str | None:
        """Return the keys that the caller has pressed, or presses in time."""
        leg = self._leg
        with self._changed:
            while self._has_more(leg.keys, wait):
                pass
            keys, leg.keys = leg.keys, ""
            return None if leg.over else keys

    def answer(self, target: str) -> FarEnd:
        """Ring a line, and connect it to the caller until one of them hangs up."""
        tell({"rings": target})
        far, caller = self._switch.do(lambda: self._switch.ring(target)), self._leg
        self._wait(lambda: far.over or caller.over or far.is_joinable(), _RINGING)
        if caller.over or not far.is_joinable():
            self._switch.do(lambda: self._switch.end(far))
            return FarEnd("canceled" if caller.over else far.status(), 0, caller_stays=not caller.over)
        began = monotonic()
        self._switch.do(lambda: self._switch.join(caller, far))
        tell({"talks": target})
        self._wait(lambda: far.over or caller.over)
        stays, seconds = not caller.over, int(monotonic() - began)
        self._switch.do(lambda: self._switch.end(far))
        return FarEnd("completed", seconds, stays)

    def _has_more(self, keys: str, wait: Wait) -> bool:
        """Whether more keys are needed and one arrives in time."""
        leg = self._leg
        if leg.over or "#" in keys or len(keys) == wait.digits:
            return False
        return self._changed.wait_for(lambda: leg.over or leg.keys != keys, wait.seconds)

    def _hear(self, heard: Heard) -> bool:
        """Play a sentence until its end, a key, or the end of the call. Return whether it was played to its end."""
        leg = self._leg
        if leg.keys or leg.over:
            return False
        self._sounds += 1
        file = self._switch.folder / f"played-{self._sounds}.wav"
        soundfile.write(file, _sound(heard), RATE, subtype="PCM_16")
        playing = self._switch.do(lambda: self._switch.play(file, leg))
        self._wait(lambda: playing.ended or bool(leg.keys) or leg.over)
        self._switch.do(self._switch.stop_playing)
        return bool(playing.ended)

    def _wait(self, condition: Callable[[], bool], seconds: float | None = None) -> None:
        with self._changed:
            self._changed.wait_for(condition, seconds)


@dataclass
class Switch:
    """PJSIP and its objects. Only the main thread may call methods other than :meth:`do`."""

    url: str
    token: str
    lines: dict[str, str]
    folder: Path
    changed: threading.Condition = field(default_factory=threading.Condition)
    _wanted: SimpleQueue[Callable[[], None]] = field(default_factory=SimpleQueue)
    _legs: list[Leg] = field(default_factory=list)
    _player: Player | None = None
    _parent: int = field(default_factory=os.getppid)

    def serve_a_call(self) -> None:
        """Answer one call and run it to its end."""
        self._start()
        self._turn_until(lambda: bool(self._legs) and self._legs[0].is_heard())
        leg = self._legs[0]
        calling = threading.Thread(target=self._call, args=(leg,), daemon=True)
        calling.start()
        self._turn_until(lambda: not calling.is_alive())
        self.end(leg)
        self._turn_until(lambda: all(each.over for each in self._legs))

    def do(self, what: Callable[[], Any]) -> Any:
        """Run a function on the main thread, from another thread. Return its result."""
        done: SimpleQueue[Any] = SimpleQueue()
        self._wanted.put(lambda: done.put(what()))
        return done.get()

    def ring(self, target: str) -> Leg:
        leg = Leg(self._account, self.changed)
        self._legs.append(leg)  # for good: PJSIP's objects end with the process
        leg.makeCall(self.lines[target], pjsua2.CallOpParam(True))
        return leg

    def join(self, one: Leg, other: Leg) -> None:
        if one.audio is not None and other.audio is not None:
            one.audio.startTransmit(other.audio)
            other.audio.startTransmit(one.audio)

    def end(self, leg: Leg) -> None:
        if not leg.over:
            leg.hangup(pjsua2.CallOpParam(True))

    def play(self, file: Path, leg: Leg) -> Playing:
        playing = Playing()
        if leg.audio is not None:
            self._player = Player(playing, self.changed)
            self._player.createPlayer(str(file), pjsua2.PJMEDIA_FILE_NO_LOOP)
            self._player.startTransmit(leg.audio)
        return playing

    def stop_playing(self) -> None:
        self._player = None

    def _start(self) -> None:
        endpoint = pjsua2.Endpoint()
        endpoint.libCreate()
        settings = pjsua2.EpConfig()
        settings.uaConfig.threadCnt = 0
        settings.uaConfig.mainThreadOnly = True
        settings.medConfig.clockRate = RATE
        settings.medConfig.noVad = True
        settings.logConfig.filename = str(self.folder / "switch.log")
        settings.logConfig.consoleLevel = 0
        endpoint.libInit(settings)
        where = pjsua2.TransportConfig()
        where.boundAddress = "127.0.0.1"
        transport = endpoint.transportCreate(pjsua2.PJSIP_TRANSPORT_UDP, where)
        endpoint.libStart()
        endpoint.audDevManager().setNullDev()
        self._endpoint = endpoint
        self._account = _Account(self._take)
        account = pjsua2.AccountConfig()
        account.idUri = "sip:switch@127.0.0.1"
        sound = account.mediaConfig.transportConfig
        sound.boundAddress = "127.0.0.1"
        sound.port, sound.portRange, sound.randomizePort = _PORTS.start, len(_PORTS), True
        self._account.create(account)
        tell({"address": endpoint.transportGetInfo(transport).localName})

    def _take(self, call_id: int) -> None:
        leg = Leg(self._account, self.changed, call_id)
        self._legs.append(leg)
        answer = pjsua2.CallOpParam(True)
        answer.statusCode = pjsua2.PJSIP_SC_OK
        leg.answer(answer)

    def _turn_until(self, condition: Callable[[], bool]) -> None:
        while not condition() and os.getppid() == self._parent:
            self._endpoint.libHandleEvents(_TURN)
            try:
                self._wanted.get_nowait()()
            except Empty:
                continue

    def _call(self, leg: Leg) -> None:
        """Run the call with the handset, on the handset's thread."""
        sid, caller = new_sid(), Caller(self, leg)
        tell({"call": sid})
        handset = Handset(self.url, self.token, *self.do(lambda: _numbers(leg)))
        try:
            handset.call(caller, caller.watch, sid)
        except (CallError, requests.RequestException) as error:
            tell({"failed": str(error)})


class _Account(pjsua2.Account):  # type: ignore[misc]  # it has no types
    """The account that receives calls."""

    def __init__(self, take: Callable[[int], None]) -> None:
        super().__init__()
        self._take = take

    def onIncomingCall(self, prm: pjsua2.OnIncomingCallParam) -> None:  # noqa: N802
        self._take(prm.callId)


def tell(what: dict[str, object]) -> None:
    """Print a message as one line of JSON."""
    os.write(_TOLD, json.dumps(what).encode() + b"\n")


def _sound(heard: Heard) -> Sound:
    """Return the sound of a recording of the service, or of a synthesized sentence."""
    if not heard.audio:
        return speak(heard.tag, heard.text)
    response = requests.get(heard.audio, timeout=15)
    response.raise_for_status()
    return at_line_rate(*soundfile.read(BytesIO(response.content)))


def _numbers(leg: Leg) -> list[str]:
    """Return the numbers of the caller and of the hotline."""
    info = leg.getInfo()
    return [address.partition("sip:")[2].partition("@")[0] for address in (info.remoteUri, info.localUri)]


def main() -> None:
    settings = json.loads(sys.argv[1])
    Switch(settings["url"], settings["token"], settings["lines"], Path(settings["folder"])).serve_a_call()
    tell({"over": True})
    os._exit(0)  # PJSIP's own end takes a second, and there is nothing left to keep


if __name__ == "__main__":
    main()
