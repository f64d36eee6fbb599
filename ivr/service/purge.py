"""Forgetting: what is old, some at a time, and a person who asks for it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Engine

from ivr.store import purge as store
from ivr.store.db import write
from ivr.store.purge import AT_A_TIME, Ages, Some


def purge(engine: Engine, ages: Ages, now: datetime) -> dict[str, int]:
    """Forget what is old, and note it, if there was anything; how many rows of each kind."""
    gone = {kind: _all(engine, some) for kind, some in store.old(ages, now).items()}
    if any(gone.values()):
        write(engine, store.note_purged, gone, now)
    return gone


def forget(engine: Engine, hashes: Collection[str], who: str, now: datetime, *, opt_out_too: bool) -> dict[str, int]:
    """Forget a person, whose number has these hashes, in the name of ``who``; how much it was.

    That they have sent STOP is kept, unless ``opt_out_too``: they would be texted again.
    """
    return write(engine, store.forget, hashes, who, now, opt_out_too=opt_out_too)


def _all(engine: Engine, some: Some) -> int:
    """Each time a transaction of its own, so that no call waits for a purge."""
    total = 0
    while True:
        done = write(engine, some)
        total += done
        if done < AT_A_TIME:
            return total
