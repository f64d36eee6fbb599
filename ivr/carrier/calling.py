"""Calls that the service makes by itself, with Twilio's REST API: test dials. Not tried on a live account."""

from twilio.base.exceptions import TwilioRestException

from ivr.carrier.twilio import UNREADABLE, client, without_numbers
from ivr.settings import TWILIO, Settings
from sentences import Sentence, SentenceError

LONGEST = 300
"""Seconds after which the carrier ends a call."""
_RING = 30
"""Seconds for which a telephone rings."""


class PlaceError(SentenceError):
    """The carrier did not accept a call, or the result is unknown."""


class Calls:
    """Makes calls with ``Calls.json`` (API of 2010-04-01)."""

    def __init__(self, settings: Settings) -> None:
        self._client = client(settings.account_sid, settings.auth_token, settings.api_url)
        self._number = settings.phone_number

    def place(self, to: str, document: str) -> None:
        """Call a number (E.164). When it answers, the carrier does what a TwiML document says.

        Raises:
            PlaceError: the carrier refused, or the result is unknown.
        """
        try:
            self._client.calls.create(to=to, from_=self._number, twiml=document, timeout=_RING, time_limit=LONGEST)
        except TwilioRestException as error:
            told = without_numbers(str(error.msg))
            said = Sentence("the carrier refused: {status}, {text}", status=error.status, text=told)
            raise PlaceError(said) from None
        except UNREADABLE as error:
            told = error.__class__.__name__
            raise PlaceError(Sentence("no answer from the carrier: {error}", error=told)) from None


def calls_of(settings: Settings) -> Calls | None:
    """Return what makes calls; None: the carrier's API is not known to take a document with a call."""
    return Calls(settings) if settings.carrier == TWILIO else None
