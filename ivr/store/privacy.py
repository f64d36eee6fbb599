"""Telephone numbers: a keyed hash for what is kept, encryption for what must be read back."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Privacy:
    """Hashes and seals with keys derived from the one ``SECRET_KEY`` (HKDF, RFC 5869)."""

    def __init__(self, secret_key: str) -> None:
        self._hash_key = _derive(secret_key, b"hash of a number")
        self._fernet = Fernet(urlsafe_b64encode(_derive(secret_key, b"sealed number")))

    def hash(self, text: str) -> str:
        """The keyed hash (HMAC-SHA256, hex) of a number, or of what makes a promise unique."""
        return hmac.new(self._hash_key, text.encode(), sha256).hexdigest()

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
