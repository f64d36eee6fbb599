"""Telephone numbers: a keyed hash for what is kept, encryption for what must be read back."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Privacy:
    """Hashes and seals with keys derived from ``SECRET_KEY`` (HKDF, RFC 5869).

    ``old`` are the keys that were in use before: what they have sealed can be read, and whoever they have
    hashed is still known.
    """

    def __init__(self, secret_key: str, *old: str) -> None:
        self._hash_keys = [_derive(key, b"hash of a number") for key in (secret_key, *old)]
        seals = [Fernet(urlsafe_b64encode(_derive(key, b"sealed number"))) for key in (secret_key, *old)]
        self._fernet = MultiFernet(seals)

    def hash(self, text: str) -> str:
        """The keyed hash (HMAC-SHA256, hex) of a number, or of what makes a promise unique."""
        return self.hashes(text)[0]

    def hashes(self, text: str) -> tuple[str, ...]:
        """The hashes by which somebody may be known: by the key of now, and by the old ones."""
        return tuple(hmac.new(key, text.encode(), sha256).hexdigest() for key in self._hash_keys)

    def seal(self, number: str) -> str:
        """Encrypt a number; the same number looks different each time."""
        return self._fernet.encrypt(number.encode()).decode()

    def unseal(self, sealed: str) -> str | None:
        """The number of a seal; None if it is not one of ours."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except (InvalidToken, ValueError):
            return None


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
