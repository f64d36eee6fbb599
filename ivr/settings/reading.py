"""Finds the values of settings, and reports all errors at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import AliasGenerator, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from ivr.settings.forms import Database
from ivr.settings.model import DATABASE, Settings, setting

_CLOSE = 0.79
"""From this similarity on (0 to 1) an unknown name is taken for a misspelt one."""
_RELATED = 0.6
"""The same for a name that begins as only ours do."""
_FAMILIES = ("SMS_", "KEEP_")


class SettingsError(ValueError):
    """Settings that cannot be used; ``problems`` has a line for each: what is wrong, and what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_settings() -> Settings:
    """Read and check all settings.

    Raises:
        SettingsError: naming every setting that is missing, wrong or misspelt.
    """
    return _load(_AllSettings)


def load_database_url() -> str:
    """The one setting that commands about the schedule need.

    Raises:
        SettingsError: it is wrong or misspelt.
    """
    return _load(_DatabaseSettings).database_url


class _Environment(BaseSettings):
    """Reads the fields of a model: from the file that ``NAME_FILE`` names, else the environment, else ``.env``."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        case_sensitive=True,
        extra="ignore",
        validate_by_name=False,
        alias_generator=AliasGenerator(validation_alias=str.upper),
    )

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *_: object, **__: object
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where values come from, the first before the others."""
        return _NamedFiles(settings_cls), EnvSettingsSource(settings_cls), DotEnvSettingsSource(settings_cls)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, given: dict[str, object]) -> dict[str, object]:
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
        return {name: value for name, value in stripped.items() if value not in ("", None)}


class _AllSettings(Settings, _Environment):
    pass


class _DatabaseSettings(_Environment):
    database_url: Database = DATABASE


@dataclass(frozen=True)
class _Unreadable:
    """Stands where a value would: the file that should hold it cannot be read."""

    reason: str


class _NamedFiles(PydanticBaseSettingsSource):
    """What the files hold that ``NAME_FILE`` names."""

    def __init__(self, model: type[BaseSettings]) -> None:
        super().__init__(model)
        self._given = _given(model)

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[str | _Unreadable | None, str, bool]:
        """The value of a setting, its name, and that it is no JSON."""
        path = self._given.get(f"{setting(field)}_FILE", "").strip()
        return _read(path) if path else None, setting(field), False

    def __call__(self) -> dict[str, object]:
        found = [self.get_field_value(field, name) for name, field in self.settings_cls.model_fields.items()]
        return {name: value for value, name, _ in found if value is not None}


def _read(path: str) -> str | _Unreadable:
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return _Unreadable(error.__class__.__name__)


def _given(model: type[BaseSettings]) -> dict[str, str]:
    """Everything that the environment and ``.env`` have, whatever it is for."""
    both = {**DotEnvSettingsSource(model).env_vars, **EnvSettingsSource(model).env_vars}
    return {name: value for name, value in both.items() if value is not None}


_M = TypeVar("_M", bound=BaseSettings)


def _load(model: type[_M]) -> _M:
    try:
        misspelt = list(_misspelt(_given(model), model))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f".env cannot be read ({error.__class__.__name__}). Save it as UTF-8 text."]) from None
    try:
        loaded = model.model_validate({})
    except ValidationError as error:
        raise SettingsError([*_problems(error.errors(), model), *misspelt]) from None
    if misspelt:
        raise SettingsError(misspelt)
    return loaded


def _problems(errors: list[ErrorDetails], model: type[BaseSettings]) -> list[str]:
    """A line for each error; two keys that are too short give the same line."""
    fields = model.model_fields
    named = {**fields, **{setting(field): field for field in fields.values()}}
    lines = [
        _problem(named[str(error["loc"][0])], error)
        for error in errors
        if error["type"] != "default_factory_not_called"  # what it is made from has an error of its own
    ]
    return list(dict.fromkeys(lines))


def _problem(field: FieldInfo, error: ErrorDetails) -> str:
    """What is wrong and what to do, with an example.

    The value of a secret is left out. So is the name of a file: somebody may have put the secret there.
    """
    name, value = setting(field), error["input"]
    if isinstance(value, _Unreadable):
        return (
            f"{name}_FILE names a file that cannot be read ({value.reason}). Set it to a file in UTF-8 that this "
            f"account may read, for example {name}_FILE=/run/secrets/{name.lower()}"
        )
    if error["type"] == "missing" or value == "":
        wrong = "is not set"
    else:
        wrong = f"is not usable: {value!r}" if field.repr else "is not usable"
    example = field.examples[0] if field.examples else field.default
    return f"{name} {wrong}. Set it to {field.description}, for example {name}={example}"


def _misspelt(given: Mapping[str, str], model: type[BaseSettings]) -> Iterator[str]:
    """A line for each unknown name that is close to that of a setting of the model."""
    names, known = _names(model.model_fields), _names(Settings.model_fields)
    for name in sorted(given):
        stem = name.removesuffix("_FILE")
        if stem in known:
            continue
        cutoff = _RELATED if name.startswith(_FAMILIES) else _CLOSE
        found = process.extractOne(
            stem.upper(), names, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=cutoff
        )
        if found:
            meant = found[0] + name[len(stem) :]
            yield f"{name} is not a setting. Is {meant} meant? Rename it to {meant}, or remove it"


def _names(fields: Mapping[str, FieldInfo]) -> list[str]:
    return [setting(field) for field in fields.values()]
