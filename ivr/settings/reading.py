"""Loading of settings. All errors are reported at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import AliasGenerator, Field, ValidationError, ValidationInfo, field_validator, model_validator
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

from ivr.settings.forms import (
    Carrier,
    Country,
    Database,
    Host,
    Number,
    NumberKind,
    Region,
    SpeechKey,
    WebAddress,
    Words,
)
from ivr.settings.model import (
    CARRIER,
    CONFIRMED_DAYS,
    COUNTRIES,
    DATABASE,
    DIAL_KINDS,
    KEEP_RECORDS_DAYS,
    PROFILE,
    SIP_HOSTS,
    SPEECH_KEY,
    SPEECH_REGION,
    SPEECH_URL,
    Settings,
    setting,
)

_CLOSE = 0.79
"""The similarity (0 to 1) from which an unknown name is reported as a misspelt setting."""
_RELATED = 0.6
"""The same for a name that starts with one of ``_FAMILIES``, which only settings of this service do."""
_FAMILIES = ("SMS_", "KEEP_", "DIAL_", "DIALS_")
_STANDARD, _ALIKE = "OTEL_", 0.9
"""The same for a name that starts like those of OpenTelemetry, which has many, and most are no settings of ours."""


class SettingsError(ValueError):
    """Settings that cannot be used. ``problems`` has a line for each error: what is wrong, and what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_settings() -> Settings:
    """Read and check all settings.

    Raises:
        SettingsError: settings are missing, wrong or misspelt. It lists all of them.
    """
    return _load(AllSettings)


def load_database_url() -> str:
    """Read and check only DATABASE_URL, for commands that need no other setting.

    Raises:
        SettingsError: it is wrong or misspelt.
    """
    return _load(_DatabaseSettings).database_url


def load_profile_path() -> Path | None:
    """Read only PROFILE, which commands need before anything else. None: the profile that ships is used.

    Raises:
        SettingsError: its name is misspelt, or `.env` cannot be read.
    """
    named = _load(_ProfileSettings).profile
    return Path(named) if named else None


def load_carrier() -> str:
    """Read and check only CARRIER, for commands that need no other setting of the carrier.

    Raises:
        SettingsError: it is wrong or misspelt.
    """
    return _load(_CarrierSettings).carrier


def load_confirmed_for() -> timedelta:
    """Read and check only CONFIRMED_DAYS, for commands that check a document.

    Raises:
        SettingsError: it is wrong or misspelt.
    """
    return timedelta(days=_load(_ConfirmedSettings).confirmed_days)


def load_keep_records() -> timedelta:
    """Read and check only KEEP_RECORDS_DAYS, for the command that writes a report.

    Raises:
        SettingsError: it is wrong or misspelt.
    """
    return timedelta(days=_load(_KeepSettings).keep_records_days)


def load_dial_settings() -> "DialSettings":
    """Read and check only the settings of what may be dialled, for commands that check a document.

    Raises:
        SettingsError: they are wrong or misspelt.
    """
    return _load(DialSettings)


def load_speech_settings() -> "SpeechSettings":
    """Read and check only the settings of the speech service. The command that uses it needs no carrier.

    Raises:
        SettingsError: they are missing, wrong or misspelt.
    """
    return _load(SpeechSettings)


class _Environment(BaseSettings):
    """Reads each field from the file that ``NAME_FILE`` names, else from the environment, else from ``.env``."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",  # Windows programs write a byte order mark
        case_sensitive=True,
        extra="ignore",
        validate_by_name=False,
        alias_generator=AliasGenerator(validation_alias=str.upper),
    )

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *_: object, **__: object
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources of values in order of priority."""
        return NamedFiles(settings_cls), EnvSettingsSource(settings_cls), DotEnvSettingsSource(settings_cls)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, values: dict[str, object]) -> dict[str, object]:
        return without_empty(values)


