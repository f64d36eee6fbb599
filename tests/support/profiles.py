"""Profiles of tests, and the one way in which a test uses another profile than Japan's in its own process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from profiles import Profile, load_profile
from profiles.current import CHOICE

HAFEN = Path(__file__).parent / "hafen" / "profile.yaml"


@contextmanager
def at_home_in(profile: Profile) -> Iterator[None]:
    """Use a profile, then the one before: for functions that keep nothing. A service needs a process of its own."""
    before, CHOICE.chosen = CHOICE.chosen, profile
    try:
        yield
    finally:
        CHOICE.chosen = before


def hafen() -> Profile:
    """Return the profile of the made-up hotline in Germany."""
    return load_profile(HAFEN)
