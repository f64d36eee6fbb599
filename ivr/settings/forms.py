"""The types of settings: normalisation and checks of their values."""

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

import phonenumbers
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from ivr.settings.mail_forms import is_mail_sender, is_mail_server

TWILIO, SIGNALWIRE, SOMLENG, SIMULATED = "twilio", "signalwire", "somleng", "simulated"
CARRIERS = (TWILIO, SIGNALWIRE, SOMLENG, SIMULATED)
KINDS = ("mobile", "premium", "satellite")
"""Kinds of numbers that are dialled only if they are set; those of :class:`ivr.core.dialling.Kind`."""
ROLES = ("viewer", "editor", "admin")
"""Roles of people of the console; those of :class:`ivr.core.roles.Role`."""
NUMBERS, LINK = "numbers", "link"
"""The content of text messages: telephone numbers and hours, or a link to the page that shows them."""

EN, JA = "en", "ja"
"""The languages of ops staff."""

TEXT, JSON = "text", "json"
"""The form of the log."""


def is_web_address(url: str) -> bool:
    """Whether it is an http or https address without query and fragment, so that paths can be appended."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
    except ValueError:
        return False


def _is_number(text: str) -> bool:
    """Whether it has the form E.164 and an existing country code.

    The number is the caller id of dialled lines, and pages print it in national form.
    """
    try:
        phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return False
    return re.fullmatch(r"\+[0-9]+", text) is not None


def _is_sender(text: str) -> bool:
    return re.fullmatch(r"\+\d{7,15}|MG[0-9a-fA-F]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}", text) is not None


def _is_header(text: str) -> bool:
    """Whether it can be sent as the value of an HTTP header: printable ASCII without spaces."""
    return re.fullmatch(r"[!-~]+", text) is not None


def _is_contact(text: str) -> bool:
    """Whether it is a web address or a ``mailto:`` address, the form of a contact in RFC 9116."""
    return re.fullmatch(r"https://[!-~]+|mailto:[!-~]+@[!-~]+", text) is not None


def _is_channel(text: str) -> bool:
    """Whether it has the form of an address of Apprise, which alone knows the schemes."""
    return re.fullmatch(r"[a-z][a-z0-9]*://[!-~]*", text) is not None


def _is_old_key(text: str) -> bool:
    """Whether it is a secret key, or the form of one that `ivr rekey` prints (:func:`ivr.privacy.recognising`)."""
    return not text.startswith("hash:") or re.fullmatch("hash:[0-9a-f]{64}", text) is not None


def _is_region(text: str) -> bool:
    """Whether it has the form of Azure's names of regions. It becomes a part of a host name."""
    return re.fullmatch(r"[a-z][a-z0-9]*", text) is not None


def _are_headers(text: str) -> bool:
    """Whether it has the form of the headers in a variable of OpenTelemetry (its specification, "Exporter")."""
    header = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+=[!#-+\--:<-\[\]-~]*")
    return all(header.fullmatch(each.strip()) for each in text.split(","))


def _is_host(text: str) -> bool:
    """Whether it is a host name or an address, without port."""
    return re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]", text) is not None


def _is_database(text: str) -> bool:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        return False
    kind = url.get_backend_name()
    return kind == "postgresql" or (kind == "sqlite" and url.database not in (None, "", ":memory:"))


def _e164(text: str) -> str:
    """Return a valid telephone number as E.164, the form that carriers accept; other text unchanged."""
    try:
        parsed = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return text
    valid = phonenumbers.is_valid_number(parsed)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if valid else text


def _words(text: object) -> object:
    return text.replace(",", " ").split() if isinstance(text, str) else text


def _check(good: Callable[[str], bool]) -> AfterValidator:
    """Return a validator that refuses a text that is neither empty nor good."""

    def checked(text: str) -> str:
        if text and not good(text):
            raise ValueError
        return text

    return AfterValidator(checked)


def whole(default: int, least: int, most: int = 1_000_000) -> Any:
    """Return a field for a whole number from ``least`` to ``most``, both included."""
    return Field(default=default, ge=least, le=most, description=f"a whole number from {least} to {most}")


WebAddress = Annotated[str, AfterValidator(lambda text: text.rstrip("/")), _check(is_web_address)]
Number = Annotated[str, AfterValidator(_e164), _check(_is_number)]
Sender = Annotated[str, AfterValidator(_e164), _check(_is_sender)]
OneLine = Annotated[str, Field(max_length=100), _check(str.isprintable)]
Key = Annotated[str, Field(min_length=32)]
Contact = Annotated[
    str,
    AfterValidator(lambda text: f"mailto:{text}" if "@" in text and ":" not in text else text),
    _check(_is_contact),
]
"""Whom to tell of a weakness. An e-mail address is accepted without ``mailto:``."""
OldKey = Annotated[Key, _check(_is_old_key)]
SpeechKey = Annotated[str, _check(_is_header)]
Headers = Annotated[str, _check(_are_headers)]
Region = Annotated[str, AfterValidator(lambda text: text.replace(" ", "").lower()), _check(_is_region)]
"""A region of Azure; its display name, such as Japan East, is accepted as well."""
Database = Annotated[str, _check(_is_database)]
Country = Annotated[str, AfterValidator(str.upper), _check(phonenumbers.SUPPORTED_REGIONS.__contains__)]
NumberKind = Annotated[str, AfterValidator(str.lower), _check(KINDS.__contains__)]
Host = Annotated[str, AfterValidator(str.lower), _check(_is_host)]
Carrier = Annotated[str, AfterValidator(str.lower), _check(CARRIERS.__contains__)]
RoleName = Annotated[str, AfterValidator(str.lower), _check(ROLES.__contains__)]
LogFormat = Annotated[str, AfterValidator(str.lower), _check((TEXT, JSON).__contains__)]
StaffLanguage = Annotated[str, AfterValidator(str.lower), _check((EN, JA).__contains__)]
Content = Annotated[str, AfterValidator(str.lower), _check((NUMBERS, LINK).__contains__)]
T = TypeVar("T")
Words = Annotated[tuple[T, ...], NoDecode, BeforeValidator(_words)]
MailServerAddress = Annotated[str, _check(is_mail_server)]
MailSender = Annotated[str, _check(is_mail_sender)]
Channel = Annotated[str, _check(_is_channel)]
Channels = Annotated[
    tuple[Channel, ...], NoDecode, BeforeValidator(lambda text: text.split() if isinstance(text, str) else text)
]
"""Addresses that may have commas in them."""
