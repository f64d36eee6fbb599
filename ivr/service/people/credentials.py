"""Rules for names and passwords, and the errors of accounts."""

from datetime import timedelta

from ivr.store.accounts import key_of
from sentences import Sentence, SentenceError

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
"""Characters. NIST SP 800-63B requires a minimum length and advises against required kinds of characters."""
GIVEN_FOR = timedelta(days=1)
"""How long a password is valid that somebody else has set, and a link by which one is chosen."""
ANSWER_WITHIN = timedelta(minutes=5)
"""How long a device has to answer the challenge for a passkey."""
LONGEST_NAME, _LONGEST_KEY = 40, 100
"""Characters of a name, and of its normalized form (:func:`key_of`). Normalization can turn one into several."""


class SignInError(SentenceError):
    """Signing in has failed. The message does not say why."""

    def __init__(self, said: Sentence = Sentence("the name, the password or the code is wrong")) -> None:  # noqa: B008
        super().__init__(said)


class StartPasswordError(SignInError):
    """All is right, but the password was given by somebody else and has ended."""

    def __init__(self) -> None:
        super().__init__(Sentence("this start password has ended; ask an administrator for a new one"))


class TooManyError(SentenceError):
    """Too many failed attempts; the next one is accepted after ``wait``."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        seconds = max(round(wait.total_seconds()), 1)
        super().__init__(Sentence("too many attempts; try again in {number} seconds", number=seconds))


class AccountError(SentenceError, ValueError):
    """A change of an account that can't be made. The message is one line."""


class WrongPasswordError(AccountError):
    """The password of somebody who is signed in is wrong."""

    def __init__(self) -> None:
        super().__init__(Sentence("the current password is wrong"))


class LinkError(SentenceError):
    """A link by which a password is chosen is not valid. The message does not say why."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "this link is not valid: it was used or replaced, has ended, or is not complete; "
                "ask an administrator for a new one"
            )
        )


class PasskeyError(SentenceError):
    """A passkey is not accepted. The message does not say why."""

    def __init__(self) -> None:
        super().__init__(Sentence("this passkey was not accepted; try again, or sign in with your password"))


def check_name(name: str) -> None:
    """Check that a name can be displayed, and used as a part of a page's address.

    Raises:
        AccountError: it can't, or it is too short or too long.
    """
    if not 2 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise AccountError(Sentence("a name has 2 to {number} characters", number=LONGEST_NAME))
    if set(name) & set("/\\") or not name.strip(".") or len(key_of(name)) > _LONGEST_KEY:
        raise AccountError(Sentence("a name has letters, digits and spaces, no slashes"))


def check_password(password: str) -> None:
    """Check the length of a new password.

    Raises:
        AccountError: it is too short or too long.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError(
            Sentence(
                "a password has {shortest} to {longest} characters; a short sentence works well",
                shortest=SHORTEST_PASSWORD,
                longest=LONGEST_PASSWORD,
            )
        )


def printable(name: str) -> str:
    """Return what was typed as a name without unprintable characters, cut to :data:`LONGEST_NAME`."""
    return "".join(filter(str.isprintable, name))[:LONGEST_NAME]
