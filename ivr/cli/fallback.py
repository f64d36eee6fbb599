"""`ivr fallback`: what the carrier tells callers when nothing of ours answers."""

import re
from pathlib import Path

import click

from ivr.carrier.account import Account, ApiError
from ivr.cli.common import one_line_errors
from ivr.clock import SystemClock
from ivr.core.hooks import second_site
from ivr.service.doctor.stored import in_force
from ivr.service.fallback import keep, menu, page
from ivr.settings import SIGNALWIRE, TWILIO, Settings, load_settings
from ivr.worker import dialling_of
from prompts.voices import voices_of

_WITH_TEMPLATES = (TWILIO, SIGNALWIRE)
"""Carriers that keep documents for a customer and fill in Mustache templates in them."""
_BIN = re.compile(r"https?://[^/]+/laml-bins/([0-9a-f-]{36})")
"""The address of a bin of SignalWire. Twilio has no API for its bins."""


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file, which is written only if the document has changed; default: print it.",
)
@click.option("--menu", "keys", is_flag=True, help="With the menu of keys, for a bin of Twilio or SignalWire.")
@click.option("--push", is_flag=True, help="Put it into the bin of SignalWire at FALLBACK_URL, if it has changed.")
def fallback(output: Path | None, keys: bool, push: bool) -> None:
    """Write the TwiML that the carrier serves when nothing of ours answers: numbers and hours in each language.

    It needs no server. With --menu the carrier has to keep it at FALLBACK_URL and to fill in templates.
    """
    if push and output:
        raise click.UsageError("--push and --output: choose one")
    with one_line_errors():
        settings = load_settings()
    if keys:
        _refuse_unless_kept(settings.carrier, settings.fallback_url)
    document = _document(settings, keys=keys)
    if push:
        _push(document, settings)
    elif output:
        _write(document, output)
    else:
        click.echo(document, nl=False)


def _document(settings: Settings, *, keys: bool) -> str:
    """Return the document. Nothing is migrated and nothing is made up: a timer runs this, also during an upgrade."""
    now = SystemClock().now()
    found = in_force(settings.database_url, now, voices_of(settings.carrier))
    if found is None:
        raise click.ClickException(
            "the hours and sentences in force can't be read, so nothing was written; `ivr doctor` says why"
        )
    given = *found, now, dialling_of(settings)
    return menu(*given, settings.fallback_url) if keys else page(*given)


def _write(document: str, output: Path) -> None:
    try:
        written = keep(document, output)
    except OSError as error:
        raise click.ClickException(f"{output} can't be written: {error.strerror}") from None
    if written:
        click.echo(f"written to {output}")


def _push(document: str, settings: Settings) -> None:
    found = _BIN.fullmatch(settings.fallback_url)
    if settings.carrier != SIGNALWIRE or found is None:
        raise click.ClickException("--push: FALLBACK_URL is not a bin of SignalWire, the only one that has an API")
    account = Account(settings)
    try:
        if account.kept(found[1]).strip() == document.strip():
            return
        account.keep(found[1], document)
    except ApiError as error:
        raise click.ClickException(f"the carrier's API: {error}; `ivr doctor` says more") from None
    click.echo(f"put into {settings.fallback_url}")


def _refuse_unless_kept(carrier: str, address: str) -> None:
    if carrier not in _WITH_TEMPLATES:
        raise click.ClickException(f"--menu: {carrier} fills in no templates; write the document without it")
    if not address or second_site(address):
        raise click.ClickException(
            "--menu: the document leads to itself. Make an empty bin in the carrier's console, and set FALLBACK_URL "
            "to its address"
        )
