"""Twilio, or any carrier with Twilio's REST API under another address (`TWILIO_API_URL`)."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from ivr.carrier import SendError

TIMEOUT = 10
"""Seconds; the SDK by itself waits for ever."""
REFERENCE = "text"
"""The field of a receipt's address that carries the reference."""
_LOOK_THROUGH = 100
_CLOCKS_DIFFER = timedelta(minutes=2)
_NUMBER = re.compile(r"\+?\d[\d -]{6,}\d")
"""Twilio quotes the receiver in its messages; these are logged and kept."""


class TwilioCarrier:
    """Texts through ``Messages.json`` (API of 2010-04-01), which knows no idempotency key."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str, sender: str, receipts_url: str) -> None:
        self._client = Client(account_sid, auth_token, http_client=TwilioHttpClient(timeout=TIMEOUT))
        self._client.api.base_url = api_url
        # A messaging service is named by its id (MG…), a number or a name as From.
        self._sender = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}
        self._receipts_url = receipts_url

    def send(self, to: str, body: str, reference: str) -> str:
        """Hand over a text."""
        callback = f"{self._receipts_url}?{urlencode({REFERENCE: reference})}"
        try:
            message = self._client.messages.create(to=to, body=body, status_callback=callback, **self._sender)
        except TwilioRestException as error:
            raise _refusal(error) from None
        except (TwilioException, requests.RequestException, ValueError) as error:  # ValueError: not JSON
            raise SendError(f"no answer from the carrier: {error.__class__.__name__}", maybe_sent=True) from None
        if not message.sid:
            raise SendError("the carrier's answer names no message", maybe_sent=True)
        return str(message.sid)

    def find(self, to: str, body: str, since: datetime) -> str | None:
        """Look through the texts that the carrier has taken for this number."""
        try:
            # Filtered here: a text that is still queued has no date of sending to filter by over there.
            messages = self._client.messages.list(to=to, limit=_LOOK_THROUGH)
        except (TwilioException, requests.RequestException, ValueError) as error:
            raise SendError(f"the carrier's list can't be read: {error.__class__.__name__}", maybe_sent=True) from None
        lately = (m for m in messages if m.date_created is None or m.date_created >= since - _CLOCKS_DIFFER)
        return next((str(message.sid) for message in lately if message.body == body), None)


def _refusal(error: TwilioRestException) -> SendError:
    """What a status means; error codes only as a hint for people, since Twilio may change them."""
    message = _NUMBER.sub("(number)", str(error.msg))
    reason = f"the carrier refused: {error.status}, code {error.code}, {message}"
    if error.status == 429:  # never processed, always safe to retry (Twilio, error 20429)
        return SendError(reason)
    if not 400 <= error.status < 500:
        return SendError(reason, maybe_sent=True)
    # 401 and 403 are our own misconfiguration: the texts wait until it is mended.
    return SendError(reason, permanent=error.status not in (401, 403, 408))
