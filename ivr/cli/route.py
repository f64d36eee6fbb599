"""`ivr route`: the routing decision and its reasons."""

import json
from datetime import datetime

import click

from ivr.cli.common import AT, at_home, one_line_errors
from ivr.cli.published import dialling, published_timetable
from ivr.clock import SystemClock
from ivr.core.dialling import refusal
from ivr.core.routing import Decision, decide
from prompts import LANGUAGES
from schedules import Closed


@click.command()
@click.argument("language")
@AT
@click.option("--json", "as_data", is_flag=True, help="Print the decision as JSON.")
def route(language: str, at: datetime | None, as_data: bool) -> None:
    """Say where a caller of LANGUAGE would be put through, and why."""
    if language not in LANGUAGES:
        raise click.ClickException(f"there is no language {language!r}; languages are {' '.join(LANGUAGES)}")
    moment = at or SystemClock().now()
    with one_line_errors():
        allowed = dialling()
        decision = decide(published_timetable(moment), language, moment, refused=lambda line: refusal(line, allowed))
    if as_data:
        click.echo(json.dumps(_decision_data(decision), ensure_ascii=False, indent=2))
        return
    where = f"{decision.line.id}, {decision.line.number}" if decision.line else "no line is open: a text is sent"
    click.echo(f"{LANGUAGES[language].english}, {at_home(decision.at)}: {where}")
    for reason in decision.because:
        click.echo(f"  because {reason}")


def _decision_data(decision: Decision) -> dict[str, object]:
    return {
        "language": decision.language,
        "at": decision.at.isoformat(),
        "line": decision.line.id if decision.line else None,
        "number": decision.line.number if decision.line else None,
        "because": [str(reason) for reason in decision.because],
        "revision": decision.timetable.revision,
        "considered": [
            {
                "line": each.line.id,
                "open": not isinstance(each.status, Closed),
                "until": _iso(each.status.opens if isinstance(each.status, Closed) else each.status.until),
            }
            for each in decision.considered
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
