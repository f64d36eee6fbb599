"""Settings of which some may be unusable, for `ivr doctor`: what can be checked without those is checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from ivr.settings.model import Settings, setting
from ivr.settings.reading import AllSettings, NamedFiles, SettingsError, given, load_settings, without_empty

ENV_FILE = ".env"
_ANY_KEY = "0" * 32
"""Stands for a secret key that is missing; the example in the declaration is a command."""


@dataclass(frozen=True)
class Partial:
    """Settings as far as they can be used.

    Attributes:
        settings: the settings; those that are unusable have their default or an example.
        unusable: the names of those.
        problems: the lines of :class:`SettingsError`; a misspelt name leaves all settings usable.
        files: the files that values come from.
    """

    settings: Settings
    unusable: frozenset[str]
    problems: Sequence[str]
    files: Sequence[Path]


def load_partial() -> Partial:
    """Read all settings, whatever is wrong with them."""
    files = _files()
    try:
        return Partial(load_settings(), frozenset(), (), files)
    except SettingsError as error:
        settings, unusable = _usable()
        return Partial(settings, unusable, error.problems, files)


def _files() -> list[Path]:
    """Return `.env`, if there is one, and the files that ``NAME_FILE`` names."""
    try:
        names = given(AllSettings)
    except (OSError, UnicodeDecodeError):
        names = {}
    named = [names.get(f"{setting(field)}_FILE", "").strip() for field in Settings.model_fields.values()]
    return [path for path in map(Path, filter(None, [ENV_FILE, *named])) if path.is_file()]


def _usable() -> tuple[Settings, frozenset[str]]:
    fields = {setting(field): field for field in Settings.model_fields.values()}
    try:
        values = _values()
    except (OSError, UnicodeDecodeError):  # .env cannot be read
        return _with_examples({}, fields, frozenset(fields))
    try:
        return Settings.model_validate(values), frozenset()
    except ValidationError as error:
        by_field = {name: setting(field) for name, field in Settings.model_fields.items()}
        wrong = {str(each["loc"][0]) for each in error.errors() if each["type"] != "default_factory_not_called"}
        return _with_examples(values, fields, frozenset(by_field.get(name, name) for name in wrong))


def _values() -> dict[str, object]:
    merged: dict[str, object] = {}
    for source in (DotEnvSettingsSource(AllSettings), EnvSettingsSource(AllSettings), NamedFiles(AllSettings)):
        merged |= source()
    return without_empty(merged)


def _with_examples(
    values: Mapping[str, object], fields: Mapping[str, FieldInfo], wrong: frozenset[str]
) -> tuple[Settings, frozenset[str]]:
    """Return settings with the default of those that are wrong, or an example if the default may not be used."""
    examples = {
        name: field.examples[0]
        for name, field in fields.items()
        if name in wrong and field.examples and (field.is_required() or field.validate_default)
    }
    if "SECRET_KEY" in wrong:
        examples["SECRET_KEY"] = _ANY_KEY
    kept = {name: value for name, value in values.items() if name in fields and name not in wrong}
    return Settings.model_validate(kept | examples), wrong
