"""`ivr provision`: the webhooks of our numbers at the carrier."""

import json

import click

from ivr.carrier.account import Account, ApiError
from ivr.carrier.kinds import KINDS
from ivr.cli.common import JSON, one_line_errors
from ivr.core.hooks import shown
from ivr.service.provision import Standing, set_hooks, standing, targets
from ivr.settings import SIMULATED, load_settings


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@JSON
def provision(dry_run: bool, as_data: bool) -> None:
    """Set the webhooks of our numbers at the carrier.

    These are the number that people call, the numbers that send texts, and Twilio's messaging services. What is right
    stays as it is. So do connection overrides and addresses for failures that somebody has chosen.
    """
    with one_line_errors():
        settings = load_settings()
    if settings.carrier == SIMULATED:
        raise click.ClickException("CARRIER is simulated: there is no number to set")
    account, overrides = Account(settings), KINDS[settings.carrier].overrides
    left: list[str] = []
    try:
        found = [standing(account, target, overrides) for target in targets(settings)]
        for before in found:
            _refuse_unless_ours(before)
        for before in found:
            if not dry_run:
                left += [change.field for change in set_hooks(account, before, overrides).changes]
            if not as_data:
                _tell(before, dry_run)
    except ApiError as error:
        raise click.ClickException(f"the carrier's API: {error}; `ivr doctor` says more") from None
    if as_data:
        click.echo(json.dumps([_data(before, dry_run) for before in found], indent=2))
    if left:
        raise click.ClickException(f"the carrier has not taken {', '.join(left)}; set it in its console")


def _refuse_unless_ours(found: Standing) -> None:
    name = found.target.name
    if found.has is None:
        raise click.ClickException(f"{name} ({found.target.setting}) is not in the account; nothing was changed")
    for field, value in found.ignored:
        raise click.ClickException(
            f"{name} has {field} {value}, so the carrier ignores its webhooks; remove it in the carrier's console "
            "first; nothing was changed"
        )


def _tell(found: Standing, dry_run: bool) -> None:
    name = f"{found.target.name} ({found.target.setting})"
    if not found.changes:
        click.echo(f"{name}: nothing to change")
        return
    click.echo(f"{name}: {'would change' if dry_run else 'changed'}")
    for change in found.changes:
        click.echo(f"  {change.field}: {shown(change.before)} -> {shown(change.after)}")


def _data(found: Standing, dry_run: bool) -> dict[str, object]:
    changes = [
        {"field": each.field, "before": shown(each.before), "after": shown(each.after)} for each in found.changes
    ]
    return {"name": found.target.name, "setting": found.target.setting, "dry_run": dry_run, "changes": changes}
