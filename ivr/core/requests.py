"""How long a signed request has an effect, and why a request is refused.

A signature has no time in it, so whoever has seen a request can send it again. A request acts once: what it changes is
stored under the id of the call and its step, or of the text. After the call is over, or a day after the first request
with the id, it changes nothing. It is still answered, and the answer goes to whoever sent it.
"""

from datetime import datetime, timedelta
from enum import StrEnum

ACTS_FOR = timedelta(days=1)
"""Longer than any call (carriers end one after four hours), and than carriers repeat a request."""
STRAGGLERS = timedelta(minutes=1)
"""How long after the end of a call was reported its last requests may arrive; the carrier does not order them."""


def is_over(now: datetime, began: datetime, ended: datetime | None = None) -> bool:
    """Whether a request changes nothing: its id was first seen at ``began``, and its call ended at ``ended``."""
    return now - began >= ACTS_FOR or (ended is not None and now - ended >= STRAGGLERS)


class Refused(StrEnum):
    """Why a request was refused."""

    UNSIGNED = "webhook without signature"
    WRONG_SIGNATURE = "webhook with wrong signature"
    FORM = "form without valid token"
    TOO_LARGE = "request too large"
    BUSY = "too many requests at once"
