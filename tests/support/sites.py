"""Sites that do not answer as they should, and documents that a carrier or a web server keeps for us."""

import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import escape

from flask import Flask, Response, abort, request

from ivr.phone.signing import HEADER, sign
from tests.support.listening import Listening

BROKEN: Mapping[str, int] = {
    "nobody listens": 11205,
    "no connection": 11205,
    "silence": 11205,
    "an error": 11200,
    "no XML": 12100,
    "a web page": 12300,
}
"""What may be wrong with a site, and Twilio's code of it."""
_ANSWERS = {
    "an error": ("<Response />", 500, "text/xml"),
    "no XML": ("<Response>", 200, "text/xml"),
    "a web page": ("<Response />", 200, "text/html"),
}
BIN = "/twiml/EH" + "0" * 32


@contextmanager
def broken_site(how: str) -> Iterator[str]:
    """Yield the address of a site with one of the faults of :data:`BROKEN`."""
    with ExitStack() as opened:
        if how in _ANSWERS:
            listening = Listening(answering(*_ANSWERS[how]))
            opened.callback(listening.close)
            yield listening.url
        elif how == "nobody listens":
            yield "http://127.0.0.1:1"
        else:
            yield opened.enter_context(_silent(full=how == "no connection"))


@contextmanager
def _silent(*, full: bool) -> Iterator[str]:
    """Yield the address of a port whose connections nobody takes; if it is ``full``, none comes about any more."""
    with ExitStack() as opened:
        server = opened.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0 if full else 16))
        port: int = server.getsockname()[1]
        for _ in range(4 if full else 0):
            waiting = opened.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        yield f"http://127.0.0.1:{port}"


def answering(document: str, status: int = 200, kind: str = "text/xml") -> Flask:
    """Return an application that answers everything with a document."""
    app = Flask("answering", static_folder=None)

    @app.route("/<path:any>", methods=["GET", "POST"])
    def answer(any: str) -> Response:  # noqa: A002
        return Response(document, status, content_type=kind)

    return app


@dataclass
class Keeping:
    """A web server with a page, which takes no POST, and a carrier's bin, which takes only signed requests."""

    page: str
    token: str
    template: str = ""

    def application(self) -> Flask:
        app = Flask("keeping", static_folder=None)

        @app.get("/fallback.xml")
        def file() -> Response:
            return Response(self.page, content_type="text/xml")

        @app.route(BIN, methods=["GET", "POST"])
        def kept() -> Response:
            if request.headers.get(HEADER) != sign(self.token, _address(), request.form):
                abort(403)
            return Response(rendered(self.template, request.values), content_type="text/xml")

        return app


def _address() -> str:
    return request.url if request.query_string else request.base_url


def rendered(template: str, given: Mapping[str, str]) -> str:
    """Fill in what our templates have of Mustache. The programs that carriers use are asked in `tests/judges`."""
    shown = re.sub(r"\{\{#(\w+)\}\}(.*?)\{\{/\1\}\}", lambda found: found[2] if given.get(found[1]) else "", template)
    shown = re.sub(r"\{\{\^(\w+)\}\}(.*?)\{\{/\1\}\}", lambda found: "" if given.get(found[1]) else found[2], shown)
    return re.sub(r"\{\{(\w+)\}\}", lambda found: escape(given.get(found[1], "")), shown)
