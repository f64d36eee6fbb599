"""A second copy of the published hours, written by hand and used only by tests.

It is independent of the code: an error in `directory.yaml`, its parser or the routing decision causes a difference.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 11, 23, tzinfo=TOKYO)
FOURTEEN = ("ja", "en", "zh", "ko", "es", "pt", "vi", "ne", "th", "id", "fil", "my", "km", "mn")

OTIT_VI, OTIT_ZH, OTIT_EN, OTIT_KM = "+81120250168", "+81120250169", "+81120250147", "+81120250366"
FRESC = "+81120762029"
# number as dialled, languages, then (weekdays with 0 for Monday, first hour, hour of closing)
LINES = (
    ("+81120250168", ("vi",), (((0, 1, 2, 3, 4), 11, 19), ((6,), 9, 17))),
    ("+81120250169", ("zh",), (((0, 2, 4), 11, 19), ((6,), 9, 17))),
    ("+81120250192", ("id",), (((1, 3), 11, 19),)),
    ("+81120250197", ("fil",), (((1, 5), 11, 19),)),
    ("+81120250147", ("en",), (((1, 5), 11, 19),)),
    ("+81120250198", ("th",), (((3, 5), 11, 19),)),
    ("+81120250366", ("km",), (((3,), 11, 19),)),
    ("+81120250302", ("my",), (((4,), 11, 19),)),
    ("+81120762029", FOURTEEN, (((0, 1, 2, 3, 4), 9, 17),)),
)
EMAIL = ("zh", "vi", "fil", "id", "th", "en", "km", "my")


def open_lines(language: str, moment: datetime) -> list[str]:
    """Return the numbers of the lines that are open for a language at a moment, OTIT before FRESC."""
    local = moment.astimezone(TOKYO)
    return [
        number
        for number, languages, hours in LINES
        if language in languages
        and any(local.weekday() in days and first <= local.hour < last for days, first, last in hours)
    ]


def edges(language: str, before: int = 1) -> list[datetime]:
    """Return each opening and closing of a week, and ``before`` seconds before each."""
    moments = {
        MONDAY + timedelta(days=day, hours=hour, seconds=second)
        for _, languages, hours in LINES
        if language in languages
        for days, first, last in hours
        for day in days
        for hour in (first, last)
        for second in (-before, 0)
    }
    return sorted(moments)
