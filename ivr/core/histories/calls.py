"""Draws a history: each call from its first ring to its end, and the texts that people send."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import exp, log
from random import Random

from ivr.core.call.actions import Answer, Dial, Gather, Go, Hangup, Place, Redirect, Speak, Trail
from ivr.core.call.flow import take
from ivr.core.call.outcome import Leg
from ivr.core.call.step import Call, Dialed, DialEnd
from ivr.core.caller import Caller, Phone
from ivr.core.histories.habits import Habits
from ivr.core.reports import HOURS_A_WEEK
from ivr.core.text.delivery import State
from ivr.core.text.promises import Promise, Texted
from ivr.core.text.replies import reply
from ivr.core.text.writer import TextWriter
from profiles.numbers import a_landline, a_mobile, another
from prompts import LANGUAGES, Command, Word
from schedules import Timetable, home_time
from sentences import Sentence

MADE_UP = "00000000"
"""How the ids of made-up calls and texts begin, after CA or SM."""
_HOUR = timedelta(hours=1)
_MOST_STEPS = 30
_RINGS = {Leg.BUSY: (2, 4), Leg.NO_ANSWER: (25, 26), Leg.FAILED: (1, 3), Leg.HUNG_UP: (6, 24)}
"""Seconds until a dial has ended that nobody answers; one that is answered rings for 3 to 20 seconds before."""
_TALK_SPREAD = 0.7
"""The standard deviation of the logarithm of how long a consultation lasts."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step: its request, its answer, the text that it promises, and what becomes of that."""

    call: Call
    answer: Answer
    promise: Promise | None = None
    fate: State | None = None


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up call; ``ended`` is when it was over."""

    steps: tuple[Taken, ...]
    ended: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A text that somebody sent: what was recognised, and why it was answered as it was."""

    sid: str
    at: datetime
    number: str
    word: Word
    because: Sentence


@dataclass
class _People:
    """Who has called so far, by language, and which language each chose last."""

    random: Random
    habits: Habits

    def __post_init__(self) -> None:
        self._known: dict[str, list[Caller]] = {}
        self.remembered: dict[str, str] = {}

    def draw(self, language: str) -> Caller:
        """Return somebody who speaks a language."""
        known = self._known.setdefault(language, [])
        if known and self.random.random() < self.habits.returning:
            return self.random.choice(known)
        caller = self._new()
        if caller.number:
            known.append(caller)
        return caller

    def _new(self) -> Caller:
        share, number = self.random.random(), self.random.randrange(10**7, 10**8)
        for width, caller in (
            (self.habits.withheld, Caller(None, Phone.WITHHELD)),
            (self.habits.fixed, Caller(another(a_landline(), number), Phone.FIXED)),
            (self.habits.foreign, Caller(f"+8491{number % 10**7:07d}", Phone.FOREIGN)),
        ):
            if share < width:
                return caller
            share -= width
        return Caller(another(a_mobile(), number), Phone.MOBILE, can_text=True)


def calls_of(
    seed: int, begin: datetime, end: datetime, timetable: Timetable, writer: TextWriter, habits: Habits
) -> Iterator[MadeUp]:
    """Yield the calls between two moments, in order. All are over at ``end``."""
    random = Random(f"calls {seed}")
    people = _People(random, habits)
    for at, language in beginnings(random, begin, end, habits):
        caller = people.draw(language)
        call = Call(f"CA{MADE_UP}{random.getrandbits(96):024x}", caller, Trail(), at)
        call = replace(call, remembered=people.remembered.get(caller.number or ""))
        made = _Walk(random, habits, timetable, writer, end, language).follow(call)
        if made.ended < end:
            chosen = [each.answer.chose for each in made.steps if each.answer.chose]
            if chosen and caller.number:
                people.remembered[caller.number] = chosen[-1]
            yield made


def texts_to(
    seed: int, begin: datetime, end: datetime, timetable: Timetable, writer: TextWriter, habits: Habits
) -> Iterator[Written]:
    """Yield the texts that people send between two moments, in order."""
    random = Random(f"texts {seed}")
    codes = [code for code in habits.shares if code]
    daily = replace(habits, calls_a_day=habits.texts_a_day)
    for at, language in beginnings(random, begin, end, daily):
        known = language if language in codes and random.random() < 0.9 else None
        word = Word(known, Command.INFO if known and random.random() < 0.1 else None)
        answer = reply(word, None, at, timetable, writer, lambda *_: Texted.COMING)
        sid = f"SM{MADE_UP}{random.getrandbits(96):024x}"
        number = another(a_mobile(), random.randrange(10**7, 10**8))
        yield Written(sid, at, number, word, answer.because)


