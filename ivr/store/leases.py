"""When has a worker died that has a text in hand? By a clock that nobody can set.

The clocks of machines differ, and people set them; a lease that ends at a moment by one of them can end early
by another, and the text would be sent twice. So no moment is written down: a worker counts its beat on while
it lives, and whoever has seen the same beat for the length of a lease, by the seconds of its own machine,
may take over.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lease:
    """A text in hand: by which claim, and how often that has said since that it lives."""

    text: int
    name: str | None
    beat: int


class Leases:
    """What one worker has seen of the leases of all; ``seconds`` is how long one lasts without a beat."""

    def __init__(self, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._monotonic = monotonic
        self._seen: dict[Lease, float] = {}

    def ended(self, in_hand: Collection[Lease]) -> list[Lease]:
        """Those of the texts in hand whose lease has ended."""
        now = self._monotonic()
        self._seen = {lease: self._seen.get(lease, now) for lease in in_hand}
        return [lease for lease, since in self._seen.items() if now - since >= self.seconds]
