"""The sides of a call on PJSIP, and the sounds that are played to them, for the switch."""

import threading
from dataclasses import dataclass

import pjsua2

_BUSY = (486, 600)
_NOBODY = (408, 480, 487)
"""SIP status codes of lines that are busy, or that nobody answers."""


class Leg(pjsua2.Call):  # type: ignore[misc]  # it has no types
    """One side of a call: the caller's, or a dialled line's. It notifies ``changed`` of each change."""

    def __init__(self, account: pjsua2.Account, changed: threading.Condition, call_id: int = -1) -> None:
        super().__init__(account, call_id)
        self._changed = changed
        self.keys = ""
        self.stands = False
        self.over = False
        self.code = 0
        self.audio: pjsua2.AudioMedia | None = None

    def onCallState(self, prm: pjsua2.OnCallStateParam) -> None:  # noqa: N802  # PJSIP's name
        info = self.getInfo()
        with self._changed:
            self.stands = info.state == pjsua2.PJSIP_INV_STATE_CONFIRMED
            self.over = info.state == pjsua2.PJSIP_INV_STATE_DISCONNECTED
            self.code = info.lastStatusCode
            if self.over:
                self.audio = None
            self._changed.notify_all()

    def onCallMediaState(self, prm: pjsua2.OnCallMediaStateParam) -> None:  # noqa: N802
        audio = self.getAudioMedia(-1)
        with self._changed:
            self.audio = audio
            self._changed.notify_all()

    def onDtmfDigit(self, prm: pjsua2.OnDtmfDigitParam) -> None:  # noqa: N802
        with self._changed:
            self.keys += prm.digit
            self._changed.notify_all()

    def is_joinable(self) -> bool:
        """Whether it can be connected to another leg."""
        return self.stands and self.audio is not None

    def is_heard(self) -> bool:
        """Whether sound has arrived from the other side, which is then ready to receive."""
        return self.is_joinable() and self.getStreamStat(0).rtcp.rxStat.pkt > 0

    def status(self) -> str:
        """How a dialled line that was not joined answered, in the words of our handset."""
        if self.code in _BUSY:
            return "busy"
        return "no-answer" if not self.over or self.code in _NOBODY else "failed"


@dataclass
class Playing:
    """The state of a sound that is played."""

    ended: bool = False


class Player(pjsua2.AudioMediaPlayer):  # type: ignore[misc]  # it has no types
    """Plays one sound, and notifies at its end."""

    def __init__(self, playing: Playing, changed: threading.Condition) -> None:
        super().__init__()
        self._playing = playing
        self._changed = changed

    def onEof2(self) -> None:  # noqa: N802
        with self._changed:
            self._playing.ended = True
            self._changed.notify_all()
