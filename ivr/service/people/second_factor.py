"""The codes of a second factor: six digits of an app (RFC 6238), or one of those that stand in for a lost telephone."""

import hmac
import secrets
import unicodedata
from datetime import datetime

import pyotp

DIGITS = 6
_STEP = 30
"""Seconds that a code is good for; the one before and the one after are taken as well."""
_RECOVERY_CODES = 10
_ISSUER = "Tsunagu"


def new_secret() -> str:
    """A secret for an app (base32)."""
    return pyotp.random_base32()


def address_of(name: str, secret: str) -> str:
    """What the QR code says to an authenticator app (the ``otpauth:`` form)."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=_ISSUER)


def typed(code: str) -> str:
    """A code as it is compared: full-width digits, spaces and hyphens are how people type it."""
    return "".join(unicodedata.normalize("NFKC", code).split()).replace("-", "").lower()


def step_of(secret: str, code: str, now: datetime, used: int | None) -> int | None:
    """The 30-second step whose code it is, the one before and after included; never one that was used."""
    here, codes = int(now.timestamp()) // _STEP, pyotp.TOTP(secret)
    for step in (here, here - 1, here + 1):
        if hmac.compare_digest(codes.at(step * _STEP).encode(), code.encode()) and step > (used or 0):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes of 64 random bits, each for one sign-in."""
    return [secrets.token_hex(8) for _ in range(_RECOVERY_CODES)]


def shown(recovery_code: str) -> str:
    """A recovery code in groups that can be copied by hand."""
    return "-".join(recovery_code[place : place + 4] for place in range(0, len(recovery_code), 4))
