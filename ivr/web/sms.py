"""The webhooks of texts."""

import logging

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from ivr import twiml
from ivr.carrier.signature import Signature
from ivr.clock import Clock
from ivr.core.caller import identify
from ivr.core.wording import language_list
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


def sms_blueprint(texts: TextService, signature: Signature, clock: Clock) -> Blueprint:
    """`/sms` and `/sms/status`."""
    blueprint = Blueprint("sms", __name__)
    guard(blueprint, signature)

    @blueprint.post("/sms")
    def inbound() -> Response:
        sender, body = identify(field("From")), request.form.get("Body", "")[:_LONGEST_BODY]
        return xml(twiml.message(texts.receive(sender, body, clock.now()).body))

    @blueprint.post("/sms/status")
    def receipt() -> Response:
        state = _STATES.get(field("MessageStatus", 20))
        if state is not None:
            code = field("ErrorCode", 20)
            texts.receipt(field("MessageSid"), state, f"not delivered, code {code}" if code else None)
        return Response(status=204)

    @blueprint.errorhandler(Exception)
    def trouble(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        log.exception("a text could not be answered")
        return xml(twiml.message(language_list()))

    return blueprint
