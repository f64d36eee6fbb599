"""Hashing and checking passwords (argon2id, RFC 9106)."""

import secrets
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from ivr.service.people.credentials import LONGEST_PASSWORD

PASSWORDS = PasswordHasher()
"""The default parameters of argon2-cffi: RFC 9106's second recommended option, with 64 MiB of memory."""


def random_password() -> str:
    """Make a password of 96 random bits, as 24 hexadecimal digits.

    It has no hyphens and capitals, which :mod:`ivr.service.people.guessable` ignores: a shorter one with many of them
    counted as easy to guess now and then.
    """
    return secrets.token_hex(12)


def is_right(hasher: PasswordHasher, stored: str | None, password: str) -> bool:
    """Check a password against the stored hash. Without one, or if it is empty, do the same work and return False."""
    try:
        hasher.verify(stored or _hash_of_nobody(hasher), password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored) and len(password) <= LONGEST_PASSWORD


def _hash_of_nobody(hasher: PasswordHasher) -> str:
    """Return a hash in PHC's form that no password has; checking against it costs as much as against a real one."""
    salt, key = b64encode(bytes(hasher.salt_len)).decode(), b64encode(bytes(hasher.hash_len)).decode()
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt.rstrip('=')}${key.rstrip('=')}"
