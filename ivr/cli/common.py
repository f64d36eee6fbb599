"""What the commands share."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
import pytz
import requests
from sqlalchemy.exc import SQLAlchemyError

from ivr.clock import HOME, parse_moment
from ivr.phone.handset import CallError
from ivr.service.editing import ConflictError, EditError
from ivr.settings import SettingsError
from ivr.store.engine import StoreError, first_line
from schedules import DirectoryError


class _Moment(click.ParamType[datetime]):
    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return parse_moment(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


MOMENT = _Moment()
AT = click.option(
    "--at", type=MOMENT, help='A moment, Japan time: "2026-11-29 10:00". Default: now. A running demo keeps it.'
)


AUTHOR = click.option("--author", default=getpass.getuser, show_default="your account", help="Who does this.")
REASON = click.option("--reason", required=True, help="Why, for those who ask later.")
JSON = click.option("--json", "as_data", is_flag=True, help="Print as JSON.")


def japan(moment: datetime) -> str:
    """A moment in Japan time: ``Sun 2026-11-29 10:00:00 JST``."""
    return moment.astimezone(pytz.timezone(HOME)).strftime("%a %Y-%m-%d %H:%M:%S %Z")


@contextmanager
def one_line_errors() -> Iterator[None]:
    """What goes wrong is one line, and an exit status that is not 0."""
    try:
        yield
    except SettingsError as error:
        raise click.ClickException("; ".join(str(error).splitlines()) + " (see Settings in the README)") from None
    except ConflictError as error:
        changes = "".join(f"\n  they changed: {each}" for each in error.difference)
        raise click.ClickException(f"{error}{changes}") from None
    except (StoreError, CallError, EditError, DirectoryError) as error:
        raise click.ClickException(str(error)) from None
    except SQLAlchemyError as error:
        raise click.ClickException(f"the database does not answer: {first_line(error)}") from None
    except requests.RequestException as error:
        raise click.ClickException(f"the service does not answer: {error.__class__.__name__}") from None
