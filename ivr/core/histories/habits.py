"""How made-up callers and lines behave: the distributions from which a history is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from ivr.core.call.outcome import Leg

_WORKDAY = (1, 1, 0, 0, 0, 1, 3, 5, 5, 6, 8, 10, 16, 9, 7, 7, 8, 9, 13, 14, 13, 9, 5, 2)
_WEEKEND = (2, 1, 1, 0, 0, 1, 2, 4, 6, 9, 11, 12, 11, 11, 11, 11, 10, 10, 11, 12, 12, 9, 5, 3)
"""Calls in each hour of a day, relative to each other: at work people call at noon and in the evening."""


Ends = Mapping[Leg, float]
"""How the dials of a line end, relative to each other."""
USUALLY: Ends = {Leg.ANSWERED: 78, Leg.BUSY: 8, Leg.NO_ANSWER: 9, Leg.FAILED: 1, Leg.SHORT: 2, Leg.HUNG_UP: 2}
SELDOM: Ends = {Leg.ANSWERED: 24, Leg.BUSY: 52, Leg.NO_ANSWER: 19, Leg.FAILED: 1, Leg.SHORT: 2, Leg.HUNG_UP: 2}


@dataclass(frozen=True, slots=True)
class Surge:
    """Hours of the week in which a language is called more often; 0 is Monday."""

    language: str
    weekday: int
    hours: range
    times: float

    def covers(self, language: str, weekday: int, hour: int) -> bool:
        """Whether an hour of the week is one of them."""
        return (language, weekday) == (self.language, self.weekday) and hour in self.hours


@dataclass(frozen=True, slots=True)
class Fall:
    """A line whose dials end otherwise since some days before the end of the history."""

    line: str
    days: int
    ends: Ends


@dataclass(frozen=True, slots=True)
class Habits:
    """What a history is drawn from.

    Attributes:
        calls_a_day: calls on a workday; a Saturday has four fifths of them, a Sunday as many.
        shares: calls by language, relative to each other; an empty code is a caller who never chooses.
        workday, weekend: calls by hour of the day, relative to each other.
        surges: hours with more calls in a language.
        returning: the share of calls by somebody who has called before.
        withheld, fixed, foreign: shares of the callers whose number is withheld, of a landline, or foreign.
        ends: how dials end; ``falls`` are the exceptions.
        talk: the median length of a consultation.
        leaves: the share of callers who hang up at a question.
        asks_for_text: the share who press the key for a text while a line is announced.
        reminder, notice: the shares of those who hear that nobody is there and press its key.
        undelivered, refused, unknown: shares of texts that do not arrive, that the carrier refuses, and of whose
            arrival it says nothing.
        texts_a_day: texts that people send.
    """

    calls_a_day: float = 26
    shares: Mapping[str, float] = field(
        default_factory=lambda: {
            "vi": 30,
            "zh": 13,
            "id": 12,
            "my": 10,
            "fil": 9,
            "en": 6,
            "ne": 5,
            "th": 4,
            "km": 4,
            "pt": 3,
            "ja": 2,
            "es": 1,
            "ko": 1,
            "mn": 1,
            "": 4,
        }
    )
    workday: Sequence[float] = _WORKDAY
    weekend: Sequence[float] = _WEEKEND
    surges: Sequence[Surge] = (Surge("my", 6, range(18, 22), 16.0), Surge("vi", 6, range(18, 21), 2.0))
    returning: float = 0.4
    withheld: float = 0.05
    fixed: float = 0.05
    foreign: float = 0.02
    ends: Ends = field(default_factory=lambda: USUALLY)
    falls: Sequence[Fall] = (Fall("otit-vi", 7, SELDOM),)
    talk: timedelta = timedelta(minutes=6)
    leaves: float = 0.03
    asks_for_text: float = 0.03
    reminder: float = 0.3
    notice: float = 0.05
    undelivered: float = 0.012
    refused: float = 0.006
    unknown: float = 0.04
    texts_a_day: float = 4

    def rates(self, weekday: int, hour: int) -> dict[str, float]:
        """Return the calls to expect in an hour of the week, by language; 0 is Monday."""
        by_hour, day = (self.weekend if weekday > 4 else self.workday), 0.8 if weekday == 5 else 1
        calls = self.calls_a_day * day * by_hour[hour] / sum(by_hour) / sum(self.shares.values())
        return {code: calls * share * self._times(code, weekday, hour) for code, share in self.shares.items()}

    def _times(self, language: str, weekday: int, hour: int) -> float:
        return next((each.times for each in self.surges if each.covers(language, weekday, hour)), 1.0)

    def ends_of(self, line: str, before_end: timedelta) -> Ends:
        """Return how dials of a line end, that long before the end of the history."""
        fallen = [each.ends for each in self.falls if each.line == line and before_end < timedelta(days=each.days)]
        return fallen[0] if fallen else self.ends


PLAUSIBLE = Habits()
"""As the demo has them: Burmese is called on Sunday evenings, when nobody is there, and one line answers less often."""
