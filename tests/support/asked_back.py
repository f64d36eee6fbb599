"""Call-backs that people have asked for, as they are stored once some of them have ended."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, insert

from ivr.core.callbacks.promises import State
from ivr.store.tables import call_back_calls, call_backs

_STATES = (State.REACHED, State.REACHED, State.REACHED, State.MISSED, State.FAILED, State.CANCELLED, State.WAITING)


def asked_back(
    engine: Engine, at: datetime, number: int, language: str = "vi", *, state: State | None = None, calls: int = 0
) -> State:
    """Store a call-back that was asked for at a moment, and return its state.

    Without a ``state`` it follows from the number, as how many calls it took does. It is due an hour later. The last
    call is made ten minutes after that, and as many more as ``number`` says, and lasts five.
    """
    state = state or _STATES[number % len(_STATES)]
    due = at + timedelta(hours=1)
    called = due + timedelta(minutes=10 + number)
    sid = f"CA{at.timestamp()}{number}{language}"
    row = {
        "promise": f"{at.timestamp()}{number}{language}",
        "caller": f"{number:064}",
        "language": language,
        "asked_at": at,
        "due_at": due,
        "state": state,
        "unanswered": calls - 1 if calls else number % 2,
        "not_connected": 0 if calls else number % 4,
        "sid": sid,
        "ended_at": None if state is State.WAITING else called + timedelta(minutes=5),
    }
    with engine.begin() as connection:
        number_of = connection.scalar(insert(call_backs).values(row).returning(call_backs.c.id))
        call = {"sid": sid, "call_back": number_of, "line": "fresc", "at": called}
        connection.execute(insert(call_back_calls).values(call))
    return state
