"""Answers to public addresses that have no page: the page that is meant, or an error that visitors can read.

The console, recordings and the addresses for monitoring have answers of their own.
"""

from dataclasses import dataclass

from flask import Flask, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from ivr.clock import Clock
from ivr.core.caller import spoken_form
from ivr.service.prompts.live import LiveBook
from ivr.web.headers import security_headers
from ivr.web.public import LOOK, STYLE
from prompts import LANGUAGES, Prompt
from prompts.addresses import language_at
from prompts.recognise import Recogniser

_NOT_PUBLIC = frozenset({"audio", "ops", "healthz", "readyz", "metrics", ".well-known"})
"""The first part of addresses that are not for visitors."""
_HEADERS = security_headers(STYLE)


@dataclass(frozen=True)
class ErrorPages:
    """The answers. They need no database and no schedule. ``hotline`` is the one number (E.164)."""

    recogniser: Recogniser
    book: LiveBook
    clock: Clock
    hotline: str

    def install(self, app: Flask) -> None:
        """Answer the errors of an application."""
        app.register_error_handler(HTTPException, self.answer)

    def answer(self, error: HTTPException) -> ResponseReturnValue:
        """Answer a request that has failed, or has found nothing."""
        if request.path.strip("/").partition("/")[0] in _NOT_PUBLIC:
            return error
        if isinstance(error, NotFound):
            return self._meant() or self._page("page_not_found", NotFound.code)
        if isinstance(error, InternalServerError):
            return self._page("page_trouble", InternalServerError.code)
        line = Response(f"{error.description}\n", error.code, content_type="text/plain; charset=utf-8")
        line.headers.extend({name: value for name, value in error.get_headers() if name != "Content-Type"})
        return line

    def _meant(self) -> ResponseReturnValue | None:
        """Lead to the page of the language that the address names.

        Not permanently: browsers would keep that for ever, but a code may one day stand for another language.
        """
        code = language_at(request.path.strip("/"), self.recogniser)
        if code is None or request.method not in ("GET", "HEAD"):
            return None
        query = request.query_string.decode("utf-8", "replace")
        return redirect(url_for("public.of_language", language=code) + (f"?{query}" if query else ""))

    def _page(self, sentence: str, status: int) -> Response:
        book, first = self.book.at(self.clock.now()), self._preferred()
        codes = dict.fromkeys([first, *LANGUAGES])
        page = render_template(
            "error.html",
            first=first,
            languages=[LANGUAGES[code] for code in codes],
            say={code: book.text(code, Prompt(sentence)) for code in codes},
            hotline=self.hotline,
            hotline_printed=spoken_form(self.hotline),
            **LOOK,
        )
        return Response(page, status, _HEADERS, content_type="text/html; charset=utf-8")

    def _preferred(self) -> str:
        """Return the first of the browser's languages that is ours, else the first of the menu."""
        found = (language_at(tag, self.recogniser) for tag in request.accept_languages.values())
        return next(filter(None, found), next(iter(LANGUAGES)))
