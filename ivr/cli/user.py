"""`ivr user`: accounts of the console."""

import json
import sys
import warnings
from getpass import GetPassWarning

import click

from ivr.cli.common import AUTHOR, JSON, at_home, one_line_errors
from ivr.clock import SystemClock
from ivr.core.roles import Role
from ivr.service.people.accounts import Accounts
from ivr.service.people.credentials import GIVEN_FOR
from ivr.service.people.links import Links
from ivr.settings import load_settings
from ivr.store.db import open_for_people
from ivr.store.migrate import migrate
from ivr.worker import keys

_ROLE = click.Choice([str(role) for role in Role])
_STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@click.group()
def user() -> None:
    """Accounts of the console and their roles."""


@user.command()
@click.argument("name")
@click.option("--role", type=_ROLE, default=str(Role.VIEWER), show_default=True)
@_STDIN
@click.option("--link", is_flag=True, help="Set no password; print a link with which NAME chooses one.")
@AUTHOR
def add(name: str, role: str, password_stdin: bool, link: bool, author: str) -> None:
    """Add NAME. The first one should be an admin, who adds the others in the console."""
    if link and password_stdin:
        raise click.UsageError("--link sets no password, so --password-stdin does not go with it")
    with one_line_errors():
        accounts = _accounts()
        if link:
            accounts.invite(name, Role(role), author, SystemClock().now())
            click.echo(_link(accounts, name, author))
            return
        accounts.add(name, Role(role), _password(password_stdin), author, SystemClock().now())
        valid = _valid(accounts, name)
    click.echo(f"{name} may come in as {role}{valid}")


@user.command()
@click.argument("name")
@_STDIN
@AUTHOR
def passwd(name: str, password_stdin: bool, author: str) -> None:
    """Give NAME another password; their sessions and their link end."""
    with one_line_errors():
        accounts = _accounts()
        accounts.set_password(name, _password(password_stdin), author, SystemClock().now())
        valid = _valid(accounts, name)
    click.echo(f"{name} has another password; their sessions have ended{valid}")


@user.command()
@click.argument("name")
@AUTHOR
def link(name: str, author: str) -> None:
    """Print a link with which NAME chooses another password; the one before stops working."""
    with one_line_errors():
        click.echo(_link(_accounts(), name, author))


@user.command()
@click.argument("name")
@click.argument("new_role", metavar="ROLE", type=_ROLE)
@AUTHOR
def role(name: str, new_role: str, author: str) -> None:
    """Make NAME a viewer, editor or admin; their sessions end."""
    with one_line_errors():
        _accounts().set_role(name, Role(new_role), author, SystemClock().now())
    click.echo(f"{name} is {new_role}")


@user.command()
@click.argument("name")
@AUTHOR
def disable(name: str, author: str) -> None:
    """Disable access for NAME; their sessions and their link end."""
    with one_line_errors():
        _accounts().disable(name, author, SystemClock().now())
    click.echo(f"{name}: access disabled")


@user.command()
@click.argument("name")
@AUTHOR
def enable(name: str, author: str) -> None:
    """Enable access for NAME again."""
    with one_line_errors():
        _accounts().enable(name, author, SystemClock().now())
    click.echo(f"{name}: access enabled")


@user.command("second-factor-off")
@click.argument("name")
@AUTHOR
def second_factor_off(name: str, author: str) -> None:
    """Turn off the second factor of NAME, who has lost the app, the passkeys and the recovery codes."""
    with one_line_errors():
        _accounts().take_factors(name, author, SystemClock().now())
    click.echo(f"{name} signs in by password alone")


@user.command("list")
@JSON
def list_(as_data: bool) -> None:
    """List all accounts."""
    with one_line_errors():
        everybody = _accounts().everybody()
    rows = [
        {
            "name": each.name,
            "role": str(each.role),
            "second_factor": each.protected,
            "passkeys": each.passkeys,
            "invited": each.invited,
            "disabled": each.disabled_at is not None,
        }
        for each in everybody
    ]
    if as_data:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        marks = [
            "second factor" if row["second_factor"] else "no second factor",
            *(each for each in ("invited", "disabled") if row[each]),
        ]
        click.echo(f"{row['name']}: {row['role']}, {', '.join(marks)}")


def _accounts() -> Accounts:
    settings = load_settings()
    engine = open_for_people(settings.database_url)
    migrate(engine)
    return Accounts(engine, keys(settings), known=(settings.phone_number,))


def _link(accounts: Accounts, name: str, author: str) -> str:
    """Make a link, and return it and a line that says what it is."""
    now = SystemClock().now()
    link = Links(accounts, load_settings().public_url).make(name, author, now)
    return f"{link}\n{name} chooses a password with this link, once, before {at_home(now + GIVEN_FOR)}"


def _valid(accounts: Accounts, name: str) -> str:
    """Return what follows from a password that somebody else has set; nothing for one's own (``--author`` NAME)."""
    ends = accounts.account(name).given_until
    return f"; they must change the password before {at_home(ends)}" if ends else ""


def _password(from_stdin: bool) -> str:
    if from_stdin:
        try:
            return sys.stdin.readline().rstrip("\n")
        except UnicodeDecodeError:
            raise click.ClickException("the password must be UTF-8") from None
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
        except GetPassWarning:
            raise click.ClickException("there is no terminal to type it on; use --password-stdin") from None
