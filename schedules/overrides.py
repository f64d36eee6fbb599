"""Overrides: what opens or closes lines regardless of the schedule, and their order of priority."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from math import inf

from schedules.model import Line, Scope
from schedules.timeline import Hold


@dataclass(frozen=True)
class Override:
    """An override: it opens or closes lines regardless of the schedule.

    Attributes:
        open: whether the lines are held open or closed.
        since: when it begins.
        until: when it ends, exclusive; None if it lasts until it is reset.
        changes: for an override until the next scheduled change, the end for each line by id. These are fixed when
            the override is made, so that a later edit of the hours can't reactivate it. Other lines end at ``until``.
        reason: for operators: ``staff shortage``.
    """

    scope: Scope
    open: bool
    since: datetime
    until: datetime | None
    reason: str
    changes: Mapping[str, datetime] = field(default_factory=dict)

    def ends(self, line: Line) -> datetime | None:
        """Return when it ends for a line, or None."""
        return self.changes.get(line.id, self.until)

    def holds(self, line: Line, now: datetime) -> bool:
        """Whether it is in force for a line at a moment."""
        ends = self.ends(line)
        return self.scope.covers(line) and self.since <= now and (ends is None or now < ends)


def by_weight(overrides: Sequence[Override]) -> list[Override]:
    """Sort by ascending priority: everything, then tiers, then lines; within a scope, the latest last."""
    return sorted(overrides, key=lambda each: (each.scope.line is not None, each.scope.tier is not None, each.since))


def holds_of(overrides: Sequence[Override], line: Line) -> list[Hold]:
    """Return the overrides of a line as sorted spans that do not overlap."""
    spans = []
    for each in by_weight([each for each in overrides if each.scope.covers(line)]):
        ends = each.ends(line)
        spans.append((each.since.timestamp(), inf if ends is None else ends.timestamp(), each))
    edges = sorted({edge for begin, end, _ in spans for edge in (begin, end)})
    holds = []
    for begin, end in pairwise(edges):
        covering = [each for since, until, each in spans if since <= begin and end <= until]
        if covering:
            holds.append(Hold(begin, end, covering[-1].open, covering[-1].reason))
    return holds
