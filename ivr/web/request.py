"""The request that the web application reads."""

from collections.abc import Mapping
from string import ascii_letters, digits, punctuation
from typing import Any
from urllib.parse import quote

from flask import Request

_AS_IT_IS = (ascii_letters + digits + punctuation).replace("#", "")


class AsciiRequest(Request):
    """A request whose query is ASCII without ``#``: other bytes are percent-encoded, as browsers and carriers send it.

    Flask reads a query as UTF-8, and fails if it is not. At ``#`` the library that checks signatures cuts an address.
    """

    def __init__(self, environ: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        environ["QUERY_STRING"] = query_of(environ)
        super().__init__(environ, *args, **kwargs)


def query_of(environ: Mapping[str, Any]) -> str:
    """Return the query of a request in ASCII: other bytes than those of an address are percent-encoded."""
    return quote(environ.get("QUERY_STRING", "").encode("latin-1"), safe=_AS_IT_IS)
