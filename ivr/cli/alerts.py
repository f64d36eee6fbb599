"""`ivr alerts`: what ops staff are told of, and whether the channels take a message."""

import json
from dataclasses import asdict
from urllib.parse import urlsplit

import click

from ivr.cli.common import JSON, one_line_errors
from ivr.clock import SystemClock
from ivr.core.alerts import Alert
from ivr.notify import NotifyError, kind_of, send
from ivr.service.alerts.facts import holding
from ivr.settings import Settings, load_settings
from ivr.store.migrate import migrate
from ivr.worker import live
from prompts.load import load_language
from sentences import Sentence, render


@click.command()
@click.option("--test", "try_channels", is_flag=True, help="Send a test message to each channel of ALERT_URLS.")
@JSON
def alerts(try_channels: bool, as_data: bool) -> None:
    """What ops staff are told of (ALERT_URLS); --test tries their channels.

    Prints what holds now, with the page that mends it.
    """
    with one_line_errors():
        settings, now = load_settings(), SystemClock().now()
        if try_channels:
            _try(settings)
            return
        schedule, _ = live(settings)
        migrate(schedule.engine)
        found = holding(schedule.engine, schedule.at(now), now, settings.confirmed_for)
    if as_data:
        click.echo(json.dumps([_data(each, settings) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo(f"{each.said} {settings.public_url}{each.page}")
    told = f"told to {len(settings.alert_urls)} channels" if settings.alert_urls else "told to nobody: see ALERT_URLS"
    click.echo(f"alerts: {len(found)}, {told}")


def _data(each: Alert, settings: Settings) -> dict[str, object]:
    return asdict(each) | {"said": str(each.said), "page": f"{settings.public_url}{each.page}"}


def _try(settings: Settings) -> None:
    """Send a message to each channel, and say what came of it.

    Raises:
        click.ClickException: none is set, or one has not taken it.
    """
    if not settings.alert_urls:
        raise click.ClickException("no channel is set; set ALERT_URLS (docs/alerts.md)")
    reader, host = load_language(settings.alert_language), urlsplit(settings.public_url).hostname or ""
    title = render(Sentence("Tsunagu: a test"), reader)
    body = render(Sentence("This is a test. Alerts of {text} come here.", text=host), reader)
    failed = 0
    for number, url in enumerate(settings.alert_urls, 1):
        try:
            send(url, title, body)
        except NotifyError as error:
            failed += 1
            click.echo(f"channel {number} ({kind_of(url)}): not taken: {error}")
        else:
            click.echo(f"channel {number} ({kind_of(url)}): taken")
    if failed:
        raise click.ClickException(f"{failed} of {len(settings.alert_urls)} channels have not taken the message")
