"""Errors reported to Sentry, without what they are about: a caller's number could stand in any value.

What is sent of an error is listed here; all else stays on the machine.
"""

import logging
import re
from importlib.metadata import version
from typing import cast

import sentry_sdk
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint

_OF_EVENT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment")
_OF_FRAME = ("module", "function", "filename", "lineno", "in_app")
_IDS = ("call", "step", "text", "text_sid")
"""Fields of our log lines that name a record in the console."""
_DIGITS = re.compile(r"\+?\d[\d .()-]{6,}\d")


def report(dsn: str) -> None:
    """Send what is logged as an error from now on, also by the processes that this one starts."""
    sentry_sdk.init(
        dsn=dsn,
        release=f"tsunagu@{version('tsunagu')}",
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR, sentry_logs_level=None)],
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        before_send=scrubbed,
    )


def scrubbed(event: Event, _: Hint) -> Event:
    """Return what is sent of an event: its kind and place, and the log line without the values in it."""
    kept = cast(Event, {name: value for name, value in event.items() if name in _OF_EVENT})
    if said := event.get("logentry"):
        kept["logentry"] = {"message": _DIGITS.sub("(number)", str(said.get("message", "")))}
    if raised := event.get("exception"):
        kept["exception"] = {"values": [_of_exception(each) for each in raised["values"]]}
    kept["tags"] = {name: str(value) for name, value in event.get("extra", {}).items() if name in _IDS}
    return kept


def _of_exception(raised: dict[str, object]) -> dict[str, object]:
    """Return the type and the place of an exception. Its message may quote anything."""
    stack = raised.get("stacktrace")
    frames = stack.get("frames", ()) if isinstance(stack, dict) else ()
    places = [{name: frame[name] for name in _OF_FRAME if name in frame} for frame in frames]
    return {"type": raised.get("type"), "module": raised.get("module"), "stacktrace": {"frames": places}}
