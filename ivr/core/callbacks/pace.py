"""How many people are called at a time for one line, so that an opening with many waiting does not flood it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

LOOK_BACK = timedelta(hours=1)
"""How old the outcomes may be from which the number is learned; before them it starts anew."""
TELL_AFTER = timedelta(minutes=10)
"""How long somebody waits for their turn, after a line has opened, until a text says what to expect."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most people who are called at a time for one line, and the most calls a minute and a day."""

    least: int = 1
    most: int = 5
    per_minute: int = 10
    per_day: int = 300


def at_once(answered: Iterable[bool], bounds: Bounds) -> int:
    """Return how many people may be called at a time for a line.

    ``answered`` is how its last dials ended, oldest first: whether somebody answered. As many answers in a row as are
    called at a time add one; each dial without an answer takes one away. That is how TCP finds the rate of a link
    (RFC 5681), but with a smaller step back, since a line of a few people changes by one.
    """
    many, in_a_row = bounds.least, 0
    for each in answered:
        in_a_row = in_a_row + 1 if each else 0
        if not each:
            many = max(bounds.least, many - 1)
        elif in_a_row >= many:
            many, in_a_row = min(bounds.most, many + 1), 0
    return many
