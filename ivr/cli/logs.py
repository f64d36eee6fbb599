"""The form of the log, for the commands that run for long."""

import logging

import click

from ivr.settings import JSON, Settings

_FIELDS = {"levelname": "level", "name": "logger", "exc_info": "exception"}
"""Names of Python's fields, and what they are called in the log."""


def begin_log(settings: Settings) -> None:
    """Write the log as the settings say, and send errors to Sentry if they say so.

    Raises:
        click.ClickException: the package for Sentry is not installed.
    """
    if settings.log_format == JSON:
        for handler in logging.getLogger().handlers:
            handler.setFormatter(json_form())
    if settings.sentry_dsn:
        try:
            from ivr.cli.sentry import report  # noqa: PLC0415 - an extra
        except ImportError:
            raise click.ClickException("SENTRY_DSN needs its package: pip install '.[sentry]'") from None
        report(settings.sentry_dsn)


def json_form() -> logging.Formatter:
    """Return what writes a line as one JSON object: with the fields of ``extra``, and no others of the record."""
    from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415 - text needs none

    return JsonFormatter(
        ["levelname", "name", "message"], rename_fields=_FIELDS, timestamp="time", json_ensure_ascii=False
    )
