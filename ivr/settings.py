"""Settings from the environment, all checked at start."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import phonenumbers
from dotenv import dotenv_values
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

TWILIO, SIGNALWIRE, SOMLENG, SIMULATED = "twilio", "signalwire", "somleng", "simulated"
CARRIERS = (TWILIO, SIGNALWIRE, SOMLENG, SIMULATED)
DATABASE = "sqlite:///var/tsunagu.db"
SCHEDULE_COPY = "var/schedule.json"
NUMBERS, LINK = "numbers", "link"
"""What a text has in it: telephone numbers and hours, or a link to the page that has them."""


class SettingsError(ValueError):
    """Settings that can't be used: one line for each that is wrong, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the README's table of settings describes. Secrets stay out of ``repr``.

    An empty ``api_url`` is the carrier's own address, an empty ``signing_key`` the auth token.
    """

    public_url: str
    secret_key: str = field(repr=False)
    account_sid: str
    auth_token: str = field(repr=False)
    phone_number: str
    sms_sender: str
    carrier: str = TWILIO
    api_url: str = ""
    signing_key: str = field(default="", repr=False)
    database_url: str = field(default=DATABASE, repr=False)
    schedule_copy: str = SCHEDULE_COPY
    sms_content: str = NUMBERS
    old_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    sms_spare_sender: str = ""
    sms_rate: float = 1
    sms_countries: tuple[str, ...] = ("JP",)
    sms_per_number: int = 10
    sms_per_range: int = 20
    sms_per_day: int = 2000
    keep_people_days: int = 90
    keep_records_days: int = 730
    metrics_token: str = field(default="", repr=False)
    trusted_proxies: int = 0


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings; by default those of the process, and of a ``.env`` file beside it.

    Raises:
        SettingsError: naming every setting that is missing or wrong.
    """
    problems: list[str] = []
    values = _Reader(_environment() if environment is None else environment, problems)
    number = _e164(values.required("TWILIO_PHONE_NUMBER"))
    settings = Settings(
        public_url=values.required("PUBLIC_URL").rstrip("/"),
        secret_key=values.required("SECRET_KEY"),
        account_sid=values.required("TWILIO_ACCOUNT_SID"),
        auth_token=values.required("TWILIO_AUTH_TOKEN"),
        phone_number=number,
        sms_sender=_e164(values.optional("SMS_SENDER", number)),
        carrier=values.optional("CARRIER", TWILIO).lower(),
        api_url=values.optional("TWILIO_API_URL", "").rstrip("/"),
        signing_key=values.optional("SIGNING_KEY", ""),
        database_url=values.optional("DATABASE_URL", DATABASE),
        schedule_copy=values.optional("SCHEDULE_COPY", SCHEDULE_COPY),
        sms_content=values.optional("SMS_CONTENT", NUMBERS).lower(),
        old_secret_keys=tuple(values.optional("OLD_SECRET_KEYS", "").replace(",", " ").split()),
        sms_spare_sender=_e164(values.optional("SMS_SPARE_SENDER", "")),
        sms_rate=values.number("SMS_RATE", 1, 0, 1000),
        sms_countries=tuple(values.optional("SMS_COUNTRIES", "JP").upper().replace(",", " ").split()),
        sms_per_number=int(values.number("SMS_PER_NUMBER", 10, 1)),
        sms_per_range=int(values.number("SMS_PER_RANGE", 20, 1)),
        sms_per_day=int(values.number("SMS_PER_DAY", 2000, 1)),
        keep_people_days=int(values.number("KEEP_PEOPLE_DAYS", 90, 3, 36_500)),
        keep_records_days=int(values.number("KEEP_RECORDS_DAYS", 730, 3, 36_500)),
        metrics_token=values.optional("METRICS_TOKEN", ""),
        trusted_proxies=int(values.number("TRUSTED_PROXIES", 0, 0, 5)),
    )
    problems += _problems(settings)
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def load_database_url() -> str:
    """The one setting that commands about the schedule need.

    Raises:
        SettingsError: it is wrong.
    """
    problems: list[str] = []
    url = _Reader(_environment(), problems).optional("DATABASE_URL", DATABASE)
    if not problems and not _is_database(url):
        problems.append(_NO_DATABASE)
    if problems:
        raise SettingsError("\n".join(problems))
    return url


def _environment() -> dict[str, str]:
    return {**_env_file(), **os.environ}


