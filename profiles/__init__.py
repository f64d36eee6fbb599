"""The profile: the country and the office that this installation is for. Japan's is the one that ships.

A process has one profile, as it has one locale: it is chosen before anything else and never changes
(:mod:`profiles.current`; decision 28 says why it is not an argument of every function).
"""

from profiles.current import ChosenError, country, currency, place, profile, use
from profiles.load import load_profile
from profiles.model import Closure, Desk, Holidays, ListedHoliday, Paper, Profile
from profiles.reading import ProfileError

__all__ = [
    "ChosenError",
    "Closure",
    "Desk",
    "Holidays",
    "ListedHoliday",
    "Paper",
    "Profile",
    "ProfileError",
    "country",
    "currency",
    "load_profile",
    "place",
    "profile",
    "use",
]
