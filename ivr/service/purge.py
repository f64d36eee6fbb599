"""Deletion of expired data in batches, and of a person's data on request."""

import time
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Engine

from ivr.store import purge as store
from ivr.store.db import leave_nothing, read, write
from ivr.store.purge import AT_A_TIME, Ages, Expired
from ivr.store.sqlite import take_statistics


def expired(engine: Engine, ages: Ages, now: datetime) -> int:
    """Return how many rows :func:`purge` would delete or clear."""
    return sum(read(engine, each.count) for each in store.old(ages, now).values())


def purge(
    engine: Engine, ages: Ages, now: datetime, tell: Callable[[int], object] = lambda rows: None
) -> dict[str, int]:
    """Delete the data that has passed its retention time, and return the number of rows by kind.

    A purge that changed any row is recorded in the audit log. ``tell`` gets the number of rows of each batch. Then the
    database takes statistics of its indexes.
    """
    gone = {kind: _all(engine, each, tell) for kind, each in store.old(ages, now).items()}
    if any(gone.values()):
        write(engine, store.note_purged, gone, now)
        leave_nothing(engine)
    write(engine, take_statistics)
    return gone


def forget(engine: Engine, hashes: Collection[str], who: str, now: datetime, *, opt_out_too: bool) -> dict[str, int]:
    """Delete the data of the person whose number has these hashes, and return the number of rows by kind.

    The deletion is recorded in the audit log with ``who`` made it. The opt-out is kept unless ``opt_out_too``; without
    it the person could receive texts again.
    """
    gone = write(engine, store.forget, hashes, who, now, opt_out_too=opt_out_too)
    leave_nothing(engine)
    return gone


def _all(engine: Engine, each: Expired, tell: Callable[[int], object]) -> int:
    """Run batches until no row is left, and return the number of rows.

    Each batch has a transaction of its own, and others get as long to write as it took, so that no call waits for a
    purge.
    """
    total = 0
    while keys := read(engine, each.keys):
        begun = time.monotonic()
        done = write(engine, each.end, keys)
        total += done
        tell(done)
        if len(keys) < AT_A_TIME:
            break
        time.sleep(time.monotonic() - begun)
    return total
