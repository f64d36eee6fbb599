"""What other opening hours would change: how many more calls would reach a person. docs/more-hours.md has the model."""

from ivr.core.benefit.forecast import WEEKS_AHEAD, Cell, Forecast, Model
from ivr.core.benefit.gains import Best, Gain, best_hours, gain
from ivr.core.benefit.openings import History, Openings, day_of_difference, in_the_end
from ivr.core.benefit.shares import Shares, counted_while_open

__all__ = [
    "WEEKS_AHEAD",
    "Best",
    "Cell",
    "Forecast",
    "Gain",
    "History",
    "Model",
    "Openings",
    "Shares",
    "best_hours",
    "counted_while_open",
    "day_of_difference",
    "gain",
    "in_the_end",
]
