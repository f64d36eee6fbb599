"""The directory: the lines that exist, who they are for, and when they are open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from schedules.hours import Week


@dataclass(frozen=True, slots=True)
class Line:
    """One telephone line of an agency.

    Attributes:
        id: short name, unique in the directory: ``otit-vi``.
        tier: lower is tried first.
        agency: what callers hear and read: ``OTIT``.
        languages: codes of the languages that are spoken there.
        number: as the agency prints it: ``0120-250-168``.
        dial: what the carrier is told to dial, E.164 or ``sip:``; some trunks cannot reach 0120 numbers.
        week: weekly hours in the local time of ``zone``.
        confirmed: when the hours were last checked, and ``source``: against what.
    """

    id: str
    tier: int
    agency: str
    languages: frozenset[str]
    number: str
    dial: str
    week: Week
    zone: ZoneInfo
    confirmed: date
    source: str


@dataclass(frozen=True, slots=True)
class Directory:
    """All lines, first tier first, and the e-mail consultation page of each language that has one."""

    lines: tuple[Line, ...]
    email: Mapping[str, str]

    def lines_for(self, language: str) -> tuple[Line, ...]:
        """The lines that speak a language, in the order in which to try them."""
        return tuple(line for line in self.lines if language in line.languages)
