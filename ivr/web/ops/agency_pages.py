"""*Agencies' pages*: what they say otherwise than the schedule, side by side. A person decides what becomes of it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.agency_pages import installed
from ivr.core.agency_pages.comparing import About, Comparison, Sureness, Verdict
from ivr.core.roles import Role
from ivr.service.agency_pages.differences import GoneError, seen, set_ignored
from ivr.store.db import read
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, in_reader


@ops.get("/hours/agency-pages")
def agency_pages() -> ResponseReturnValue:
    """Show the pages of agencies, and what they say otherwise than the schedule."""
    now = console().clock.now()
    found = read(console().engine, seen, console().timetable(now), now)
    return render_template(
        "ops/agency_pages.html",
        pages=found,
        differences=[(each, page) for page in found for each in page.told],
        ignored=[(each, page) for page in found for each in page.found if each.mark in page.ignored],
        troubles=[trouble for page in found if (trouble := page.page.trouble(now))],
        installed=installed(),
        in_reader=in_reader,
        about=_about,
        verdict=_verdict,
        sure=_sure,
        change=_change,
    )


@ops.post("/hours/agency-pages/ignore")
@allowed(Role.EDITOR)
def ignore_difference() -> ResponseReturnValue:
    """Ignore a difference until the page says something else, or tell of it again."""
    now, mark, act = console().clock.now(), request.form.get("mark", ""), request.form.get("act", "")
    if act not in ("ignore", "heed"):
        abort(400)
    try:
        timetable = console().timetable(now)
        set_ignored(console().engine, timetable, mark, person().name, now, ignores=act == "ignore")
    except GoneError:
        flash(_("This difference is no longer there: the page or the hours have changed."), "wrong")
    else:
        said = _("Ignored until the page says something else.") if act == "ignore" else _("It is told of again.")
        flash(said, "done")
    return redirect(url_for("ops.agency_pages"), 303)


def _about(about: About) -> str:
    return {About.HOURS: _("Hours"), About.NUMBER: _("Number")}[about]


def _verdict(found: Comparison) -> str:
    return {
        Verdict.SAME: _("as ours"),
        Verdict.OTHER: _("other than ours"),
        Verdict.UNCLEAR: _("not found, or not clear"),
    }[found.verdict]


def _sure(sureness: Sureness) -> str:
    return {
        Sureness.SURE: _("Sure: it stands with the line's number."),
        Sureness.LIKELY: _("Likely: look at the page before you change anything."),
    }[sureness]


def _change(found: Comparison) -> str:
    """Return the address of the form that changes what differs, with the page's hours in it."""
    if found.about is About.HOURS:
        return url_for("ops.line", line_id=found.line.id, hours=in_reader(found.said))
    return url_for("ops.line_details", line_id=found.line.id)
