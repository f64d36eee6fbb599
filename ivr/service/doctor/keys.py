"""Check of the keys that webhooks are signed with: Twilio's rules say which webhooks a shared key signs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import requests

from ivr.carrier.account import Account, ApiError
from ivr.core.findings import Fail, Finding, Ok, Warn
from ivr.settings import TWILIO, Settings

_SUBJECT = "keys"
_PATHS = ("/voice", "/voice/menu", "/voice/en/connect", "/voice/status", "/sms", "/sms/status")
"""One of each kind of our webhooks."""
_ADD = "Add the value of TWILIO_AUTH_TOKEN to SIGNING_KEY"

Rules = Sequence[Mapping[str, Any]]


def signing(settings: Settings, account: Account | None) -> Iterator[Finding]:
    """Yield whether each webhook is accepted that Twilio signs, by the auth token or by a shared key.

    Without an account, what the settings tell alone. Which secret a shared key has, nobody can ask.
    """
    if settings.carrier != TWILIO:
        return
    try:
        signed = _signed(settings, account) if account else None
    except ApiError as error:
        if error.status != requests.codes.not_found:  # as for an account for which the API is not open
            said = f"Twilio's rules for shared keys can't be read: {error}"
            yield Warn(_SUBJECT, said, "Look at them with Twilio's Webhooks configuration API")
        signed = None
    yield _judged(settings, signed)


def _judged(settings: Settings, signed: Mapping[str, set[str]] | None) -> Finding:
    """Return what to do. ``signed`` has the ids of the shared keys by address; an empty id is the auth token."""
    given = settings.signing_keys
    takes_token = not given or settings.auth_token in given
    takes_shared = any(each != settings.auth_token for each in given)
    for address, by in (signed or {}).items():
        if not takes_shared and (shared := sorted(by - {""})):
            said = f"a rule of Twilio lets the shared key {shared[0]} sign {address}, and SIGNING_KEY has none"
            return Fail(_SUBJECT, said, "Set SIGNING_KEY to the key's secret and the auth token, separated by a space")
        if not takes_token and "" in by:
            said = f"no rule of Twilio lets a shared key sign {address}, and SIGNING_KEY lacks the auth token"
            return Fail(_SUBJECT, f"{said}: it is refused", _ADD)
    if not takes_token and signed is None:
        said = "SIGNING_KEY lacks the auth token: webhooks that no rule with a shared key covers are refused"
        return Warn(_SUBJECT, said, f"{_ADD}, unless a rule covers everything")
    said = f"webhooks may be signed with {len(given)} keys" if given else "webhooks are signed with the auth token"
    return Ok(_SUBJECT, said if signed is None else f"{said}, as Twilio's rules have it")


def _signed(settings: Settings, account: Account) -> dict[str, set[str]]:
    rules, kept = account.webhook_rules(), {each.get("id"): each for each in account.webhook_settings()}
    try:
        return {url: shared_keys(url, rules, kept) for url in (f"{settings.public_url}{path}" for path in _PATHS)}
    except (AttributeError, TypeError):  # the API is in beta
        raise ApiError("they have a form that is not known") from None


def shared_keys(url: str, rules: Rules, kept: Mapping[Any, Mapping[str, Any]]) -> set[str]:
    """Return the ids of the shared keys by which Twilio may sign a webhook; an empty one stands for the auth token.

    An exact address comes before a prefix, a longer prefix before a shorter one, and all before the default (Twilio,
    "Webhooks configuration API FAQs"). A rule may share the webhooks out among two settings.
    """
    ranks = [(_rank(each, url), each) for each in rules]
    _, rule = max(ranks, key=lambda each: each[0], default=(0, {}))
    if not rule or _rank(rule, url) == 0:
        return {""}
    named = [kept.get(each.get("settingId"), {}) for each in rule.get("settings") or ()]
    return {(each.get("signature") or {}).get("sharedKeyId") or "" for each in named} or {""}


def _rank(rule: Mapping[str, Any], url: str) -> int:
    """Return how well a rule matches an address; 0: it does not."""
    match rule.get("matchType"), rule.get("value"), rule.get("prefix"):
        case "EXACT_MATCH", str(value), _ if value == url:
            return 1_000_000
        case "PREFIX_MATCH", _, str(prefix) if url.startswith(prefix):
            return 1 + len(prefix)
        case "DEFAULT", _, _:
            return 1
        case _:
            return 0
