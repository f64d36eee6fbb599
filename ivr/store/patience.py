"""Time limits: how long each part of the service waits for the database before it goes on without it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Time limits in seconds.

    Attributes:
        step: one piece of work of a step of a call. After a time-out no step waits until the database answers again.
        start: reading the schedule, and reading the prompts, when a process starts.
        refresh: one check for changes of the schedule or the prompts.
        delivery: one piece of work of a delivery worker.
        record: writing one batch of the recorder.
        connect: opening a connection to PostgreSQL.
        lock: waiting of a transaction for another one that writes.
        people: a commit for which somebody waits at a page of the console, or at a command.
        turn: waiting of a piece of work of a step for its turn while too many others are under way.
    """

    step: float = 0.8
    start: float = 2.0
    refresh: float = 10.0
    delivery: float = 6.0
    record: float = 10.0
    connect: int = 2
    lock: int = 2
    turn: float = 0.2
    people: float = 5.0


PATIENCE = Patience()
