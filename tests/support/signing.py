"""Signatures put together by hand, as Twilio documents them."""

import base64
import hmac

TOKEN, HOST = "12345", "https://mycompany.com"
"""Of the example in Twilio's documentation (https://www.twilio.com/docs/usage/security)."""


def signed(text: str, token: str = TOKEN, digest: str = "sha1") -> str:
    """Return the signature over a text."""
    return base64.b64encode(hmac.new(token.encode(), text.encode(), digest).digest()).decode()
