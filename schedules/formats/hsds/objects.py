"""Typed access to the properties of HSDS JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from schedules.formats.hsds.common import NOTHING
from sentences import Sentence, SentenceError


class HsdsError(SentenceError, ValueError):
    """JSON that is not HSDS. The message is one line with the path of the property."""


class LeftOutError(SentenceError):
    """A service or a schedule can't be used; ``sentence`` has the reason."""


_KINDS = {
    str: Sentence("a text"),
    bool: Sentence("true or false"),
    int: Sentence("a number"),
    float: Sentence("a number"),
    list: Sentence("a list"),
    dict: Sentence("an object"),
}


@dataclass(frozen=True, slots=True)
class JsonObject:
    """A JSON object and its path. A property that is null counts as missing.

    All methods raise HsdsError if the property has the wrong type.
    """

    properties: Mapping[str, Any]
    path: str

    @classmethod
    def of(cls, value: object, path: str) -> "JsonObject":
        """Wrap a value, which has to be an object."""
        return cls(_checked(value, path, dict), path)

    def text(self, name: str) -> str | None:
        """Return a text; None if it is missing or empty."""
        text: str = self._take(name, str, "")
        return text.strip() or None

    def number(self, name: str) -> float | None:
        """Return a number, or None.

        Raises:
            LeftOutError: the number is 1000 or more in absolute value, or is not a number.
        """
        number: float | None = self._take(name, float, None)
        if number is not None and not abs(number) < 1000:
            raise LeftOutError(Sentence("{name} is not a possible number", name=name))
        return number

    def object(self, name: str) -> "JsonObject":
        """Return an object; without properties if it is missing."""
        return JsonObject(self._take(name, dict, {}), f"{self.path}.{name}")

    def objects(self, name: str) -> list["JsonObject"]:
        """Return a list of objects; empty if it is missing."""
        return _objects(self._take(name, list, []), f"{self.path}.{name}")

    def day(self, name: str) -> date | None:
        """Return a date, or None.

        Raises:
            LeftOutError: the text is not an ISO 8601 date.
        """
        text = self.text(name)
        if text is None:
            return None
        try:
            return datetime.fromisoformat(text).date()
        except ValueError:
            no_date = Sentence("{name} {text} is not a date such as 2026-01-05", name=name, text=one_line(text))
            raise LeftOutError(no_date) from None

    def has(self, name: str) -> bool:
        """Whether a property is present and not empty."""
        return self.properties.get(name) not in NOTHING

    def _take(self, name: str, kind: type, otherwise: Any) -> Any:
        value = self.properties.get(name)
        return otherwise if value is None else _checked(value, f"{self.path}.{name}", kind)


def _checked(value: object, path: str, kind: type) -> Any:
    if _KINDS.get(type(value)) != _KINDS[kind]:
        found = _KINDS.get(type(value), "null")
        raise HsdsError(Sentence("{id}: {what} is expected, not {text}", id=path, what=_KINDS[kind], text=found))
    return value


def _objects(values: list[Any], path: str) -> list[JsonObject]:
    return [JsonObject.of(value, f"{path}[{place}]") for place, value in enumerate(values)]


def services(data: object) -> Iterator[JsonObject]:
    """Yield every service. A service in an organization's list has the organization as its own."""
    for each in _page(data):
        if not each.has("services"):
            yield each
            continue
        organization = {"name": each.text("name")}
        for service in each.objects("services"):
            own = {name: value for name, value in service.properties.items() if value is not None}
            yield JsonObject({"organization": organization, **own}, service.path)


def _page(data: object) -> list[JsonObject]:
    if isinstance(data, list):
        return _objects(data, "data")
    page = JsonObject.of(data, "data")
    return page.objects("contents") if "contents" in page.properties else [page]


def one_line(text: str) -> str:
    """Join the lines of a text, to quote it in a sentence."""
    return " ".join(text.split())
