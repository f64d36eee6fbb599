"""Figures of calls and texts that are counted as they come, so that reports of a year read few rows."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from operator import itemgetter

from ivr.core.call.outcome import UNANSWERED, Ending, LanguageBy, Leg, Outcome, Summary

BOUNDS = (2, 4, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 90, 120, 180, 300, 600, 14400)
"""The upper bounds of times in seconds, each included, by which calls are counted. The last is the longest call."""

RETURNS = timedelta(hours=48)
"""A reminder has led to a call if its receiver calls within this time after it was sent. It is counted once, however
often they call; a call after two reminders counts for both. Whether they would have called anyway is not known."""


class Figure(StrEnum):
    """What is counted of each call, beside its outcome. A call is counted in at most one kind of each.

    LEFT: where a call ended that was not put through (an :class:`~ivr.core.call.outcome.Ending`). LANGUAGE_BY: how it
    came to its language (a :class:`~ivr.core.call.outcome.LanguageBy`). CHOOSING and WAITED: the seconds until a
    language was chosen and until a person answered, by :data:`BOUNDS`.
    """

    LEFT = "left"
    LANGUAGE_BY = "language by"
    CHOOSING = "choosing"
    WAITED = "waited"


KINDS: Mapping[Figure, tuple[str, ...]] = {
    Figure.LEFT: tuple(Ending),
    Figure.LANGUAGE_BY: tuple(LanguageBy),
    Figure.CHOOSING: tuple(map(str, BOUNDS)),
    Figure.WAITED: tuple(map(str, BOUNDS)),
}
"""The kinds of each figure. They are stored by their places here, so new ones come last, and none is taken away."""
MOST_KINDS = 20


def figures(short: Summary) -> Iterator[tuple[Figure, str]]:
    """Yield the figures in which a call counts, each with its kind."""
    if short.ended_in and short.outcome != Outcome.PUT_THROUGH:
        yield Figure.LEFT, short.ended_in
    if short.language_by:
        yield Figure.LANGUAGE_BY, short.language_by
    for figure, seconds in ((Figure.CHOOSING, short.choosing), (Figure.WAITED, short.waited)):
        if seconds is not None:
            yield figure, f"{bound(seconds)}"


def below(upper: int) -> int:
    """Return the lower bound of the step that ends with one of :data:`BOUNDS`; a time is above it, or 0."""
    place = BOUNDS.index(upper)
    return BOUNDS[place - 1] if place else 0


def bound(seconds: int) -> int:
    """Return the least of :data:`BOUNDS` that a time does not exceed."""
    return BOUNDS[min(bisect_left(BOUNDS, seconds), len(BOUNDS) - 1)]


@dataclass(frozen=True, slots=True)
class Times:
    """How many calls took how long: ``counts`` has the numbers of calls by upper bound in seconds."""

    counts: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: "Times") -> "Times":
        bounds = sorted(self.counts.keys() | other.counts.keys())
        return Times({each: self.counts.get(each, 0) + other.counts.get(each, 0) for each in bounds})

    @property
    def calls(self) -> int:
        """The number of all these calls."""
        return sum(self.counts.values())

    def within(self, seconds: int) -> int:
        """Return how many took at most as long as one of :data:`BOUNDS`."""
        return sum(count for upper, count in self.counts.items() if upper <= seconds)

    def quantile(self, share: float) -> tuple[int, int] | None:
        """Return bounds of the time within which a ``share`` of the calls (0.5: the median) came: above, at most.

        None if there are no calls.
        """
        wanted, so_far = share * self.calls, 0
        for upper, count in sorted(self.counts.items(), key=itemgetter(0)):
            so_far += count
            if count > 0 and so_far >= wanted:
                return below(upper), upper
        return None


@dataclass(frozen=True, slots=True)
class Answers:
    """How the dials of a line ended. Dials that the caller hung up on do not count.

    ``failed`` includes lines that the carrier could not reach; ``short`` are answers of an announcement, it seems.
    ``dials`` may be more than their sum, for calls of before these were counted that are being counted still.
    """

    dials: int = 0
    answered: int = 0
    busy: int = 0
    no_answer: int = 0
    failed: int = 0
    short: int = 0

    def __add__(self, other: "Answers") -> "Answers":
        names = self.__slots__
        return Answers(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def share(self) -> float | None:
        """The answer rate, from 0 to 1; None: the line was not dialled."""
        return self.answered / self.dials if self.dials else None

    @property
    def unanswered(self) -> list[tuple[Leg, int]]:
        """How the dials ended that nobody answered, and how often."""
        return list(zip(UNANSWERED, (self.busy, self.no_answer, self.failed, self.short), strict=True))


@dataclass(frozen=True, slots=True)
class TextCount:
    """Texts, their ``segments`` as they were handed to the carrier, and how many ``called`` after a reminder.

    ``called``: :data:`RETURNS`; only in the counts of reminders.
    """

    texts: int = 0
    segments: int = 0
    called: int = 0

    def __add__(self, other: "TextCount") -> "TextCount":
        return TextCount(self.texts + other.texts, self.segments + other.segments, self.called + other.called)


def has_returned(reminded: datetime, called: datetime) -> bool:
    """Whether a call at a moment counts as led to by a reminder that was sent at another (:data:`RETURNS`)."""
    return timedelta() < called - reminded <= RETURNS
