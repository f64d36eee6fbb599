"""The webhooks of a call."""

import logging
from collections.abc import Collection, Mapping

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from ivr import twiml
from ivr.carrier.signature import Signature
from ivr.clock import Clock
from ivr.core.call.actions import Answer, Place
from ivr.core.call.flow import TO_THE_MENU
from ivr.core.call.step import Call, Dialed, DialEnd
from ivr.core.caller import identify
from ivr.service.calls import CallService
from ivr.web.step_urls import StepUrls
from ivr.web.webhooks import field, guard, xml
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
_LANGUAGES = ", ".join([*LANGUAGES, UNKNOWN])
_IN_LANGUAGE = ", ".join(each for each in Place if each not in (Place.RING, Place.MENU))
_CALL_GOES_ON = ("", "queued", "initiated", "ringing", "in-progress")


def voice_blueprint(
    calls: CallService,
    steps: StepUrls,
    signature: Signature,
    clock: Clock,
    caller_id: str,
    texted: Collection[str],
    voices: Mapping[str, Voice],
) -> Blueprint:
    """Return the blueprint of `/voice` and the paths below it.

    ``caller_id`` is the number that a dialled line sees. ``texted`` are the codes (ISO 3166) of the countries whose
    mobile numbers may be sent texts. ``voices`` are the carrier's voices by language.
    """
    blueprint = Blueprint("voice", __name__)
    guard(blueprint, signature)

    def arrived(place: Place = Place.MENU, language: str = "", ended: Dialed | None = None) -> Call:
        trail, caller = steps.trail(request.args), identify(field("From"), texted)
        return Call(field("CallSid"), caller, trail, clock.now(), place, language, field("Digits"), ended=ended)

    def answer(given: Answer) -> Response:
        return xml(twiml.voice(given.actions, steps.url, steps.audio, caller_id, voices))

    @blueprint.post("/voice", defaults={"place": Place.RING})
    @blueprint.post(f"/voice/<any({Place.MENU}):place>")
    @blueprint.post(f"/voice/<any({_LANGUAGES}):language>/<any({_IN_LANGUAGE}):place>")
    def step(place: str, language: str = "") -> Response:
        ended = _result() if place == Place.DIALED else None
        return answer(calls.take(arrived(Place(place), language, ended)))

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
        return answer(TO_THE_MENU)

    @blueprint.errorhandler(Exception)
    def trouble(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        log.exception("a step of a call failed: %s", request.path)
        return answer(calls.failed((request.view_args or {}).get("language", UNKNOWN), clock.now()))

    return blueprint


def _result() -> Dialed:
    word = field("DialCallStatus", 20)
    end = _DIAL_ENDS.get(word, DialEnd.FAILED)
    if word not in _DIAL_ENDS:
        log.warning("unknown DialCallStatus %r, treated as failed", word)
    if end is DialEnd.COMPLETED and field("DialBridged") == "false":
        end = DialEnd.NO_ANSWER  # the line answered, but the two were never connected
    seconds = field("DialCallDuration", 7)
    lasted = int(seconds) if seconds.isascii() and seconds.isdigit() else None
    return Dialed(end, lasted, caller_present=field("CallStatus", 20) in _CALL_GOES_ON)