def beginnings(random: Random, begin: datetime, end: datetime, habits: Habits) -> Iterator[tuple[datetime, str]]:
    """Yield when calls begin and in which language: independent Poisson processes, by the hour."""
    hour = home_time(begin).replace(minute=0, second=0, microsecond=0)
    rates = [habits.rates(*divmod(each, 24)) for each in range(HOURS_A_WEEK)]
    while hour < end:
        found = [
            (hour + random.random() * _HOUR, language)
            for language, expected in rates[hour.weekday() * 24 + hour.hour].items()
            for _ in range(_poisson(random, expected))
        ]
        yield from sorted(each for each in found if begin <= each[0] < end)
        hour += _HOUR


def _poisson(random: Random, expected: float) -> int:
    """Return a number from a Poisson distribution (Knuth; it takes as many steps as the number)."""
    bound, product, count = exp(-expected), random.random(), 0
    while product > bound:
        product *= random.random()
        count += 1
    return count


@dataclass
class _Walk:
    """One caller, who wants a language (empty: none), from step to step."""

    random: Random
    habits: Habits
    timetable: Timetable
    writer: TextWriter
    until: datetime
    language: str

    def __post_init__(self) -> None:
        self._keys = list(LANGUAGES[self.language].keys) if self.language else []
        self._asked = False

    def follow(self, call: Call) -> MadeUp:
        """Return the whole call."""
        steps: list[Taken] = []
        following: Call | None = call
        while following is not None and len(steps) < _MOST_STEPS:
            call = following
            steps.append(self._take(call))
            following = self._next(call, steps[-1].answer)
        return MadeUp(tuple(steps), call.now + self._seconds(2, 9))

    def _take(self, call: Call) -> Taken:
        step = take(call, self.timetable, self.writer)
        if isinstance(step, Answer):
            return Taken(call, step)
        assert isinstance(step.promise, Promise)  # nobody is offered a call-back here
        return Taken(call, step.answer(Texted.COMING), step.promise, self._fate(step.promise))

    def _next(self, call: Call, answer: Answer) -> Call | None:
        """Return the step after an answer; None: the call is over."""
        now = call.now
        for action in answer.actions:
            match action:
                case Speak():
                    now += self._seconds(3, 8)
                case Gather(then=then):
                    now += self._seconds(3, 14)
                    if self.random.random() < self.habits.leaves:
                        return None
                    if key := self._key(then):
                        return _on(call, then, now, key)
                case Dial(then=then):
                    ended, lasted = self._dial(then, now)
                    return replace(_on(call, then, now + lasted), ended=ended)
                case Redirect(to):
                    return _on(call, to, now)
                case Hangup():
                    return None
        return None

    def _key(self, then: Go) -> str:
        """Return the key that the caller presses, or an empty text."""
        share = self.random.random()
        match then.place:
            case Place.MENU if not then.language and self._keys:
                return self._keys.pop(0)
            case Place.CONNECT if share < self.habits.asks_for_text:
                return "2"
            case Place.REST if not self._asked:
                self._asked = True
                reminder, notice = self.habits.reminder, self.habits.notice
                return "1" if share < reminder else "4" if share < reminder + notice else ""
            case _:
                return ""

    def _dial(self, then: Go, now: datetime) -> tuple[Dialed, timedelta]:
        """Return how a dial ends, and how long that takes."""
        ends = self.habits.ends_of(then.trail.tried[-1], self.until - now)
        leg = self.random.choices(list(ends), list(ends.values()))[0]
        if leg in _RINGS:
            end = {Leg.BUSY: DialEnd.BUSY, Leg.FAILED: DialEnd.FAILED}.get(leg, DialEnd.NO_ANSWER)
            return Dialed(end, None, caller_present=leg is not Leg.HUNG_UP), self._seconds(*_RINGS[leg])
        talk = self.random.randint(3, 9)
        if leg is Leg.ANSWERED:
            talk = 20 + int(self.random.lognormvariate(log(self.habits.talk.total_seconds()), _TALK_SPREAD))
        stays = leg is Leg.SHORT or self.random.random() < 0.3
        return Dialed(DialEnd.COMPLETED, talk, caller_present=stays), self._seconds(3, 20) + timedelta(seconds=talk)

    def _fate(self, promise: Promise) -> State:
        share, habits = self.random.random(), self.habits
        if promise.not_before >= self.until:
            return State.WAITING
        for width, state in (
            (habits.undelivered, State.FAILED),
            (habits.refused, State.REFUSED),
            (habits.unknown, State.SENT),
        ):
            if share < width:
                return state
            share -= width
        return State.DELIVERED

    def _seconds(self, least: int, most: int) -> timedelta:
        return timedelta(seconds=self.random.uniform(least, most))


def _on(call: Call, to: Go, now: datetime, key: str = "") -> Call:
    return replace(
        call, place=to.place, language=to.language, key=key, trail=to.trail, now=now, ended=None, remembered=None
    )
