"""The webhooks of text messages."""

import logging
from dataclasses import dataclass
from http import HTTPStatus

from bounds import TEXT
from ivr import twiml
from ivr.carrier import STATES
from ivr.carrier.twilio import OPTED_OUT, REFERENCE
from ivr.clock import Clock
from ivr.service.text.inbound import TextService
from ivr.web.webhooks import NOT_FOUND, Hook, Reply, xml
from sentences import Sentence

log = logging.getLogger(__name__)

INBOUND, RECEIPT = "/sms", "/sms/status"


@dataclass(frozen=True)
class SmsHooks:
    """Answers the webhooks of texts: inbound ones at `/sms`, receipts of ours at `/sms/status`.

    Attributes:
        inbound_url: the address at which the carrier reaches `/sms`.
        texted: the codes (ISO 3166) of the countries whose mobile numbers get an answer.
    """

    texts: TextService
    clock: Clock
    inbound_url: str
    texted: tuple[str, ...]

    def __call__(self, hook: Hook) -> Reply:
        """Answer a webhook. A text that can't be handled is answered with the list of languages."""
        try:
            if hook.method != "POST":
                # A number whose webhook is set to GET by mistake: the carrier asks again, by POST.
                return xml(twiml.message_redirect(self.inbound_url)) if hook.path == INBOUND else NOT_FOUND
            if hook.path == INBOUND:
                return self._receive(hook)
            return self._receipt(hook) if hook.path == RECEIPT else NOT_FOUND
        except Exception:
            log.exception("a text could not be answered", extra={"text_sid": hook.field("MessageSid")})
            now = self.clock.now()
            words = self.texts.writer(now).language_list(self.texts.timetable_at(now), now)
            return xml(twiml.message(words), failed=True)

    def _receive(self, hook: Hook) -> Reply:
        sender, body = hook.caller(self.texted), hook.form.get("Body", "")[:TEXT]
        # With Advanced Opt-Out the carrier answers some words itself, and names them in OptOutType.
        handled = hook.field("OptOutType", 10)
        answer = self.texts.receive(hook.field("MessageSid"), sender, body, self.clock.now(), handled=handled)
        return xml(twiml.message(answer.body))

    def _receipt(self, hook: Hook) -> Reply:
        state, sid = STATES.get(hook.field("MessageStatus", 20)), hook.field("MessageSid")
        if state is None or not sid:
            return Reply()
        code = hook.field("ErrorCode", 20)
        problem = Sentence("not delivered, code {code}", code=code) if code else None
        reference = "".join(filter(str.isprintable, hook.query.get(REFERENCE, "")[:80]))
        stopped = code == str(OPTED_OUT)
        if self.texts.receipt(reference, sid, state, problem, self.clock.now(), opted_out=stopped):
            return Reply()
        return Reply(HTTPStatus.SERVICE_UNAVAILABLE, "the database does not answer\n")
