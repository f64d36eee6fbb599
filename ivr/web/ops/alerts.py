"""*Alerts*: what ops staff are told of by mail and the like: what holds, since when, and whether it was told."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from ivr.store.alerts import all_told
from ivr.store.db import read
from ivr.web.ops.console import console, ops

_LOOK_BACK = timedelta(days=30)


@ops.get("/alerts")
def alerts() -> ResponseReturnValue:
    """List the alerts that hold, and those of the last thirty days that are over."""
    parts = console()
    found = read(parts.engine, all_told, parts.clock.now() - _LOOK_BACK)
    return render_template("ops/alerts.html", alerts=found, channels=len(parts.settings.alert_urls))
