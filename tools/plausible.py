"""A plausible week of calls and texts for screenshots; the same in every run."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.demo import NUMBER, TOKEN, Demo
from ivr.phone.events import FarEnd, Wait
from ivr.phone.handset import Handset
from prompts import LANGUAGES
from schedules import home_time

_WEIGHTS = {
    "vi": 30,
    "zh": 14,
    "id": 12,
    "fil": 9,
    "en": 7,
    "my": 7,
    "th": 5,
    "km": 5,
    "ne": 5,
    "pt": 3,
    "ja": 2,
    "mn": 1,
}
"""Relative frequency of the languages of callers."""
_ENDS = {FarEnd(): 14, FarEnd("completed", 420): 6, FarEnd("no-answer", 0): 4, FarEnd("busy", 0): 3}
_HOURS = (7, 9, 10, 11, 11, 12, 12, 13, 14, 15, 16, 17, 18, 18, 19, 19, 20, 20, 21, 22)
_WORDS = ("Tiếng Việt", "2", "Indonesia", "tagalog", "INFO", "မြန်မာ", "english please", "???")
_DELIVERED = 0.3
"""Seconds to wait until a promised text is sent."""
_RECEIPT = 0.4
"""Seconds to wait until the receipt of a text arrives."""


@dataclass
class _Caller:
    """A caller who presses the given keys; lines answer at random."""

    keys: list[str]
    chance: random.Random

    def press(self, wait: Wait) -> str | None:
        return self.keys.pop(0) if self.keys else ""

    def answer(self, target: str) -> FarEnd:
        return self.chance.choices(list(_ENDS), weights=list(_ENDS.values()))[0]


def live_a_week(demo: Demo, until: datetime, calls: int) -> None:
    """Make calls and texts in the seven days before ``until``, to which the demo's clock is set at the end."""
    chance = random.Random(20210628)
    for at in _moments(chance, until, calls):
        demo.clock.set(at)
        before = len(demo.carrier.texts)
        handset = Handset(demo.url, TOKEN, f"+81909{chance.randrange(60):03d}5678", NUMBER)
        if chance.random() < 0.15:
            handset.text(chance.choice(_WORDS))
        else:
            handset.call(_Caller(_keys(chance), chance))
        demo.service.recorder.flush()
        time.sleep(_DELIVERED)
        if len(demo.carrier.texts) > before:
            time.sleep(_RECEIPT)
    demo.clock.set(until)


def _moments(chance: random.Random, until: datetime, calls: int) -> Iterator[datetime]:
    morning = home_time(until).replace(hour=0, minute=0) - timedelta(days=6)
    found = (
        morning + timedelta(days=chance.randrange(7), hours=chance.choice(_HOURS), minutes=chance.randrange(60))
        for _ in range(calls)
    )
    return iter(sorted(moment for moment in found if moment < until))


def _keys(chance: random.Random) -> list[str]:
    if chance.random() < 0.06:
        return []  # silence to the end
    chosen = LANGUAGES[chance.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()))[0]]
    return [*chosen.keys, *chance.choice([[], [], [], ["", "1"], ["2"]])]
