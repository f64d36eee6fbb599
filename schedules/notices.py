"""Notices: dated pieces of information in each language, stored with the hours.

A notice reports what an agency has published as of a date. It does not decide who is eligible.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice in one language.

    Attributes:
        title: the subject in a few words.
        spoken: the parts that are read out, each short enough for a listener.
        text: the whole notice in one line, for a text message.
        draft: True until a native speaker has confirmed it.
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
        as_of: the date of its source, which callers always hear or read with it.
        source: the agency or page that published it.
        words: its wording by language code.
        confirmed: when it was last checked; None if never.
        last_day: the last day on which it is shown; None is no end.
    """

    id: str
    as_of: date
    source: str
    words: Mapping[str, Wording]
    confirmed: date | None = None
    last_day: date | None = None

    def ended_by(self, day: date) -> bool:
        """Whether its last day is before a date."""
        return self.last_day is not None and self.last_day < day
