"""Verification that a webhook comes from the carrier: HMAC-SHA1 in a header whose name depends on the carrier."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

HEADER = "X-Twilio-Signature"
_UNRESERVED = "!~*'()"
"""The characters that JavaScript's ``encodeURIComponent`` does not escape, apart from letters, digits and ``-_.``."""
_ENCODERS = (
    str,
    partial(quote, safe=_UNRESERVED),
    partial(quote, safe=f"{_UNRESERVED}:@"),
    partial(quote_plus, safe=""),
    partial(quote_plus, safe=":@"),
)


class Signature:
    """Verifies signatures over the address that the carrier called and the form that it posted.

    The address is built from ``PUBLIC_URL``, never from request headers. Behind a proxy the headers have another host
    or scheme, and any client can forge them.
    """

    def __init__(self, key: str, public_url: str, header: str = HEADER) -> None:
        self._validator = RequestValidator(key)
        self._public_url = public_url
        self.header = header

    def is_valid(self, path_and_query: str, form: MultiDict[str, str], signature: str | None) -> bool:
        """Whether ``signature`` was made with the key. A malformed signature is not valid."""
        if not signature or "bodySHA256" in path_and_query:  # bodySHA256 is for JSON bodies, which are not supported
            return False
        return bool(self._validator.validate(f"{self._public_url}{path_and_query}", form, signature))

    def is_valid_get(self, path_and_query: str, signature: str | None) -> bool:
        """Whether ``signature`` was made for a GET of this address, in one of the :func:`spellings` of its query."""
        return any(self.is_valid(each, MultiDict(), signature) for each in spellings(path_and_query))


def spellings(path_and_query: str) -> Iterator[str]:
    """Yield an address with its query as it was sent, then in each other spelling that a carrier may have signed.

    The query of a GET may be signed otherwise than it is sent: with ``@`` and ``:`` unescaped (twilio-node, pull
    request 621), escaped as by ``encodeURIComponent``, or decoded.
    """
    path, mark, query = path_and_query.partition("?")
    parts = [part.partition("=") for part in query.split("&")]
    seen = {path_and_query}
    yield path_and_query
    for decode in (unquote_plus, unquote) if mark else ():
        for encode in _ENCODERS:
            spelt = "&".join(f"{encode(decode(name))}{sign}{encode(decode(value))}" for name, sign, value in parts)
            if (address := f"{path}?{spelt}") not in seen:
                seen.add(address)
                yield address
