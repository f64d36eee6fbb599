"""The account at the carrier: its numbers and what they are allowed, read and set by the REST API.

The SDK is not used here: it hides the header ``Date``, by which `ivr doctor` checks the clock.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import requests

from ivr.carrier.kinds import KINDS
from ivr.carrier.twilio import TIMEOUT, without_numbers
from ivr.settings import Settings

_TWILIO_HOST = "https://api.twilio.com"
_API = "2010-04-01"
_MOST_PAGES = 20


class ApiError(Exception):
    """The API did not give what was asked for. ``status`` is that of HTTP, None if there was no answer."""

    def __init__(self, said: str, status: int | None = None) -> None:
        super().__init__(said)
        self.status = status


class Account:
    """The account of the settings.

    Attributes:
        address: the base address of the API.
        date: when the carrier gave the last answer, by its own clock; None if it has not said.
    """

    def __init__(self, settings: Settings) -> None:
        self._sid, self._login = settings.account_sid, (settings.account_sid, settings.auth_token)
        self.address = settings.api_url or KINDS[settings.carrier].api_url
        self.date: datetime | None = None

    def state(self) -> tuple[str, bool]:
        """Return the status of the account, ``active`` if it can be used, and whether it is a trial."""
        found = self._ask("GET", f"{self._root()}.json")
        return str(found.get("status") or "active"), found.get("type") == "Trial"

    def number(self, number: str) -> dict[str, Any] | None:
        """Return a number of the account as data, or None if the account does not have it."""
        listed = self._ask("GET", f"{self._root()}/IncomingPhoneNumbers.json", params={"PhoneNumber": number})
        rows = listed.get("incoming_phone_numbers")
        if not isinstance(rows, list):
            raise ApiError("the list of numbers can't be read")
        # Twilio finds parts of numbers as well, and Somleng writes them without +.
        same = [row for row in rows if str(row.get("phone_number")).lstrip("+") == number.lstrip("+")]
        return same[0] if same else None

    def set_number(self, sid: str, form: Mapping[str, str]) -> dict[str, Any]:
        """Change fields of a number, and return it as it is now."""
        return self._ask("POST", f"{self._root()}/IncomingPhoneNumbers/{quote(sid)}.json", data=form)

    def service(self, sid: str) -> dict[str, Any] | None:
        """Return a messaging service of Twilio as data, or None if the account does not have it."""
        try:
            return self._ask("GET", f"{self._product('messaging')}/v1/Services/{quote(sid)}")
        except ApiError as error:
            if error.status == requests.codes.not_found:
                return None
            raise

    def set_service(self, sid: str, form: Mapping[str, str]) -> dict[str, Any]:
        """Change fields of a messaging service, and return it as it is now."""
        return self._ask("POST", f"{self._product('messaging')}/v1/Services/{quote(sid)}", data=form)

    def kept(self, bin_id: str) -> str:
        """Return the document in a bin of SignalWire (its Compatibility API, "Retrieve a cXML Bin")."""
        return str(self._ask("GET", self._bin(bin_id)).get("contents") or "")

    def keep(self, bin_id: str, document: str) -> None:
        """Put a document into a bin of SignalWire ("Update a cXML Bin")."""
        self._ask("POST", self._bin(bin_id), data={"Contents": document})

    def may_call(self, country: str) -> bool:
        """Whether Twilio lets the account call ordinary numbers of a country (ISO 3166)."""
        found = self._ask("GET", f"{self._product('voice')}/v1/DialingPermissions/Countries/{quote(country)}")
        return found.get("low_risk_numbers_enabled") is True

    def webhook_rules(self) -> list[dict[str, Any]]:
        """Return Twilio's rules: which settings a webhook has, by its address (public beta in September 2026)."""
        return self._configured("Rules")

    def webhook_settings(self) -> list[dict[str, Any]]:
        """Return the settings that the rules name: among other things the key that signs."""
        return self._configured("Settings")

    def _configured(self, name: str) -> list[dict[str, Any]]:
        """Return a list of Twilio's Webhooks configuration API, which comes in pages."""
        found: list[dict[str, Any]] = []
        token: object = ""
        for _ in range(_MOST_PAGES):
            given = {"pageToken": token} if token else {}
            page = self._ask("GET", f"{self._product('webhooks')}/v1/Webhooks/{name}", params=given)
            match page.get("meta"):
                case {"key": str(key), **meta} if isinstance(rows := page.get(key), list):
                    found += [row for row in rows if isinstance(row, dict)]
                    token = meta.get("nextToken")
                case _:
                    raise ApiError("the list can't be read")
            if not token:
                break
        return found

    def _root(self) -> str:
        return f"{self.address}/{_API}/Accounts/{quote(self._sid)}"

    def _bin(self, bin_id: str) -> str:
        return f"{self._root()}/LamlBins/{quote(bin_id)}"

    def _product(self, name: str) -> str:
        """Return the address of one of Twilio's other APIs; a server that stands for Twilio has them all."""
        return f"https://{name}.twilio.com" if self.address == _TWILIO_HOST else self.address

    def _ask(self, method: str, url: str, **given: Any) -> dict[str, Any]:
        try:
            answer = requests.request(method, url, auth=self._login, timeout=TIMEOUT, allow_redirects=False, **given)
        except requests.RequestException as error:
            raise ApiError(f"no answer: {error.__class__.__name__}") from None
        self.date = date_of(answer.headers.get("Date", ""))
        found = _json(answer)
        if not answer.ok or answer.is_redirect:
            said = without_numbers(str(found.get("message") or answer.reason))
            raise ApiError(f"{answer.status_code}, {' '.join(said.split())[:200]}", answer.status_code)
        if not found:
            raise ApiError("the answer is not JSON", answer.status_code)
        return found


def _json(answer: requests.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def date_of(header: str) -> datetime | None:
    """Return the moment of a header ``Date`` (RFC 9110), or None if it has none."""
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
