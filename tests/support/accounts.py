"""People of the console who sign in, in tests of their accounts."""

from collections.abc import Callable
from datetime import UTC, datetime

from ivr.service.people.accounts import Accounts

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
PASSWORD = "correct horse battery"
SecondFactor = Callable[[datetime], str]


def sign_in(
    accounts: Accounts,
    name: str = "Aiko",
    password: str = PASSWORD,
    code: str = "",
    now: datetime = NOW,
    at: str = "::1",
) -> str:
    """Sign somebody in, Aiko by default; return the token of the session."""
    return accounts.sign_in(name, password, code, at, "a browser", now)
