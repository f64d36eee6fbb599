"""Signing of webhooks as Twilio documents it. The service's verification is separate, so that each tests the other."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

HEADER = "X-Twilio-Signature"


def sign(token: str, url: str, form: Mapping[str, str]) -> str:
    """Return the Base64 of the HMAC-SHA1 over the full address and the sorted form fields."""
    message = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), message.encode(), hashlib.sha1).digest()).decode()
