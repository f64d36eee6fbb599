"""How long each part of the service waits for the database before it goes on without it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Time limits in seconds.

    Attributes:
        step: of a step of a call, which waits once; after that no step asks until the database answers again.
        start: of a process that starts, for the schedule and the prompts.
        refresh: of the threads that look for changes of them.
        delivery: of a delivery worker, for one question.
        record: of the recorder, for one batch.
        lock: of a transaction, for another one that writes.
    """

    step: float = 0.8
    start: float = 2.0
    refresh: float = 10.0
    delivery: float = 6.0
    record: float = 10.0
    lock: int = 2


PATIENCE = Patience()
