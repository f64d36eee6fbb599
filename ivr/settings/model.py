"""The settings: names, defaults and constraints."""

from datetime import timedelta
from typing import Any, ClassVar

from pydantic import AliasGenerator, BaseModel, Field, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import SettingsConfigDict

from ivr.settings.forms import (
    EN,
    NUMBERS,
    ROLES,
    SIGNALWIRE,
    TEXT,
    TWILIO,
    Carrier,
    Channels,
    Contact,
    Content,
    Country,
    Database,
    Headers,
    Host,
    Key,
    LogFormat,
    MailSender,
    MailServerAddress,
    Number,
    NumberKind,
    OldKey,
    OneLine,
    Region,
    RoleName,
    Sender,
    SpeechKey,
    StaffLanguage,
    WebAddress,
    Words,
    whole,
)
from profiles import profile
from schedules.confirmation import CONFIRMED_FOR

_SENDER = (
    "a telephone number, a messaging service (MG and 32 hexadecimal digits), or 1 to 11 letters, digits and spaces"
)
CARRIER: Any = Field(default=TWILIO, description="twilio, signalwire, somleng or simulated")
DATABASE: Any = Field(
    default="sqlite:///var/tsunagu.db",
    repr=False,
    description="sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME",
)

SPEECH_KEY: Any = Field(
    default="",
    validate_default=True,
    repr=False,
    description="a key of an Azure Speech resource",
    examples=["0123456789abcdef0123456789abcdef"],
)
SPEECH_URL: Any = Field(
    default="",
    description="the web address of the speech service, up to /cognitiveservices/v1",
    examples=["https://NAME.cognitiveservices.azure.com/tts"],
)
SPEECH_REGION: Any = Field(
    default="", validate_default=True, description="the region of the Azure Speech resource", examples=["japaneast"]
)

PROFILE: Any = Field(
    default="",
    description="a file that says for which country and office this is",
    examples=["/etc/tsunagu/profile.yaml"],
)
COUNTRIES: Any = Field(
    default_factory=lambda: (profile().country,),
    description="two-letter codes of countries, separated by spaces",
    examples=["JP VN"],
)
DIAL_KINDS: Any = Field(default=(), description="mobile, premium, satellite, separated by spaces", examples=["mobile"])
SIP_HOSTS: Any = Field(
    default=(), description="hosts of sip: addresses, separated by spaces", examples=["trunk.example.org"]
)


CONFIRMED_DAYS: Any = whole(CONFIRMED_FOR.days, 1, 36_500)
KEEP_RECORDS_DAYS: Any = whole(730, 3, 36_500)


