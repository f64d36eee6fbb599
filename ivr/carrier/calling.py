"""Calls that the service makes by itself, with Twilio's REST API: test dials, and call-backs.

Not tried on a live account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from twilio.base.exceptions import TwilioRestException
from twilio.rest.api.v2010.account.call import CallInstance

from ivr.carrier import SendError
from ivr.carrier.kinds import KINDS
from ivr.carrier.twilio import UNREADABLE, client, in_utc, searching, submitting, without_numbers
from ivr.settings import SIMULATED, TWILIO, Settings
from sentences import Sentence, SentenceError

LONGEST = 300
"""Seconds after which the carrier ends a test dial."""
LONGEST_CALL_BACK = 5400
"""Seconds after which the carrier ends a call to a person, with all lines that were dialled in it."""
_RING = 30
"""Seconds for which a telephone rings."""
_LOOK_THROUGH = 50
"""How many of the carrier's latest calls to a number are searched."""
ENDS = frozenset(("completed", "busy", "failed", "no-answer", "canceled"))
"""The values of ``CallStatus`` of a call that has ended (Twilio, "Call resource")."""
NOT_CALLED = "failed"
"""The one of a call that could not be made, such as to a number that does not exist."""


class PlaceError(SentenceError):
    """The carrier did not accept a call, or the result is unknown."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A call in the carrier's records; ``at`` is by its clock, ``status`` its ``CallStatus``."""

    sid: str
    status: str
    at: datetime | None


class Calling(Protocol):
    """A carrier that calls people. It has no idempotency key: a call that is asked for twice is made twice."""

    def ring(self, to: str, answered: str, ended: str) -> Placed:
        """Call a number (E.164). When it answers, the carrier asks ``answered`` what to do; it tells ``ended`` the end.

        Raises:
            SendError: the carrier refused, or the result is unknown.
        """
        ...

    def rung(self, to: str) -> Sequence[Placed]:
        """Return the latest calls that the carrier has made from our number to another one, newest first.

        Raises:
            SendError: the request failed.
        """
        ...

    def how(self, sid: str) -> Placed:
        """Return a call.

        Raises:
            SendError: the request failed.
        """
        ...


class Calls:
    """Makes calls with ``Calls.json`` (API of 2010-04-01), which has no idempotency key."""

    def __init__(self, settings: Settings) -> None:
        url = settings.api_url or KINDS[settings.carrier].api_url
        self._client = client(settings.account_sid, settings.auth_token, url)
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

    def ring(self, to: str, answered: str, ended: str) -> Placed:
        """Call a number."""
        urls = {"url": answered, "method": "POST", "status_callback": ended, "status_callback_method": "POST"}
        times = {"timeout": _RING, "time_limit": LONGEST_CALL_BACK}
        with submitting():
            made = self._client.calls.create(to=to, from_=self._number, **urls, **times)
        if not made.sid:
            raise SendError(Sentence("the carrier's answer has no id of a call"), maybe_sent=True)
        return _placed(made)

    def rung(self, to: str) -> Sequence[Placed]:
        """Search the latest calls from our number to another one."""
        with searching():
            listed = list(self._client.calls.page(to=to, from_=self._number, page_size=_LOOK_THROUGH))
        # A carrier that ignores the filter lists the calls to all numbers, and may write them without +.
        return [_placed(each) for each in listed if each.sid and str(each.to).lstrip("+") == to.lstrip("+")]

    def how(self, sid: str) -> Placed:
        """Fetch a call."""
        with searching():
            return _placed(self._client.calls(sid).fetch())


def _placed(made: CallInstance) -> Placed:
    return Placed(str(made.sid), str(made.status), in_utc(made.date_created))


def calls_of(settings: Settings) -> Calls | None:
    """Return what makes test dials; None: the carrier's API is not known to take a document with a call."""
    return Calls(settings) if settings.carrier == TWILIO else None


def call_backs_of(settings: Settings) -> Calls | None:
    """Return what makes call-backs; None: nobody is called back, or the carrier is simulated."""
    return Calls(settings) if settings.call_backs and settings.carrier != SIMULATED else None
