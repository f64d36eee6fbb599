"""An OpenTelemetry collector: it takes spans by OTLP over HTTP, as the protocol's own messages."""

import threading
from typing import TYPE_CHECKING, Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from tests.support.listening import Listening

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Collector(Listening):
    """Takes spans. It answers while ``answers`` is set.

    ``taken`` has the body of each request, and the value of its header `X-Key`.
    """

    def __init__(self) -> None:
        self.answers = threading.Event()
        self.answers.set()
        self.taken: list[tuple[str, bytes]] = []
        super().__init__(self._take)

    def _take(self, environ: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
        if environ["PATH_INFO"] != "/v1/traces":
            start("404 Not Found", [])
            return []
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        self.taken.append((environ.get("HTTP_X_KEY", ""), body))
        self.answers.wait()
        start("200 OK", [("Content-Type", "application/x-protobuf")])
        return [ExportTraceServiceResponse().SerializeToString()]

    @property
    def spans(self) -> list[Any]:
        """All spans that were taken."""
        requests = (ExportTraceServiceRequest.FromString(body) for _, body in self.taken)
        return [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


def attributes(span: Any) -> dict[str, str | int]:
    """Return the attributes of a span that are ours, without their common prefix."""
    found = {}
    for each in span.attributes:
        kind = each.value.WhichOneof("value")
        found[each.key.removeprefix("tsunagu.")] = getattr(each.value, kind)
    return found
