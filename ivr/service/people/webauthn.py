"""The two ceremonies of WebAuthn: a device makes a passkey, and proves that it has one. By the library fido2.

Challenges, ids and public keys are base64url text here. Whoever sends an answer may send anything: each is refused by
:class:`PasskeyError`, and the log says why. The steps and their numbers: W3C WebAuthn, level 2, sections 7.1 and 7.2.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ivr.service.people.credentials import ANSWER_WITHIN, PasskeyError
from ivr.service.people.site import Site

log = logging.getLogger(__name__)

_REQUIRED = UserVerificationRequirement.REQUIRED
_NAME = "Tsunagu"


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that a device has made: the id, and the id with the public key; the device's counter."""

    id: str
    credential: str
    counter: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer says before anything is proved: the id of the passkey, and the handle of its account."""

    id: str
    handle: str


def creation_options(site: Site, challenge: str, handle: str, name: str, known: Iterable[str]) -> dict[str, Any]:
    """Return what a browser is asked to make: a passkey of this person, by a device that has none of the ``known``.

    It has to be found without a name (discoverable), and whoever uses it is verified by the device.
    """
    user = PublicKeyCredentialUserEntity(id=websafe_decode(handle), name=name, display_name=name)
    others = [_descriptor(credential) for credential in known]
    options, _ = _server(site).register_begin(
        user, others, ResidentKeyRequirement.REQUIRED, _REQUIRED, challenge=websafe_decode(challenge)
    )
    return dict(options.public_key)


def request_options(site: Site, challenge: str) -> dict[str, Any]:
    """Return what a browser is asked to prove: that its person has any passkey of this site."""
    options, _ = _server(site).authenticate_begin(None, _REQUIRED, websafe_decode(challenge))
    return dict(options.public_key)


def made(site: Site, challenge: str, answer: str) -> Made:
    """Return the passkey that a device has made, if it was made for this challenge.

    The device's own certificate (attestation) is not asked for: any device may be used.

    Raises:
        PasskeyError: it was not.
    """
    with _refusing():
        response = RegistrationResponse.from_dict(json.loads(answer))
        _check_frame(response)
        data = _server(site).register_complete(_state(challenge), response)
        credential = data.credential_data
        if credential is None or credential.public_key.ALGORITHM not in CoseKey.supported_algorithms():
            raise ValueError("no public key that can be checked")
        return Made(websafe_encode(credential.credential_id), websafe_encode(bytes(credential)), data.counter)


def claimed(answer: str) -> Claim:
    """Return what an answer claims.

    Raises:
        PasskeyError: it is not an answer.
    """
    with _refusing():
        response = AuthenticationResponse.from_dict(json.loads(answer))
        return Claim(websafe_encode(response.raw_id), websafe_encode(response.response.user_handle or b""))


def proved(site: Site, challenge: str, credential: str, answer: str) -> int:
    """Check that an answer is signed for this challenge with a passkey, and return the device's counter.

    Raises:
        PasskeyError: it is not.
    """
    with _refusing():
        response = AuthenticationResponse.from_dict(json.loads(answer))
        _check_frame(response)
        known = AttestedCredentialData(websafe_decode(credential))
        _server(site).authenticate_complete(_state(challenge), [known], response)
        counter: int = response.response.authenticator_data.counter
        return counter


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn whatever goes wrong with an answer into our error: the library raises many kinds for what is no answer."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - see above
        log.info("an answer of a passkey is refused: %s: %.100r", type(error).__name__, str(error))
        raise PasskeyError from None


def _check_frame(response: RegistrationResponse | AuthenticationResponse) -> None:
    """Refuse what was made in a frame of another site (crossOrigin), which the library accepts."""
    if response.response.client_data.cross_origin:
        raise ValueError("made in a frame of another site")


def _server(site: Site) -> Fido2Server:
    party = PublicKeyCredentialRpEntity(name=_NAME, id=site.host)
    server = Fido2Server(party, AttestationConveyancePreference.NONE, lambda origin: origin == site.origin)
    server.timeout = int(ANSWER_WITHIN.total_seconds() * 1000)  # type: ignore[assignment] # the library says None
    return server


def _state(challenge: str) -> dict[str, Any]:
    return {"challenge": challenge, "user_verification": _REQUIRED}


def _descriptor(credential: str) -> PublicKeyCredentialDescriptor:
    known = AttestedCredentialData(websafe_decode(credential))
    return PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=known.credential_id)
