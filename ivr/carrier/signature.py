"""Proof that a webhook comes from the carrier: HMAC-SHA1, in a header whose name is the carrier's."""

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

HEADER = "X-Twilio-Signature"


class Signature:
    """Checks signatures over the address that the carrier called and what it posted.

    The address is built from ``PUBLIC_URL``, never from request headers: behind a proxy those name
    another host or scheme, and a stranger can write them.
    """

    def __init__(self, key: str, public_url: str, header: str = HEADER) -> None:
        self._validator = RequestValidator(key)
        self._public_url = public_url
        self.header = header

    def is_valid(self, path_and_query: str, form: MultiDict[str, str], signature: str | None) -> bool:
        """Whether ``signature`` was made with our key; malformed ones are simply not valid."""
        if not signature or "bodySHA256" in path_and_query:  # that is for JSON bodies, which we do not take
            return False
        return bool(self._validator.validate(f"{self._public_url}{path_and_query}", form, signature))
