"""What spans say of webhooks and of pages of the console: names of ours, ids of records, what was decided."""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from ivr.carrier import STATES
from ivr.core.call.actions import Answer, Dial
from ivr.core.call.outcome import leg
from ivr.core.call.step import Call
from ivr.web.metrics import WEBHOOKS
from ivr.web.ops.console import ops
from ivr.web.sms import RECEIPT
from ivr.web.traffic import OTHER
from ivr.web.webhooks import Hook, Reply

if TYPE_CHECKING:
    from ivr.telemetry import Spans

About = dict[str, str | int]


def traced(spans: "Spans", answer: Callable[[Hook], Reply], hook: Hook) -> Reply:
    """Answer a webhook, and make a span of it. The check of its signature is not in the time."""
    began = time.time_ns()
    reply = answer(hook)
    name, language = WEBHOOKS.get(hook.path, (OTHER, ""))
    spans.answered(name, began, partial(_of_webhook, language, hook, reply), failed=reply.failed)
    return reply


def _of_webhook(language: str, hook: Hook, reply: Reply) -> About:
    about: About = {"language": language, "call": hook.field("CallSid"), "text_sid": hook.field("MessageSid")}
    if hook.path == RECEIPT:
        about["outcome"] = STATES.get(hook.field("MessageStatus", 20), "")
    if reply.step:
        about |= _of_step(*reply.step)
    return about


def _of_step(call: Call, answer: Answer) -> About:
    """Return the number of a step, the line whose ring has ended and how, and the line that is dialled now."""
    about: About = {"step": call.trail.step, "language": answer.language or call.language}
    if call.ended and call.trail.tried:
        about |= {"line": call.trail.tried[-1], "outcome": leg(call.ended)}
    dialled = [action.then.trail.tried[-1] for action in answer.actions if isinstance(action, Dial)]
    return about | {"dials": dialled[0]} if dialled else about


def trace_console(app: Flask, spans: "Spans") -> None:
    """Make a span of each request of the console. Its name is the route; a value in the address is not in it."""

    @app.before_request
    def begin() -> None:
        g.began = time.time_ns()

    @app.after_request
    def end(response: Response) -> Response:
        if request.url_rule is not None and request.blueprint == ops.name:
            name, status = f"{request.method} {request.url_rule.rule}", response.status_code
            spans.answered(name, g.began, lambda: {"status": status}, failed=status >= 500)
        return response
