"""Leases of texts and call-backs: how a worker detects that another died while it was sending or calling.

The wall clocks of machines differ and can be set. A lease that ended at a stored time could end early by the clock of
another machine, and the text would be sent twice. So a lease stores no time: a worker increments its beat while it is
alive, and another worker may take over once it has seen the same beat for the length of a lease by its own monotonic
clock.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lease:
    """The state of the lease of a text or a call-back.

    Attributes:
        id: its id in its table.
        name: the claim that holds the lease.
        beat: how often the holder has renewed it.
    """

    id: int
    name: str | None
    beat: int


class Leases:
    """The leases of all workers as one worker has seen them; ``seconds`` is how long one lasts without a beat."""

    def __init__(self, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._monotonic = monotonic
        self._seen: dict[Lease, float] = {}

    @property
    def any(self) -> bool:
        """Whether any lease was current when they were last passed."""
        return bool(self._seen)

    def ended(self, in_hand: Collection[Lease]) -> list[Lease]:
        """Return the leases that have not changed for ``seconds``. Call it regularly with all current leases."""
        now = self._monotonic()
        self._seen = {lease: self._seen.get(lease, now) for lease in in_hand}
        return [lease for lease, since in self._seen.items() if now - since >= self.seconds]
