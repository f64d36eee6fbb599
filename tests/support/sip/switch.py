"""A telephone switch on PJSIP, which our own handset drives: it is its ear, its keypad and its line.

    python -m tests.support.sip.switch SETTINGS     # JSON: url, token, lines {number: sip address}, folder

It answers one call and does in it what the service says: sentences are spoken, recordings played, keys of the caller
passed on, lines rung and joined. Each line that it prints is JSON: where it takes calls, what happens, the call's end.

PJSIP is used by the main thread alone, which also takes its events; the handset has a thread of its own and hands over
what is to be done. As a process of its own it takes no test with it, should its C code fail.
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

from ivr.phone.events import Event, FarEnd, Heard, Wait, as_json
from ivr.phone.handset import CallError, Handset, new_sid
from tests.support.sip.legs import Leg, Player, Playing
from tests.support.sip.sound import RATE, Sound, at_line_rate, speak

_TURN = 10
"""Milliseconds for which PJSIP waits for events, before it is looked whether the handset wants something."""
_RINGING = 25
"""Seconds after which a line is given up, as our service asks for."""
_PORTS = range(20000, 60000)
"""For sound; PJSIP takes free ones of these."""

_TOLD = os.dup(1)
os.dup2(2, 1)  # PJSIP says where it stands on its standard output


class Caller:
    """The handset's person: the caller whose call has arrived, and the lines that are rung for them."""

    def __init__(self, switch: "Switch", leg: Leg) -> None:
        self._switch = switch
        self._leg = leg
        self._changed = switch.changed
        self._sounds = 0

    def watch(self, event: Event) -> None:
        """Let the caller hear it, and tell those outside; what a key has cut short was not heard."""
        if not isinstance(event, Heard) or self._hear(event):
            tell(as_json([event])[0])

    def press(self, wait: Wait) -> str | None:
        """The keys that the caller has pressed by now, and presses in time."""
        leg = self._leg
        with self._changed:
            while self._has_more(leg.keys, wait):
                pass
            keys, leg.keys = leg.keys, ""
            return None if leg.over else keys

    def answer(self, target: str) -> FarEnd:
        """Ring a line, and join it to the caller for as long as both stay."""
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
        """Whether another key comes in time, if more are wanted."""
        leg = self._leg
        if leg.over or "#" in keys or len(keys) == wait.digits:
            return False
        return self._changed.wait_for(lambda: leg.over or leg.keys != keys, wait.seconds)

    def _hear(self, heard: Heard) -> bool:
        """Play it until its end, a key, or the end of the call; returns whether it was heard whole."""
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
    """PJSIP and what it holds. All but :meth:`do` is for the main thread."""

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
        """Take one call, to its end."""
        self._start()
        self._turn_until(lambda: bool(self._legs) and self._legs[0].is_heard())
        leg = self._legs[0]
        calling = threading.Thread(target=self._call, args=(leg,), daemon=True)
        calling.start()
        self._turn_until(lambda: not calling.is_alive())
        self.end(leg)
        self._turn_until(lambda: all(each.over for each in self._legs))

    def do(self, what: Callable[[], Any]) -> Any:
        """Have the main thread do something with PJSIP, from another thread; returns what that gives."""
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
        """The handset's thread: the call as our service wants it."""
        sid, caller = new_sid(), Caller(self, leg)
        tell({"call": sid})
        handset = Handset(self.url, self.token, *self.do(lambda: _numbers(leg)))
        try:
            handset.call(caller, caller.watch, sid)
        except (CallError, requests.RequestException) as error:
            tell({"failed": str(error)})


class _Account(pjsua2.Account):  # type: ignore[misc]  # it has no types
    """Where calls arrive."""

    def __init__(self, take: Callable[[int], None]) -> None:
        super().__init__()
        self._take = take

    def onIncomingCall(self, prm: pjsua2.OnIncomingCallParam) -> None:  # noqa: N802
        self._take(prm.callId)


def tell(what: dict[str, object]) -> None:
    """One line for those outside."""
    os.write(_TOLD, json.dumps(what).encode() + b"\n")


def _sound(heard: Heard) -> Sound:
    """What the caller hears: a recording as the service sends it, or a sentence in a voice."""
    if not heard.audio:
        return speak(heard.tag, heard.text)
    response = requests.get(heard.audio, timeout=15)
    response.raise_for_status()
    return at_line_rate(*soundfile.read(BytesIO(response.content)))


def _numbers(leg: Leg) -> list[str]:
    """Who calls, and whom."""
    info = leg.getInfo()
    return [address.partition("sip:")[2].partition("@")[0] for address in (info.remoteUri, info.localUri)]


def main() -> None:
    settings = json.loads(sys.argv[1])
    Switch(settings["url"], settings["token"], settings["lines"], Path(settings["folder"])).serve_a_call()
    tell({"over": True})
    os._exit(0)  # PJSIP's own end takes a second, and there is nothing left to keep


if __name__ == "__main__":
    main()
