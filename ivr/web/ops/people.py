"""*People*: accounts and their roles. For administrators."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.people.credentials import AccountError, TooManyError
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import address, allowed, person
from ivr.web.ops.i18n import _, role_name, said
from sentences import Sentence


@ops.get("/people")
@allowed(Role.ADMIN)
def people() -> ResponseReturnValue:
    """List the accounts."""
    return _people()


@ops.post("/people")
@allowed(Role.ADMIN)
def add_person() -> ResponseReturnValue:
    """Add an account, and show the link once by which the person chooses a password."""
    name, role, now = request.form.get("name", ""), request.form.get("role", ""), console().watch.now()
    try:
        invited = console().accounts.invite(name, _role(role), person().name, now)
        link = console().links.make(invited, person().name, now)
    except AccountError as error:
        return _people(name=name, error=said(error)), 422
    return render_template("ops/new_link.html", name=invited, link=link)


@ops.get("/people/<name>")
@allowed(Role.ADMIN)
def one_person(name: str) -> ResponseReturnValue:
    """Show one account."""
    return _one(name)


@ops.post("/people/<name>/link")
@allowed(Role.ADMIN)
def new_link(name: str) -> ResponseReturnValue:
    """Make a link by which the person chooses another password, and show it once."""
    made = []

    def work() -> None:
        _confirm()
        made.append(console().links.make(name, person().name, console().watch.now()))

    if refused := _refused(name, work):
        return refused
    return render_template("ops/new_link.html", name=name, link=made[0])


@ops.post("/people/<name>/role")
@allowed(Role.ADMIN)
def change_role(name: str) -> ResponseReturnValue:
    """Give an account another role."""

    def work() -> str:
        role = _role(request.form.get("role", ""))
        console().accounts.set_role(name, role, person().name, console().watch.now())
        return _("%(name)s is now %(role)s.", name=name, role=role_name(role))

    return _done(name, work)


@ops.post("/people/<name>/disable")
@allowed(Role.ADMIN)
def disable_person(name: str) -> ResponseReturnValue:
    """Disable access."""

    def work() -> str:
        console().accounts.disable(name, person().name, console().watch.now())
        return _("%(name)s's access is disabled.", name=name)

    return _done(name, work)


@ops.post("/people/<name>/enable")
@allowed(Role.ADMIN)
def enable_person(name: str) -> ResponseReturnValue:
    """Enable access again."""

    def work() -> str:
        console().accounts.enable(name, person().name, console().watch.now())
        return _("%(name)s's access is enabled.", name=name)

    return _done(name, work)


@ops.post("/people/<name>/sessions/end")
@allowed(Role.ADMIN)
def end_sessions(name: str) -> ResponseReturnValue:
    """End all sessions of an account."""

    def work() -> str:
        console().accounts.end_sessions(name, person().name, console().watch.now())
        return _("%(name)s is signed out everywhere.", name=name)

    return _done(name, work)


@ops.post("/people/<name>/second-factor/off")
@allowed(Role.ADMIN)
def take_second_factor(name: str) -> ResponseReturnValue:
    """Turn off the second factor of somebody who has lost it."""

    def work() -> str:
        _confirm()
        console().accounts.take_factors(name, person().name, console().watch.now())
        return _("%(name)s's second factor is off.", name=name)

    return _done(name, work)


def _people(name: str = "", error: str = "") -> str:
    everybody = console().accounts.everybody()
    return render_template("ops/people.html", everybody=everybody, roles=list(Role), name=name, error=error)


def _one(name: str) -> ResponseReturnValue:
    try:
        account = console().accounts.account(name)
    except AccountError as error:
        return _people(error=said(error)), 404
    at = console().watch.now()
    sessions = console().accounts.sessions(name, at)
    return render_template("ops/one_person.html", account=account, sessions=sessions, roles=list(Role), at=at)


def _done(name: str, work: Callable[[], str]) -> ResponseReturnValue:
    """Run ``work``, and show its message, or why it failed, on the page of the account."""
    return _refused(name, lambda: flash(work(), "done")) or _back(name)


def _refused(name: str, work: Callable[[], None]) -> ResponseReturnValue | None:
    """Run ``work``. If it fails, return to the page of the account, which says why."""
    try:
        work()
    except (AccountError, TooManyError) as error:
        flash(said(error), "wrong")
        return _back(name)
    return None


def _back(name: str) -> ResponseReturnValue:
    return redirect(url_for("ops.one_person", name=name), 303)


def _confirm() -> None:
    """Check the administrator's own password in the form: somebody else may use a browser that is signed in."""
    console().accounts.confirm(person().name, request.form.get("current", ""), address(), console().watch.now())


def _role(text: str) -> Role:
    if text not in list(Role):
        raise AccountError(Sentence("a role is viewer, editor or admin"))
    return Role(text)
