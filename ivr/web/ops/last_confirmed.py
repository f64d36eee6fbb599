"""*Last confirmed*: when lines, e-mail pages and holiday rules were last checked with their agencies, and by whom.

What an agency has just confirmed goes into the draft, with the person and the source.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.schedule.refusals import EditError
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import Refusal, editor, refusal, working
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, language_name, line_name, ngettext, scope_name
from schedules import Confirmation, Directory, EmailPage, HolidayRules, Line, Scope, home_date
from schedules.confirmation import is_old
from schedules.edits import confirm, confirm_holidays, confirm_pages


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a confirmation.

    Attributes:
        field: the name of its field in the form: `line`, `page` or `tier`.
        key: the id of the line, the code of the language, or the number of the tier.
        title: its name.
        url: the page of the console, or the e-mail page.
        shown: the words of the link.
    """

    field: str
    key: str
    title: str
    url: str
    shown: str
    confirmation: Confirmation | None


@dataclass(frozen=True, slots=True)
class Group:
    """What is confirmed together: the lines of an agency, all e-mail pages, or all holiday rules.

    ``key`` is its name in the form, ``title`` that on the page.
    """

    key: str
    title: str
    entries: list[Entry]


@ops.context_processor
def about_confirmations() -> dict[str, object]:
    """Return what templates need to show a confirmation (`ops/confirmation.html`)."""
    holds, today = console().settings.confirmed_for, home_date(console().clock.now())

    def too_old(given: Confirmation | None, day: date = today) -> bool:
        return is_old(given, day, holds)

    words = ngettext("not confirmed for %(count)s day", "not confirmed for %(count)s days", holds.days)
    return {"is_old": too_old, "not_confirmed": words}


@ops.get("/hours/confirmed")
def last_confirmed() -> ResponseReturnValue:
    """Show when everything was last confirmed."""
    return _page(console().clock.now())


@ops.post("/hours/confirmed")
@allowed(Role.EDITOR)
def save_confirmed() -> ResponseReturnValue:
    """Save in the draft that something was confirmed today: what is ticked, or all of a group."""
    now, form = console().clock.now(), request.form
    everything, source, by = form.get("act") == "all", form.get("source", "").strip(), form.get("by", "").strip()
    groups = {group.key: group for group in _groups(working(now).directory)}
    group = groups.get(form.get("group", "")) or abort(400)  # no form of ours sends another
    chosen = [each for each in group.entries if everything or each.key in form.getlist(each.field)]
    lines, pages, tiers = ([each.key for each in chosen if each.field == kind] for kind in ("line", "page", "tier"))
    given = Confirmation(home_date(now), source, by)

    def confirmed(directory: Directory) -> Directory:
        directory = confirm_pages(confirm(directory, lines, given.on, by, source), pages, given)
        return confirm_holidays(directory, map(int, tiers), given)

    if not chosen:
        return _page(now, Refusal(_("Tick what the agency has confirmed.")), group.key)
    if not source:
        return _page(now, Refusal(_("Write who or what has confirmed it, as the source.")), group.key)
    try:
        editor().edit(confirmed, now, form.get("token"))
    except EditError as error:
        return _page(now, refusal(error), group.key)
    flash(_("Saved in the draft. It goes live when the draft is published."), "done")
    return redirect(url_for("ops.draft"), 303)


def _groups(directory: Directory) -> Iterator[Group]:
    for agency in dict.fromkeys(line.agency for line in directory.lines):
        entries = [_of_line(line) for line in directory.lines if line.agency == agency]
        yield Group(f"lines {agency}", agency, entries)
    if directory.email:
        yield Group("pages", _("E-mail pages"), [_of_page(code, page) for code, page in directory.email.items()])
    tiers = sorted({line.tier for line in directory.lines})
    yield Group("rules", _("Holiday rules"), [_of_tier(tier, directory) for tier in tiers])


def _of_line(line: Line) -> Entry:
    name = line_name(line)
    return Entry("line", line.id, name, url_for("ops.line", line_id=line.id), line.number, line.confirmation)


def _of_page(code: str, page: EmailPage) -> Entry:
    return Entry("page", code, language_name(code), page.address, page.address, page.confirmation)


def _of_tier(tier: int, directory: Directory) -> Entry:
    given = directory.holidays.get(tier, HolidayRules()).confirmation
    name = scope_name(Scope(tier=tier), directory)
    return Entry("tier", str(tier), name, url_for("ops.holidays", _anchor=f"tier-{tier}"), _("Holiday rules"), given)


def _page(now: datetime, refused: Refusal | None = None, group: str | None = None) -> ResponseReturnValue:
    work = working(now)
    return render_template(
        "ops/last_confirmed.html",
        refused=refused,
        refused_in=group,
        token=work.token,
        groups=list(_groups(work.directory)),
        given=request.form,
        by=request.form.get("by", person().name),
    ), 422 if refused else 200
