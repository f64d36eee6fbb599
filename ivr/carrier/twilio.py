"""Twilio, and carriers that offer Twilio's REST API at another address."""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlencode

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from ivr.carrier import STATES, SendError
from ivr.core.text.delivery import Message, State
from sentences import Sentence

for _name in ("twilio", "urllib3"):  # they log telephone numbers, and the addresses that contain them
    logging.getLogger(_name).setLevel(logging.ERROR)

TIMEOUT = (3, 10)
"""Seconds to connect, and to wait for a response. The sum is less than a worker's lease; the SDK has no timeout."""
REFERENCE = "text"
"""The query parameter of a receipt's address that has the reference."""
_LOOK_THROUGH = 100
"""How many of the carrier's latest texts are searched."""
_NUMBER = re.compile(r"\+?\d[\d .()-]{6,}\d")
"""Telephone numbers, which are removed from the carrier's error messages before these are logged and stored."""
UNREADABLE = (TwilioException, requests.RequestException, ValueError, TypeError, AttributeError)
"""Errors that mean no response, or a response that is not the expected JSON."""

OPTED_OUT = 21610
"""Twilio's error code for a receiver who has opted out."""
_QUEUE_FULL = "21611"
_OURS = frozenset(
    ("21210", "21212", "21215", "21219", "21603", "21606", "21608", _QUEUE_FULL, "21659", "21703", "21705")
)
"""Error codes about our number, what the account may do, or a full queue, not the receiver; a retry can succeed after
a correction. 21210, 21215 and 21219 are those of calls: the number is not ours, the country is not allowed, a trial
account (Twilio, "Error and Warning Dictionary")."""


def client(account_sid: str, auth_token: str, api_url: str) -> Client:
    """Return a client of an account, with a time limit. ``api_url``: the API's address; empty is Twilio's."""
    http = TwilioHttpClient()
    http.timeout = TIMEOUT  # the constructor does not accept a pair
    made = Client(account_sid, auth_token, http_client=http)
    if api_url:
        made.api.base_url = api_url
    return made


class TwilioCarrier:
    """Sends texts with ``Messages.json`` (API of 2010-04-01), which has no idempotency key."""

    def __init__(
        self, account_sid: str, auth_token: str, api_url: str, sender: str, receipts_url: str, spare: str = ""
    ) -> None:
        self._client, self.api_url = client(account_sid, auth_token, api_url), api_url
        self._sender, self._spare = _sender(sender), _sender(spare)
        self._receipts_url = receipts_url
        self.has_spare = bool(spare)

    def send(self, to: str, body: str, reference: str, *, spare: bool = False) -> Message:
        """Submit a text."""
        callback = f"{self._receipts_url}?{urlencode({REFERENCE: reference})}"
        sender = self._spare if spare else self._sender
        with submitting():
            made = self._client.messages.create(to=to, body=body, status_callback=callback, **sender)
        if not made.sid:
            raise SendError(Sentence("the carrier's answer has no message id"), maybe_sent=True)
        return _message(made)

    def sent_to(self, to: str) -> Sequence[Message]:
        """Search the latest texts that the carrier has accepted for a number."""
        with searching():
            # Filter by receiver only: a queued text has no date of sending that could be filtered by.
            # Read one page only: SignalWire's address of the next page repeats the path that the SDK prepends.
            listed = list(self._client.messages.page(to=to, page_size=_LOOK_THROUGH))
        # Somleng ignores the filter and lists all receivers, and may write numbers without +.
        return [_message(each) for each in listed if each.sid and str(each.to).lstrip("+") == to.lstrip("+")]


def _sender(name: str) -> dict[str, str]:
    """Return the sender argument: a messaging service by its id (MG…), a number or a name as From."""
    return {"messaging_service_sid" if name.startswith("MG") else "from_": name}


def _message(made: MessageInstance) -> Message:
    state = STATES.get(str(made.status), State.SENT)
    return Message(str(made.sid), str(made.body or ""), state, in_utc(made.date_created))


def in_utc(at: datetime | None) -> datetime | None:
    """Return a date of the carrier's, which is in UTC and may not say so."""
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


@contextmanager
def submitting() -> Iterator[None]:
    """Convert the errors of a request that sends or calls.

    Raises:
        SendError: the carrier refused, or the result is unknown.
    """
    try:
        yield
    except TwilioRestException as error:
        raise refusal(error) from None
    except UNREADABLE as error:
        problem = Sentence("no answer from the carrier: {error}", error=error.__class__.__name__)
        raise SendError(problem, maybe_sent=True) from None


@contextmanager
def searching() -> Iterator[None]:
    """Convert the errors of a request for what the carrier has sent or called.

    Raises:
        SendError: the request failed.
    """
    try:
        yield
    except UNREADABLE as error:
        problem = Sentence("the carrier's list can't be read: {error}", error=error.__class__.__name__)
        raise SendError(problem, maybe_sent=True) from None


def without_numbers(text: str) -> str:
    """Return a message of the carrier with telephone numbers replaced by ``(number)``."""
    return _NUMBER.sub("(number)", text)


def refusal(error: TwilioRestException) -> SendError:
    """Convert an error response. The HTTP status decides; error codes are hints, since Twilio may change them."""
    code = str(error.code)  # Twilio's codes are numbers; other carriers may send a string
    reason = Sentence(
        "the carrier refused: {status}, code {code}, {text}",
        status=error.status,
        code=without_numbers(code),
        text=without_numbers(str(error.msg)),
    )
    if error.status == 429:  # not processed, so always safe to retry (Twilio, error 20429)
        return SendError(reason)
    if not 400 <= error.status < 500:
        return SendError(reason, maybe_sent=True)
    # Other statuses are about the configuration, such as a wrong token: the texts wait until it is corrected.
    about_the_text = error.status in (400, 422) and code not in _OURS
    of_us = not about_the_text and code != _QUEUE_FULL
    return SendError(reason, permanent=about_the_text, opted_out=code == str(OPTED_OUT), of_us=of_us)
