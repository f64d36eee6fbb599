"""Checks of the channels by which ops staff are told what needs a hand."""

from collections.abc import Iterator

from ivr.core.findings import Fail, Finding, Ok, Warn
from ivr.notify import NotifyError, check, kind_of
from ivr.service.doctor.stored import usable
from ivr.settings import Settings
from ivr.store.alerts import untaken
from ivr.store.db import read


def channels(settings: Settings) -> Iterator[Finding]:
    """Yield whether each address can be used, and whether messages wait that a channel has not taken."""
    if not settings.alert_urls:
        yield Ok("alerts", "nobody is told of what needs a hand, since ALERT_URLS is not set")
        return
    for number, url in enumerate(settings.alert_urls, 1):
        try:
            check(url)
        except NotifyError as error:
            todo = "Correct ALERT_URLS (docs/alerts.md), then try `ivr alerts --test`"
            yield Fail("alerts", f"channel {number} ({kind_of(url)}): {error}", todo)
        else:
            yield Ok("alerts", f"channel {number} ({kind_of(url)}) has a usable address; `ivr alerts --test` tries it")
    with usable(settings.database_url) as engine:
        waiting = read(engine, untaken) if engine else []
    if waiting:
        said = f"{len(waiting)} messages were not taken by each channel, the oldest since {waiting[0].since:%Y-%m-%d}"
        yield Warn("alerts", said, "Run `ivr alerts --test`; the log of the worker says which channel it is")
