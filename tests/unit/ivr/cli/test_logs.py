"""The log as JSON: what a line has, and what of a record it has not."""

import json
import logging
import sys
from datetime import datetime

import click
import pytest

from ivr.cli.logs import begin_log, json_form
from ivr.settings import Settings
from tests.support.settings import GOOD


def written(record: logging.LogRecord) -> dict[str, object]:
    line = json_form().format(record)
    assert "\n" not in line
    return dict(json.loads(line))


def a_record(**more: object) -> logging.LogRecord:
    log = logging.getLogger("ivr.web.voice")
    return log.makeRecord(log.name, logging.WARNING, __file__, 1, "%s: 日本\n%d", ("said", 7), None, extra=more)


def test_a_line_has_the_ids_as_fields() -> None:
    found = written(a_record(call="CA1", step="3"))
    at = datetime.fromisoformat(str(found.pop("time")))
    assert at.tzinfo is not None
    named = {"level": "WARNING", "logger": "ivr.web.voice", "call": "CA1", "step": "3"}
    assert found == {**named, "message": "said: 日本\n7"}


def test_an_exception_is_one_field() -> None:
    record = a_record()
    try:
        raise ValueError("odd")
    except ValueError:
        record.exc_info = sys.exc_info()
    found = written(record)
    assert str(found["exception"]).endswith("ValueError: odd")
    assert found.keys() == {"time", "level", "logger", "message", "exception"}


@pytest.mark.parametrize(
    ("setting", "package", "ours", "extra"),
    [
        ("SENTRY_DSN", "sentry_sdk", "ivr.cli.sentry", "sentry"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "opentelemetry.sdk.trace", "ivr.telemetry", "telemetry"),
    ],
)
def test_a_missing_package_is_one_line(
    setting: str, package: str, ours: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, ours, raising=False)
    monkeypatch.setitem(sys.modules, package, None)  # as if it were not installed
    settings = Settings.model_validate({**GOOD, setting: "https://key@errors.example.org/1"})
    with pytest.raises(click.ClickException, match=f"{setting} needs its packages: pip install '.\\[{extra}]'"):
        begin_log(settings)
