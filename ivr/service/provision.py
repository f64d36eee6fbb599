"""The webhooks of our numbers and messaging services at the carrier: what is set there, and setting it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ivr.carrier.account import Account
from ivr.carrier.kinds import KINDS
from ivr.core.hooks import Change, Hook, call_hooks, changes, elsewhere, form, service_hooks, text_hooks
from ivr.settings import TWILIO, Settings


@dataclass(frozen=True, slots=True)
class Target:
    """Something at the carrier that has webhooks.

    Attributes:
        name: a number (E.164), or the id of a messaging service.
        setting: the setting that names it.
        hooks: those that it needs.
    """

    name: str
    setting: str
    hooks: tuple[Hook, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A target as it is at the carrier.

    Attributes:
        has: its fields; None if the account does not have it.
        changes: what has to change.
        ignored: the fields by which the carrier ignores our addresses, with their values.
    """

    target: Target
    has: Mapping[str, Any] | None
    changes: Sequence[Change] = ()
    ignored: Sequence[tuple[str, str]] = ()

    @property
    def receives_texts(self) -> bool:
        """Whether it can receive and send texts, as far as the carrier says."""
        can = self.has.get("capabilities") if self.has else None
        return not isinstance(can, Mapping) or can.get("sms") is not False


def is_service(sender: str) -> bool:
    """Whether a sender of texts is a messaging service of Twilio. A name has eleven characters at most."""
    return sender.startswith("MG") and len(sender) > 11


def targets(settings: Settings) -> list[Target]:
    """Return what needs webhooks: the number that people call, and the senders of texts, whom people answer."""
    spares, url, fallback = KINDS[settings.carrier].spares, settings.public_url, settings.fallback_url
    texts = text_hooks(url, spares=spares, fallback=fallback)
    calls = call_hooks(url, spares=spares, fallback=fallback)
    found = [Target(settings.phone_number, "TWILIO_PHONE_NUMBER", (*calls, *texts))]
    senders = {settings.sms_sender: "SMS_SENDER", settings.sms_spare_sender: "SMS_SPARE_SENDER"}
    for sender, name in senders.items():
        if sender.startswith("+") and sender != settings.phone_number:
            found.append(Target(sender, name, texts))
        elif is_service(sender) and settings.carrier == TWILIO:
            found.append(Target(sender, name, service_hooks(url, fallback)))
    return found


def standing(account: Account, target: Target, overrides: str) -> Standing:
    """Read a target at the carrier.

    Raises:
        ApiError: the carrier does not answer, or refuses.
    """
    has = account.service(target.name) if is_service(target.name) else account.number(target.name)
    return _compared(target, has, overrides)


def set_hooks(account: Account, found: Standing, overrides: str) -> Standing:
    """Set the fields that have to change, and return the target as the carrier has it then.

    Raises:
        ApiError: the carrier does not answer, or refuses. It may have set the fields all the same.
    """
    if found.has is None or not found.changes:
        return found
    fields, sid = form(found.changes), str(found.has.get("sid"))
    has = account.set_service(sid, fields) if is_service(found.target.name) else account.set_number(sid, fields)
    return _compared(found.target, has, overrides)


def _compared(target: Target, has: Mapping[str, Any] | None, overrides: str) -> Standing:
    if has is None:
        return Standing(target, None)
    hooks = _needed(target, Standing(target, has))
    return Standing(target, has, changes(has, hooks, overrides), list(elsewhere(has, hooks)))


def _needed(target: Target, found: Standing) -> Iterable[Hook]:
    """Return the hooks that count: none for texts of a number without them, or if the service leaves it to numbers."""
    if is_service(target.name):
        left_to_numbers = bool(found.has and found.has.get("use_inbound_webhook_on_number"))
        return () if left_to_numbers else target.hooks
    return target.hooks if found.receives_texts else [each for each in target.hooks if not each.url.startswith("sms")]
