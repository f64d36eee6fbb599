"""The command `ivr`.

The module of a command is imported when the command is used, so that `ivr --help` and short commands start without
loading the web application.
"""

import gc
import logging
from importlib import import_module

import click

COMMANDS = {
    "alerts": ("ivr.cli.alerts:alerts", "What ops staff are told of (ALERT_URLS); --test tries their channels."),
    "audit": ("ivr.cli.audit:audit", "The audit log: who changed what and when."),
    "backup": ("ivr.cli.backup:backup", "Copy a SQLite database while the service runs, or check such a copy."),
    "call": (
        "ivr.cli.phone:call",
        "Call the service from the terminal: hear it, press keys, say how the far end answers.",
    ),
    "coverage": (
        "ivr.cli.coverage:coverage_",
        "Say how many hours of a week callers of each language reach a person, and when nobody is there.",
    ),
    "demo": ("ivr.cli.demo:demo", "Run everything on this machine: no account, nothing leaves it."),
    "doctor": ("ivr.cli.doctor:doctor", "What is misconfigured, and how to mend it."),
    "fallback": (
        "ivr.cli.fallback:fallback",
        "Write the TwiML that the carrier serves when nothing of ours answers: numbers and hours in each language.",
    ),
    "forget": ("ivr.cli.delivery:forget", "Delete the data of a person on request."),
    "migrate": ("ivr.cli.migrate:migrate_tables", "Bring the tables of the database to this version."),
    "outbox": (
        "ivr.cli.delivery:outbox",
        "Texts: how many wait, how they ended, and which need attention.",
    ),
    "phone": (
        "ivr.cli.phone:phone",
        "A telephone in the browser, on this machine, that calls a service anywhere; a demo has one at /phone.",
    ),
    "poster": ("ivr.cli.poster:poster_command", "Write the poster for the wall, or a card for the pocket, as PDF."),
    "prompts": ("ivr.cli.prompts:prompts", "What is said and written in each language."),
    "provision": ("ivr.cli.provision:provision", "Set the webhooks of our numbers at the carrier."),
    "purge": (
        "ivr.cli.delivery:purge",
        "Delete old data, as the workers do once a day (KEEP_PEOPLE_DAYS, KEEP_RECORDS_DAYS).",
    ),
    "rehearse": (
        "ivr.cli.rehearse:rehearse_command",
        "Say what a planned change leaves behind: each old name or number afterwards, each new one before.",
    ),
    "rekey": ("ivr.cli.rekey:rekey", "Encrypt stored secrets with a new SECRET_KEY, so that the old one can go."),
    "report": ("ivr.cli.report:report_command", "Write the report of a month for an agency as PDF."),
    "restore": ("ivr.cli.backup:restore", "Put a backup in the place of a SQLite database."),
    "route": ("ivr.cli.route:route", "Say where a caller of LANGUAGE would be put through, and why."),
    "schedule": (
        "ivr.cli.schedule:schedule",
        "The hours: show, check, compare, publish, roll back; open or close by hand.",
    ),
    "serve": ("ivr.cli.serve:serve", "Answer calls and texts, and deliver queued texts."),
    "text": ("ivr.cli.phone:text", "Send the service a text message and print its answer."),
    "user": ("ivr.cli.user:user", "Accounts of the console and their roles."),
    "watch": ("ivr.cli.watch:watch", "Look at the pages of agencies now, and say what differs from our hours."),
    "worker": ("ivr.cli.worker:worker", "Deliver queued texts and call people back; any number of workers may run."),
}
"""The import path of each command, and the first line of its help."""


class _Commands(click.Group):
    """A group that imports a command when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        gc.disable()  # modules leave no garbage, and looking for it takes a seventh of the time of loading them
        try:
            command: click.Command = getattr(import_module(module), name)
        finally:
            gc.enable()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tsunagu")
def main() -> None:
    """Tsunagu: one telephone number that finds the open hotline in the caller's language."""
    import_module("ivr.cli.profile").choose()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
