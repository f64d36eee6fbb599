"""Ending of a call-back by ops staff."""

from datetime import datetime

from sqlalchemy import Engine

from ivr.store import call_backs
from ivr.store.audit import Act, note
from ivr.store.db import writing
from sentences import Sentence


def cancel(engine: Engine, number: int, who: str, now: datetime) -> bool:
    """End a call-back that stands, and log who did. Return False if it does not stand."""
    with writing(engine) as connection:
        done = call_backs.cancel(connection, number, Sentence("cancelled by {who}", who=who), now)
        if done:
            note(connection, now, who, Act.CALL_BACK_CANCELLED, Sentence("call-back {number}", number=number))
        return done
