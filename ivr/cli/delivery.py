"""`ivr outbox`, `ivr purge`, `ivr forget`: texts, and stored personal data."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import click
from sqlalchemy import Engine

from ivr.cli.common import AUTHOR, JSON, at_home, one_line_errors
from ivr.clock import SystemClock
from ivr.core.caller import identify
from ivr.service.purge import expired
from ivr.service.purge import forget as forget_person
from ivr.service.purge import purge as purge_old
from ivr.settings import Settings, load_settings
from ivr.store.db import open_for_people, read
from ivr.store.metrics import delivery_metrics, in_trouble
from ivr.store.migrate import migrate
from ivr.worker import ages, keys
from sentences import Sentence


@click.command()
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 3650), help="How far back to look.")
@JSON
def outbox(days: int, as_data: bool) -> None:
    """Texts: how many wait, how they ended, and which need attention."""
    now = SystemClock().now()
    with one_line_errors(), _store(load_settings()) as engine:
        found, trouble = read(engine, delivery_metrics, now), read(engine, in_trouble, now - timedelta(days=days))
    if as_data:
        texts = [{"purpose": each, "state": state, "count": count} for (each, state), count in found.texts.items()]
        rows = [{**row, "made_at": row["made_at"].isoformat(), "problem": _english(row["problem"])} for row in trouble]
        click.echo(json.dumps({"due": found.due, "oldest_due": found.oldest_due, "day": texts, "trouble": rows}))
        return
    click.echo(f"due: {found.due}, the oldest for {found.oldest_due:.0f} s; reminders to come: {found.reminders}")
    click.echo(f"delivery workers: {found.workers}; numbers that have sent STOP: {found.opt_outs}")
    for (purpose, state), count in sorted(found.texts.items()):
        click.echo(f"  last 24 hours: {purpose}, {state}: {count}")
    for reason, count in sorted(found.refused.items()):
        click.echo(f"  refused, {reason}: {count}")
    for row in trouble:
        click.echo(f"text {row['id']}, {row['language']}, {at_home(row['made_at'])}, {row['state']}: {row['problem']}")


@click.command()
def purge() -> None:
    """Delete old data, as the workers do once a day (KEEP_PEOPLE_DAYS, KEEP_RECORDS_DAYS)."""
    with one_line_errors():
        settings = load_settings()
        with _store(settings) as engine:
            limits, now = ages(settings), SystemClock().now()
            count = expired(engine, limits, now)
            with click.progressbar(length=count, label=f"{count} rows", file=sys.stderr) as bar:
                gone = purge_old(engine, limits, now, bar.update)
            _tell(gone)


@click.command()
@click.argument("number", required=False)
@click.option("--opt-out-too", is_flag=True, help="Also that they have sent STOP: they may be texted again.")
@AUTHOR
def forget(number: str | None, opt_out_too: bool, author: str) -> None:
    """Delete the data of a person on request. Without NUMBER it asks: that keeps it out of the shell's history."""
    with one_line_errors():
        settings = load_settings()
        caller = identify(number or click.prompt("Number"))
        if caller.number is None:
            raise click.ClickException("that is not a telephone number; write it as 090-1234-5678 or +819012345678")
        hashes = keys(settings).hashes(caller.number)
        with _store(settings) as engine:
            _tell(forget_person(engine, hashes, author, SystemClock().now(), opt_out_too=opt_out_too))


@contextmanager
def _store(settings: Settings) -> Iterator[Engine]:
    engine = open_for_people(settings.database_url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def _english(problem: Sentence | str | None) -> str | None:
    return None if problem is None else str(problem)


def _tell(counts: Mapping[str, int]) -> None:
    for what, count in counts.items():
        click.echo(f"{count} {what}")
