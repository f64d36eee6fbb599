"""Notices: dated pieces of information in each language, kept beside the hours.

They say what a page or an agency has published, and as of when. They do not decide who is eligible.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice in one language.

    Attributes:
        title: what it is about, in a few words.
        spoken: its parts, each short enough to be followed by ear.
        text: the whole of it in one line of a text message.
        draft: whether no native speaker has confirmed it yet.
    """

    title: str
    spoken: tuple[str, ...]
    text: str
    draft: bool = False


@dataclass(frozen=True)
class Notice:
    """A notice, in the languages in which it exists.

    Attributes:
        id: short name, unique in the directory.
        as_of: the date of its source, which is always told with it.
        source: where it comes from.
        words: by language code.
        confirmed: when it was last checked; None: never.
        last_day: its last day; None: until it is retired.
    """

    id: str
    as_of: date
    source: str
    words: Mapping[str, Wording]
    confirmed: date | None = None
    last_day: date | None = None

    def ended_by(self, day: date) -> bool:
        """Whether it is retired on a date."""
        return self.last_day is not None and self.last_day < day
