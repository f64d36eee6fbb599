"""Verification that a webhook comes from the carrier: an HMAC in a header whose name depends on the carrier.

The HMAC is of SHA-1. With a shared key Twilio uses SHA-256, and names it in :data:`SETTINGS_HEADER` (Twilio, "Sign
webhooks with shared keys", in beta in September 2026). What is signed is the same.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlparse

from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_SETTINGS_HEADER,
    add_port,
    get_signature_algorithm,
    remove_port,
)

HEADER = "X-Twilio-Signature"
SETTINGS_HEADER: str = SIGNATURE_SETTINGS_HEADER
_DIGESTS = {HMAC_SHA1: "sha1", HMAC_SHA256: "sha256"}
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

    def __init__(self, key: str, public_url: str, header: str = HEADER, earlier: Sequence[str] = ()) -> None:
        """``earlier`` are keys that the carrier may still sign with while the key is changed."""
        self._keyed = {
            algorithm: [hmac.new(each.encode(), digestmod=digest) for each in (key, *earlier)]
            for algorithm, digest in _DIGESTS.items()
        }
        # Carriers sign the address with or without the standard port (twilio-python, RequestValidator.validate).
        # Most sign it as it was set, so that is tried first.
        others = (spelt(urlparse(public_url)) for spelt in (remove_port, add_port))
        self._sites = [*dict.fromkeys((public_url, *others))]
        self._public_url = public_url
        self.header = header

    def is_valid(
        self,
        path_and_query: str,
        form: Iterable[tuple[str, str]],
        signature: str | None,
        settings: str | None = None,
    ) -> bool:
        """Whether ``signature`` was made with one of the keys. A malformed signature is not valid.

        ``settings`` is the value of :data:`SETTINGS_HEADER`; without it the algorithm is SHA-1.
        """
        keyed = self._keyed.get(get_signature_algorithm(settings))
        if not signature or keyed is None or "bodySHA256" in path_and_query:
            return False  # bodySHA256 is for JSON bodies, which are not supported
        text, given = f"{path_and_query}{signed_form(form)}", signature.encode()
        return any(
            hmac.compare_digest(b64encode(_digest(key, f"{site}{text}".encode())), given)
            for key in keyed
            for site in self._sites
        )

    def sign(self, path_and_query: str, form: Iterable[tuple[str, str]]) -> str:
        """Return the signature that the carrier would send with a POST: with the first key, of SHA-1."""
        address = f"{self._public_url}{path_and_query}{signed_form(form)}"
        return b64encode(_digest(self._keyed[HMAC_SHA1][0], address.encode())).decode()

    def is_valid_get(self, path_and_query: str, signature: str | None, settings: str | None = None) -> bool:
        """Whether ``signature`` was made for a GET of this address, in one of the :func:`spellings` of its query."""
        return any(self.is_valid(each, (), signature, settings) for each in spellings(path_and_query))


def _digest(keyed: hmac.HMAC, text: bytes) -> bytes:
    mac = keyed.copy()  # a third of the time of one that is made anew
    mac.update(text)
    return mac.digest()


def signed_form(form: Iterable[tuple[str, str]]) -> str:
    """Return what is signed of a form, behind the address: its different fields, sorted by name and value.

    The SDK does the same in five times as long (twilio-python, RequestValidator.compute_signature); a test compares.
    """
    return "".join(name + value for name, value in sorted(set(form)))


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
