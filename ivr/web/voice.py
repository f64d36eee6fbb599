"""The webhooks of a call."""

import logging
from collections.abc import Callable, Collection

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from ivr import twiml
from ivr.carrier.signature import Signature
from ivr.clock import Clock
from ivr.core.actions import Answer, Go, Hangup, Place, Redirect, Speak
from ivr.core.call import Call, Dialed, DialEnd
from ivr.core.caller import identify
from ivr.core.routing import decide
from ivr.core.wording import last_words
from ivr.service.calls import CallService
from ivr.web.guard import field, guard, xml
from ivr.web.steps import Steps
from prompts.languages import LANGUAGES, UNKNOWN

log = logging.getLogger(__name__)

_DIAL_ENDS = {
    "completed": DialEnd.COMPLETED,
    "answered": DialEnd.COMPLETED,
    "busy": DialEnd.BUSY,
    "no-answer": DialEnd.NO_ANSWER,
    "failed": DialEnd.FAILED,
    "canceled": DialEnd.CANCELED,
}
_CALL_GOES_ON = ("", "queued", "initiated", "ringing", "in-progress")


def voice_blueprint(
    calls: CallService, steps: Steps, signature: Signature, clock: Clock, caller_id: str, texted: Collection[str]
) -> Blueprint:
    """`/voice` and below. ``caller_id`` is the number that the far end sees; ``texted``: countries to send texts to."""
    blueprint = Blueprint("voice", __name__)
    guard(blueprint, signature)

    def arrived(language: str = "") -> Call:
        trail, caller = steps.trail(request.args), identify(field("From"), texted)
        return Call(field("CallSid"), caller, trail, clock.now(), language, field("Digits"))

    def answer(given: Answer) -> Response:
        return xml(twiml.voice(given.actions, steps.url, steps.audio, caller_id))

    def in_language(language: str, use_case: Callable[[Call], Answer]) -> Response:
        if language not in LANGUAGES and language != UNKNOWN:
            return answer(Answer((Redirect(Go(Place.MENU)),)))
        return answer(use_case(arrived(language)))

    @blueprint.post("/voice")
    def ring() -> Response:
        return answer(calls.ring(arrived()))

    @blueprint.post("/voice/menu")
    def menu() -> Response:
        return answer(calls.menu(arrived()))

    @blueprint.post("/voice/<language>/connect")
    def connect(language: str) -> Response:
        return in_language(language, calls.connect)

    @blueprint.post("/voice/<language>/dialed")
    def dialed(language: str) -> Response:
        return in_language(language, lambda call: calls.dialed(call, _result()))

    @blueprint.post("/voice/<language>/rest")
    def rest(language: str) -> Response:
        return in_language(language, calls.rest)

    @blueprint.post("/voice/<language>/number")
    def number(language: str) -> Response:
        return in_language(language, calls.number)

    @blueprint.post("/voice/<language>/notice")
    def notice(language: str) -> Response:
        return in_language(language, calls.notice)

    @blueprint.post("/voice/status")
    def status() -> Response:
        word = field("CallStatus", 20)
        if word not in _CALL_GOES_ON:
            calls.ended(arrived(), word)
        return Response(status=204)

    @blueprint.get("/voice")
    @blueprint.route("/voice/", methods=["GET", "POST"])
    @blueprint.route("/voice/<path:anywhere>", methods=["GET", "POST"])
    def elsewhere(anywhere: str = "") -> Response:
        # A number whose webhook is set to GET, or to a wrong address, by mistake must not be a dead end.
        return answer(Answer((Redirect(Go(Place.MENU)),)))

    @blueprint.errorhandler(Exception)
    def trouble(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        log.exception("a step of a call failed: %s", request.path)
        language = (request.view_args or {}).get("language", UNKNOWN)
        language = language if language in LANGUAGES else UNKNOWN
        now = clock.now()
        decision = decide(calls.timetable_at(now), language, now)
        said = calls.book.speech(language, last_words(decision))
        return answer(Answer((Speak(said), Hangup())))

    return blueprint


def _result() -> Dialed:
    word = field("DialCallStatus", 20)
    end = _DIAL_ENDS.get(word, DialEnd.FAILED)
    if word not in _DIAL_ENDS:
        log.warning("the carrier says a dialled call ended as %r, which is taken as failed", word)
    if end is DialEnd.COMPLETED and field("DialBridged") == "false":
        end = DialEnd.NO_ANSWER  # something answered, but the two were never connected
    seconds = field("DialCallDuration", 7)
    lasted = int(seconds) if seconds.isascii() and seconds.isdigit() else None
    return Dialed(end, lasted, caller_present=field("CallStatus", 20) in _CALL_GOES_ON)