def _env_file() -> dict[str, str]:
    try:
        return {name: value for name, value in dotenv_values(".env").items() if value is not None}
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(f".env can't be read ({error.__class__.__name__}); it must be UTF-8") from None


class _Reader:
    def __init__(self, environment: Mapping[str, str], problems: list[str]) -> None:
        self._environment = environment
        self._problems = problems

    def optional(self, name: str, default: str) -> str:
        """The value of ``name``, or what the file that ``name_FILE`` names holds."""
        path = self._environment.get(f"{name}_FILE", "").strip()
        if path:
            try:
                return Path(path).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                self._problems.append(f"{name}_FILE: {path} can't be read ({error.__class__.__name__})")
        return self._environment.get(name, "").strip() or default

    def number(self, name: str, default: float, least: float, most: float = 1_000_000) -> float:
        """A number in a range."""
        text = self.optional(name, f"{default:g}")
        try:
            value = float(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            self._problems.append(f"{name}: {text} is not a number from {least:g} to {most:g}")
            return default
        return value

    def required(self, name: str) -> str:
        before = len(self._problems)
        value = self.optional(name, "")
        if not value and len(self._problems) == before:
            self._problems.append(f"{name} is not set")
        return value


def _problems(settings: Settings) -> list[str]:
    problems = _carrier_problems(settings)
    for name, url in (("PUBLIC_URL", settings.public_url), ("TWILIO_API_URL", settings.api_url)):
        if url and not is_web_address(url):
            problems.append(f"{name}: {url} is not a web address such as https://hotline.example.org")
    if settings.secret_key and len(settings.secret_key) < 32:
        problems.append("SECRET_KEY is shorter than 32 characters; make one with: openssl rand -hex 32")
    if settings.phone_number and not _is_number(settings.phone_number):
        problems.append(f"TWILIO_PHONE_NUMBER: {settings.phone_number} is not a number such as +815012345678")
    for name, sender in (("SMS_SENDER", settings.sms_sender), ("SMS_SPARE_SENDER", settings.sms_spare_sender)):
        if sender not in ("", settings.phone_number) and not _SENDER.fullmatch(sender):
            problems.append(f"{name}: {sender} is not a number, a service (MG…) or 1 to 11 letters and digits")
    if any(len(key) < 32 for key in settings.old_secret_keys):
        problems.append("OLD_SECRET_KEYS: one is shorter than 32 characters; separate them by spaces or commas")
    if unknown := [each for each in settings.sms_countries if each not in phonenumbers.SUPPORTED_REGIONS]:
        problems.append(f"SMS_COUNTRIES: {' '.join(unknown)} is not a country's code such as JP or VN")
    if settings.sms_content not in (NUMBERS, LINK):
        problems.append(f"SMS_CONTENT: {settings.sms_content} is not {NUMBERS} or {LINK}")
    if not _is_database(settings.database_url):
        problems.append(_NO_DATABASE)
    return problems


def _carrier_problems(settings: Settings) -> list[str]:
    problems = []
    if settings.carrier not in CARRIERS:
        problems.append(f"CARRIER: {settings.carrier} is not {', '.join(CARRIERS[:-1])} or {CARRIERS[-1]}")
    if settings.carrier == SIGNALWIRE and not settings.api_url:
        problems.append("TWILIO_API_URL is not set; SignalWire's is https://SPACE.signalwire.com/api/laml")
    if settings.carrier == SIGNALWIRE and not settings.signing_key:
        problems.append("SIGNING_KEY is not set; SignalWire signs with the project's Signing Key, not with its token")
    return problems


_NO_DATABASE = "DATABASE_URL is not sqlite:///FILE or postgresql+psycopg://user@host/name"
_SENDER = re.compile(r"\+\d{7,15}|MG[0-9a-fA-F]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")


def _is_database(text: str) -> bool:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        return False
    kind = url.get_backend_name()
    return kind == "postgresql" or (kind == "sqlite" and url.database not in (None, "", ":memory:"))


def is_web_address(url: str) -> bool:
    """Whether pages can stand under this address."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
    except ValueError:
        return False


def _is_number(text: str) -> bool:
    """Whether it is E.164 of some country: it is shown to the far end, and printed as people dial it."""
    try:
        phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return False
    return text[0] == "+" and text[1:].isdigit()


def _e164(text: str) -> str:
    """A telephone number in the one form that carriers take; anything else as it stands."""
    try:
        parsed = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return text
    valid = phonenumbers.is_valid_number(parsed)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if valid else text
