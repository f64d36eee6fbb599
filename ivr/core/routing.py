"""The routing decision: which line a caller of a language is put through to at a moment, and why.

Calls, texts and ``ivr route`` all use :func:`decide`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from profiles import profile
from prompts.languages import UNKNOWN
from schedules import Closed, Line, Open, Status, Timetable, Week, said_hours, why
from sentences import Sentence


@dataclass(frozen=True, slots=True)
class Considered:
    """A line that was considered.

    Attributes:
        status: its status at ``at``.
        tried: it was dialled before in this call.
        refused: why the service does not dial it; None: it may.
    """

    line: Line
    status: Status
    tried: bool
    at: datetime
    refused: Sentence | None = None

    @property
    def available(self) -> bool:
        """Open, not yet dialled in this call, and not refused."""
        return isinstance(self.status, Open) and not self.tried and self.refused is None

    @property
    def undialled(self) -> bool:
        """Open, and only not dialled because that is refused."""
        return isinstance(self.status, Open) and not self.tried and self.refused is not None

    @property
    def unanswered(self) -> bool:
        """Open, but it did not answer in this call."""
        return isinstance(self.status, Open) and self.tried

    @property
    def because(self) -> Sentence:
        """Why the line is chosen or skipped, for ops staff."""
        reason, hours = why(self.status), said_hours(self.week)
        stands = Sentence("{state}, {reason} ({hours})", state=standing(self.status), reason=reason, hours=hours)
        if self.tried:
            return Sentence("{line}: already tried in this call; {stands}", line=self.line.id, stands=stands)
        if self.refused:
            return Sentence(
                "{line}: not dialled: {cause}; {stands}", line=self.line.id, cause=self.refused, stands=stands
            )
        return Sentence("{line}: {stands}", line=self.line.id, stands=stands)

    @property
    def week(self) -> Week:
        """The weekly hours in force on the date that ``at`` is in the line's zone."""
        return self.line.week_on(self.at.astimezone(self.line.zone).date())


@dataclass(frozen=True, slots=True)
class Decision:
    """The lines of a language at a moment, in the order in which to try them."""

    language: str
    at: datetime
    timetable: Timetable
    considered: tuple[Considered, ...]

    @property
    def line(self) -> Line | None:
        """The line to dial, the first that is available; None: no line is."""
        return next((each.line for each in self.considered if each.available), None)

    @property
    def undialled(self) -> bool:
        """Whether a line is open that is not dialled because that is refused."""
        return any(each.undialled for each in self.considered)

    @property
    def because(self) -> tuple[Sentence, ...]:
        """The reasons: a sentence for each line up to the one to dial, and the revision of the schedule."""
        reasons = []
        for each in self.considered:
            reasons.append(each.because)
            if each.available:
                break
        if not reasons:
            reasons.append(Sentence("no line speaks {language}", language=self.language))
        if self.timetable.revision is not None:
            reasons.append(Sentence("revision {number} of the schedule", number=self.timetable.revision))
        return tuple(reasons)

    @property
    def next_opening(self) -> datetime | None:
        """When one of the lines next opens; None: never. A line that is open now counts with its opening after that."""
        return min(filter(None, map(self._opens, self.considered)), default=None)

    def _opens(self, each: Considered) -> datetime | None:
        match each.status:
            case Closed(opens):
                return opens
            case Open(until):
                later = self.timetable.status(each.line, until) if until else None
                return later.opens if isinstance(later, Closed) else None
            case _:
                assert_never(each.status)


def _may_be_dialled(_: Line) -> None:
    return None


def decide(
    timetable: Timetable,
    language: str,
    now: datetime,
    tried: Collection[str] = (),
    refused: Callable[[Line], Sentence | None] = _may_be_dialled,
) -> Decision:
    """Return the decision for a language at ``now``; ``tried`` are ids of lines that were dialled in this call.

    ``refused`` returns why a line is not dialled, or None. Texts and pages do not dial, so they refuse none.

    A caller whose language is not known is served by the lines of the first language of the profile.
    """
    considered = tuple(
        Considered(line, timetable.status(line, now), line.id in tried, now, refused(line))
        for line in timetable.lines_for(profile().languages[0] if language == UNKNOWN else language, now)
    )
    return Decision(language, now, timetable, considered)


def standing(status: Status) -> Sentence:
    """Return a sentence that says whether a line is open or closed, and until when, in the zone of the line."""
    match status:
        case Open(until):
            return Sentence("open until {moment}", moment=until) if until else Sentence("open without end")
        case Closed(opens):
            return Sentence("closed until {moment}", moment=opens) if opens else Sentence("closed without end")
        case _:
            assert_never(status)
