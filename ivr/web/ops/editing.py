"""What the pages that edit the schedule share: the editor, the directory as it is being worked on, names of days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import read_document
from ivr.service.schedule.refusals import ConflictError, DraftThereError, OutdatedError, UntilError
from ivr.store.db import read
from ivr.store.revisions import Draft, read_draft
from ivr.web.ops.console import console
from ivr.web.ops.guard import person
from ivr.web.ops.i18n import _, line_name, said, scope_name, weekday
from schedules import Directory, Scope


@dataclass(frozen=True)
class Working:
    """The directory that edits are made to: the draft's, or else the latest that is published."""

    directory: Directory
    draft: Draft | None

    @property
    def token(self) -> str:
        """What a form brings back, so that a change by somebody else is seen."""
        return self.draft.token if self.draft else ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an edit was refused, in the reader's language.

    ``difference`` is what somebody else changed, ``hint`` what the reader can do here.
    """

    text: str
    difference: tuple[str, ...] = ()
    hint: str = ""


def editor() -> ScheduleEditor:
    """The editor, acting for the signed-in person."""
    return ScheduleEditor(console().engine, person().name)


def working(now: datetime) -> Working:
    """What is being worked on."""
    draft = read(console().engine, read_draft)
    document = draft.document if draft else editor().head(now).document
    return Working(read_document(document), draft)


def refusal(error: Exception) -> Refusal:
    """An error of the editor in the reader's language."""
    difference = error.difference if isinstance(error, ConflictError) else ()
    return Refusal(said(error), tuple(said(each) for each in difference), _hint(error))


def _hint(error: Exception) -> str:
    match error:
        case OutdatedError():
            return _("On the draft's page, you can apply the draft to the new version.")
        case DraftThereError():
            return _("Check the draft, then try again.")
        case UntilError():
            return _("Choose another date and time, or “Until somebody ends it”.")
    return ""


def day_names() -> list[str]:
    """Monday to Sunday in the reader's language."""
    return [weekday(day) for day in range(7)]


def scopes(directory: Directory) -> list[tuple[str, str]]:
    """What something can apply to, and what ops staff call it: lines, tiers, everything."""
    lines = [(line.id, line_name(line)) for line in directory.lines]
    tiers = sorted({line.tier for line in directory.lines})
    several = [Scope(tier=tier) for tier in tiers if len(directory.lines_in(Scope(tier=tier))) > 1]
    return [*lines, *((str(each), scope_name(each, directory)) for each in several), ("all", _("all lines"))]


def read_day(text: str) -> date | None:
    """The date in a field of a form; None: it is empty.

    Raises:
        ValueError: it is no date of these hundred years.
    """
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
        if not 2000 <= day.year <= 2100:
            raise ValueError
    except ValueError:
        raise ValueError(_("%(text)s is not a date such as 2026-12-31.", text=text)) from None
    return day


def days_from(first: date, count: int) -> list[date]:
    """Dates in a row."""
    return [first + timedelta(days=ahead) for ahead in range(count)]
