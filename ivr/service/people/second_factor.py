"""Codes of the second factor: six digits from an app (TOTP, RFC 6238), or a recovery code for a lost telephone."""

import hmac
import secrets
import unicodedata
from base64 import b32encode
from datetime import datetime

import pyotp

from ivr.store.accounts import FURTHEST_STEP

DIGITS = 6
_STEP = 30
"""Seconds of a TOTP step. The codes of the step before and of the step after are accepted too."""
_LONGEST_TYPED = 100
_RECOVERY_CODES = 10
_ISSUER = "Tsunagu"


def new_secret() -> str:
    """Return a random secret for an app, in base32."""
    return pyotp.random_base32()


def address_of(name: str, secret: str) -> str:
    """Return the ``otpauth:`` address that the QR code for an authenticator app contains."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=_ISSUER)


def typed(code: str) -> str:
    """Normalize a code for comparison: people type full-width digits, spaces and hyphens. A longer text is cut."""
    return "".join(unicodedata.normalize("NFKC", code[:_LONGEST_TYPED]).split()).replace("-", "").lower()


def step_of(secret: str, code: str, now: datetime, used: int | None) -> int | None:
    """Return the step that a code belongs to: the current one, the one before or the one after; else None.

    ``used`` is the latest step whose code was accepted. It and earlier steps are refused, since a code is valid once.
    Of a ``used`` that lies further ahead, a clock that was wrong is the reason, and it is ignored.
    """
    here, codes = int(now.timestamp()) // _STEP, pyotp.TOTP(secret)
    for step in (here, here - 1, here + 1):
        unused = used is None or step > used or used > step + FURTHEST_STEP
        if hmac.compare_digest(codes.at(step * _STEP).encode(), code.encode()) and unused:
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Return ten codes of 120 random bits in base32, each for one sign-in."""
    return [b32encode(secrets.token_bytes(15)).decode().lower() for _ in range(_RECOVERY_CODES)]


def shown(recovery_code: str) -> str:
    """Return a recovery code in groups of four characters, for copying by hand."""
    return "-".join(recovery_code[place : place + 4] for place in range(0, len(recovery_code), 4))
