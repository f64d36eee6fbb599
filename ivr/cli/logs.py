"""The form of the log, for the commands that run for long."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click

from ivr.settings import JSON, Settings

_FIELDS = {"levelname": "level", "name": "logger", "exc_info": "exception"}
"""Names of Python's fields, and what they are called in the log."""


def begin_log(settings: Settings) -> None:
    """Write the log as the settings say, and send errors to Sentry if they say so.

    Raises:
        click.ClickException: a package for what they say is not installed.
    """
    if settings.log_format == JSON:
        for handler in logging.getLogger().handlers:
            handler.setFormatter(json_form())
    if settings.sentry_dsn:
        with _extra("sentry", "SENTRY_DSN"):
            from ivr.cli.sentry import report  # noqa: PLC0415 - an extra
        report(settings.sentry_dsn)
    if settings.otel_exporter_otlp_endpoint:
        with _extra("telemetry", "OTEL_EXPORTER_OTLP_ENDPOINT"):
            import ivr.telemetry  # noqa: F401, PLC0415 - an extra, which the processes use


@contextmanager
def _extra(name: str, setting: str) -> Iterator[None]:
    try:
        yield
    except ImportError:
        raise click.ClickException(f"{setting} needs its packages: pip install '.[{name}]'") from None


def json_form() -> logging.Formatter:
    """Return what writes a line as one JSON object: with the fields of ``extra``, and no others of the record."""
    from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415 - text needs none

    return JsonFormatter(
        ["levelname", "name", "message"], rename_fields=_FIELDS, timestamp="time", json_ensure_ascii=False
    )
