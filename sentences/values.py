"""Moments, dates and durations as text, in the console's two languages. All output for ops staff uses these."""

from datetime import date, datetime, timedelta

_WEEKDAYS_JA = "月火水木金土日"


def moment_text(moment: datetime, language: str = "en", *, seconds: bool = False) -> str:
    """Return a moment in its own zone: ``Sun 2026-11-29 10:00 JST``, ``2026年11月29日(日) 10:00 JST``."""
    return f"{day_text(moment, language)} {time_text(moment, seconds=seconds)}"


def time_text(moment: datetime, *, seconds: bool = False) -> str:
    """Return a time of day in its own zone: ``10:00 JST``."""
    return f"{moment:%H:%M:%S %Z}" if seconds else f"{moment:%H:%M %Z}"


def day_text(day: date, language: str = "en") -> str:
    """Return a date with its weekday: ``Sun 2026-11-29``, ``2026年11月29日(日)``."""
    if language == "ja":
        return f"{date_text(day, language)}({_WEEKDAYS_JA[day.weekday()]})"
    return f"{day:%a} {date_text(day)}"


def date_text(day: date, language: str = "en") -> str:
    """Return a date: ``2026-11-29``, ``2026年11月29日``."""
    return f"{day.year}年{day.month}月{day.day}日" if language == "ja" else f"{day:%Y-%m-%d}"


def length_text(length: timedelta, language: str = "en") -> str:
    """Return a duration, rounded to minutes, in hours and minutes: ``1 h 30 min``, ``1時間30分``."""
    hour, minute, space = ("時間", "分", "") if language == "ja" else (" h", " min", " ")
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    parts = [f"{hours}{hour}" if hours else "", f"{minutes}{minute}" if minutes or not hours else ""]
    return space.join(filter(None, parts))
