"""Twilio, or any carrier with Twilio's REST API under another address (`TWILIO_API_URL`)."""

from datetime import datetime, timedelta

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from ivr.carrier import SendError

TIMEOUT = 10
"""Seconds; the SDK by itself waits for ever."""
_CLOCKS_DIFFER = timedelta(minutes=2)


class TwilioCarrier:
    """Texts through ``Messages.json`` (API of 2010-04-01), which knows no idempotency key."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str, sender: str, receipts_url: str) -> None:
        self._client = Client(account_sid, auth_token, http_client=TwilioHttpClient(timeout=TIMEOUT))
        self._client.api.base_url = api_url
        # A messaging service is named by its id (MG…), a number or a name as From.
        self._sender = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}
        self._receipts_url = receipts_url

    def send(self, to: str, body: str) -> str:
        """Hand over a text."""
        try:
            message = self._client.messages.create(to=to, body=body, status_callback=self._receipts_url, **self._sender)
        except TwilioRestException as error:
            raise _refusal(error) from None
        except (TwilioException, requests.RequestException) as error:
            raise SendError(f"no answer from the carrier: {error.__class__.__name__}", maybe_sent=True) from None
        return str(message.sid)

    def find(self, to: str, body: str, since: datetime) -> str | None:
        """Look through the texts that the carrier has taken for this number."""
        try:
            messages = self._client.messages.list(to=to, date_sent_after=since - _CLOCKS_DIFFER, limit=50)
        except (TwilioException, requests.RequestException) as error:
            raise SendError(f"the carrier's list can't be read: {error.__class__.__name__}", maybe_sent=True) from None
        return next((str(message.sid) for message in messages if message.body == body), None)


def _refusal(error: TwilioRestException) -> SendError:
    """What a status means; error codes only as a hint for people, since Twilio may change them."""
    reason = f"the carrier refused: {error.status}, code {error.code}, {error.msg}"
    if error.status == 429:  # never processed, always safe to retry (Twilio, error 20429)
        return SendError(reason)
    if error.status >= 500:
        return SendError(reason, maybe_sent=True)
    # 401 and 403 are our own misconfiguration: the texts wait until it is mended.
    return SendError(reason, permanent=error.status not in (401, 403, 408))
