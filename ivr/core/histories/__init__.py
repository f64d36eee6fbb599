"""Made-up histories: who called, when, what they pressed, and how lines answered. docs/histories.md has the figures.

The same seed, moment and habits give the same history. Each call goes through the functions that serve calls, so that
its reasons, texts and outcome are what the service would have recorded.
"""

from ivr.core.histories.calls import MADE_UP, MadeUp, Taken, Written, beginnings, calls_of, texts_to
from ivr.core.histories.habits import PLAUSIBLE, Habits

__all__ = ["MADE_UP", "PLAUSIBLE", "Habits", "MadeUp", "Taken", "Written", "beginnings", "calls_of", "texts_to"]
