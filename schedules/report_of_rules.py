"""Sentences on changes of holiday rules, and of the days on which a line speaks a language."""

from collections.abc import Iterator

from schedules.confirmation import Confirmation
from schedules.days import Days, said_days
from schedules.hours import Windows, said_windows
from schedules.model import HolidayRule
from sentences import Sentence, Value, word

_ON_HOLIDAYS = {
    HolidayRule.PUBLIC: word("tier {tier} on public holidays: {was} becomes {becomes}"),
    HolidayRule.NEW_YEAR: word("tier {tier} over New Year: {was} becomes {becomes}"),
}


def holiday_words(tier: int, rule: HolidayRule, was: Windows | None, becomes: Windows | None) -> Sentence:
    """Describe a change of the hours of a tier on the days of a rule."""
    return Sentence(_ON_HOLIDAYS[rule], tier=tier, was=_on_holidays(was), becomes=_on_holidays(becomes))


def _on_holidays(windows: Windows | None) -> Value:
    return Sentence("the weekly hours") if windows is None else said_windows(windows)


def holidays_confirmed(tier: int, becomes: Confirmation | None) -> Sentence:
    """Describe a change of who confirmed what a tier does on holidays."""
    if becomes is None:
        return Sentence("holiday rules of tier {tier}: no longer confirmed", tier=tier)
    if not becomes.by:
        told = word("holiday rules of tier {tier}: confirmed on {day}, source: {source}")
        return Sentence(told, tier=tier, day=becomes.on, source=becomes.source)
    told = word("holiday rules of tier {tier}: confirmed on {day} by {name}, source: {source}")
    return Sentence(told, tier=tier, day=becomes.on, name=becomes.by, source=becomes.source)


def days_words(was: tuple[tuple[str, Days], ...], becomes: tuple[tuple[str, Days], ...]) -> Iterator[Sentence]:
    """Describe a change of the days on which a line speaks its languages."""
    before, after = dict(was), dict(becomes)
    for code in sorted({*before, *after}):
        old, new = (said_days(each[code]) if code in each else Sentence("all its days") for each in (before, after))
        if before.get(code) != after.get(code):
            yield Sentence("days of {language}: {was} becomes {becomes}", language=code, was=old, becomes=new)