def without_empty(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values without spaces around them, and without those that are empty: they count as not set."""
    stripped = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    return {name: value for name, value in stripped.items() if value not in ("", None)}


class AllSettings(Settings, _Environment):
    """All settings, with the sources that they are read from."""


class _DatabaseSettings(_Environment):
    database_url: Database = DATABASE


class _ProfileSettings(_Environment):
    profile: str = PROFILE


class _CarrierSettings(_Environment):
    carrier: Carrier = CARRIER


class _ConfirmedSettings(_Environment):
    confirmed_days: int = CONFIRMED_DAYS


class _KeepSettings(_Environment):
    keep_records_days: int = KEEP_RECORDS_DAYS


class DialSettings(_Environment):
    """The numbers that may be dialled. ``phone_number``, which is not, is empty if it is not set."""

    phone_number: Number = Field(default="", validation_alias="TWILIO_PHONE_NUMBER", description="a telephone number")
    dial_countries: Words[Country] = COUNTRIES
    dial_kinds: Words[NumberKind] = DIAL_KINDS
    sip_hosts: Words[Host] = SIP_HOSTS


class SpeechSettings(_Environment):
    """The speech service, and the key to it."""

    speech_key: SpeechKey = SPEECH_KEY
    speech_url: WebAddress = SPEECH_URL
    speech_region: Region = SPEECH_REGION

    @field_validator("speech_key", "speech_region")
    @classmethod
    def _is_needed(cls, value: str, before: ValidationInfo) -> str:
        if not value and not before.data.get("speech_url"):  # an address stands for the region, never for the key
            raise ValueError
        return value

    @property
    def address(self) -> str:
        """The web address of the speech service. Each region has its own (Azure, "Text to speech REST API")."""
        return self.speech_url or f"https://{self.speech_region}.tts.speech.microsoft.com"


@dataclass(frozen=True)
class _Unreadable:
    """The value of a setting whose file cannot be read; ``reason`` is the class of the error."""

    reason: str


class NamedFiles(PydanticBaseSettingsSource):
    """The source of values in files that are named by ``NAME_FILE``."""

    def __init__(self, model: type[BaseSettings]) -> None:
        super().__init__(model)
        self._given = given(model)

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[str | _Unreadable | None, str, bool]:
        """Return the value of a setting, its name, and False, since it is not JSON."""
        path = self._given.get(f"{setting(field)}_FILE", "").strip()
        return _read(path) if path else None, setting(field), False

    def __call__(self) -> dict[str, object]:
        """Return the values that are in files, by the names of their settings."""
        found = [self.get_field_value(field, name) for name, field in self.settings_cls.model_fields.items()]
        return {name: value for value, name, _ in found if value is not None}


def _read(path: str) -> str | _Unreadable:
    try:
        return Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return _Unreadable(error.__class__.__name__)


def given(model: type[BaseSettings]) -> dict[str, str]:
    """Return all variables of the environment and of ``.env``, also those of other programs."""
    both = {**DotEnvSettingsSource(model).env_vars, **EnvSettingsSource(model).env_vars}
    return {name: value for name, value in both.items() if value is not None}


_M = TypeVar("_M", bound=BaseSettings)


def _load(model: type[_M]) -> _M:
    try:
        misspelt = list(_misspelt(given(model), model))
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
    """Return a line for each error, without duplicates: two old keys that are too short give the same line."""
    fields = model.model_fields
    named = {**fields, **{setting(field): field for field in fields.values()}}
    lines = [
        _problem(named[str(error["loc"][0])], error)
        for error in errors
        if error["type"] != "default_factory_not_called"  # the field that the default needs has its own error
    ]
    return list(dict.fromkeys(lines))


def _problem(field: FieldInfo, error: ErrorDetails) -> str:
    """Return what is wrong with a setting and what to do, with an example.

    The value of a secret is left out. So is the value of ``NAME_FILE``: somebody may have set it to the secret itself.
    """
    name, value = setting(field), error["input"]
    if isinstance(value, _Unreadable):
        return (
            f"{name}_FILE names a file that cannot be read ({value.reason}). Set it to a file in UTF-8 that this "
            f"account may read, for example {name}_FILE=/run/secrets/{name.lower()}"
        )
    if error["type"] == "missing" or value in ("", ()):
        wrong = "is not set"
    else:
        wrong = f"is not usable: {value!r}" if field.repr else "is not usable"
    example = field.examples[0] if field.examples else field.default
    return f"{name} {wrong}. Set it to {field.description}, for example {name}={example}"


def _misspelt(given: Mapping[str, str], model: type[BaseSettings]) -> Iterator[str]:
    """Yield a line for each unknown name that is similar to the name of a setting of the model."""
    names, known = _names(model.model_fields), _names(Settings.model_fields)
    for name in sorted(given):
        stem = name.removesuffix("_FILE")
        if stem in known:
            continue
        cutoff = _RELATED if name.startswith(_FAMILIES) else _ALIKE if name.startswith(_STANDARD) else _CLOSE
        found = process.extractOne(
            stem.upper(), names, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=cutoff
        )
        if found:
            meant = found[0] + name[len(stem) :]
            yield f"{name} is not a setting. Is {meant} meant? Rename it to {meant}, or remove it"


def _names(fields: Mapping[str, FieldInfo]) -> list[str]:
    return [setting(field) for field in fields.values()]
