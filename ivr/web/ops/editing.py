"""Shared parts of the pages that edit the schedule: the editor, the edited directory, refusals, names of days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import read_document
from ivr.service.schedule.refusals import ConflictError, DraftThereError, OutdatedError, UntilError
from ivr.store.db import read
from ivr.store.revisions import Draft, read_draft
from ivr.web.ops.console import console
from ivr.web.ops.guard import person
from ivr.web.ops.i18n import _, know_lines, line_name, said, scope_name, weekday
from schedules import Directory, Scope


@dataclass(frozen=True)
class Working:
    """The directory that is edited: the draft's, or else the latest published one."""

    directory: Directory
    draft: Draft | None

    @property
    def token(self) -> str:
        """The token of the draft. A form sends it back, so that a change by somebody else is detected."""
        return self.draft.token if self.draft else ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an edit was refused, in the reader's language.

    ``difference`` is what somebody else changed, ``hint`` what the reader can do here, ``link`` an address and its
    words.
    """

    text: str
    difference: tuple[str, ...] = ()
    hint: str = ""
    link: tuple[str, str] | None = None


def editor() -> ScheduleEditor:
    """Return the editor of the schedule, acting for the signed-in person."""
    return ScheduleEditor(console().engine, person().name, console().dialling)


def working(now: datetime) -> Working:
    """Return the directory that is edited, with the draft, if there is one."""
    draft = read(console().engine, read_draft)
    directory = read_document(draft.document if draft else editor().head(now).document)
    know_lines(directory)
    return Working(directory, draft)


def refusal(error: Exception) -> Refusal:
    """Return an error of the editor as a refusal in the reader's language."""
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
    """Return Monday to Sunday in the reader's language."""
    return [weekday(day) for day in range(7)]


def scopes(directory: Directory) -> list[tuple[str, str]]:
    """Return the scopes to choose from, each with its name: lines, tiers of several lines, all lines."""
    lines = [(line.id, line_name(line)) for line in directory.lines]
    tiers = sorted({line.tier for line in directory.lines})
    several = [Scope(tier=tier) for tier in tiers if len(directory.lines_in(Scope(tier=tier))) > 1]
    return [*lines, *((str(each), scope_name(each, directory)) for each in several), ("all", _("all lines"))]


def read_day(text: str) -> date | None:
    """Parse the date in a field of a form; None: it is empty.

    Raises:
        ValueError: it is not a date from 2000 to 2100. The message is in the reader's language.
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
    """Return ``count`` dates in a row."""
    return [first + timedelta(days=ahead) for ahead in range(count)]
