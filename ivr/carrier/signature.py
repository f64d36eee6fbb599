"""Verification that a webhook comes from the carrier: HMAC-SHA1 in a header whose name depends on the carrier."""

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

HEADER = "X-Twilio-Signature"


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
