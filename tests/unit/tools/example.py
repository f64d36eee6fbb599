"""What test_mutation.py puts faults into; nothing else uses it."""

from dataclasses import dataclass
from functools import cache

EXAMPLE_ROUNDS = 3
EXAMPLE_NAMES = ("zero", "one", "two", "three")
EXAMPLE_BY_NAME = {name: number for number, name in enumerate(EXAMPLE_NAMES)}


@dataclass(frozen=True, slots=True)
class Window:
    """From one hour to another."""

    opens: int
    closes: int

    def holds(self, hour: int) -> bool:
        """Whether it is open."""
        return self.opens <= hour < self.closes

    @property
    def length(self) -> int:
        """In hours."""
        return self.closes - self.opens


@cache
def doubled(number: int) -> int:
    """Twice as much."""
    return number * 2


def last_round(number: int) -> bool:
    """Whether it is the last."""
    return number >= EXAMPLE_ROUNDS


def number_of(name: str) -> int:
    """The number that a name stands for."""
    return EXAMPLE_BY_NAME[name]
