"""When lines, e-mail pages and holiday rules were last checked with their agencies, by whom, and from which source."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Confirmation:
    """When something was last checked with its agency.

    Attributes:
        on: the date.
        source: where the facts come from.
        by: who said or entered it; may be empty.
    """

    on: date
    source: str
    by: str = ""


CONFIRMED_FOR = timedelta(days=90)
"""How long a confirmation holds, unless a service is set to another time."""


def is_old(given: Confirmation | None, today: date, holds: timedelta) -> bool:
    """Whether something should be confirmed again: it never was, or not for as long as a confirmation ``holds``."""
    return given is None or today - given.on >= holds
