"""A clock for tests that are about moments."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class StandingClock:
    """A clock that stands still until it is set: however long a test takes, it is the same moment."""

    at: datetime

    def now(self) -> datetime:
        return self.at
