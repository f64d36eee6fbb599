"""The request that the web application reads."""

from string import ascii_letters, digits, punctuation
from typing import Any
from urllib.parse import quote

from flask import Request

_ASCII = digits + ascii_letters + punctuation


class AsciiRequest(Request):
    """A request whose query is ASCII: any other byte in it is percent-encoded, as browsers and carriers send it.

    Flask reads a query as UTF-8, and fails if it is not.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query_string = quote(self.query_string, safe=_ASCII).encode()
