"""The webhooks of text messages."""

import logging
from collections.abc import Collection

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from bounds import TEXT
from ivr import twiml
from ivr.carrier import STATES
from ivr.carrier.signature import Signature
from ivr.carrier.twilio import OPTED_OUT, REFERENCE
from ivr.clock import Clock
from ivr.core.caller import identify
from ivr.service.text.inbound import TextService
from ivr.web.webhooks import field, guard, xml
from sentences import Sentence

log = logging.getLogger(__name__)


def sms_blueprint(
    texts: TextService, signature: Signature, clock: Clock, inbound_url: str, texted: Collection[str]
) -> Blueprint:
    """Return the blueprint of `/sms` and `/sms/status`.

    ``inbound_url`` is the address at which the carrier reaches `/sms`. ``texted`` are the codes (ISO 3166) of the
    countries whose mobile numbers get an answer.
    """
    blueprint = Blueprint("sms", __name__)
    guard(blueprint, signature)

    @blueprint.post("/sms")
    def inbound() -> Response:
        sender, body = identify(field("From"), texted), request.form.get("Body", "")[:TEXT]
        # With Advanced Opt-Out the carrier answers some words itself, and names them in OptOutType.
        answer = texts.receive(field("MessageSid"), sender, body, clock.now(), handled=field("OptOutType", 10))
        return xml(twiml.message(answer.body))

    @blueprint.post("/sms/status")
    def receipt() -> Response:
        state, sid = STATES.get(field("MessageStatus", 20)), field("MessageSid")
        if state is None or not sid:
            return Response(status=204)
        code = field("ErrorCode", 20)
        problem = Sentence("not delivered, code {code}", code=code) if code else None
        reference = "".join(filter(str.isprintable, request.args.get(REFERENCE, "")[:80]))
        stopped = code == str(OPTED_OUT)
        if texts.receipt(reference, sid, state, problem, clock.now(), opted_out=stopped):
            return Response(status=204)
        return Response("the database does not answer\n", 503, content_type="text/plain")

    @blueprint.get("/sms")
    def by_get() -> Response:
        # A number whose webhook is set to GET by mistake: the carrier asks again, by POST.
        return xml(twiml.message_redirect(inbound_url))

    @blueprint.errorhandler(Exception)
    def trouble(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        log.exception("a text could not be answered")
        now = clock.now()
        return xml(twiml.message(texts.writer().language_list(texts.timetable_at(now), now)))

    return blueprint
