"""*Agencies*: links by which they confirm their hours, where they are asked by mail, and what they have answered."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.confirmations.page import agencies_of
from ivr.core.confirmations.readers import Reader, reader_of
from ivr.core.confirmations.states import State
from ivr.core.roles import Role
from ivr.service.confirmations.contacts import set_contact
from ivr.service.schedule.live import read_document
from ivr.service.schedule.refusals import EditError
from ivr.store import confirmations as store
from ivr.store.confirmations import Link
from ivr.store.db import read
from ivr.store.drafts import read_draft
from ivr.store.revisions import revision
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, know_names, line_label, said, when
from schedules import home_date
from schedules.difference import LineChanged, difference
from schedules.report import words

_MOST = 100
"""Links that are listed."""


@ops.get("/confirmations")
def confirmations() -> ResponseReturnValue:
    """Show each agency with its open link and its address, and the links of late."""
    return _page()


@ops.post("/confirmations/contact")
@allowed(Role.EDITOR)
def change_contact() -> ResponseReturnValue:
    """Store where an agency is asked by mail."""
    form, now = request.form, console().clock.now()
    agency, address, reader = _agency(), form.get("address", ""), reader_of(form.get("reader"))
    try:
        set_contact(console().engine, agency, address, reader, person().name, now)
    except EditError as error:
        return _page(agency, said(error), address), 422
    flash(_("Saved."), "done")
    return _back()


@ops.post("/confirmations/ask")
@allowed(Role.EDITOR)
def ask_agency() -> ResponseReturnValue:
    """Make a link and show it once; send it by mail as well, if that is asked for."""
    form, now, mailing = request.form, console().clock.now(), console().mailing
    agency, by_mail = _agency(), form.get("mail") == "yes"
    try:
        if by_mail and mailing.server is None:
            abort(400)
        link = mailing.links.make(agency, person().name, now, mail=by_mail)
    except EditError as error:
        return _page(agency, said(error)), 422
    if by_mail:
        mailing.look()
    return render_template("ops/confirmation_link.html", agency=agency, link=link, by_mail=by_mail)


@ops.get("/confirmations/<int:link_id>")
def one_confirmation(link_id: int) -> ResponseReturnValue:
    """Show a link and what was answered."""
    found = _found(link_id)
    has_draft = bool(found.draft) and read(console().engine, read_draft, found.draft) is not None
    return render_template(
        "ops/one_confirmation.html",
        link=found,
        lines=[line_label(each) for each in found.lines],
        state=_state(found),
        mail=_mail(found),
        has_draft=has_draft,
        hours=_hours(found),
    )


@ops.post("/confirmations/<int:link_id>/withdraw")
@allowed(Role.EDITOR)
def withdraw_confirmation(link_id: int) -> ResponseReturnValue:
    """Withdraw a link."""
    found = _found(link_id)
    try:
        console().mailing.links.withdraw(link_id, person().name, console().clock.now())
    except EditError as error:
        flash(said(error), "wrong")
    else:
        flash(_("The link to %(agency)s does not work any more.", agency=found.agency), "done")
    return _back()


@ops.post("/confirmations/<int:link_id>/seen")
@allowed(Role.EDITOR)
def see_confirmation(link_id: int) -> ResponseReturnValue:
    """Record that the answer needs nobody any more."""
    _found(link_id)
    console().mailing.links.see(link_id, person().name, console().clock.now())
    return redirect(url_for("ops.one_confirmation", link_id=link_id), 303)


def _hours(link: Link) -> list[str]:
    """Return what the draft of an answer changes of hours; empty if there is none."""
    engine = console().engine
    draft = read(engine, read_draft, link.draft) if link.draft else None
    base = read(engine, revision, draft.base) if draft else None
    if draft is None or base is None:
        return []
    was, becomes = read_document(base.document), read_document(draft.document)
    know_names(becomes)
    changes = [each for each in difference(was, becomes) if isinstance(each, LineChanged) and each.field == "hours"]
    return [said(words(each)) for each in changes]


def _page(refused: str = "", error: str = "", typed: str = "") -> str:
    """Show the page. ``refused`` is the agency whose form was refused, because of an ``error``."""
    engine, now = console().engine, console().clock.now()
    lines = agencies_of(console().timetable(now).directory, home_date(now))
    contacts = read(engine, store.contacts)
    agencies = {**lines, **{name: [] for name in contacts if name not in lines}}
    links = read(engine, store.latest_links, _MOST)
    return render_template(
        "ops/confirmations.html",
        agencies=agencies,
        contacts=contacts,
        waiting={each.agency: each for each in read(engine, store.open_links) if each.works(now)},
        links=links,
        states={each.id: _state(each) for each in links},
        mail=_mail,
        readers=_readers(),
        sends=console().mailing.server is not None,
        refused=refused,
        error=error,
        typed=typed,
    )


def _agency() -> str:
    """Return the agency that the form means, which has lines or an address."""
    agency, now = request.form.get("agency", ""), console().clock.now()
    known = agencies_of(console().timetable(now).directory, home_date(now))
    if agency not in known and agency not in read(console().engine, store.contacts):
        abort(404)
    return agency


def _found(link_id: int) -> Link:
    return read(console().engine, store.link, min(link_id, 2**31 - 1)) or abort(404)


def _back() -> ResponseReturnValue:
    return redirect(url_for("ops.confirmations"), 303)


def _readers() -> list[tuple[Reader, str]]:
    return [(Reader.JAPANESE, _("Japanese")), (Reader.EASY, _("Easy Japanese")), (Reader.ENGLISH, _("English"))]


def _state(link: Link) -> tuple[str, str]:
    """Return the badge of a link: its kind and its words."""
    if link.state is State.OPEN and not link.works(console().clock.now()):
        return "closed", _("expired")
    return {
        State.OPEN: ("open", _("waits for an answer")),
        State.ANSWERED: ("draft" if link.seen_at is None and link.remark else "open", _("answered")),
        State.WITHDRAWN: ("closed", _("withdrawn")),
        State.EXPIRED: ("closed", _("expired")),
    }[link.state]


def _mail(link: Link) -> str:
    """Return what became of the mail of a link; empty if none was asked for."""
    if not link.address:
        return ""
    if link.sent_at:
        return _("Sent to %(address)s on %(moment)s.", address=link.address, moment=when(link.sent_at))
    if link.mail_failed:
        return _("Not sent to %(address)s: %(reason)s", address=link.address, reason=link.problem)
    if link.due_at is None:
        return _("Not sent to %(address)s: the link ended before.", address=link.address)
    if link.problem:
        return _(
            "Not sent to %(address)s yet: %(reason)s It is tried again at %(moment)s.",
            address=link.address,
            reason=link.problem,
            moment=when(link.due_at),
        )
    return _("Is being sent to %(address)s.", address=link.address)
