"""A valid directory, and changes that can make it invalid."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from schedules import Confirmation, Directory, EmailPage, SpecialDay, Wording, load_directory
from tests.support.documents import GOOD
from tests.support.published import FOURTEEN

RIGHT = load_directory(GOOD, FOURTEEN)
OTHER_DAY = date(2026, 12, 20)

Change = Callable[[Directory], Directory]


def line(**changes: Any) -> Change:
    return lambda directory: replace(directory, lines=(replace(directory.lines[0], **changes), *directory.lines[1:]))


def special(name: str = "Open day", first: date = OTHER_DAY, last: date | None = None, **more: Any) -> Change:
    """Return a change that adds a special day."""
    added = SpecialDay(name, first, last or first, **{"windows": (), **more})
    return lambda directory: replace(directory, special_days=(*directory.special_days, added))


def notice(**changes: Any) -> Change:
    return lambda directory: replace(directory, notices=(replace(directory.notices[0], **changes),))


def email(checked: Confirmation | None = None, **pages: str) -> Change:
    made = {code: EmailPage(address, checked) for code, address in pages.items()}
    return lambda directory: replace(directory, email=made)


def otit(**words: str) -> Change:
    """Return a change of what OTIT is, by language."""
    return lambda directory: replace(directory, agencies={"OTIT": words})


def words(**changes: Any) -> Change:
    flood = {"en": replace(Wording("Flood", ("One.",), "Flood."), **changes)}
    return notice(words=flood)
