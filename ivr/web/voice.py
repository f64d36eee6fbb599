"""The webhooks of a call."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ivr import twiml
from ivr.carrier.step_urls import CALLED, StepUrls
from ivr.clock import Clock
from ivr.core.call.actions import Action, Answer, Place
from ivr.core.call.flow import TO_THE_MENU
from ivr.core.call.step import Call, Dialed, DialEnd
from ivr.service.calls import CallService
from ivr.web.webhooks import Hook, Reply, xml
from prompts.languages import LANGUAGES, UNKNOWN
from prompts.voices import Voice

log = logging.getLogger(__name__)

_DIAL_ENDS = {
    "completed": DialEnd.COMPLETED,
    "answered": DialEnd.COMPLETED,
    "busy": DialEnd.BUSY,
    "no-answer": DialEnd.NO_ANSWER,
    "failed": DialEnd.FAILED,
    "canceled": DialEnd.CANCELED,
}
STATUS = "/voice/status"
STEPS = {
    "/voice": (Place.RING, ""),
    f"/voice/{Place.MENU}": (Place.MENU, ""),
    **{
        f"/voice/{language}/{place}": (place, language)
        for language in (*LANGUAGES, UNKNOWN)
        for place in Place
        if place not in (Place.RING, Place.MENU)
    },
}
"""The paths of the steps: the step, and the language if one is chosen."""
_CALL_GOES_ON = ("", "queued", "initiated", "ringing", "in-progress")
_KEPT = 1024
"""Documents in memory, most of some two thousand bytes. Calls of one language have the same ones."""


@dataclass(frozen=True)
class VoiceHooks:
    """Answers the webhooks of calls: `/voice` and the paths below it.

    Attributes:
        caller_id: the number that a dialled line sees.
        texted: the codes (ISO 3166) of the countries whose mobile numbers may be sent texts.
        voices: the carrier's voices by language.
    """

    calls: CallService
    steps: StepUrls
    clock: Clock
    caller_id: str
    texted: tuple[str, ...]
    voices: Mapping[str, Voice]

    def __call__(self, hook: Hook) -> Reply:
        """Answer a webhook. A step that fails ends in a number to call."""
        place, language = STEPS.get(hook.path, (None, ""))
        try:
            if hook.method == "POST" and place:
                ended = _result(hook) if place is Place.DIALED else None
                call = self._arrived(hook, place, language, ended)
                return self._answer(self.calls.take(call), call)
            if hook.method == "POST" and hook.path == STATUS:
                return self._note_status(hook)
            if hook.method == "POST" and hook.path == CALLED:
                return self._note_called(hook)
            return self._answer(TO_THE_MENU)
        except Exception:
            log.exception("a step of a call failed: %s", hook.path, extra=_ids(hook))
            answer = self.calls.failed(language or UNKNOWN, self.clock.now())
            return xml(self._render(answer.actions), failed=True)

    def _arrived(self, hook: Hook, place: Place = Place.MENU, language: str = "", ended: Dialed | None = None) -> Call:
        trail, caller = self.steps.trail(hook.query), hook.caller(self.texted)
        now, key = self.clock.now(), hook.field("Digits")
        return Call(hook.field("CallSid"), caller, trail, now, place, language, key, ended=ended)

    def _note_status(self, hook: Hook) -> Reply:
        word = hook.field("CallStatus", 20)
        if word not in _CALL_GOES_ON:
            self.calls.ended(self._arrived(hook), word)
        return Reply()

    def _note_called(self, hook: Hook) -> Reply:
        word = hook.field("CallStatus", 20)
        if word not in _CALL_GOES_ON:
            self.calls.called(hook.field("CallSid"), word, self.clock.now())
        return Reply()

    def _answer(self, answer: Answer, call: Call | None = None) -> Reply:
        # A number that the caller has keyed in must not stay in memory.
        document = self._render(answer.actions) if answer.reads_back else self._kept(answer.actions)
        return xml(document, step=(call, answer) if call else None)

    @cached_property
    def _kept(self) -> Callable[[tuple[Action, ...]], str]:
        return lru_cache(_KEPT)(self._render)

    def _render(self, actions: tuple[Action, ...]) -> str:
        return twiml.voice(actions, self.steps.url, self.steps.audio, self.caller_id, self.voices)


def _ids(hook: Hook) -> dict[str, str]:
    """Return the fields of a line of the log that name a step, as the console does."""
    step = hook.query.get("step", "0")
    return {"call": hook.field("CallSid"), "step": step if step.isdigit() and len(step) < 6 else ""}


def _result(hook: Hook) -> Dialed:
    word = hook.field("DialCallStatus", 20)
    end = _DIAL_ENDS.get(word, DialEnd.FAILED)
    if word not in _DIAL_ENDS:
        log.warning("unknown DialCallStatus %r, treated as failed", word, extra=_ids(hook))
    if end is DialEnd.COMPLETED and hook.field("DialBridged") == "false":
        end = DialEnd.NO_ANSWER  # the line answered, but the two were never connected
    seconds = hook.field("DialCallDuration", 7)
    lasted = int(seconds) if seconds.isascii() and seconds.isdigit() else None
    return Dialed(end, lasted, caller_present=hook.field("CallStatus", 20) in _CALL_GOES_ON)
