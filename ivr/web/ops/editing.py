"""Shared parts of the pages that edit the schedule: the editor, the edited directory, refusals, names of days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import request, session

from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.plans import Answers, Side
from ivr.service.schedule.refusals import ClashError, ConflictError, DraftThereError, UntilError
from ivr.store.drafts import Draft
from ivr.web.ops.console import console
from ivr.web.ops.guard import person
from ivr.web.ops.i18n import _, know_names, line_name, said, scope_name, weekday
from ivr.web.ops.messages import tell
from schedules import Directory, Scope

_WHOSE = "draft_of"
"""The key in the session of the name of the colleague on whose draft the person works."""


@dataclass(frozen=True)
class Working:
    """The directory that is edited: the one in force, with the changes of the draft, if there is one."""

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


def editor(owner: str | None = None) -> ScheduleEditor:
    """Return the editor of the schedule, acting for the signed-in person.

    It edits the draft of ``owner``, by default the one that the person works on: their own, or a colleague's.
    """
    whose = session.get(_WHOSE, "") if owner is None else owner
    return ScheduleEditor(console().engine, person().name, console().dialling, whose)


def work_on(owner: str) -> None:
    """Let the person work on the draft of a colleague; on their own again, if ``owner`` is empty."""
    session.pop(_WHOSE, None)
    if owner and owner != person().name:
        session[_WHOSE] = owner


def working(now: datetime) -> Working:
    """Return the directory that is edited, with the draft, if there is one.

    Who works on a colleague's draft that is gone, or no longer shared, works on their own again.
    """
    if (whose := session.get(_WHOSE)) and editor().draft() is None:
        tell(
            _("The draft of %(name)s is published, discarded or no longer shared. You work on your own.", name=whose),
            "note",
        )
        work_on("")
    work = editor().work(now)
    know_names(work.directory)
    return Working(work.directory, work.draft)


def answers() -> Answers:
    """Return what the form says of plans: which side holds, and which are withdrawn."""
    form = request.form
    sides = {name[5:]: Side(form[name]) for name in form if name.startswith("side-") and form[name] in set(Side)}
    withdrawn = frozenset(int(each) for each in form.getlist("withdraw") if each.isdecimal() and len(each) < 10)
    return Answers(sides, withdrawn)


def refusal(error: Exception) -> Refusal:
    """Return an error of the editor as a refusal in the reader's language."""
    difference = error.difference if isinstance(error, ConflictError) else ()
    return Refusal(said(error), tuple(said(each) for each in difference), _hint(error))


def _hint(error: Exception) -> str:
    match error:
        case ClashError():
            return _("On the page of the draft, say which of the two holds.")
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
