"""`ivr doctor`: what is misconfigured, and how to mend it."""

import json
from datetime import datetime
from functools import partial

import click

from ivr.cli.common import JSON
from ivr.clock import Clock, SystemClock
from ivr.core.dialling import Dialling
from ivr.core.findings import Fail, Finding, data, line, summary
from ivr.service.doctor import Check, address, agency_pages, alerts, examine, machine, mail, stored
from ivr.service.doctor.carrier import AtCarrier
from ivr.service.doctor.fallback import fallback
from ivr.service.fallback import menu, page
from ivr.settings import Partial, Settings, load_partial
from ivr.worker import dialling_of
from prompts.voices import voices_of

_NUMBER = ("TWILIO_PHONE_NUMBER", "PUBLIC_URL", "SMS_SENDER", "SMS_SPARE_SENDER")
_DIALLING = ("TWILIO_PHONE_NUMBER", "DIAL_COUNTRIES", "DIAL_KINDS", "SIP_HOSTS")
_SIGNING = ("CARRIER", "TWILIO_AUTH_TOKEN", "SIGNING_KEY")


@click.command()
@JSON
def doctor(as_data: bool) -> None:
    """What is misconfigured, and how to mend it. Exits with 1 if something does not work.

    It changes nothing at the carrier, and in the database only the row that such tries are counted in.
    """
    given, findings = load_partial(), list[Finding]()
    for finding in examine(_checks(given, SystemClock()), given.unusable):
        findings.append(finding)
        if not as_data:
            click.echo(line(finding))
    if as_data:
        click.echo(json.dumps([data(each) for each in findings], ensure_ascii=False, indent=2))
    else:
        click.echo(summary(findings))
    if any(isinstance(each, Fail) for each in findings):
        raise SystemExit(1)


def _kept_elsewhere(settings: Settings, now: datetime, dialling: Dialling) -> list[str]:
    """Return the documents of which the carrier should serve one when this service does not answer."""
    found = stored.in_force(settings.database_url, now, voices_of(settings.carrier))
    if found is None:
        return []
    return [page(*found, now, dialling), menu(*found, now, dialling, settings.fallback_url)]


def _checks(given: Partial, clock: Clock) -> list[Check]:
    settings, now = given.settings, clock.now()
    url, at_carrier, dialling = settings.database_url, AtCarrier(settings, clock), dialling_of(settings)
    base, account = ("DATABASE_URL",), ("CARRIER", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_URL")
    return [
        Check("settings", (), partial(machine.settings, given)),
        Check("files", base, partial(machine.files, given)),
        Check("zones", base, lambda: machine.zones(stored.zone_names(url, now), machine.zone_version(), now)),
        Check("database", base, partial(stored.database, url)),
        Check("replication", base, partial(stored.replication, url)),
        Check("worker", base, partial(stored.delivery, url, now)),
        Check("backup", base, partial(machine.backup, url, now)),
        Check(
            "schedule",
            (*base, *_DIALLING, "CONFIRMED_DAYS"),
            partial(stored.schedule, url, now, dialling, settings.confirmed_for),
        ),
        Check("prompts", (*base, "CARRIER"), partial(stored.prompts, url, now, voices_of(settings.carrier))),
        Check("pages", base, partial(agency_pages.pages, url, now)),
        Check("alerts", (*base, "ALERT_URLS"), partial(alerts.channels, settings)),
        Check("mail", ("SMTP_URL", "MAIL_FROM"), partial(mail.server, settings)),
        Check("proxies", ("TRUSTED_PROXIES", "PUBLIC_URL"), partial(machine.proxies, settings)),
        Check("address", ("PUBLIC_URL", "CARRIER"), partial(address.form, settings)),
        Check("reached", ("PUBLIC_URL", *_SIGNING), partial(address.reached, settings)),
        Check("carrier", account, at_carrier.account),
        Check("number", (*account, *_NUMBER), at_carrier.numbers),
        Check("permissions", (*account, "DIAL_COUNTRIES"), at_carrier.permissions),
        Check("keys", ("PUBLIC_URL", *_SIGNING), at_carrier.signing),
        Check(
            "fallback",
            (*base, *_SIGNING, *_DIALLING, "FALLBACK_URL", "TWILIO_ACCOUNT_SID"),
            partial(fallback, settings, partial(_kept_elsewhere, settings, now, dialling)),
        ),
    ]