class Settings(BaseModel):
    """All settings. The README has a table of them.

    The alias of a field is its name in the environment. The description completes the sentence "Set it to …". A field
    with ``repr=False`` is secret. An empty ``api_url`` stands for the carrier's own address, empty ``signing_keys``
    for the auth token.
    """

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        frozen=True, validate_by_name=True, alias_generator=AliasGenerator(validation_alias=str.upper)
    )

    profile: str = PROFILE
    public_url: WebAddress = Field(
        description="the web address at which the carrier reaches this service",
        examples=["https://hotline.example.org"],
    )
    secret_key: Key = Field(
        repr=False, description="a secret of 32 characters or more", examples=["$(openssl rand -hex 32)"]
    )
    old_secret_keys: Words[OldKey] = Field(
        default=(),
        repr=False,
        description="earlier secret keys, of 32 characters or more each, separated by spaces",
        examples=["KEY1 KEY2"],
    )
    carrier: Carrier = CARRIER
    account_sid: str = Field(
        validation_alias="TWILIO_ACCOUNT_SID",
        description="the account's id; at SignalWire the project's id",
        examples=["AC00000000000000000000000000000000"],
    )
    auth_token: str = Field(
        validation_alias="TWILIO_AUTH_TOKEN",
        repr=False,
        description="the account's primary auth token; at SignalWire an API token",
        examples=["0123456789abcdef0123456789abcdef"],
    )
    signing_keys: Words[str] = Field(
        default=(),
        validation_alias="SIGNING_KEY",
        validate_default=True,
        repr=False,
        description="the key that webhooks are signed with, and earlier ones after it, separated by spaces; "
        "at SignalWire the project's Signing Key",
        examples=["PSK_0123456789abcdef"],
    )
    phone_number: Number = Field(
        validation_alias="TWILIO_PHONE_NUMBER",
        description="the number that people call, with + and the country's code",
        examples=["+815012345678"],
    )
    fallback_url: WebAddress = Field(
        default="",
        description="the web address that the carrier asks when this service does not answer: that of the page of "
        "`ivr fallback`, or /voice of a second site",
        examples=["https://site-b.example.org/voice"],
    )
    dial_countries: Words[Country] = COUNTRIES
    dial_kinds: Words[NumberKind] = DIAL_KINDS
    sip_hosts: Words[Host] = SIP_HOSTS
    dials_per_caller_hour: int = whole(20, 1)
    dials_per_caller_day: int = whole(60, 1)
    dials_per_day: int = whole(1000, 1, 1_000_000_000)
    dial_minutes_per_day: int = whole(6000, 1, 1_000_000_000)
    sms_sender: Sender = Field(
        default_factory=lambda given: given["phone_number"], description=_SENDER, examples=["+815012345678"]
    )
    sms_spare_sender: Sender = Field(default="", description=_SENDER, examples=["+815012345679"])
    sms_rate: float = Field(default=1, ge=0, le=1000, description="a number from 0 to 1000")
    sms_countries: Words[Country] = COUNTRIES
    sms_per_number: int = whole(10, 1)
    sms_per_range: int = whole(20, 1)
    sms_per_day: int = whole(2000, 1)
    sms_answers_per_day: int = whole(2000, 1)
    sms_content: Content = Field(default=NUMBERS, description="numbers or link")
    text_after_silence: bool = Field(
        default=False,
        description="yes or no: whether callers who press no key are sent the numbers by text",
        examples=["yes"],
    )
    text_discreet: bool = Field(
        default=False,
        description="yes or no: whether the first line of texts leaves out what they are about",
        examples=["yes"],
    )
    remember_language: bool = Field(
        default=True, description="yes or no: whether a caller's language is kept for the next call", examples=["no"]
    )
    call_backs: bool = Field(
        default=False, description="yes or no: whether people who find nobody are called back", examples=["yes"]
    )
    call_backs_at_least: int = whole(1, 1, 1000)
    call_backs_at_once: int = whole(5, 1, 1000)
    call_backs_per_minute: int = whole(10, 1, 1000)
    call_backs_per_day: int = whole(300, 1, 1_000_000)
    database_url: Database = DATABASE
    keep_people_days: int = whole(90, 3, 36_500)
    keep_records_days: int = KEEP_RECORDS_DAYS
    operator: OneLine = Field(
        default="", description="the name of the organization that runs this service", examples=["Hotline Association"]
    )
    operator_url: WebAddress = Field(
        default="",
        description="the web address at which the organization says who it is",
        examples=["https://www.example.org"],
    )
    public_statistics: bool = Field(
        default=False,
        description="yes or no: whether everybody may read how many calls came in each whole month",
        examples=["yes"],
    )
    security_contact: Contact = Field(
        default="",
        description="an e-mail address, or a web address with https, to which weaknesses are reported",
        examples=["security@example.org"],
    )
    second_factor: RoleName = Field(default=ROLES[-1], description=", ".join(ROLES[:-1]) + f" or {ROLES[-1]}")
    metrics_token: str = Field(
        default="", repr=False, description="the bearer token that opens /metrics", examples=["$(openssl rand -hex 16)"]
    )
    log_format: LogFormat = Field(default=TEXT, description="text or json")
    alert_urls: Channels = Field(
        default=(),
        repr=False,
        description="addresses of channels that alerts are sent to, in the form of Apprise, separated by spaces",
        examples=["mailtos://USER:PASSWORD@smtp.example.org?from=hotline@example.org&to=staff@example.org"],
    )
    alert_language: StaffLanguage = Field(default=EN, description="en or ja")
    alert_digest: bool = Field(
        default=False, description="yes or no: whether a summary of the week is sent on Mondays", examples=["yes"]
    )
    smtp_url: MailServerAddress = Field(
        default="",
        repr=False,
        description="a mail server: smtps://USER:PASSWORD@HOST, smtp+starttls://USER:PASSWORD@HOST, or without TLS "
        "smtp://HOST",
        examples=["smtps://USER:PASSWORD@smtp.example.org"],
    )
    mail_from: MailSender = Field(
        default="",
        validate_default=True,
        description="the address that mails to agencies are from, with a name or without",
        examples=["Hotline <hotline@example.org>"],
    )
    sentry_dsn: WebAddress = Field(
        default="",
        description="the web address (DSN) at which your Sentry project takes errors",
        examples=["https://KEY@sentry.example.org/1"],
    )
    otel_exporter_otlp_endpoint: WebAddress = Field(
        default="",
        description="the web address of an OpenTelemetry collector, without /v1/traces",
        examples=["http://127.0.0.1:4318"],
    )
    otel_exporter_otlp_headers: Headers = Field(
        default="",
        repr=False,
        description="headers as NAME=VALUE, separated by commas, with values encoded as in a web address",
        examples=["Authorization=Basic%20TOKEN"],
    )
    trusted_proxies: int = whole(0, 0, 5)
    confirmed_days: int = CONFIRMED_DAYS
    say_unconfirmed: bool = Field(
        default=False,
        description="yes or no: whether calls and texts say that hours were not confirmed for long",
        examples=["yes"],
    )
    schedule_copy: str = Field(default="var/schedule.json", description="a file that this account may write")
    api_url: WebAddress = Field(
        default="",
        validation_alias="TWILIO_API_URL",
        validate_default=True,
        description="the web address of the carrier's API, up to /2010-04-01",
        examples=["https://SPACE.signalwire.com/api/laml"],
    )
    speech_key: SpeechKey = SPEECH_KEY
    speech_region: Region = SPEECH_REGION
    speech_url: WebAddress = SPEECH_URL

    @field_validator("mail_from")
    @classmethod
    def _smtp_needs_it(cls, value: str, others: ValidationInfo) -> str:
        if not value and others.data.get("smtp_url"):
            raise ValueError
        return value

    @field_validator("api_url", "signing_keys")
    @classmethod
    def _signalwire_needs_it(cls, value: str | tuple[str, ...], others: ValidationInfo) -> str | tuple[str, ...]:
        if not value and others.data.get("carrier") == SIGNALWIRE:
            raise ValueError
        return value

    @property
    def confirmed_for(self) -> timedelta:
        """How long a confirmation of hours, of an e-mail page and the like holds."""
        return timedelta(days=self.confirmed_days)


def setting(field: FieldInfo) -> str:
    """Return the name of a field in the environment."""
    return str(field.validation_alias)
