"""What signing in is checked by: attempts, which are counted before they are checked, codes, and recovery codes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, Engine

from ivr.core.guesses import wait_left
from ivr.privacy import Privacy
from ivr.service.people import second_factor as codes
from ivr.service.people.credentials import LinkError, TooManyError
from ivr.store import accounts as store
from ivr.store.accounts import Account
from ivr.store.audit import Act, note
from ivr.store.db import writing

T = TypeVar("T")


def count(connection: Connection, keys: dict[str, int], now: datetime) -> None:
    """Count an attempt before it is checked, so that concurrent attempts can't exceed the limit.

    ``keys`` are what it is counted by, each with the number of attempts without a wait.

    Raises:
        TooManyError: too many attempts have failed; this one is not checked.
    """
    counted = {key: store.attempts_of(connection, key, now) for key in sorted(keys)}
    left = max(wait_left(failed, keys[key], last, now) for key, (failed, last) in counted.items())
    if left > timedelta():
        raise TooManyError(left)
    for key, (failed, _) in counted.items():
        store.count_attempt(connection, key, failed + 1, now)


def checked(
    engine: Engine, find: Callable[[Connection], T | None], key: str, free: int, address: str, now: datetime
) -> T:
    """Return what a link leads to, which ``find`` returns, or None if the link is not valid.

    Attempts are counted by ``key``, so many ``free`` of them without a wait. ``address`` is for the audit log.

    Raises:
        LinkError: it is not valid, whatever the reason.
        TooManyError: too many links were not valid; this one is not checked.
    """
    with writing(engine) as connection:
        count(connection, {key: free}, now)
    with writing(engine) as connection:
        if (found := find(connection)) is not None:
            store.forget_attempts(connection, [key], now)
            return found
        note(connection, now, "", Act.LINK_REFUSED, "", address)
    raise LinkError


def accepts(connection: Connection, privacy: Privacy, found: Account, code: str, now: datetime) -> bool:
    """Whether a code of the second factor, or a recovery code, is right; it is used up. True without a factor.

    Somebody who has passkeys and no app has no code but the recovery codes.
    """
    if not found.protected:
        return True
    code = codes.typed(code)
    secret = privacy.unseal(found.second_factor) if found.second_factor else None
    step = codes.step_of(secret, code, now, found.used_step) if secret else None
    if step is not None:
        return store.use_step(connection, found.id, step)
    return len(code) > codes.DIGITS and store.use_recovery_code(connection, found.id, code)


def new_codes(connection: Connection, found: Account, now: datetime) -> list[str]:
    """Replace the recovery codes of an account, and return the new ones in the form that is shown."""
    made = codes.new_recovery_codes()
    store.keep_recovery_codes(connection, found.id, made)
    note(connection, now, found.name, Act.RECOVERY_CODES_MADE, found.name)
    return [codes.shown(code) for code in made]
