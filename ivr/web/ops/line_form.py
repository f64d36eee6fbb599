"""The form of a line: what is typed, a mistake at each field, and the values that it means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from ivr.core.dialling import Dialling, refusal
from ivr.web.ops.editing import read_day
from ivr.web.ops.i18n import _, said
from prompts import LANGUAGES
from schedules import Directory, Hours, Line, dialled, home_zone, read_hours
from schedules.days import Days, parse_days, print_days
from schedules.edits import new_id
from schedules.rules.entries import LINE
from schedules.values import parse_zone, printed
from sentences import SentenceError

FIELDS = ("agency", "tier", "number", "dial", "zone", "source", "page", "confirmed", "confirmed_by", "notes")
"""Fields with one text each that every line has."""
DATES = ("first_day", "last_day")


@dataclass
class LineForm:
    """A form of a line.

    Attributes:
        typed: the texts of the fields.
        languages: the codes that are ticked.
        charged, hidden: whether these are ticked.
        errors: what is wrong, by the name of the field.
    """

    typed: Mapping[str, str]
    languages: tuple[str, ...] = ()
    charged: bool = False
    hidden: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        """Return the values of a line's fields but its id and hours. Add what is wrong to ``errors``."""
        found: dict[str, Any] = {
            "agency": self._read("agency", str.strip),
            "tier": self._read("tier", _tier),
            "languages": frozenset(self.languages),
            "number": self._read("number", printed),
            "dial": self._dial(),
            "zone": self._read("zone", parse_zone),
            "confirmed": self._read("confirmed", _needed_day),
            "source": self._read("source", str.strip),
            "page": self._read("page", str.strip),
            "first_day": self._read("first_day", read_day),
            "last_day": self._read("last_day", read_day),
            "charged": self.charged,
            "hidden": self.hidden,
            "confirmed_by": self._read("confirmed_by", str.strip),
            "notes": self._read("notes", _lines),
            "days": tuple((code, days) for code in LANGUAGES if (days := self._read(days_field(code), _days))),
        }
        for name, rule in LINE.items():
            if name in found and found[name] is not None and name not in self.errors:
                reason = next(rule(found[name]), None)
                self.errors |= {name: said(reason)} if reason else {}
        if self.errors.get("dial") and not self._typed("dial"):
            self.errors.setdefault("number", self.errors.pop("dial"))
        return found

    def line(self, directory: Directory) -> Line | None:
        """Return the new line that is typed; None if something is wrong, which is in ``errors`` then."""
        found = self.values()
        week = self._read("hours", read_hours)
        if week is None or self.errors:
            return None
        line_id = new_id(directory, found["agency"], self.languages)
        return Line(id=line_id, hours=(Hours(week),), **found)

    def check_dialled(self, line: Line, dialling: Dialling) -> None:
        """Add to ``errors`` why the service would not dial a line."""
        if reason := refusal(line, dialling):
            self.errors["dial" if self._typed("dial") else "number"] = said(reason)

    def _dial(self) -> str | None:
        """Return what is dialled: the number, unless something else is typed."""
        name = "dial" if self._typed("dial") else "number"
        found: str | None = self._read(name, dialled)
        return found

    def _typed(self, name: str) -> str:
        return self.typed.get(name, "").strip()

    def _read(self, name: str, parse: Callable[[str], Any]) -> Any:
        """Parse a field. If it is wrong, note the reason and return None."""
        try:
            return parse(self._typed(name))
        except (SentenceError, ValueError) as error:
            self.errors.setdefault(name, said(error))
            return None


def of_line(line: Line) -> LineForm:
    """Return the form that shows a line."""
    typed = {name: str(getattr(line, name)) for name in FIELDS}
    typed |= {name: str(getattr(line, name) or "") for name in DATES}
    typed |= {days_field(code): print_days(days) for code, days in line.days}
    typed["dial"] = "" if line.dial == dialled(line.number) else line.dial
    return LineForm(typed, tuple(code for code in LANGUAGES if code in line.languages), line.charged, line.hidden)


def empty(today: date) -> LineForm:
    """Return the form for a new line."""
    return LineForm({"tier": "1", "zone": home_zone().key, "confirmed": today.isoformat()})


def of_form(form: MultiDict[str, str]) -> LineForm:
    """Return what was sent."""
    known = tuple(code for code in LANGUAGES if code in form.getlist("languages"))
    return LineForm(form.to_dict(), known, "charged" in form, "hidden" in form)


def changed(line: Line, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that differ from those of a line."""
    return {name: value for name, value in values.items() if getattr(line, name) != value}


def _tier(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(_("Choose 1 to 99."))
    return int(text)


def days_field(code: str) -> str:
    """Return the name of the field of the days on which a language is spoken; empty: on all days of the line."""
    return f"days-{code}"


def _days(text: str) -> Days | None:
    return parse_days(text) if text else None


def _needed_day(text: str) -> date:
    day = read_day(text)
    if day is None:
        raise ValueError(_("Choose a date."))
    return day


def _lines(text: str) -> str:
    return "\n".join(each.strip() for each in text.splitlines()).strip()
