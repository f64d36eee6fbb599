"""Names of clips in the reader's language: what a clip says, for its id (``menu_option.7``, ``time.1000.2``)."""

from collections.abc import Mapping
from datetime import date

from ivr.web.ops.i18n import _, axis_day, notice_label, weekday

_LEAP_YEAR = 2024
"""A year that has every date."""


def clip_name(clip_id: str, english: Mapping[str, str]) -> str:
    """Return the name of a clip. ``english`` are the English sentences of the prompts."""
    kind, *rest = clip_id.split(".")
    match kind, rest:
        case "menu_option", [key]:
            return _("Language menu, key %(key)s", key=key)
        case "agency", _:
            return ".".join(rest)
        case "notice", [notice_id, "as_of"]:
            return _("%(notice)s, date", notice=notice_label(notice_id))
        case "notice", [notice_id, part]:
            return _part(notice_label(notice_id), part)
        case "digit" | "time" | "closing" | "weekday" | "date", [value, *part]:
            return _part(_number(kind, value), *part)
    return _part(_("“%(title)s”", title=english.get(kind, kind)), *rest)


def _number(kind: str, value: str) -> str:
    """Return the name of a digit, a time of day, a day of the week (1 is Monday) or a date (``mmdd``)."""
    match kind:
        case "digit":
            return _("Digit %(digit)s", digit=value)
        case "weekday":
            return weekday(int(value) - 1)
        case "date":
            return axis_day(date(_LEAP_YEAR, int(value[:2]), int(value[2:])))
    moment = f"{value[:2]}:{value[2:]}"
    return _("Closing time %(time)s", time=moment) if kind == "closing" else _("Time %(time)s", time=moment)


def _part(name: str, part: str = "") -> str:
    return _("%(name)s, part %(number)s", name=name, number=part) if part else name
