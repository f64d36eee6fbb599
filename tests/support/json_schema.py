"""JSON Schema, by a library that takes a second of processor time to be imported: its tests run in one process."""

from typing import Any

import pytest

WITH_JSON_SCHEMA = pytest.mark.xdist_group("JSON Schema")


def faults(schema: dict[str, Any], value: object) -> list[str]:
    """What a schema of the draft 2020-12 has against a value: a line for each fault, with its place."""
    from jsonschema import Draft202012Validator, FormatChecker  # noqa: PLC0415 - when the first test asks

    found = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(value)
    return [f"{'/'.join(map(str, each.absolute_path))}: {each.message}" for each in found]
