"""A device with passkeys, as a browser sees it: it makes one and signs with it, well or badly."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
VERIFIED = FLAG.UP | FLAG.UV


@dataclass
class Device:
    """A device with one passkey. Its keyword arguments replace what an honest browser and device would say."""

    origin: str = "https://hotline.example.org"
    counter: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: str = ""

    def make(self, options: Mapping[str, Any], **bad: Any) -> str:
        """Make the passkey; return the answer in JSON, as browsers do by ``toJSON()``."""
        self.handle = options["user"]["id"]
        public = bad.get("public") or ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        credential = AttestedCredentialData.create(bytes(16), self.id, public)
        data = self._data(options["rp"]["id"], bad, credential=bytes(credential))
        said = _client_data("webauthn.create", options, {"origin": self.origin, **bad})
        made = AttestationObject.create("none", data, {})
        return self._answer({"clientDataJSON": said, "attestationObject": made})

    def prove(self, options: Mapping[str, Any], **bad: Any) -> str:
        """Sign with the passkey; return the answer in JSON."""
        self.counter += 1 if self.counter else 0
        data = self._data(options["rpId"], bad)
        said = _client_data("webauthn.get", options, {"origin": self.origin, **bad})
        signature = self.key.sign(bytes(data) + sha256(said).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": said, "authenticatorData": data, "signature": bad.get("signature", signature)}
        return self._answer(parts, bad.get("handle", self.handle))

    def _data(self, rp_id: str, bad: Mapping[str, Any], credential: bytes = b"") -> AuthenticatorData:
        flags = bad.get("flags", VERIFIED) | (FLAG.AT if credential else 0)
        hashed = sha256(bad.get("rp_id", rp_id).encode()).digest()
        data: AuthenticatorData = AuthenticatorData.create(hashed, flags, bad.get("counter", self.counter), credential)
        return data

    def _answer(self, parts: Mapping[str, bytes], handle: str = "") -> str:
        response = {name: websafe_encode(bytes(part)) for name, part in parts.items()}
        if handle:
            response["userHandle"] = handle
        named = websafe_encode(self.id)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})


def _client_data(kind: str, options: Mapping[str, Any], said: Mapping[str, Any]) -> CollectedClientData:
    challenge = said.get("challenge", options["challenge"])
    return CollectedClientData.create(said.get("kind", kind), challenge, said["origin"], said.get("framed", False))
