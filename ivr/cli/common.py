"""Options, formatting and error handling that the commands share."""

import getpass
import os
import re
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
import requests
from sqlalchemy.exc import SQLAlchemyError

from ivr.clock import SystemClock, parse_moment
from ivr.core.routing import standing
from ivr.phone.asking import CallError
from ivr.service.files import FileError
from ivr.service.people.credentials import AccountError
from ivr.service.prompts.problems import PromptsError, UnknownClipError
from ivr.service.schedule.plans import UndecidedError
from ivr.service.schedule.refusals import (
    ConflictError,
    DraftThereError,
    EditError,
    NoDraftError,
    NoHolidayError,
    OutdatedError,
    UntilError,
)
from ivr.settings import SettingsError
from ivr.store.db import StoreError, first_line
from profiles import ProfileError
from prompts import CatalogueError
from prompts.recordings import ManifestError
from schedules import DirectoryError, Status, home_date, home_time, why
from schedules.edits import ChangeError
from sentences.values import moment_text


class _Moment(click.ParamType[datetime]):
    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        text = str(value).strip()
        try:
            if _CLOCK.fullmatch(text):
                today = home_date(SystemClock().now())
                return parse_moment(f"{today} {text:0>5}")
            return parse_moment(text)
        except ValueError as error:
            self.fail(str(error), param, ctx)


_CLOCK = re.compile(r"\d{1,2}:\d{2}")  # a time without a date is today's
MOMENT = _Moment()
AT = click.option("--at", type=MOMENT, help='A moment, local time: "2026-11-29 10:00", or 10:00. Default: now.')


def _account() -> str:
    """Return the name of the user's account; in a container a user may have only a number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


AUTHOR = click.option("--author", default=_account, show_default="your account", help="Who does this.")
DRAFT_BY = click.option("--draft-by", help="Whose draft it is, if it is not yours. It must be shared.")
REASON = click.option("--reason", required=True, help="Why, for those who ask later.")
JSON = click.option("--json", "as_data", is_flag=True, help="Print as JSON.")


def state(status: Status) -> str:
    """Return a status with its reason: ``open until Sun 2026-11-29 17:00 JST, within its weekly hours``."""
    return f"{standing(status)}, {why(status)}"


def at_home(moment: datetime) -> str:
    """Return a moment in the time at home: ``Sun 2026-11-29 10:00:00 JST``."""
    return moment_text(home_time(moment), seconds=True)


def keep_private() -> None:
    """Let other accounts of the machine read no file of this process, and let no memory dump be written.

    The memory has keys and telephone numbers. The processes that this one starts inherit both.
    """
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Print an expected error as one line and exit with a status other than 0."""
    try:
        yield
    except SettingsError as error:
        lines = "".join(f"\n  {problem}" for problem in error.problems)
        raise click.ClickException(f"the settings cannot be used (see Settings in the README):{lines}") from None
    except ProfileError as error:
        lines = "".join(f"\n  {problem}" for problem in error.problems)
        raise click.ClickException(f"the profile {error.name} cannot be used:{lines}") from None
    except EditError as error:
        raise click.ClickException(_refused(error)) from None
    except PromptsError as error:
        raise click.ClickException("\n  ".join([f"{error}{_hint(error)}", *map(str, error.problems)])) from None
    except (
        StoreError,
        CallError,
        FileError,
        AccountError,
        DirectoryError,
        CatalogueError,
        ManifestError,
        ChangeError,
    ) as error:
        raise click.ClickException(str(error)) from None
    except requests.RequestException as error:
        raise click.ClickException(f"the service does not answer: {error.__class__.__name__}") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'a file'}: {error.strerror or error}") from None
    except SQLAlchemyError as error:
        raise click.ClickException(f"the database does not answer: {first_line(error)}") from None


def _refused(error: EditError) -> str:
    """Return why an edit was refused, which command helps, and what somebody else has changed."""
    theirs = error.difference if isinstance(error, ConflictError) else ()
    return f"{error}{_hint(error)}" + "".join(f"\n  they changed: {each}" for each in theirs)


def _hint(error: EditError | PromptsError) -> str:
    return next((f"; {hint}" for kind, hint in _HINTS.items() if isinstance(error, kind)), "")


_HINTS: dict[type[EditError | PromptsError], str] = {
    OutdatedError: "export again, make your change again, import it",
    UndecidedError: "for plans, with --plans; for the draft, discard it and make the change again",
    DraftThereError: "`ivr schedule discard` or `import --replace` drops it",
    NoDraftError: "make one with `ivr schedule import`",
    NoHolidayError: "`ivr schedule holidays YEAR` lists them",
    UntilError: "say until when, with --until or --until-reset",
    UnknownClipError: "`ivr prompts export LANGUAGE --script` lists the clips",
}
"""The command that helps after each error."""


def claim_port(host: str, port: int) -> None:
    """Check that a port is free; the server would silently share it with another process.

    Raises:
        click.ClickException: it is taken.
    """
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"{host}:{port} can't be listened on ({error.strerror}); see --port") from None
