"""The webhooks that a number or a messaging service needs at the carrier, compared with those that it has.

A number is the carrier's resource as data: its fields have the names of Twilio's API, such as ``voice_url``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

OVERRIDES = "rc=2&rp=5xx,ct,rt&ct=2000&rt=4000&e=tokyo,ashburn"
"""Twilio's connection overrides, which follow an address as its fragment ("Webhooks: connection overrides").

After an error of the server, or after 2 s without a connection or 4 s without an answer, Twilio asks twice more, from
its edge in Tokyo, then from Ashburn. The service answers in a tenth of a second, and a repeated request gets the same
answer. All attempts together have 15 s. A refusal (4xx) is not repeated. By default Twilio repeats only after a failed
connection, and waits 15 s for an answer while the caller hears nothing.
"""


_VOICE = "/voice"


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook.

    Attributes:
        event: when the carrier calls it, as an operator would say it.
        url: the field with its address.
        method: the field with its method.
        address: what the field has to be.
        spare: it is only called when another one fails, so that any other address is as good.
        vital: without it nobody is answered.
        by: what the method has to be.
    """

    event: str
    url: str
    method: str
    address: str
    spare: bool = False
    vital: bool = False
    by: str = "POST"


@dataclass(frozen=True, slots=True)
class Change:
    """A field that has to change; ``vital`` as in :class:`Hook`."""

    event: str
    field: str
    before: str
    after: str
    vital: bool


def second_site(fallback: str) -> str | None:
    """Return the public address of the second site if ``fallback`` is its ``/voice``; None if it is a page."""
    return fallback.removesuffix(_VOICE) if fallback.endswith(_VOICE) else None


def call_hooks(public_url: str, *, spares: bool, fallback: str = "") -> tuple[Hook, ...]:
    """Return the webhooks of calls. ``spares``: whether the carrier has addresses for the case that one fails.

    ``fallback`` is asked in that case: ``/voice`` of a second site, or a page, which is asked for by GET, since most
    web servers answer a POST for a file with an error. Without it this service is asked again: after an error in the
    middle of a call the caller hears the menu in place of the carrier's message.
    """
    voice = f"{public_url}{_VOICE}"
    by = "POST" if not fallback or second_site(fallback) else "GET"
    fields = "voice_fallback_url", "voice_fallback_method"
    failure = Hook("a call fails", *fields, fallback or voice, spare=not fallback, by=by)
    return (
        Hook("a call comes in", "voice_url", "voice_method", voice, vital=True),
        *([failure] if spares else []),
        Hook("a call's status changes", "status_callback", "status_callback_method", f"{voice}/status"),
    )


def text_hooks(public_url: str, *, spares: bool, fallback: str = "") -> tuple[Hook, ...]:
    """Return the webhooks of texts that a number receives; ``fallback`` as in :func:`call_hooks`."""
    failure = _text_failure("sms_fallback_url", "sms_fallback_method", public_url, fallback)
    return (
        Hook("a text comes in", "sms_url", "sms_method", f"{public_url}/sms", vital=True),
        *([failure] if spares else []),
    )


def service_hooks(public_url: str, fallback: str = "") -> tuple[Hook, ...]:
    """Return the webhooks of texts that a messaging service of Twilio receives."""
    return (
        Hook("a text comes in", "inbound_request_url", "inbound_method", f"{public_url}/sms", vital=True),
        _text_failure("fallback_url", "fallback_method", public_url, fallback),
    )


def _text_failure(url: str, method: str, public_url: str, fallback: str) -> Hook:
    """Return the webhook for texts that fail. A page answers calls only, so texts go to a second site or come again."""
    other = second_site(fallback)
    return Hook("a text fails", url, method, f"{other or public_url}/sms", spare=other is None)


def changes(has: Mapping[str, object], hooks: Iterable[Hook], overrides: str = "") -> list[Change]:
    """Return the fields that have to change. ``overrides`` are added to addresses that have none."""
    return [change for hook in hooks for change in _changes(has, hook, overrides)]


def _changes(has: Mapping[str, object], hook: Hook, overrides: str) -> Iterator[Change]:
    before, method = _text(has, hook.url), _text(has, hook.method).upper()
    if hook.spare and before and _place(before) != hook.address:
        return  # somebody has chosen it
    kept = before if _place(before) == hook.address else hook.address
    ours = hook.by == "POST"  # a page is asked for once, as its server likes it
    after = f"{kept}#{overrides}" if overrides and ours and "#" not in kept else kept
    if after != before:
        yield Change(hook.event, hook.url, before, after, hook.vital and _place(before) != hook.address)
    if method != hook.by:
        yield Change(hook.event, hook.method, method, hook.by, vital=False)


def elsewhere(has: Mapping[str, object], hooks: Iterable[Hook]) -> Iterator[tuple[str, str]]:
    """Yield each field by which the carrier ignores the addresses of some hooks, and its value.

    Twilio ignores ``voice_url`` if an application or a trunk is set, and ``sms_url`` if an application is set.
    """
    kinds = {hook.url.partition("_")[0] for hook in hooks}
    for field, kind in (("voice_application_sid", "voice"), ("trunk_sid", "voice"), ("sms_application_sid", "sms")):
        if kind in kinds and (value := _text(has, field)):
            yield field, value


def form(wanted: Iterable[Change]) -> dict[str, str]:
    """Return the changes as the form that the carrier's API takes: ``{"VoiceUrl": …}``."""
    return {"".join(map(str.capitalize, change.field.split("_"))): change.after for change in wanted}


def shown(value: str) -> str:
    """Return a field's value for people: without the name and the password that may stand in an address."""
    return re.sub(r"//[^/@]*@", "//…@", value) or "nothing"


def _text(has: Mapping[str, object], field: str) -> str:
    value = has.get(field)
    return value if isinstance(value, str) else ""


def _place(address: str) -> str:
    return address.partition("#")[0]
