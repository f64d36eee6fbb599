"""Spans for OpenTelemetry: a step of a call, a webhook of a text, a page of the console, a text handed to the carrier.

A span names a record and what was decided. It has no telephone number, no words that anybody wrote and no query
(decision 18). Import this module only if spans are wanted: its packages are an extra.
"""

import logging
import re
import threading
from collections.abc import Callable, Mapping
from importlib.metadata import version

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.util.re import parse_env_headers

log = logging.getLogger(__name__)

About = Callable[[], Mapping[str, str | int]]
"""Returns the attributes of a span. It is called where an error of it changes no answer."""
_NAME = "tsunagu"
_ROOT = Context()
_CALL = re.compile("(?:CA)?([0-9a-f]{32})")
"""Ids of calls: those of Twilio and SignalWire, and without hyphens those of Somleng."""


class Spans:
    """Sends spans to a collector by OTLP over HTTP, in batches, from a thread of its own.

    A collector that is slow or away delays nobody: spans wait in memory, and beyond some thousand the oldest are
    dropped. Make it after a process was forked. ``endpoint`` is the collector's web address without ``/v1/traces``,
    ``headers`` are those of the requests to it, as ``NAME=VALUE,NAME=VALUE``. The SDK reads the other variables of
    OpenTelemetry from the environment.
    """

    def __init__(self, endpoint: str, headers: str = "") -> None:
        ours = Resource.create({"service.name": _NAME, "service.version": version(_NAME)})
        resource = ours.merge(OTELResourceDetector().detect())  # what the environment says of the service counts
        self._ids = _Ids()
        self._provider = TracerProvider(resource=resource, id_generator=self._ids, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", headers=parse_env_headers(headers))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(_NAME)

    def answered(self, name: str, began: int, about: About, *, failed: bool = False) -> None:
        """Add a request to us that began at ``began`` (nanoseconds since 1970) and has just been answered.

        What ``about`` returns becomes its attributes. All spans with the same ``call`` are one trace.
        """
        self._add(SpanKind.SERVER, name, began, about, failed)

    def sent(self, name: str, began: int, about: About, *, failed: bool = False) -> None:
        """Add a request of ours to the carrier, in the same way."""
        self._add(SpanKind.CLIENT, name, began, about, failed)

    def _add(self, kind: SpanKind, name: str, began: int, about: About, failed: bool) -> None:
        try:
            told = about()
            attributes = {f"{_NAME}.{key}": value for key, value in told.items() if value != ""}
            with self._ids.of_call(str(told.get("call", ""))):
                span = self._tracer.start_span(name, _ROOT, kind, attributes, start_time=began)
            if failed:
                span.set_status(StatusCode.ERROR)
            span.end()
        except Exception:  # what was answered or sent counts, not its span
            log.exception("a span could not be made")

    def close(self, seconds: float) -> None:
        """Send what waits, for ``seconds`` at most. What is left then is lost."""
        ending = threading.Thread(target=self._provider.shutdown, daemon=True)
        ending.start()
        ending.join(seconds)


class _Ids(RandomIdGenerator, threading.local):
    """Ids of traces. That of a call is made of the carrier's id of it, so that machines need not tell each other."""

    _trace = 0

    def of_call(self, call: str) -> "_Ids":
        """Return itself, as a context in which a new trace has the id of this call; without one, a random id."""
        found = _CALL.fullmatch(call.replace("-", ""))
        self._trace = int(found[1], 16) if found else 0
        return self

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        self._trace = 0

    def generate_trace_id(self) -> int:
        """Return the id of a trace, as the SDK asks for it."""
        return self._trace or super().generate_trace_id()
