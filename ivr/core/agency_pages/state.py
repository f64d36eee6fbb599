"""What became of looking at a page, and when it is looked at again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from ivr.core.agency_pages.facts import Part
from schedules import home_date
from sentences import Sentence, word

EVERY = timedelta(days=1)
JITTER = 0.1
"""Share of a day by which a look is earlier or later, so that we come at no fixed time."""
_FIRST, _LONGEST = timedelta(hours=1), timedelta(days=1)
_LONGEST_WISH = timedelta(days=7)
"""How long a site may ask us to stay away."""
_PATIENT = timedelta(days=7)
"""How long a page may give no answer before ops staff are told."""
_GONE_TWICE = 2


class State(StrEnum):
    """What became of a look."""

    READ = word("read")
    UNREADABLE = word("can't be read")
    FORBIDDEN = word("closed to programs")
    GONE = word("gone")
    FAILED = word("no answer")


@dataclass(frozen=True, slots=True)
class Question:
    """A page to look at.

    Attributes:
        agent: who we say that we are, with an address where we can be asked about it.
        etag, modified: what the site gave us with its last answer; may be empty.
    """

    address: str
    agent: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page's site answered.

    Attributes:
        said: why it was not read; None if it was.
        parts: what it says; None if that is the same as before.
        leads_to: the address that it leads to, if another than ours.
        etag, modified: what the site wants to be asked with the next time.
        stay_away: how long the site asks us not to come.
    """

    state: State
    said: Sentence | None = None
    parts: tuple[Part, ...] | None = None
    leads_to: str = ""
    etag: str = ""
    modified: str = ""
    stay_away: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was when it was last looked at.

    Attributes:
        parts: what it said when it was last read; None if it never was.
        read_at: when it was last read, also if it said the same as before.
        failing_since: since when it is gone or gives no answer; None if it is not.
        failures: how often it was then looked at.
    """

    address: str
    state: State | None = None
    said: Sentence | None = None
    parts: tuple[Part, ...] | None = None
    leads_to: str = ""
    looked_at: datetime | None = None
    read_at: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0

    def trouble(self, now: datetime) -> Sentence | None:
        """Return what ops staff should know of the page itself; None if nothing."""
        if self.state is State.GONE and self.failures >= _GONE_TWICE:
            return Sentence("The page {page} is gone. Give its lines their new page.", page=self.address)
        if self.failing_since and now - self.failing_since >= _PATIENT:
            return Sentence(
                "The page {page} has given no answer since {day}. Look whether it has moved.",
                page=self.address,
                day=home_date(self.failing_since),
            )
        if self.state is State.READ and self.leads_to and _site(self.leads_to) != _site(self.address):
            return Sentence(
                "The page {page} leads to another site, {page2}. Look whether it is still the agency's.",
                page=self.address,
                page2=self.leads_to,
            )
        return None


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def next_look(answer: Answer, failures: int, now: datetime, chance: float) -> datetime:
    """Return when to look again, after so many ``failures`` in a row; ``chance`` is 0 to 1."""
    if answer.state not in (State.GONE, State.FAILED):
        return now + EVERY * (1 + JITTER * (2 * chance - 1))
    wait = min(_FIRST * (1 << min(failures, 10)), _LONGEST)
    return now + max(wait, min(answer.stay_away, _LONGEST_WISH)) * (1 + JITTER * chance)
