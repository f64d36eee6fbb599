"""Test dials: the service calls a person's telephone and, when it is answered, dials a line for it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from ivr.carrier.calling import LONGEST, Calls
from ivr.core.call.actions import Hangup
from ivr.core.dialling import Dialling, refusal, refused_telephone
from ivr.core.fallback import Ring
from ivr.service.schedule.refusals import EditError
from ivr.store.audit import Act, note
from ivr.store.db import lock, write
from ivr.store.tables import audit
from ivr.twiml import static
from schedules import Line, Timetable, dialled
from schedules.values import TextError
from sentences import Sentence

MOST = 5
"""Most test dials in an hour, by anybody."""
_HOUR = timedelta(hours=1)


class Trials:
    """Makes test dials. ``own`` is the number of the service (E.164), which people and lines see."""

    def __init__(self, engine: Engine, calls: Calls, dialling: Dialling, own: str) -> None:
        self._engine = engine
        self._calls = calls
        self._dialling = dialling
        self._own = own

    def dial(self, line: Line, telephone: str, timetable: Timetable, who: str, now: datetime) -> None:
        """Call a telephone, as typed, and dial a line when it is answered. The number is neither stored nor logged.

        Raises:
            EditError: the number or the line is not dialled, or there were too many test dials.
            PlaceError: the carrier did not accept the call.
        """
        try:
            to = dialled(telephone)
        except TextError as error:
            raise EditError(error.sentence) from None
        reason = refused_telephone(to, timetable, self._dialling) or refusal(line, self._dialling)
        if reason:
            raise EditError(reason)
        write(self._engine, _count, line, who, now)
        self._calls.place(to, static((Ring(line.dial, longest=LONGEST), Hangup()), self._own, {}))


def _count(connection: Connection, line: Line, who: str, now: datetime) -> None:
    """Note a test dial in the audit log before it is made, unless there were too many lately."""
    lock(connection, audit)
    lately = (audit.c.act == str(Act.TEST_DIALLED), audit.c.at > now - _HOUR)
    if connection.execute(select(func.count()).where(*lately)).scalar_one() >= MOST:
        raise EditError(Sentence("there were {number} test dials in the last hour; try again later", number=MOST))
    note(connection, now, who, Act.TEST_DIALLED, Sentence("{line}", line=line.id))
