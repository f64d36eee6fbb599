"""The profile in force in this process."""

from functools import cache

from babel import Locale
from babel.numbers import get_currency_symbol, get_territory_currencies

from profiles.load import shipped
from profiles.model import Profile


class ChosenError(RuntimeError):
    """Another profile has been used already: what was computed with it would be mixed with what comes."""


class Choice:
    """A profile that is chosen once. Whoever asks before that has chosen Japan's."""

    def __init__(self) -> None:
        self.chosen: Profile | None = None

    def profile(self) -> Profile:
        """Return the profile."""
        if self.chosen is None:
            self.chosen = shipped()
        return self.chosen

    def use(self, profile: Profile) -> None:
        """Choose a profile.

        Raises:
            ChosenError: another one has been used.
        """
        if self.chosen is not None and self.chosen != profile:
            raise ChosenError(f"the profile of {self.chosen.country} is in use; choose one before anything else")
        self.chosen = profile


CHOICE = Choice()
profile, use = CHOICE.profile, CHOICE.use


def place(language: str) -> str:
    """Return whose time it is, in a language of the console: ``Japan``, ``日本``."""
    english, japanese = profile().place
    return japanese if language == "ja" else english


def country(language: str = "en") -> str:
    """Return the name of the country: ``Japan``, ``日本``."""
    return str(Locale(language).territories[profile().country])


def currency() -> str:
    """Return the sign of the money at home: ``¥``."""
    return _sign(profile().country)


@cache
def _sign(country: str) -> str:
    return get_currency_symbol(get_territory_currencies(country)[-1], "en")
