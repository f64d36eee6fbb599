"""The web server of the demo: several applications that share one port."""

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import NotFound
from werkzeug.serving import WSGIRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Quiet(WSGIRequestHandler):
    """A request handler that does not log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: it would hide the demo's own output, and query strings may have telephone numbers."""


class Front:
    """A WSGI application that dispatches to others by the start of the path, so that they share one port.

    ``seen`` are the last pages of calls in the console that were asked for.
    """

    def __init__(self) -> None:
        self.seen: deque[str] = deque(maxlen=200)
        self.applications: dict[str, WSGIApplication] = {}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request with the first application whose prefix the path has."""
        if environ["PATH_INFO"].startswith("/ops/calls/"):
            self.seen.append(environ["PATH_INFO"])
        for prefix, application in self.applications.items():
            if environ["PATH_INFO"].startswith(prefix):
                return application(environ, start_response)
        return NotFound()(environ, start_response)
