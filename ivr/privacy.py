"""Protection of telephone numbers: keyed hashes, and encryption for numbers that must be read back."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_ONLY_HASHES = "hash:"
"""The beginning of an old key that only recognises hashes; after it stands the derived key in hexadecimal."""


class Privacy:
    """Hashes and encrypts (seals) numbers with keys derived from ``SECRET_KEY`` (HKDF, RFC 5869).

    ``old`` are earlier secret keys. Numbers sealed with them can be unsealed, and their hashes are recognised; of a key
    in the form of :func:`recognising` only the hashes.
    """

    def __init__(self, secret_key: str, *old: str) -> None:
        self._keyed = [hmac.new(_hash_key(key), digestmod=sha256) for key in (secret_key, *old)]
        whole = [key for key in (secret_key, *old) if is_whole(key)]
        seals = [Fernet(urlsafe_b64encode(_derive(key, b"sealed number"))) for key in whole]
        self._fernet = MultiFernet(seals)

    def hash(self, text: str) -> str:
        """Return the keyed hash (HMAC-SHA256, hex) of a number, or of the idempotency key of a promise."""
        return self.hashes(text)[0]

    def hashes(self, text: str) -> tuple[str, ...]:
        """Return the hashes of a text by all keys, the current key first."""
        return tuple(_hexdigest(keyed, text) for keyed in self._keyed)

    def seal(self, number: str) -> str:
        """Encrypt a number (Fernet). The result differs each time."""
        return self._fernet.encrypt(number.encode()).decode()

    def unseal(self, sealed: str) -> str | None:
        """Decrypt a number; None if it was not sealed with one of the keys."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except (InvalidToken, ValueError):
            return None

    def seal_again(self, sealed: str) -> str | None:
        """Encrypt with the current key what an earlier one has sealed; None if none of the keys has."""
        number = self.unseal(sealed)
        return None if number is None else self.seal(number)


def recognising(key: str) -> str:
    """Return a secret key in a form that only recognises its hashes: it decrypts nothing and signs no cookie."""
    return f"{_ONLY_HASHES}{_hash_key(key).hex()}"


def is_whole(key: str) -> bool:
    """Whether it is a secret key, not the form that :func:`recognising` returns."""
    return not key.startswith(_ONLY_HASHES)


def _hexdigest(keyed: hmac.HMAC, text: str) -> str:
    mac = keyed.copy()  # a third of the time of one that is made anew
    mac.update(text.encode())
    return mac.hexdigest()


def _hash_key(key: str) -> bytes:
    if is_whole(key):
        return _derive(key, b"hash of a number")
    return bytes.fromhex(key.removeprefix(_ONLY_HASHES))


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
