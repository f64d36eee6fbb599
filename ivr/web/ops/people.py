"""*People*: accounts and their roles. For administrators."""

import secrets
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.people.credentials import AccountError
from ivr.web.ops.console import Console
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, role_name, said
from sentences import Sentence


def people_pages(blueprint: Blueprint, desk: Console) -> None:
    """The list, one account, and what can be done to it."""

    @blueprint.get("/people")
    @allowed(Role.ADMIN)
    def people() -> ResponseReturnValue:
        return _people(desk)

    @blueprint.post("/people")
    @allowed(Role.ADMIN)
    def add_person() -> ResponseReturnValue:
        name, role = request.form.get("name", ""), request.form.get("role", "")
        password = secrets.token_urlsafe(12)
        try:
            desk.accounts.add(name, _role(role), password, person().name, desk.watch.now())
        except AccountError as error:
            return _people(desk, name=name, error=said(error)), 422
        return render_template("ops/start_password.html", name=name.strip(), password=password)

    @blueprint.get("/people/<name>")
    @allowed(Role.ADMIN)
    def one_person(name: str) -> ResponseReturnValue:
        return _one(desk, name)

    @blueprint.post("/people/<name>/password")
    @allowed(Role.ADMIN)
    def new_password(name: str) -> ResponseReturnValue:
        password = secrets.token_urlsafe(12)
        try:
            desk.accounts.set_password(name, password, person().name, desk.watch.now())
        except AccountError as error:
            return _people(desk, error=said(error)), 422
        return render_template("ops/start_password.html", name=name, password=password)

    _change_pages(blueprint, desk)


def _change_pages(blueprint: Blueprint, desk: Console) -> None:
    @blueprint.post("/people/<name>/role")
    @allowed(Role.ADMIN)
    def change_role(name: str) -> ResponseReturnValue:
        def work() -> str:
            role = _role(request.form.get("role", ""))
            desk.accounts.set_role(name, role, person().name, desk.watch.now())
            return _("%(name)s is now %(role)s.", name=name, role=role_name(role))

        return _done(desk, name, work)

    @blueprint.post("/people/<name>/disable")
    @allowed(Role.ADMIN)
    def disable_person(name: str) -> ResponseReturnValue:
        def work() -> str:
            desk.accounts.disable(name, person().name, desk.watch.now())
            return _("%(name)s's access is disabled.", name=name)

        return _done(desk, name, work)

    @blueprint.post("/people/<name>/enable")
    @allowed(Role.ADMIN)
    def enable_person(name: str) -> ResponseReturnValue:
        def work() -> str:
            desk.accounts.enable(name, person().name, desk.watch.now())
            return _("%(name)s's access is enabled.", name=name)

        return _done(desk, name, work)

    @blueprint.post("/people/<name>/sessions/end")
    @allowed(Role.ADMIN)
    def end_sessions(name: str) -> ResponseReturnValue:
        def work() -> str:
            desk.accounts.end_sessions(name, person().name, desk.watch.now())
            return _("%(name)s is signed out everywhere.", name=name)

        return _done(desk, name, work)

    @blueprint.post("/people/<name>/second-factor/off")
    @allowed(Role.ADMIN)
    def take_second_factor(name: str) -> ResponseReturnValue:
        def work() -> str:
            desk.accounts.turn_off(name, person().name, desk.watch.now())
            return _("%(name)s's second factor is off.", name=name)

        return _done(desk, name, work)


def _people(desk: Console, name: str = "", error: str = "") -> str:
    everybody = desk.accounts.everybody()
    return render_template("ops/people.html", everybody=everybody, roles=list(Role), name=name, error=error)


def _one(desk: Console, name: str) -> ResponseReturnValue:
    try:
        account = desk.accounts.account(name)
    except AccountError as error:
        return _people(desk, error=said(error)), 404
    sessions = desk.accounts.sessions(name, desk.watch.now())
    return render_template("ops/one_person.html", account=account, sessions=sessions, roles=list(Role))


def _done(desk: Console, name: str, work: Callable[[], str]) -> ResponseReturnValue:
    """Do what a form asks for, and say so on the page of the account; or say why it can't be done."""
    try:
        flash(work(), "done")
    except AccountError as error:
        flash(said(error), "wrong")
    return redirect(url_for("ops.one_person", name=name), 303)


def _role(text: str) -> Role:
    if text not in list(Role):
        raise AccountError(Sentence("a role is viewer, editor or admin"))
    return Role(text)
