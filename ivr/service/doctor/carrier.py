"""Checks of the account at the carrier: credentials, clock, numbers and their webhooks, senders, permissions."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import requests

from ivr.carrier.account import Account, ApiError
from ivr.carrier.kinds import KINDS
from ivr.clock import Clock
from ivr.core.findings import Fail, Finding, Ok, Warn
from ivr.core.hooks import Change, shown
from ivr.service.doctor.keys import signing
from ivr.service.provision import Standing, Target, is_service, standing, targets
from ivr.settings import SIMULATED, TWILIO, Settings

_WRONG, _LATE = timedelta(minutes=1), timedelta(seconds=5)
"""How far off the clock may be: of a time on the telephone a minute is wrong, of a second factor half a minute."""
_PROVISION = "Run `ivr provision --dry-run`, then `ivr provision`"


class AtCarrier:
    """The checks that ask the carrier's API. :meth:`account` comes first: without it the others ask nothing."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._account: Account | None = None

    def account(self) -> Iterator[Finding]:
        """Yield whether the API takes our credentials, and whether our clock agrees with its."""
        if self._settings.carrier == SIMULATED:
            yield Warn("carrier", "CARRIER is simulated: no text reaches anybody", "To go live, set CARRIER to another")
            return
        account, before = Account(self._settings), self._clock.now()
        try:
            status, trial = account.state()
        except ApiError as error:
            yield _no_account(error, self._settings, account)
            return
        if status == "active":
            self._account = account
            yield Ok("carrier", f"{self._settings.carrier} at {account.address} takes our credentials")
        else:
            yield Fail("carrier", f"the account is {status}", "Ask the carrier: it puts no call through")
        if trial:
            said = "the account is a trial: callers hear the carrier's message, texts reach verified numbers only"
            yield Warn("carrier", said, "Upgrade the account before you go live")
        yield skew(before, self._clock.now(), account.date)

    def numbers(self) -> Iterator[Finding]:
        """Yield how our numbers and messaging services are set, and whether the senders can send."""
        yield from senders(self._settings)
        if self._account is None:
            yield from self._not_asked("number")
            return
        for target in targets(self._settings):
            yield from _asked(self._account, target, self._settings)

    def permissions(self) -> Iterator[Finding]:
        """Yield whether the account may call the countries of our settings, which only Twilio's API tells."""
        if self._settings.call_backs:
            yield Warn(
                "call-backs",
                "CALL_BACKS is on; that the carrier calls people was not tried on a live account",
                "Ask to be called back yourself before you go live (docs/call-backs.md)",
            )
        if self._settings.carrier != TWILIO:
            return
        if self._account is None:
            yield from self._not_asked("permissions")
            return
        yield from _permissions(self._account, self._settings)

    def signing(self) -> Iterator[Finding]:
        """Yield whether webhooks are accepted by whichever key Twilio signs them with."""
        yield from signing(self._settings, self._account)

    def _not_asked(self, subject: str) -> Iterator[Finding]:
        if self._settings.carrier != SIMULATED:
            yield Warn(subject, "not checked without the carrier", "Mend the line `carrier` first")


def _no_account(error: ApiError, settings: Settings, account: Account) -> Finding:
    if error.status == requests.codes.unauthorized:
        return Fail(
            "carrier",
            f"{settings.carrier} refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN ({error})",
            "Copy both from the carrier's console: one of them is wrong, or of another account",
        )
    if error.status is None:
        said = f"the API at {account.address} gives {error}"
        return Fail("carrier", said, "Let this machine reach it; check TWILIO_API_URL and the firewall")
    said = f"the API at {account.address} refuses: {error}"
    return Fail("carrier", said, "Check TWILIO_ACCOUNT_SID and TWILIO_API_URL")


