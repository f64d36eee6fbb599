"""Why somebody is not let in, and what a name and a password must be."""

from datetime import timedelta

from ivr.store.accounts import key_of
from sentences import Sentence, SentenceError

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
"""Characters. NIST SP 800-63B asks for length, and for no mixture of kinds."""
LONGEST_NAME, _LONGEST_KEY = 40, 100
"""Characters; one of a name may become several of what it is compared by."""


class SignInError(SentenceError):
    """Not let in; it is not said why."""

    def __init__(self) -> None:
        super().__init__(Sentence("the name, the password or the code is wrong"))


class TooManyError(SentenceError):
    """Too many attempts; the next one counts after ``wait``."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        seconds = max(round(wait.total_seconds()), 1)
        super().__init__(Sentence("too many attempts; try again in {number} seconds", number=seconds))


class AccountError(SentenceError, ValueError):
    """What can't be done to an account; one line says why."""


def check_name(name: str) -> None:
    """Refuse a name that could not be shown, or stand in the address of a page.

    Raises:
        AccountError: it is one of those.
    """
    if not 2 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise AccountError(Sentence("a name has 2 to {number} characters", number=LONGEST_NAME))
    if set(name) & set("/\\") or not name.strip(".") or len(key_of(name)) > _LONGEST_KEY:
        raise AccountError(Sentence("a name has letters, digits and spaces, no slashes"))


def check_password(password: str, name: str) -> None:
    """Refuse a password that is easily guessed.

    Raises:
        AccountError: it is too short or too long, or the name.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError(
            Sentence(
                "a password has {shortest} to {longest} characters; a short sentence works well",
                shortest=SHORTEST_PASSWORD,
                longest=LONGEST_PASSWORD,
            )
        )
    if key_of(password) == key_of(name):
        raise AccountError(Sentence("a password can't be the name"))


def printable(name: str) -> str:
    """Whatever was typed for a name, as it can be shown and kept."""
    return "".join(filter(str.isprintable, name))[:LONGEST_NAME]
