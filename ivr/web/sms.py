"""The webhooks of texts."""

import logging

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from ivr import twiml
from ivr.carrier.signature import Signature
from ivr.carrier.twilio import REFERENCE
from ivr.clock import Clock
from ivr.core.caller import identify
from ivr.service.texts import TextService
from ivr.store.outbox import State
from ivr.web.guard import field, guard, xml

log = logging.getLogger(__name__)

_LONGEST_BODY = 1600
"""Characters; what the carrier takes at most."""
_STATES = {
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.FAILED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}


def sms_blueprint(texts: TextService, signature: Signature, clock: Clock, inbound_url: str) -> Blueprint:
    """`/sms`, which the carrier reaches at ``inbound_url``, and `/sms/status`."""
    blueprint = Blueprint("sms", __name__)
    guard(blueprint, signature)

    @blueprint.post("/sms")
    def inbound() -> Response:
        sender, body = identify(field("From")), request.form.get("Body", "")[:_LONGEST_BODY]
        return xml(twiml.message(texts.receive(sender, body, clock.now()).body))

    @blueprint.post("/sms/status")
    def receipt() -> Response:
        state = _STATES.get(field("MessageStatus", 20))
        text_id = request.args.get(REFERENCE, type=int)
        if state is not None and text_id is not None:
            code = field("ErrorCode", 20)
            texts.receipt(text_id, field("MessageSid"), state, f"not delivered, code {code}" if code else None)
        return Response(status=204)

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
        return xml(twiml.message(texts.writer.language_list(texts.timetable_at(now), now)))

    return blueprint