def skew(before: datetime, after: datetime, theirs: datetime | None) -> Finding:
    """Compare the carrier's clock (whole seconds) with ours ``before`` and ``after`` its answer."""
    if theirs is None:
        return Warn("clock", "not compared: the carrier's answer has no time", "Compare it with another clock")
    least, most = before - theirs - timedelta(seconds=1), after - theirs
    off = max(least, -most, timedelta())
    if off < _LATE:
        return Ok("clock", "it agrees with the carrier's")
    side = "ahead of" if least > timedelta() else "behind"
    kind = Fail if off >= _WRONG else Warn
    said = f"the clock of this machine is {timedelta(seconds=round(off.total_seconds()))} {side} the carrier's"
    return kind("clock", said, "Let it be set by NTP: timedatectl set-ntp true")


def _asked(account: Account, target: Target, settings: Settings) -> Iterator[Finding]:
    try:
        found = standing(account, target, KINDS[settings.carrier].overrides)
    except ApiError as error:
        yield Fail("number", f"{target.name} can't be read at the carrier: {error}", "Run `ivr doctor` again")
        return
    yield from hooks_of(found)
    if target.setting != "TWILIO_PHONE_NUMBER" or settings.sms_sender == target.name:
        yield from _can_send(found)


def hooks_of(found: Standing) -> Iterator[Finding]:
    """Yield how the webhooks of a number or a messaging service differ from ours."""
    target = found.target
    if found.has is None:
        yield Fail(
            "number",
            f"{target.name} is not in the account",
            f"Correct {target.setting}, or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
        )
        return
    for field, value in found.ignored:
        yield Fail(
            "number",
            f"{target.name} has {field} {value}: the carrier ignores the webhooks of the number",
            "Remove it at the number in the carrier's console, then run `ivr provision`",
        )
    for change in found.changes:
        kind = Fail if change.vital else Warn
        yield kind("number", f"{target.name}: when {change.event}, {_difference(change)}", _PROVISION)
    if not found.ignored and not found.changes:
        yield Ok("number", f"{target.name} has our webhooks")


def _difference(change: Change) -> str:
    before, after = (shown(each).partition("#")[0] for each in (change.before, change.after))
    if not change.before:
        return f"{change.field} is not set; it should be {after}"
    if before == after:
        return f"{change.field} has no connection overrides, so that the carrier tries once"
    return f"{change.field} is {before}, not {after}"


def _can_send(found: Standing) -> Iterator[Finding]:
    name, setting = found.target.name, found.target.setting
    if found.has is not None and found.receives_texts:
        yield Ok("sender", f"{name} can send texts, as far as the carrier says")
    elif found.has is not None:
        spare = "SMS_SPARE_SENDER" if setting == "SMS_SPARE_SENDER" else "SMS_SENDER"
        yield Fail(
            "sender",
            f"{name} can't send or receive texts, as the carrier says: every text is refused",
            f"Set {spare} to another number of the account, a messaging service or a name",
        )


def senders(settings: Settings) -> Iterator[Finding]:
    """Yield what the form of the senders tells. Numbers and messaging services are looked up besides."""
    for sender, name in ((settings.sms_sender, "SMS_SENDER"), (settings.sms_spare_sender, "SMS_SPARE_SENDER")):
        if is_service(sender) and settings.carrier != TWILIO:
            yield Fail(
                "sender",
                f"{name} is a messaging service of Twilio, not of {settings.carrier}",
                f"Set {name} to a number",
            )
        elif sender and not sender.startswith("+") and not is_service(sender):
            yield Ok("sender", f"{name} is a name, {sender}: nobody can answer such a text, not even with STOP")


def _permissions(account: Account, settings: Settings) -> Iterator[Finding]:
    """Yield whether calls to the countries are permitted whose lines are dialled and whose people are called back.

    Twilio has no API for the permissions of texts.
    """
    called_back = settings.sms_countries if settings.call_backs else ()
    for country in dict.fromkeys((*settings.dial_countries, *called_back)):
        try:
            permitted = account.may_call(country)
        except ApiError as error:
            yield Warn("permissions", f"those for calls to {country} can't be read: {error}", _GEO)
            continue
        if permitted:
            yield Ok("permissions", f"calls to {country}; those for texts are only in the console")
        else:
            said = f"the account may not call {country}: nobody there is put through or called back"
            yield Fail("permissions", said, _GEO)


_GEO = "Look at the carrier's console: Voice, Settings, Geo permissions"
